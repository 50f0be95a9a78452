"""Votations: their rules and their states."""

from marshmallow import fields

from contracts.base import Paged, Request, View, page_of
from contracts.fields import Bool, BoundedList, Choice, Identifier, Instant, Int, Line, Nested, Text
from contracts.operations import ANYONE, Cached, Subject
from contracts.votation.choices import (
    BASES,
    COLLEGE_RULES,
    COUNTED_BY,
    EVENT_KINDS,
    QUESTION_KINDS,
    QUORUM_OF,
    RANKING_METHODS,
    STATES,
    TIE_RULES,
)

api = Subject("votation", "votations", "Votations: their rules and their states")

SETTING_UP = ("stale_version", "rules_frozen")


class CreateVotation(Request):
    organisation_id = Identifier(required=True)
    project_id = Identifier(load_default=None, allow_none=True)
    title = Line(max_length=200, min_length=3)
    summary = Text(max_length=1000, min_length=0, load_default="")
    language = Choice(("fr", "en"), load_default="fr")
    time_zone = Line(max_length=60, load_default="Europe/Paris")


class VotationById(Request):
    votation_id = Identifier(required=True)


class VotationAct(Request):
    """An act on a votation as its caller last saw it."""

    votation_id = Identifier(required=True)
    version = Int(required=True)


class FreezeVotation(VotationAct):
    """`readable`: of how many people, in groups that are too small, the organiser accepts that votes may be read."""

    readable = Int(min_value=0, load_default=0)


class ReasonedAct(VotationAct):
    reason = Text(max_length=1000, min_length=3)


class ListVotations(Paged):
    organisation_id = Identifier(load_default=None, allow_none=True)
    project_id = Identifier(load_default=None, allow_none=True)
    state = Choice(STATES, load_default=None, allow_none=True)


class ChoiceData(Request):
    id = Line(max_length=40)
    label = Line(max_length=300)
    explanation = Text(max_length=4000, min_length=0, load_default="")


class LimitsData(Request):
    min = Int(max_value=200)
    max = Int(max_value=200)
    total = Int(max_value=1_000_000)
    exact = Bool()
    most_each = Int(max_value=1_000_000)
    least = Int(min_value=-1000, max_value=1000)
    most = Int(min_value=-1000, max_value=1000)


class ShareOf(Request):
    of = Choice(QUORUM_OF, required=True)
    share = BoundedList(Int(min_value=1, max_value=10_000), max_items=2, min_items=2, required=True)
    strict = Bool(load_default=False)


class OutcomeWords(Request):
    adopted = Line(max_length=200, min_length=0, load_default="")
    rejected = Line(max_length=200, min_length=0, load_default="")


class RuleData(Request):
    count = Choice(COUNTED_BY, load_default="heads")
    base = Choice(BASES, load_default="expressed")
    share = BoundedList(
        Int(min_value=1, max_value=10_000), max_items=2, min_items=2, load_default=None, allow_none=True
    )
    strict = Bool(load_default=True)
    quorum = Nested(ShareOf, load_default=None, allow_none=True)
    colleges = Choice(COLLEGE_RULES, load_default="together")
    tie = Choice(TIE_RULES, load_default="none")
    outcomes = Nested(OutcomeWords, load_default=lambda: {"adopted": "", "rejected": ""})


class QuestionData(Request):
    """A question as `docs/votation-formats.md` describes it; its coherence is judged by the service."""

    id = Line(max_length=40)
    kind = Choice(QUESTION_KINDS, required=True)
    title = Line(max_length=300, min_length=3)
    explanation = Text(max_length=4000, min_length=0, load_default="")
    choices = BoundedList(Nested(ChoiceData), max_items=200, min_items=2, required=True)
    blank = Bool(load_default=True)
    limits = Nested(LimitsData, load_default=dict)
    grades = BoundedList(Line(max_length=60), max_items=10, load_default=list)
    method = Choice(RANKING_METHODS, load_default=None, allow_none=True)
    ties_allowed = Bool(load_default=False)
    complete = Bool(load_default=False)
    seats = Int(min_value=1, max_value=200, load_default=1)
    rule = Nested(RuleData, required=True)


class DocumentData(Request):
    """The text decided on: its name and the SHA-256 of its bytes."""

    name = Line(max_length=200)
    sha256 = Line(max_length=64, min_length=64)


class ChangeVotation(VotationAct):
    project_id = Identifier(allow_none=True)
    title = Line(max_length=200, min_length=3, required=False)
    summary = Text(max_length=1000, min_length=0, required=False)
    presentation = Text(max_length=20000, min_length=0, required=False)
    legal_basis = Text(max_length=2000, min_length=0, required=False)
    document = Nested(DocumentData, allow_none=True)
    questions = BoundedList(Nested(QuestionData), max_items=20)
    opens_at = Instant(allow_none=True)
    closes_at = Instant(allow_none=True)
    grace_minutes = Int(min_value=0, max_value=30)
    bureau = BoundedList(Line(max_length=120, min_length=2), max_items=20)
    threshold = Int(min_value=1, max_value=20)
    proxies_per_holder = Int(min_value=0, max_value=20)
    accepts_small_cells = Bool()
    risk_answers = fields.Dict(keys=fields.String(), values=fields.Boolean())


