from collections.abc import Mapping
from typing import Any
from uuid import UUID

from chassis.actor import NOBODY
from formats import canonical
from votation.domain import audit_chain
from votation.domain.events import Proclaimed
from votation.domain.votation import Votation
from votation.unit_of_work import UnitOfWork
from votation.use_cases.draws import revealed
from votation.use_cases.loading import get_stored_votation, pass_to, record


def settlements_of(votation: Votation) -> dict[str, dict[str, Any]]:
    """How the bureau settled each tie that the rule left to someone, by question."""
    proclaiming: Mapping[str, Any] = votation.proclaiming or {}
    return {
        settlement["question_id"]: {"by": settlement["by"], "winners": settlement["winners"]}
        for settlement in proclaiming.get("settlements", ())
    }


def sign_minutes(
    uow: UnitOfWork, votation_id: UUID, version: int, result: Mapping[str, Any], minutes_sha256: str
) -> None:
    """Proclaim: the minutes' hash ends the audit chain of the vote, the result never changes. Once.

    Not when the votation is no longer at the `version` that the minutes were made of: others are being made.
    """
    now = uow.lock_exclusive(votation_id)
    votation = get_stored_votation(uow, votation_id)
    if votation.state != "counted" or votation.version != version:
        return
    for question, settlement in settlements_of(votation).items():
        record(uow, NOBODY, votation, now, audit_chain.TIE_SETTLED, {"question": question, **settlement})
    if secrets := revealed(uow, votation):
        record(uow, NOBODY, votation, now, audit_chain.DRAW_REVEALED, secrets)
    record(uow, NOBODY, votation, now, audit_chain.MINUTES_SIGNED, {"sha256": minutes_sha256})
    text = canonical.dump(dict(result)).decode()
    changes = {
        "result": text,
        "to_settle": [],
        "sentence_fr": _sentence(result, "fr"),
        "sentence_en": _sentence(result, "en"),
        "minutes_sha256": minutes_sha256,
    }
    details = {"result_sha256": canonical.sha256(text.encode())}
    proclaimed = pass_to(uow, NOBODY, votation, "proclaim", now, "proclaimed", details, changes)
    uow.enqueue("make_archive", {"votation_id": str(votation_id)})
    uow.publish(Proclaimed(proclaimed))


def _sentence(result: Mapping[str, Any], language: str) -> str:
    """One clause a question, as far as a fact may carry them."""
    sentences = [question["decision"]["sentence"][language] for question in result["questions"]]
    return {"fr": "\u00a0; ", "en": "; "}[language].join(sentences)[:1000]
