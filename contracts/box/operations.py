"""What the box can be asked. Casting is private: nobody's token, address, key or trace goes with it."""

from contracts.base import Done, Operations
from contracts.box import requests as takes
from contracts.box import views as answers

ask = Operations("box")

CASTING = (
    "right_not_valid",
    "already_cast",
    "not_open_yet",
    "closed",
    "suspended",
    "cancelled",
    "outcome_unknown",
)

prepare_box = ask.command(
    "prepare_box",
    takes.PrepareBox,
    answers.BoxPreparedView,
    "Try the box with a test ballot, wipe it, and give the board's key.",
    ("box_not_empty",),
    internal=("votation",),
)
open_box = ask.command(
    "open_box",
    takes.OpenBox,
    Done,
    "Take the manifest: from now on ballots are taken in.",
    ("box_not_empty", "manifest_invalid"),
    internal=("votation",),
)
close_box = ask.command(
    "close_box",
    takes.BoxOf,
    answers.ClosedBoxView,
    "Settle what is unsettled and put the last batches on the board.",
    internal=("votation",),
)
plain_slice = ask.query(
    "plain_slice",
    takes.PlainSlice,
    answers.PlainSliceView,
    "The counted ballots, grouped.",
    ("not_counted",),
    internal=("votation",),
)

cast_ballot = ask.command(
    "cast_ballot",
    takes.CastBallot,
    answers.ReceiptView,
    "Put a sealed ballot in the box with a one-time right. The same again gives the same receipt.",
    (*CASTING, "ballot_not_sealed"),
    private=True,
)
get_board = ask.query("get_board", takes.BoxOf, answers.BoardView, "How far the board is.")
list_epochs = ask.query(
    "list_epochs", takes.EpochsOf, answers.EpochPage, "The board, the latest batch first."
)
get_epoch = ask.query("get_epoch", takes.EpochByNumber, answers.EpochView, "One batch of the board.")
find_ballot = ask.query("find_ballot", takes.BallotByHash, answers.PlaceOnBoardView, "Where a ballot stands.")
count_ballots = ask.command(
    "count_ballots",
    takes.CountBallots,
    answers.CountView,
    "Count, with the bureau's shares. The key is put together in memory and forgotten.",
    ("not_closed", "register_differs", "shares_too_few", "share_invalid", "count_running", "already_counted"),
)
get_count = ask.query("get_count", takes.BoxOf, answers.CountView, "How far the count is.")
