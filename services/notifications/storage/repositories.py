"""All repositories of the service on one connection."""

from sqlalchemy import Connection

from notifications.domain.ports import Repositories
from notifications.storage.fan_outs import StoredFanOuts
from notifications.storage.mailings import StoredMailings
from notifications.storage.messages import StoredMessages
from notifications.storage.participations import StoredParticipations
from notifications.storage.received import StoredOrganisations, StoredStepWindows


def repositories(connection: Connection) -> Repositories:
    return Repositories(
        messages=StoredMessages(connection),
        fan_outs=StoredFanOuts(connection),
        mailings=StoredMailings(connection),
        participations=StoredParticipations(connection),
        step_windows=StoredStepWindows(connection),
        organisations=StoredOrganisations(connection),
    )
