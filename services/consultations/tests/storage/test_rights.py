"""Every role at every operation, in two organisations and before a project nobody may know of (ID-3)."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from consultations.domain.organisation import Organisation
from consultations.tests.world import World
from consultations.unit_of_work import UnitOfWork
from consultations.use_cases import eligibility
from contracts.identity.choices import ORGANISATION_ROLES, PLATFORM_ROLES
from contracts.refused import Refused
from contracts.services import OPERATIONS

ORGANISERS = {"platform_admin", "organiser"}
EXPORTERS = ORGANISERS | {"analyst"}
MODERATORS = ORGANISERS | {"moderator"}
FACILITATORS = MODERATORS | {"mediator"}

PUBLIC = {
    "list_templates", "list_projects", "get_project", "get_step", "list_themes", "list_zones",
    "list_contributions", "get_contribution", "list_arguments", "list_sources", "list_versions", "get_graph",
    "get_figures", "search_contributions", "get_site_figures", "list_export_columns",
}  # fmt: skip
SIGNED_IN = {
    "submit_contribution", "cast_opinion_vote", "withdraw_opinion_vote", "add_argument", "vote_argument",
    "unvote_argument", "add_source", "vote_source", "unvote_source", "propose_version", "get_my_participation",
    "report", "list_my_moderated", "list_my_acts",
}  # fmt: skip
AUTHORS = {"edit_contribution", "erase_contribution", "erase_argument", "erase_source", "appeal"}
HOLDERS: dict[str, set[str]] = {
    **dict.fromkeys(("create_project", "clone_project", "change_project", "publish_project"), ORGANISERS),
    **dict.fromkeys(("link_edition", "define_theme", "define_zone", "list_project_audit"), ORGANISERS),
    **dict.fromkeys(("add_step", "change_step", "move_window", "order_steps", "remove_step"), ORGANISERS),
    **dict.fromkeys(("record_outcome", "add_section", "change_section", "remove_section"), ORGANISERS),
    **dict.fromkeys(("request_export", "list_exports", "get_export", "open_export"), EXPORTERS),
    **dict.fromkeys(("list_moderation", "moderate"), MODERATORS),
    "submit_event_idea": FACILITATORS,
}
SIBLINGS = {"names_of": "notifications", "owner_of_project": "votation"}
# Of an organisation rather than of one project, which may therefore be a secret.
OF_ORGANISATION = {
    "list_templates", "list_export_columns", "list_projects", "list_themes", "list_zones", "create_project",
    "define_theme", "define_zone", "list_moderation", "list_my_moderated", "list_my_acts", "search_contributions",
    "get_site_figures",
}  # fmt: skip


def test_every_operation_is_walked() -> None:
    walked = PUBLIC | SIGNED_IN | AUTHORS | HOLDERS.keys() | SIBLINGS.keys()
    assert walked == set(OPERATIONS["consultations"])


@dataclass(frozen=True)
class Place:
    """A project of an organisation, with one of everything that an operation may name."""

    organisation: UUID
    project: UUID
    previous: UUID  # another project
    step: UUID
    section: UUID
    contribution: UUID
    argument: UUID
    source: UUID
    export: UUID


def build(world: World, organisation: UUID, visibility: str = "public") -> Place:
    with world.storage.transaction() as tx:
        heard = Organisation(organisation, f"o-{organisation}", "Ville", "municipality", None, 1, 1)
        UnitOfWork(tx).organisations.store(vars(heard))
    project, previous = (world.add_project(organisation) for _ in range(2))
    step = world.add_step(project, organisation)
    section = world.add_section(step, project)
    contribution = world.contribution(section=section)
    argument, source = world.argument(contribution), world.source(contribution)
    wanted = {"project_id": project, "shape": "full", "format": "csv"}
    export = world.ask("request_export", world.person("organiser", organisation), **wanted)
    world.rows_changed(
        "UPDATE project SET visibility = :v WHERE organisation_id = :id", v=visibility, id=organisation
    )
    eligibility.STEP_ACCESS.clear()  # kept for seconds
    return Place(
        organisation, project, previous, step, section, contribution, argument, source, UUID(export["id"])
    )


def requests_about(place: Place) -> dict[str, dict[str, Any]]:
    """Complete requests, in an order in which what is removed is not asked for again."""
    project, step, section = ({f"{name}_id": getattr(place, name)} for name in ("project", "step", "section"))
    text, argument, source, export = (
        {f"{name}_id": getattr(place, name)} for name in ("contribution", "argument", "source", "export")
    )
    organisation = {"organisation_id": place.organisation}
    target = {"target": "contribution", "target_id": place.contribution}
    later = datetime.now(UTC) + timedelta(days=5)
    outdated = {"version": 0}
    asked: dict[str, dict[str, Any]] = {
        "list_templates": {}, "list_export_columns": {}, "list_projects": organisation,
        "get_project": {"project": str(place.project)},
        "get_step": step, "list_themes": organisation, "list_zones": organisation,
        "list_contributions": step, "get_contribution": text, "list_arguments": text, "list_sources": text,
        "list_versions": text, "get_graph": step, "get_figures": project,
        "search_contributions": {"q": "texte"}, "get_site_figures": {},
        "submit_contribution": section | {"title": "Un titre", "body": "Un texte"},
        "cast_opinion_vote": text | {"value": "agree"}, "withdraw_opinion_vote": text,
        "add_argument": text | {"side": "for", "body": "Parce que"}, "vote_argument": argument,
        "unvote_argument": argument, "vote_source": source, "unvote_source": source,
        "add_source": text | {"title": "Un titre", "link": "https://example.org/", "category": "report"},
        "propose_version": text | {"title": "Un titre", "body": "Autre", "reasons": "Mieux"},
        "get_my_participation": step, "report": target | {"reason": "spam"}, "list_my_moderated": {}, "list_my_acts": {},
        "edit_contribution": text | {"version": 1, "title": "Pris", "reset_votes": True},
        "appeal": target | {"body": "Non, vraiment"}, "erase_argument": argument, "erase_source": source,
        "erase_contribution": text,
        "create_project": organisation | {"title": "Un projet"}, "clone_project": project | {"title": "Copie"},
        "change_project": project | outdated | {"title": "Pris"},
        "publish_project": project | outdated | {"visibility": "public"},
        "link_edition": project | {"previous_project_id": place.previous, "label": "2027"},
        "define_theme": organisation | {"label": uuid4().hex}, "define_zone": organisation | {"label": uuid4().hex},
        "list_project_audit": project, "add_step": project | {"kind": "presentation", "title": "Étape"},
        "change_step": step | outdated | {"title": "Pris"},
        "move_window": step | outdated | {"opens_at": None, "closes_at": later, "reason": "Plus de temps"},
        "order_steps": project | outdated | {"step_ids": [place.step]},
        "record_outcome": step | outdated | {"outcome": "Pris"},
        "add_section": step | {"title": "Rubrique"}, "change_section": section | outdated | {"title": "Pris"},
        "request_export": project | {"shape": "full", "format": "csv"}, "list_exports": project,
        "get_export": export, "open_export": export, "list_moderation": organisation,
        "submit_event_idea": section | {"title": "Une idée"},
        "remove_section": section, "remove_step": step,  # refused once it is allowed: people wrote there
        "moderate": organisation | {"targets": [target | {"version": 1}], "decision": "trash", "reason": "Publicité"},
    }  # fmt: skip
    assert asked.keys() == PUBLIC | SIGNED_IN | AUTHORS | HOLDERS.keys()
    return asked


def someone(role: str | None, scope: UUID | None) -> str:
    """A confirmed person with that role there, or with none."""
    return json.dumps({
        "iss": "identity", "sub": str(uuid4()), "sid": str(uuid4()), "name": "Camille", "conf": True,
        "roles": [[role, str(scope) if scope else None]] if role else [], "types": {},
    })  # fmt: skip


SHUT = ("sign_in_required", "forbidden", "not_found")
BROKEN = ("internal_error", "invalid_input")  # the test asks wrongly, or the service errs


def walk(world: World, person: Callable[[], str | None], place: Place) -> dict[str, str]:
    """What each operation says: what shuts it, or `in`. Someone new at each, so that no pace is too fast."""
    found = {}
    for name, asked in requests_about(place).items():
        try:
            world.ask(name, person(), **asked)
            found[name] = "in"
        except Refused as refused:
            found[name] = "in" if refused.code not in (*SHUT, *BROKEN) else refused.code
    return found


def expected(role: str | None, here: bool) -> dict[str, str]:
    """For someone who holds `role`, everywhere or in the place's organisation when `here`."""
    held = role if here else None
    return {
        **dict.fromkeys(PUBLIC | SIGNED_IN, "in"),
        **dict.fromkeys(AUTHORS, "forbidden"),
        "appeal": "not_found",  # nothing of one's own was moderated there
        **{name: "in" if held in holders else "forbidden" for name, holders in HOLDERS.items()},
    }


