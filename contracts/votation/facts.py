"""What the register tells. Aggregates only: no fact names an elector, an address, a right or a ballot."""

from contracts.base import Fact, FactData, Facts
from contracts.fields import Choice, Identifier, Instant, Int, Line, Text
from contracts.votation import choices

published = Facts("votation")


class VotationFact(FactData):
    votation_id = Identifier(required=True)
    organisation_id = Identifier(required=True)
    project_id = Identifier(allow_none=True, load_default=None)


class AnnouncedFact(VotationFact):
    title = Line(max_length=200)
    opens_at = Instant(required=True)
    closes_at = Instant(required=True)


class WindowExtendedFact(VotationFact):
    closes_at = Instant(required=True)


class TurnoutFact(VotationFact):
    """Every step of max(5, 1 % of the roll), never finer."""

    signed_at_least = Int(required=True)


class ProclaimedFact(VotationFact):
    sentence_fr = Text(max_length=1000)
    sentence_en = Text(max_length=1000)


class MailingFact(VotationFact):
    """Letters are to be sent; whoever sends them asks for each just before."""

    mailing_id = Identifier(required=True)
    kind = Choice(choices.MAILING_KINDS, required=True)
    expires_at = Instant(required=True)


def _of(event: str, data: type[FactData], says: str) -> Fact:
    return published.declare(event, "votation", data, says)


changed = _of("changed", VotationFact, "A votation is not what it was.")
announced = _of("announced", AnnouncedFact, "A votation was sealed: its rules are frozen.")
opened = _of("opened", VotationFact, "Electors may vote.")
suspended = _of("suspended", VotationFact, "Voting was suspended by the bureau.")
resumed = _of("resumed", VotationFact, "Voting goes on.")
extended = _of("extended", WindowExtendedFact, "The closing was put off.")
closed = _of("closed", VotationFact, "Voting is over; box and register agree.")
counted = _of("counted", VotationFact, "The ballots were counted.")
proclaimed = _of("proclaimed", ProclaimedFact, "The result was proclaimed.")
cancelled = _of("cancelled", VotationFact, "A votation was cancelled; its box is destroyed unopened.")
destroyed = _of("destroyed", VotationFact, "Roll and ballots were wiped; counts and minutes stay.")
turnout_reached = _of("turnout_reached", TurnoutFact, "Turnout reached one more step.")
mailing_due = _of("mailing_due", MailingFact, "Letters to electors are due.")
