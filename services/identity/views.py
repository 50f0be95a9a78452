"""What several use cases answer with, where the contract's schema cannot read it from the object."""

from datetime import datetime
from typing import Any

from identity.domain.invitation import Invitation
from identity.domain.organisation import Organisation


def organisation(_uow: Any, organisation: Organisation) -> dict[str, Any]:
    """Without a colour that it does not have."""
    return {
        name: value for name, value in vars(organisation).items() if value is not None or name != "colour"
    }


def invitation(invitation: Invitation, now: datetime) -> dict[str, Any]:
    return {**vars(invitation), "status": invitation.status(now)}
