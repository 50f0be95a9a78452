from collections.abc import Sequence
from typing import Any
from uuid import UUID

from votation.domain import lifecycle
from votation.domain.unit_of_work import UnitOfWork
from votation.use_cases.access import found


def sign_register(uow: UnitOfWork, votation_id: UUID, rights: Sequence[bytes]) -> int:
    """Write the signatures of a batch that is on the board, and forget its rights. The same again changes nothing.

    Nobody is told before closing: a letter sent now would tell whoever sees it in which batch its elector is.
    """
    now = uow.lock_shared(votation_id)
    return len(uow.register.sign(votation_id, rights, now.date()))


def rights_used(uow: UnitOfWork, votation_id: UUID, rights: Sequence[bytes]) -> set[bytes]:
    """Of the rights of a batch that is to go on the board, those that were used. The others were never this register's."""
    uow.lock_shared(votation_id)
    uow.register.hold_still()
    return uow.register.used_among(votation_id, rights)


def get_register(uow: UnitOfWork, votation_id: UUID) -> dict[str, Any]:
    """For the box: before it is opened, and the end of the log for each batch. Refuses: not_found."""
    state = found(uow, votation_id).state
    is_closed = state in lifecycle.OVER and state != "cancelled"
    head = uow.audit.head(votation_id)
    return {"is_closed": is_closed, "cells": uow.register.by_cell(votation_id), "log": head}
