"""What identity tells about accounts."""

from uuid import UUID

from chassis.envelope import ReceivedFact
from contracts.identity.facts import email_confirmed

CONFIRMED = email_confirmed


def account_of(fact: ReceivedFact) -> UUID:
    """The account that a fact about one is of."""
    return UUID(str(fact.data["account_id"]))
