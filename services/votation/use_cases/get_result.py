"""The result, for everyone at once."""

import json
from typing import Any
from uuid import UUID

from chassis.operations import query
from contracts.refused import Refused
from contracts.votation import board as ops
from votation.domain import rights
from votation.unit_of_work import UnitOfWork
from votation.use_cases.loading import get_visible_votation


@query(ops.get_result)
def get_result(uow: UnitOfWork, votation_id: UUID) -> dict[str, Any]:
    """When it is proclaimed; before that for the bureau. Refuses: not_counted, not_proclaimed."""
    votation = get_visible_votation(uow, votation_id)
    if not votation.is_proclaimed:
        if not uow.may(rights.MANAGE, votation.organisation_id):
            raise Refused("not_proclaimed")
        if votation.result is None:
            raise Refused("not_counted")
    assert votation.result is not None  # noqa: S101
    result = json.loads(votation.result)
    return {
        "votation_id": votation_id,
        "proclaimed": votation.is_proclaimed,
        "manifest_hash": votation.manifest_hash,
        "result": {**result, "breakdown": json.loads(votation.breakdown) if votation.breakdown else None},
        "to_settle": list(votation.to_settle or ()),
    }