class BureauMemberShare(Request):
    """One member of the bureau and the SHA-256 of the share they hold and entered again."""

    name = Line(max_length=120, min_length=2)
    share = Line(max_length=64, min_length=64)
    acknowledged = Bool(required=True)


class RecordCeremony(VotationAct):
    """The public part of a ceremony held in a browser or off line: no share and no private key ever comes here."""

    election_key = Line(max_length=43, min_length=43)
    members = BoundedList(Nested(BureauMemberShare), max_items=20, min_items=1, required=True)
    threshold = Int(min_value=1, max_value=20, required=True)
    test_opened = Bool(required=True)


class ExtendVotation(ReasonedAct):
    closes_at = Instant(required=True)


class RecordEvent(VotationAct):
    kind = Choice(("incident", "observation", "later_event"), required=True)
    text = Text(max_length=4000, min_length=3)


class EventsOf(Paged):
    votation_id = Identifier(required=True)


class CollegeView(View):
    college = Line(max_length=80, min_length=0)
    electors = Int()
    weights = Int()


class DocumentView(View):
    name = Line(max_length=200)
    sha256 = Line(max_length=64)


class VotationSummaryView(View):
    """A votation as a card of a list. `state` is read off the clock where the clock decides."""

    id = Identifier(required=True)
    organisation_id = Identifier(required=True)
    organisation_name = Line(max_length=120, allow_none=True, required=False)
    organisation_colour = Line(max_length=7, allow_none=True, required=False)
    project_id = Identifier(allow_none=True)
    title = Line(max_length=200)
    summary = Text(max_length=1000, min_length=0)
    language = Choice(("fr", "en"))
    time_zone = Line(max_length=60)
    state = Choice(STATES, required=True)
    opens_at = Instant(allow_none=True)
    closes_at = Instant(allow_none=True)
    electors = Int()
    sentence_fr = Text(max_length=1000, allow_none=True, required=False)
    sentence_en = Text(max_length=1000, allow_none=True, required=False)


class SmallGroupView(View):
    """Electors whose ballots are published together: of a weight, or of a weight in a college where each decides."""

    college = Line(max_length=200, min_length=0)
    weight = Int()
    electors = Int()


class VotationView(VotationSummaryView):
    """A votation with its rules. `questions` are in the format of the manifest."""

    mode = Line(max_length=20)
    presentation = Text(max_length=20000, min_length=0)
    legal_basis = Text(max_length=2000, min_length=0)
    document = fields.Nested(DocumentView, allow_none=True)
    questions = fields.List(fields.Dict())
    grace_minutes = Int()
    announced_closes_at = Instant(allow_none=True)
    bureau = fields.List(fields.String())
    threshold = Int()
    proxies_per_holder = Int()
    accepts_small_cells = Bool()
    # Whether register and box shared a server of databases as it was sealed: its log then joins what it holds.
    one_server = Bool(allow_none=True, required=False)
    risk_answers = fields.Dict(keys=fields.String(), values=fields.Boolean())
    risk_level = Int()
    roll_by = Choice(("none", "import", "accounts"))
    colleges = fields.List(fields.Nested(CollegeView))
    # Who is counted in groups so small that votes may be read in the published ballots, and which colleges are told of
    # nobody so that fewer are (named until the votation is sealed).
    small_groups = fields.List(fields.Nested(SmallGroupView), required=False)
    merged_colleges = fields.List(fields.String(), required=False)
    manifest_hash = Line(max_length=64, allow_none=True)
    reason = Text(max_length=1000, allow_none=True, required=False)
    missing = fields.List(fields.String())
    has_archive = Bool()
    proclaiming = Bool()
    version = Int(required=True)


VotationPage = page_of(VotationSummaryView, "VotationPage")


class ManifestView(View):
    """The frozen rules: `manifest` is canonical JSON as text, whose SHA-256 is `hash`."""

    manifest = fields.String(required=True)
    hash = Line(max_length=64)


class RegisterEventView(View):
    """What happened to a votation that everyone may know: incident, suspension, extension, later event."""

    id = Identifier(required=True)
    kind = Choice(EVENT_KINDS)
    text = Text(max_length=4000)
    happened_at = Instant()


RegisterEventPage = page_of(RegisterEventView, "RegisterEventPage")


class AuditLineView(View):
    """One link of the audit chain (`docs/votation-formats.md`)."""

    seq = Int()
    at = Instant()
    act = Line(max_length=60)
    by = Line(max_length=120)
    details = fields.Dict()
    previous = Line(max_length=64)
    hash = Line(max_length=64)


AuditLinePage = page_of(AuditLineView, "AuditLinePage")


class RiskQuestionView(View):
    """One question of the CNIL's grid (délibération 2019-053)."""

    id = Line(max_length=40)
    fr = Text(max_length=600)
    en = Text(max_length=600)
    raises_to = Int()


