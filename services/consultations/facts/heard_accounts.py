"""What identity tells about accounts."""

from uuid import UUID

from chassis.envelope import HeardFact
from contracts.identity.facts import email_confirmed

CONFIRMED = email_confirmed


def account_of(fact: HeardFact) -> UUID:
    """The account that a fact about one is of."""
    return UUID(str(fact.data["account_id"]))
