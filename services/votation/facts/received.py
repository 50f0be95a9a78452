"""Tolerant readers of others' facts."""

from typing import Any
from uuid import UUID

from chassis.service import ReceivedFact
from votation.domain.organisation import Organisation


def project(fact: ReceivedFact) -> tuple[UUID, UUID]:
    """A project, and the organisation it is of."""
    return UUID(str(fact.data["project_id"])), UUID(str(fact.data["organisation_id"]))


def organisation(fact: ReceivedFact) -> Organisation:
    data: Any = fact.data
    return Organisation(
        UUID(str(data["organisation_id"])), data["name"], data["colour"], fact.aggregate_version
    )
