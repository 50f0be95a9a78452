"""The trace of an administrative act: who, what, when, before, after."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class AuditEntry:
    """`before` and `after` hold the fields that changed, as JSON values; both are absent where nothing
    compares.
    """

    organisation_id: UUID
    act: str
    subject: str
    happened_at: datetime
    project_id: UUID | None = None
    actor_account_id: UUID | None = None
    actor_name: str | None = None
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None
    id: UUID | None = None


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fields of `after` that are not as they were, before and after, as JSON values."""
    changed = [name for name in after if before.get(name) != after[name]]
    return {name: as_json(before.get(name)) for name in changed}, {
        name: as_json(after[name]) for name in changed
    }


def as_json(value: Any) -> Any:
    """A value of the domain as JSON has it: instants as ISO 8601, ids as text, the rest as it is."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Mapping):
        return {str(name): as_json(each) for name, each in value.items()}
    if isinstance(value, tuple | list | set | frozenset):
        return [as_json(each) for each in value]
    if hasattr(value, "__dataclass_fields__"):
        return {name: as_json(getattr(value, name)) for name in value.__dataclass_fields__}
    return value
