"""The public board, turnout, the count, the result."""

from marshmallow import fields

from contracts.base import Paged, Request, View, page_of
from contracts.fields import Bool, BoundedList, Choice, Identifier, Int, Line, QueryInt
from contracts.operations import ANYONE, Cached, Subject
from contracts.votation.choices import COUNT_STATES

api = Subject("box", "board", "The public board, turnout, the count, the result")


class BoxOf(Request):
    votation_id = Identifier(required=True)


class EpochsOf(Paged):
    votation_id = Identifier(required=True)


class EpochByNumber(Request):
    votation_id = Identifier(required=True)
    number = QueryInt(required=True, min_value=1)


class BallotByHash(Request):
    votation_id = Identifier(required=True)
    ballot = Line(max_length=64, min_length=64)


class CountBallots(Request):
    """The shares of at least as many members of the bureau as the threshold says, as text. They are not kept."""

    votation_id = Identifier(required=True)
    shares = BoundedList(Line(max_length=120), max_items=20, min_items=1, required=True)


class EpochView(View):
    """One batch of the board (`docs/votation-formats.md`)."""

    schema = Line(max_length=40)
    votation = Identifier()
    manifest = Line(max_length=64)
    number = Int()
    cell = Line(max_length=20)
    ballots = fields.List(fields.String())
    by_server = Int()
    closed_on = Line(max_length=10)
    previous = Line(max_length=64)
    log = Line(max_length=64, required=False)
    root = Line(max_length=64)
    signature = Line(max_length=86)


EpochPage = page_of(EpochView, "EpochPage")


class BoardView(View):
    """How far the board is."""

    votation_id = Identifier(required=True)
    manifest_hash = Line(max_length=64)
    epochs = Int()
    ballots = Int()
    root = Line(max_length=64)
    is_closed = Bool()


class PlaceOnBoardView(View):
    """Where a ballot stands. `waiting` while its batch is not full: it is in the box, not yet on the board."""

    ballot = Line(max_length=64)
    waiting = Bool()
    number = Int(allow_none=True)


class CountView(View):
    """How far the count is."""

    votation_id = Identifier(required=True)
    state = Choice(COUNT_STATES, required=True)
    progress = Int()
    ballots = Int()
    error = Line(max_length=40, allow_none=True)


get_board = api.get(
    "/votations/{votation_id}/board",
    "get_board",
    BoxOf,
    BoardView,
    "How far the board is.",
    access=ANYONE,
    cached=Cached(),
)
list_epochs = api.get(
    "/votations/{votation_id}/board/epochs",
    "list_epochs",
    EpochsOf,
    EpochPage,
    "The board, the latest batch first.",
    access=ANYONE,
    cached=Cached(),
)
get_epoch = api.get(
    "/votations/{votation_id}/board/epochs/{number}",
    "get_epoch",
    EpochByNumber,
    EpochView,
    "One batch of the board.",
    access=ANYONE,
    cached=Cached(),
)
find_ballot = api.get(
    "/votations/{votation_id}/board/ballots/{ballot}",
    "find_ballot",
    BallotByHash,
    PlaceOnBoardView,
    "Where a ballot stands.",
    access=ANYONE,
)
count_ballots = api.post(
    "/votations/{votation_id}/count",
    "count_ballots",
    CountBallots,
    CountView,
    "Count, with the bureau's shares. The key is put together in memory and forgotten.",
    ("not_closed", "register_differs", "shares_too_few", "share_invalid", "count_running", "already_counted"),
    access="count_ballots",
    stores_response=False,
    status=202,
)
get_count = api.get(
    "/votations/{votation_id}/count", "get_count", BoxOf, CountView, "How far the count is.", access=ANYONE
)
