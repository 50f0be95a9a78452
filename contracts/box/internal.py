"""What sibling services ask."""

from marshmallow import fields

from contracts.base import Done, Request, View
from contracts.box.board import BoxOf
from contracts.fields import Bool, Identifier, Int, Line, Text
from contracts.operations import Subject

api = Subject("box", "internal", "What sibling services ask")


class PrepareBox(Request):
    votation_id = Identifier(required=True)
    organisation_id = Identifier(required=True)


class OpenBox(Request):
    """The manifest, canonical JSON as text: it is kept byte for byte."""

    votation_id = Identifier(required=True)
    manifest = Text(max_length=4_194_304)


class PlainSlice(Request):
    """Counted ballots after so many, in the order of cell and content."""

    votation_id = Identifier(required=True)
    after = Int(load_default=0)
    limit = Int(min_value=1, max_value=2000, load_default=1000)


class BoxPreparedView(View):
    """The box's public key, and the proof that it is empty: a test ballot went through it and was wiped.

    `server` tells the server of its database from others, and nothing of it.
    """

    board_key = Line(max_length=43)
    empty = Bool(required=True)
    server = Line(max_length=64, required=False)


class ClosedBoxView(View):
    """Whether every ballot taken in is on the board; then how many, by cell.

    `without_right`: ballots that no used right went with, which were set aside and are not on the board.
    """

    settled = Bool(required=True)
    cells = fields.Dict(keys=fields.String(), values=fields.Integer())
    root = Line(max_length=64)
    without_right = Int(load_default=0)


class CountProofView(View):
    """What the minutes tell of a count: whose shares were given, by their hashes, how many ballots the server sealed,
    the signature of the board's last batch."""

    shares = fields.List(Line(max_length=64))
    by_server = Int()
    signature = Line(max_length=100, min_length=0)


class PlainSliceView(View):
    """Counted ballots by group, each content once with its number; none left when fewer than asked come back."""

    plain = fields.List(fields.Dict(), required=True)
    breakdown = fields.String(allow_none=True, required=False)
    proof = fields.Nested(CountProofView, allow_none=True, required=False)


prepare_box = api.internal(
    "command",
    "prepare_box",
    PrepareBox,
    BoxPreparedView,
    "Try the box with a test ballot, wipe it, and give the board's key.",
    ("box_not_empty",),
    callers=("votation",),
)
open_box = api.internal(
    "command",
    "open_box",
    OpenBox,
    Done,
    "Take the manifest: from now on ballots are taken in.",
    ("box_not_empty", "manifest_invalid"),
    callers=("votation",),
)
close_box = api.internal(
    "command",
    "close_box",
    BoxOf,
    ClosedBoxView,
    "Settle what is unsettled and put the last batches on the board.",
    callers=("votation",),
    stores_response=False,
)
plain_slice = api.internal(
    "query",
    "plain_slice",
    PlainSlice,
    PlainSliceView,
    "The counted ballots, grouped.",
    ("not_counted",),
    callers=("votation",),
)
