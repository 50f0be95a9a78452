"""What identity makes of others' facts: only what it needs, whatever else they hold."""

from typing import NamedTuple
from uuid import UUID

from chassis.envelope import ReceivedFact


class ProjectSeen(NamedTuple):
    """A project exists, and is an organisation's."""

    project_id: UUID
    organisation_id: UUID


def project_seen(fact: ReceivedFact) -> ProjectSeen:
    return ProjectSeen(fact.data["project_id"], fact.data["organisation_id"])
