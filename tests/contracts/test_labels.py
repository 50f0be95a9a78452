"""Whatever people are shown of a closed list of the contracts has its label in both languages."""

import ast
import logging
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from consultations.use_cases.change_project import COLUMNS
from contracts.consultations import choices as consultations_choices
from contracts.consultations.projects import PublishProject
from contracts.consultations.steps import ChangeSection, ChangeStep, MoveWindow
from contracts.identity import choices as identity_choices
from contracts.identity.organisations import ChangeOrganisation
from contracts.notifications import choices as notifications_choices
from contracts.votation import choices as votation_choices
from votation.domain import audit_chain
from web.account import consents
from web.core import labels
from web.core.i18n import read_catalogue
from web.organise import audit_sentences, audit_values, moderation, section_tree, step_kinds
from web.participate import conditions, consultation, discussion, remarks, step_page
from web.votation import board
from web.votation import labels as votation_labels
from web.votation.office import progress, question_kinds, roll_file, voting
from web.workspace import labels as desk

SERVICES = Path(__file__).resolve().parents[2] / "services"
Shown = Callable[[str], str]


def among(choices: Callable[[], Iterable[dict[str, str]]]) -> Shown:
    return lambda code: {each["value"]: each["label"] for each in choices()}[code]


def named(names: Callable[[], dict[str, str]]) -> Shown:
    return lambda code: names()[code]


def chosen(name: str) -> Shown:
    return among(lambda: section_tree.choices()[name])


def kept(dictionary: dict[str, str]) -> Shown:
    from web.core.i18n import _

    return lambda code: _(dictionary[code])


def condition(kind: str) -> str:
    asked = {"kind": kind, "age_least": 16, "postcodes": ["35000"], "wording": "Lu"}
    return conditions._words(asked)[0]


def step_choice(template: str) -> str:
    return next(each["label"] for each in step_kinds.kind_choices() if each["value"].endswith(f":{template}"))


LISTS: list[tuple[str, Iterable[str], Shown]] = [
    ("roles", identity_choices.ROLES, desk.role_name),
    ("roles to give", identity_choices.ORGANISATION_ROLES, among(desk.role_choices)),
    ("organisations", identity_choices.ORGANISATION_KINDS, among(desk.organisation_kinds)),
    ("invitations", ("sent", "accepted", "revoked", "expired"), desk.invitation_state),
    ("purposes", identity_choices.CONSENT_PURPOSES, lambda code: consents.purposes()[code]["title"]),
    ("messages", notifications_choices.MESSAGE_KINDS, desk.message_kind),
    ("deliveries", notifications_choices.DELIVERY_STATES, desk.delivery_state),
    ("visibilities", consultations_choices.VISIBILITIES, desk.visibility_name),
    ("steps", consultations_choices.STEP_KINDS, desk.step_kind),
    ("projects", consultations_choices.PROJECT_STATES, desk.project_state),
    ("templates", consultations_choices.PROJECT_TEMPLATES, named(desk.template_names)),
    ("templates of a step", consultations_choices.PROJECT_TEMPLATES, step_choice),
    ("sections", consultations_choices.SECTION_ROLES, chosen("role")),
    ("arguments", consultations_choices.ARGUMENT_MODES, chosen("arguments")),
    ("orders", consultations_choices.SORTS, chosen("sort")),
    ("orders of a list", consultations_choices.SORTS, kept(consultation.SORTS)),
    ("contributions", consultations_choices.CONTRIBUTION_STATES, desk.contribution_state),
    ("targets", consultations_choices.TARGETS, desk.target_name),
    ("reasons", consultations_choices.REPORT_REASONS, desk.report_reason),
    ("reasons to give", consultations_choices.REPORT_REASONS, among(discussion.reasons)),
    ("decisions", consultations_choices.MODERATION_DECISIONS, desk.decision_name),
    ("decisions to take", consultations_choices.MODERATION_DECISIONS, among(moderation._decisions)),
    ("sources", consultations_choices.SOURCE_CATEGORIES, remarks.category),
    ("ages", consultations_choices.AGE_BANDS, step_page.age_band),
    ("export shapes", consultations_choices.EXPORT_SHAPES, desk.export_shape),
    ("export formats", consultations_choices.EXPORT_FORMATS, desk.export_format),
    ("requirements", consultations_choices.REQUIREMENT_KINDS, condition),
    ("votations", votation_choices.STATES, votation_labels.state_name),
    ("votations of the bureau", votation_choices.STATES, progress.state_name),
    ("questions", votation_choices.QUESTION_KINDS, question_kinds.kind_label),
    ("questions of the booth", votation_choices.QUESTION_KINDS, kept(votation_labels.KINDS)),
    ("methods", votation_choices.RANKING_METHODS, kept(votation_labels.METHODS)),
    ("bases", votation_choices.BASES, kept(votation_labels.BASES)),
    ("ties", votation_choices.TIE_RULES, kept(votation_labels.TIES)),
    ("mailings", votation_choices.MAILING_KINDS, voting.mailing_name),
    ("events", votation_choices.EVENT_KINDS, voting.event_name),
    ("columns of a roll", votation_choices.ROLL_COLUMNS, kept(roll_file.COLUMN_NAMES)),
    ("encodings of a roll", votation_choices.ROLL_ENCODINGS, kept(roll_file.ENCODINGS)),
    ("problems of a roll", votation_choices.ROLL_PROBLEMS, kept(roll_file.PROBLEMS)),
]  # fmt: skip


