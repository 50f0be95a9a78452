"""The seeds of lots: the register's secrets, and what is made of them once the board is complete."""

import json
from typing import Any

from formats import board
from votation.domain import audit_chain
from votation.domain.votation import Votation
from votation.unit_of_work import UnitOfWork
from votation.use_cases.seal_votation import drawn_questions


def seeds_of(uow: UnitOfWork, votation: Votation) -> str | dict[str, str] | None:
    """By question, of a votation that is closed; one for all under a manifest of version 1; None without draws."""
    drawn = drawn_questions(votation)
    if not drawn:
        return None
    if not _is_anchored(votation):
        return uow.keys.draw_seed(votation.id)
    closed = uow.audit.first(votation.id, "closed")
    assert closed is not None  # noqa: S101 - counted votations were closed
    secrets = _secrets(uow, votation)
    return {
        question: audit_chain.seed_of_draw(secret, closed["root"]) for question, secret in secrets.items()
    }


def revealed(uow: UnitOfWork, votation: Votation) -> dict[str, Any] | None:
    """What the log says when the result is proclaimed."""
    if not drawn_questions(votation):
        return None
    if not _is_anchored(votation):
        return {"seed": uow.keys.draw_seed(votation.id)}
    return {"secrets": _secrets(uow, votation)}


def _secrets(uow: UnitOfWork, votation: Votation) -> dict[str, str]:
    return {question: uow.keys.draw_secret(votation.id, question) for question in drawn_questions(votation)}


def _is_anchored(votation: Votation) -> bool:
    return votation.manifest is not None and board.has_log_heads(json.loads(votation.manifest))
