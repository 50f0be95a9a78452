"""The seeds of lots: the register's secrets, and what is made of them once the board is complete."""

import json
from typing import Any

from votation.domain import audit_chain, board
from votation.domain.desk import Desk
from votation.domain.votation import Votation
from votation.use_cases.seal_votation import drawn_questions


def seeds_of(desk: Desk, votation: Votation) -> str | dict[str, str] | None:
    """By question, of a votation that is closed; one for all under a manifest of version 1; None without draws."""
    drawn = drawn_questions(votation)
    if not drawn:
        return None
    if not _is_anchored(votation):
        return desk.keys.draw_seed(votation.id)
    closed = desk.audit.first(votation.id, "closed")
    assert closed is not None  # noqa: S101 - counted votations were closed
    secrets = _secrets(desk, votation)
    return {
        question: audit_chain.seed_of_draw(secret, closed["root"]) for question, secret in secrets.items()
    }


def revealed(desk: Desk, votation: Votation) -> dict[str, Any] | None:
    """What the log says when the result is proclaimed."""
    if not drawn_questions(votation):
        return None
    if not _is_anchored(votation):
        return {"seed": desk.keys.draw_seed(votation.id)}
    return {"secrets": _secrets(desk, votation)}


def _secrets(desk: Desk, votation: Votation) -> dict[str, str]:
    return {question: desk.keys.draw_secret(votation.id, question) for question in drawn_questions(votation)}


def _is_anchored(votation: Votation) -> bool:
    return votation.manifest is not None and board.has_log_heads(json.loads(votation.manifest))
