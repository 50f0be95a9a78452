"""The register as the box compares itself with it."""

from typing import Any
from uuid import UUID

from chassis.operations import query
from contracts.votation import internal as ops
from votation.domain import lifecycle
from votation.unit_of_work import UnitOfWork
from votation.use_cases.loading import get_stored_votation


@query(ops.get_register)
def get_register(uow: UnitOfWork, votation_id: UUID) -> dict[str, Any]:
    """For the box: before it is opened, and the end of the log for each batch. Refuses: not_found."""
    state = get_stored_votation(uow, votation_id).state
    is_closed = state in lifecycle.OVER and state != "cancelled"
    head = uow.audit.head(votation_id)
    return {"is_closed": is_closed, "cells": uow.register.by_cell(votation_id), "log": head}
