"""The public board, turnout, the count, the result."""

from marshmallow import fields

from contracts.base import Request, View
from contracts.fields import Bool, BoundedList, Choice, Identifier, Int, Line, Nested, Text
from contracts.operations import ANYONE, Cached, Subject
from contracts.votation.choices import SETTLED_BY, STATES
from contracts.votation.votations import VotationAct, VotationById, VotationView

api = Subject("votation", "board", "The public board, turnout, the count, the result")


class TieSettlement(Request):
    question_id = Line(max_length=40)
    winners = BoundedList(Line(max_length=40), max_items=200, min_items=1, required=True)
    by = Choice(SETTLED_BY, required=True)


class Proclaim(VotationAct):
    """`settlements` where a frozen rule leaves a tie to the eldest or to the president."""

    observations = Text(max_length=4000, min_length=0, load_default="")
    settlements = BoundedList(Nested(TieSettlement), max_items=20, load_default=list)


class CollegeTurnoutView(View):
    """Turnout of a college, by steps, so that nobody's vote shows. Absent for a small one until closing."""

    college = Line(max_length=80, min_length=0)
    electors = Int()
    signed_at_least = Int(allow_none=True)


class TurnoutView(View):
    """How many signed the register: rounded down to `step` while the votation lasts, exact once it is closed."""

    votation_id = Identifier(required=True)
    state = Choice(STATES)
    electors = Int()
    signed_at_least = Int()
    step = Int()
    exact = Bool()
    colleges = fields.List(fields.Nested(CollegeTurnoutView))


class ResultView(View):
    """The result as `docs/votation-formats.md` describes it, once proclaimed; before, for its bureau only."""

    votation_id = Identifier(required=True)
    proclaimed = Bool()
    manifest_hash = Line(max_length=64)
    result = fields.Dict(required=True)
    to_settle = fields.List(fields.Dict())


class FileView(View):
    """Where a file is, for the gateway to send."""

    file_key = Line(max_length=200)
    file_name = Line(max_length=200)
    media_type = Line(max_length=100)
    sha256 = Line(max_length=64)


get_turnout = api.get(
    "/votations/{votation_id}/turnout",
    "get_turnout",
    VotationById,
    TurnoutView,
    "How many signed, by steps.",
    ("not_announced",),
    access=ANYONE,
    cached=Cached(),
)
get_result = api.get(
    "/votations/{votation_id}/result",
    "get_result",
    VotationById,
    ResultView,
    "The result.",
    ("not_counted", "not_proclaimed"),
    access=ANYONE,
    cached=Cached(),
)
proclaim_votation = api.post(
    "/votations/{votation_id}/proclamation",
    "proclaim_votation",
    Proclaim,
    VotationView,
    "Proclaim the result and sign the minutes. Neither changes any more.",
    ("stale_version", "not_counted", "result_frozen", "tie_to_settle", "settlement_invalid", "not_printable"),
    access="manage_votation",
    deadline=8.0,
)
open_minutes = api.get(
    "/votations/{votation_id}/minutes",
    "open_minutes",
    VotationById,
    FileView,
    "The signed minutes.",
    ("not_proclaimed", "not_ready_yet"),
    access=ANYONE,
    sends="file",
)
open_archive = api.get(
    "/votations/{votation_id}/archive",
    "open_archive",
    VotationById,
    FileView,
    "Everything that is needed to check the votation.",
    ("not_proclaimed", "not_ready_yet"),
    access=ANYONE,
    sends="file",
)
archive_votation = api.post(
    "/votations/{votation_id}/archiving",
    "archive_votation",
    VotationAct,
    VotationView,
    "Close the time to contest.",
    ("stale_version", "not_proclaimed", "not_ready_yet"),
    access="manage_votation",
)
destroy_votation = api.post(
    "/votations/{votation_id}/destruction",
    "destroy_votation",
    VotationAct,
    VotationView,
    "Wipe ballots and roll; manifest, counts and minutes stay. Of what was cancelled: wipe the roll.",
    ("stale_version", "not_archived", "cancelled"),
    access="manage_votation",
    deadline=8.0,
)
