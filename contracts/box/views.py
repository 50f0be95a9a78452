"""What the box answers."""

from marshmallow import fields

from contracts.base import View, page_of
from contracts.fields import Flag, Identifier, Line, Whole, Word
from contracts.votation import words


class BoxPreparedView(View):
    """The box's public key, and the proof that it is empty: a test ballot went through it and was wiped.

    `server` tells the server of its database from others, and nothing of it.
    """

    board_key = Line(most=43)
    empty = Flag(required=True)
    server = Line(most=64, required=False)


class ReceiptView(View):
    """Proof that a sealed ballot is in the box. It does not tell what the ballot says."""

    schema = Line(most=40)
    votation = Identifier()
    manifest = Line(most=64)
    ballot = Line(most=64)
    sealed_by = Word(words.SEALED_BY)
    signature = Line(most=86)


class EpochView(View):
    """One batch of the board (`docs/votation-formats.md`)."""

    schema = Line(most=40)
    votation = Identifier()
    manifest = Line(most=64)
    number = Whole()
    cell = Line(most=20)
    ballots = fields.List(fields.String())
    by_server = Whole()
    closed_on = Line(most=10)
    previous = Line(most=64)
    log = Line(most=64, required=False)
    root = Line(most=64)
    signature = Line(most=86)


EpochPage = page_of(EpochView, "EpochPage")


class BoardView(View):
    """How far the board is."""

    votation_id = Identifier(required=True)
    manifest_hash = Line(most=64)
    epochs = Whole()
    ballots = Whole()
    root = Line(most=64)
    is_closed = Flag()


class PlaceOnBoardView(View):
    """Where a ballot stands. `waiting` while its batch is not full: it is in the box, not yet on the board."""

    ballot = Line(most=64)
    waiting = Flag()
    number = Whole(allow_none=True)


class ClosedBoxView(View):
    """Whether every ballot taken in is on the board; then how many, by cell.

    `without_right`: ballots that no used right went with, which were set aside and are not on the board.
    """

    settled = Flag(required=True)
    cells = fields.Dict(keys=fields.String(), values=fields.Integer())
    root = Line(most=64)
    without_right = Whole(load_default=0)


class CountView(View):
    """How far the count is."""

    votation_id = Identifier(required=True)
    state = Word(words.COUNT_STATES, required=True)
    progress = Whole()
    ballots = Whole()
    error = Line(most=40, allow_none=True)


class CountProofView(View):
    """What the minutes tell of a count: whose shares were given, by their hashes, how many ballots the server sealed,
    the signature of the board's last batch."""

    shares = fields.List(Line(most=64))
    by_server = Whole()
    signature = Line(most=100, least=0)


class PlainSliceView(View):
    """Counted ballots by group, each content once with its number; none left when fewer than asked come back."""

    plain = fields.List(fields.Dict(), required=True)
    breakdown = fields.String(allow_none=True, required=False)
    proof = fields.Nested(CountProofView, allow_none=True, required=False)