@pytest.mark.parametrize("role", [None, *PLATFORM_ROLES, *ORGANISATION_ROLES])
def test_a_role_opens_what_it_should_where_it_is_held_and_nothing_else(
    world: World, role: str | None
) -> None:
    own, other = build(world, uuid4()), build(world, uuid4())
    everywhere = role in PLATFORM_ROLES

    def person() -> str:
        return someone(role, None if everywhere else own.organisation)

    assert walk(world, person, own) == expected(role, here=True)
    assert walk(world, person, other) == expected(role, here=everywhere)


def test_nobody_in_particular_reads_what_is_public_and_that_is_all(world: World) -> None:
    found = walk(world, lambda: None, build(world, uuid4()))
    assert found == dict.fromkeys(found, "sign_in_required") | dict.fromkeys(PUBLIC, "in")


@pytest.mark.parametrize("role", [None, "nobody", *PLATFORM_ROLES, *ORGANISATION_ROLES])
def test_a_project_one_may_not_see_is_unknown_to_every_operation(world: World, role: str | None) -> None:
    """A draft of another organisation: not forbidden, not there."""
    place = build(world, uuid4(), visibility="draft")
    scope = None if role in PLATFORM_ROLES else uuid4()
    found = walk(world, lambda: None if role == "nobody" else someone(role, scope), place)
    shut = {
        name: code for name, code in found.items() if name not in OF_ORGANISATION | {"appeal", "moderate"}
    }
    if role == "platform_admin":
        assert "not_found" not in shut.values()
        return
    asked_first = SIGNED_IN | AUTHORS if role == "nobody" else set()
    assert shut == {name: "sign_in_required" if name in asked_first else "not_found" for name in shut}
    assert found["moderate"] == ("sign_in_required" if role == "nobody" else "forbidden")