class RiskGridView(View):
    """The grid, its source, and the level this mode meets."""

    source = Line(max_length=200)
    valid_until = Line(max_length=40)
    level_met = Int()
    questions = fields.List(fields.Nested(RiskQuestionView))


list_votations = api.get(
    "/votations",
    "list_votations",
    ListVotations,
    VotationPage,
    "The votations one may see.",
    access=ANYONE,
    cached=Cached(),
)
create_votation = api.post(
    "/votations",
    "create_votation",
    CreateVotation,
    VotationView,
    "Draft a votation.",
    ("time_zone_unknown", "not_printable"),
    access="manage_votation",
    status=201,
    location="/votations/{id}",
)
get_votation = api.get(
    "/votations/{votation_id}",
    "get_votation",
    VotationById,
    VotationView,
    "A votation with its rules.",
    access=ANYONE,
    cached=Cached(),
)
change_votation = api.patch(
    "/votations/{votation_id}",
    "change_votation",
    ChangeVotation,
    VotationView,
    "Change a draft: its texts, questions, window, bureau, proxies.",
    (*SETTING_UP, "window_reversed", "question_invalid", "not_printable"),
    access="manage_votation",
)
freeze_votation = api.post(
    "/votations/{votation_id}/freeze",
    "freeze_votation",
    FreezeVotation,
    VotationView,
    "Freeze rules and roll, so that the ceremony may begin. Small colleges are merged unless each college decides.",
    (
        *SETTING_UP,
        "incomplete",
        "not_printable",
        "cells_too_small",
        "colleges_missing",
        "electors_unreachable",
        "proxy_too_many",
    ),
    access="manage_votation",
)
reopen_draft = api.post(
    "/votations/{votation_id}/draft",
    "reopen_draft",
    VotationAct,
    VotationView,
    "Go back to the draft before sealing; keys are discarded.",
    SETTING_UP,
    access="manage_votation",
)
record_ceremony = api.post(
    "/votations/{votation_id}/ceremony",
    "record_ceremony",
    RecordCeremony,
    VotationView,
    "Record the public key made at the ceremony, and who holds a share.",
    (*SETTING_UP, "not_ready", "share_not_acknowledged", "bureau_mismatch", "key_invalid"),
    access="manage_votation",
)
seal_votation = api.post(
    "/votations/{votation_id}/seal",
    "seal_votation",
    VotationAct,
    VotationView,
    "Seal: prove the box empty, publish the manifest. Nothing that matters changes from now on.",
    (*SETTING_UP, "not_keyed", "opening_passed", "box_not_empty"),
    access="manage_votation",
    deadline=8.0,
)
suspend_votation = api.post(
    "/votations/{votation_id}/suspension",
    "suspend_votation",
    ReasonedAct,
    VotationView,
    "Suspend voting.",
    ("stale_version", "not_open", "not_printable"),
    access="manage_votation",
)
resume_votation = api.post(
    "/votations/{votation_id}/resumption",
    "resume_votation",
    VotationAct,
    VotationView,
    "Resume voting.",
    ("stale_version", "not_suspended"),
    access="manage_votation",
)
extend_votation = api.post(
    "/votations/{votation_id}/extension",
    "extend_votation",
    ExtendVotation,
    VotationView,
    "Put the closing off; it is never brought forward.",
    ("stale_version", "not_open", "closing_earlier", "not_printable"),
    access="manage_votation",
)
cancel_votation = api.post(
    "/votations/{votation_id}/cancellation",
    "cancel_votation",
    ReasonedAct,
    VotationView,
    "Cancel; the box is destroyed unopened.",
    ("stale_version", "result_frozen"),
    access="manage_votation",
)
record_event = api.post(
    "/votations/{votation_id}/events",
    "record_event",
    RecordEvent,
    RegisterEventView,
    "Write down an incident, an observation, or what came after the proclamation.",
    ("stale_version", "not_announced", "not_proclaimed", "not_printable"),
    access="manage_votation",
    status=201,
)
list_events = api.get(
    "/votations/{votation_id}/events",
    "list_events",
    EventsOf,
    RegisterEventPage,
    "Incidents, suspensions, extensions, in order.",
    access=ANYONE,
    cached=Cached(),
)
list_audit = api.get(
    "/votations/{votation_id}/audit",
    "list_audit",
    EventsOf,
    AuditLinePage,
    "The audit chain, for anyone once announced.",
    access=ANYONE,
)
get_manifest = api.get(
    "/votations/{votation_id}/manifest",
    "get_manifest",
    VotationById,
    ManifestView,
    "The frozen rules, byte for byte.",
    ("not_announced",),
    access=ANYONE,
    cached=Cached(),
)
get_risk_grid = api.get(
    "/votations/{votation_id}/risk-grid",
    "get_risk_grid",
    VotationById,
    RiskGridView,
    "The CNIL's questions and the level this mode meets.",
    access=ANYONE,
    cached=Cached(60),
)
