"""Whose the groups and the votations are that an organiser puts on a project or a step: asked before the transaction.

Nobody is asked about what is there already, so that only changes that bring in a group or a votation need its service.
"""

from collections.abc import Collection
from uuid import UUID

from chassis.operations import BeforeTransaction
from consultations.unit_of_work import UnitOfWork
from contracts.identity import internal as identity_ops
from contracts.operations import Operation
from contracts.refused import Refused
from contracts.votation import internal as votation_ops

Before = BeforeTransaction[UnitOfWork]


def own_groups(before: Before, organisation_id: UUID, brought: Collection[UUID]) -> frozenset[UUID]:
    """Those of the groups that are the organisation's."""
    operation = identity_ops.owner_of_group
    return frozenset(
        group_id for group_id in brought if _owner(before, operation, group_id=group_id) == organisation_id
    )


def own_votations(before: Before, organisation_id: UUID, brought: Collection[UUID]) -> frozenset[UUID]:
    """Those of the votations that are the organisation's."""
    operation = votation_ops.owner_of_votation
    return frozenset(
        votation_id
        for votation_id in brought
        if _owner(before, operation, votation_id=votation_id) == organisation_id
    )


def _owner(before: Before, operation: Operation, **request: UUID) -> UUID | None:
    try:
        return UUID(str(before.ask(operation, request)["organisation_id"]))
    except Refused as refused:
        if refused.code != "not_found":
            raise
        return None
