"""What the box's operations take. None has a field for an elector, an account or an address."""

from contracts.base import Request
from contracts.fields import Identifier, Line, QueryWhole, Several, Text, Whole, Word, paging
from contracts.votation.words import SEALED_BY


class BoxOf(Request):
    votation_id = Identifier(required=True)


class PrepareBox(Request):
    votation_id = Identifier(required=True)
    organisation_id = Identifier(required=True)


class OpenBox(Request):
    """The manifest, canonical JSON as text: it is kept byte for byte."""

    votation_id = Identifier(required=True)
    manifest = Text(most=4_194_304)


class CastBallot(Request):
    """A right and a sealed ballot, both in base64url; nothing that identifies.

    `sealed_by` is "server" where a front end sealed for someone without JavaScript: receipt and minutes say so.
    """

    votation_id = Identifier(required=True)
    right = Line(most=43, least=43)
    sealed = Line(most=200_000)
    sealed_by = Word(SEALED_BY, load_default="elector")


class EpochsOf(Request):
    votation_id = Identifier(required=True)
    cursor = paging()["cursor"]
    limit = paging()["limit"]


class EpochByNumber(Request):
    votation_id = Identifier(required=True)
    number = QueryWhole(required=True, least=1)


class BallotByHash(Request):
    votation_id = Identifier(required=True)
    ballot = Line(most=64, least=64)


class CountBallots(Request):
    """The shares of at least as many members of the bureau as the threshold says, as text. They are not kept."""

    votation_id = Identifier(required=True)
    shares = Several(Line(most=120), most=20, least=1, required=True)


class PlainSlice(Request):
    """Counted ballots after so many, in the order of cell and content."""

    votation_id = Identifier(required=True)
    after = Whole(load_default=0)
    limit = Whole(least=1, most=2000, load_default=1000)
