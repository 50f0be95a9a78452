from collections.abc import Sequence
from typing import Any
from uuid import UUID

from votation.domain import lifecycle
from votation.domain.desk import Desk
from votation.domain.events import MailingDue
from votation.domain.mailing import NO_LATER_THAN
from votation.use_cases.access import found


def sign_register(desk: Desk, votation_id: UUID, rights: Sequence[bytes]) -> int:
    """Write the signatures of a batch that is on the board, and forget its rights. The same again changes nothing.

    Those who signed are told so, in no order: their letters are of one mailing.
    """
    now = desk.lock_shared(votation_id)
    signed = desk.register.sign(votation_id, rights, now.date())
    if signed:
        expires_at = now + NO_LATER_THAN
        mailing_id = desk.mailings.add(votation_id, "signed", expires_at, now)
        desk.mailings.to_some(mailing_id, signed)
        desk.tell(MailingDue(found(desk, votation_id), mailing_id, "signed", expires_at))
    return len(signed)


def get_register(desk: Desk, votation_id: UUID) -> dict[str, Any]:
    """For the box: before it is opened, and the end of the log for each batch. Refuses: not_found."""
    state = found(desk, votation_id).state
    is_closed = state in lifecycle.OVER and state != "cancelled"
    head = desk.audit.head(votation_id)
    return {"is_closed": is_closed, "cells": desk.register.by_cell(votation_id), "log": head}
