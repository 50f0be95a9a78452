"""The booth: who one is on the roll, a one-time right, and the box."""

from contracts.base import Request, View
from contracts.fields import Choice, Identifier, Line
from contracts.operations import ANYONE, Subject
from contracts.votation.choices import SEALED_BY

api = Subject("box", "booth", "The booth: who one is on the roll, a one-time right, and the box")

CASTING = (
    "right_not_valid",
    "already_cast",
    "not_open_yet",
    "closed",
    "suspended",
    "cancelled",
    "outcome_unknown",
)


class CastBallot(Request):
    """A right and a sealed ballot, both in base64url; nothing that identifies.

    `sealed_by` is "server" where a front end sealed for someone without JavaScript: receipt and minutes say so.
    """

    votation_id = Identifier(required=True)
    right = Line(max_length=43, min_length=43)
    sealed = Line(max_length=200_000)
    sealed_by = Choice(SEALED_BY, load_default="elector")


class ReceiptView(View):
    """Proof that a sealed ballot is in the box. It does not tell what the ballot says."""

    schema = Line(max_length=40)
    votation = Identifier()
    manifest = Line(max_length=64)
    ballot = Line(max_length=64)
    sealed_by = Choice(SEALED_BY)
    signature = Line(max_length=86)


cast_ballot = api.post(
    "/votations/{votation_id}/ballots",
    "cast_ballot",
    CastBallot,
    ReceiptView,
    "Put a sealed ballot in the box with a one-time right. The same again gives the same receipt.",
    (*CASTING, "ballot_not_sealed"),
    access=ANYONE,
    stores_response=False,
    private=True,
    status=201,
    deadline=6.0,
)