@pytest.fixture
def strict(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(code: str, of: str) -> str:
        raise LookupError(f"{of}: no label for {code}")

    monkeypatch.setattr(labels, "missing", fail)
    monkeypatch.setattr(audit_sentences, "missing", fail)


def in_both(shown: Callable[[], str]) -> tuple[str, str]:
    app = Flask(__name__)
    said = []
    for language in ("en", "fr"):
        with app.test_request_context(headers={"Accept-Language": language}):
            said.append(shown())
    return said[0], said[1]


@pytest.mark.parametrize(("codes", "shown"), [pytest.param(*each[1:], id=each[0]) for each in LISTS])
def test_every_code_of_the_list_has_its_label(codes: Iterable[str], shown: Shown, strict: None) -> None:
    catalogue = read_catalogue("fr")
    for code in codes:
        english, french = in_both(lambda code=code: shown(code))  # type: ignore[misc]
        assert english, code
        assert french, code
        assert catalogue.get(english) or french != english or code == "checkbox", (code, english)


def acts_of(service: str, places: dict[str, int]) -> set[str]:
    """The act that each call of these names gives, at its place among the arguments or as `act=`."""
    return {
        act
        for path in (SERVICES / service / "use_cases").glob("*.py")
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call)
        for act in _act_of(call, places)
    }


def _act_of(call: ast.Call, places: dict[str, int]) -> Iterator[str]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    given = [each.value for each in call.keywords if each.arg == "act"]
    if name in places and len(call.args) > places[name]:
        given.append(call.args[places[name]])
    for node in given:
        for each in ast.walk(node):
            if isinstance(each, ast.Attribute) and each.attr.isupper():
                yield str(getattr(audit_chain, each.attr))
            elif isinstance(each, ast.Constant) and isinstance(each.value, str) and each.value != "open":
                yield each.value


def trail() -> set[str]:
    found = acts_of("identity", {"record": 3}) | acts_of("consultations", {"record_act": 3})
    return (found - {"define_"}) | {"define_theme", "define_zone"}


@pytest.mark.parametrize("act", sorted(trail()))
def test_every_act_of_the_trail_is_a_sentence(act: str, strict: None) -> None:
    after = {"role": "moderator", "state": "hidden"}
    english, french = in_both(lambda: audit_sentences._sentence(act, "contribution 1", {}, after))
    assert english != french
    assert f"{act} contribution" not in english + french


def test_the_acts_that_are_tried_are_those_of_the_services() -> None:
    assert {"give_role", "add_section", "moderate", "request_export", "revoke_invitation"} <= trail()
    assert len(trail()) >= 28


def test_every_act_of_a_votation_has_its_label() -> None:
    found = acts_of("votation", {"record": 4, "pass_to": 5, "write": 2})
    assert {"sealed", "opened", "closing", "proxy_given", "draw_committed"} <= found
    assert (found | {"incident", "observation", "later_event"}) - set(board.ACTS) == set()


def recorded_fields() -> set[str]:
    """What a trail may tell of a change: all that one may change, and what acts say of what they add."""
    schemas = (
        ChangeOrganisation, ChangeStep, ChangeSection,
        MoveWindow, PublishProject,
    )  # fmt: skip
    asked = {name for schema in schemas for name in schema().fields}
    added = {
        "slug", "kind", "role", "email", "label_fr", "label_en", "retired", "step", "template", "edition_label",
        "previous", "themes", "zones", "outcome", "shape", "format", "state", "decision", "published_at",
    }  # fmt: skip
    return (asked | added | set(COLUMNS)) - audit_sentences.HIDDEN - {"organisation_id", "section_id"}


@pytest.mark.parametrize("name", sorted(recorded_fields()))
def test_every_field_of_the_trail_has_its_name(name: str, strict: None) -> None:
    english, french = in_both(lambda: audit_values.field_names()[name])
    assert english
    assert read_catalogue("fr").get(english)
    assert "_" not in english + french


CODED: dict[str, Iterable[str]] = {
    "role": (*identity_choices.ROLES, *consultations_choices.SECTION_ROLES),
    "kind": (*identity_choices.ORGANISATION_KINDS, *consultations_choices.STEP_KINDS),
    "template": consultations_choices.PROJECT_TEMPLATES,
    "visibility": consultations_choices.VISIBILITIES,
    "state": consultations_choices.CONTRIBUTION_STATES,
    "decision": consultations_choices.MODERATION_DECISIONS,
    "shape": consultations_choices.EXPORT_SHAPES,
    "format": consultations_choices.EXPORT_FORMATS,
    "language": identity_choices.LANGUAGES,
    "cover": step_page.DRAWINGS,
    "arguments": consultations_choices.ARGUMENT_MODES,
    "sort": consultations_choices.SORTS,
}


@pytest.mark.parametrize("field", CODED)
def test_values_of_the_trail_are_words(field: str, strict: None) -> None:
    """As it was, "rôle : organiser; sorte : union" was shown."""
    for code in CODED[field]:
        english, french = in_both(lambda code=code: audit_sentences._value(field, code))  # type: ignore[misc]
        assert english, code
        assert french, code
    wanted = {"role": "organisateur ou organisatrice", "kind": "Syndicat"}
    said = in_both(lambda: audit_sentences._values({"role": "organiser", "kind": "union"}))[1]
    assert all(word in said for word in wanted.values()), said


def test_a_code_without_a_label_is_logged_and_never_shown(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        assert in_both(lambda: desk.message_kind("new_kind")) == ("Not named", "Sans nom")
        english, _french = in_both(lambda: audit_sentences._sentence("new_act", "x", {}, {}))
    assert "missing_label of=message_kind code=new_kind" in caplog.text
    assert english == "changed something that this page cannot name"