def test_a_role_in_one_project_gives_nothing_in_another_of_its_organisation(world: World) -> None:
    organisation = uuid4()
    own, other = build(world, organisation), build(world, organisation)
    of_project = HOLDERS.keys() - OF_ORGANISATION - {"moderate", "clone_project", "link_edition"}

    def person() -> str:
        return someone("organiser", own.project)

    here, there = walk(world, person, own), walk(world, person, other)
    assert {here[name] for name in of_project} == {"in"}
    assert {there[name] for name in of_project} == {"forbidden"}


@pytest.mark.parametrize("role", [None, *PLATFORM_ROLES, *ORGANISATION_ROLES])
def test_only_organisers_speak_officially(world: World, role: str | None) -> None:
    place = build(world, uuid4())
    asked = {"section_id": place.section, "title": "Un titre", "body": "Un texte", "official": True}
    person = someone(role, None if role in PLATFORM_ROLES else place.organisation)
    if role in ORGANISERS:
        world.ask("submit_contribution", person, **asked)
    else:
        with pytest.raises(Refused, match=r"official_only|forbidden"):
            world.ask("submit_contribution", person, **asked)


def test_siblings_are_answered_for_their_own_operations_only(world: World) -> None:
    place = build(world, uuid4())

    def refusal(caller: str | None, name: str, asked: dict[str, Any]) -> str:
        claims = {"iss": caller, "sub": caller, "aud": "consultations"}
        try:
            world.ask(name, json.dumps(claims) if caller else None, **asked)
        except Refused as refused:
            return refused.code
        return ""

    for service in ("notifications", "identity", "gateway"):
        expected = "" if service == "notifications" else "forbidden"
        assert refusal(service, "names_of", {"project_id": place.project}) == expected
        for name, asked in requests_about(place).items():
            assert refusal(service, name, asked) == "token_invalid", name
    assert refusal(None, "names_of", {"project_id": place.project}) == "forbidden"
