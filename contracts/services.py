"""The services whose promises stand here, found by name."""

import contracts.box.facts
import contracts.box.operations
import contracts.box.refusals
import contracts.consultations.facts
import contracts.consultations.operations
import contracts.consultations.refusals
import contracts.identity.facts
import contracts.identity.operations
import contracts.identity.refusals
import contracts.notifications.facts
import contracts.notifications.operations
import contracts.notifications.refusals
import contracts.votation.facts
import contracts.votation.operations
import contracts.votation.refusals
from contracts.base import Facts, Operations, Refusal
from contracts.refusals import COMMON

OPERATIONS: dict[str, Operations] = {
    "identity": contracts.identity.operations.ask,
    "consultations": contracts.consultations.operations.ask,
    "votation": contracts.votation.operations.ask,
    "box": contracts.box.operations.ask,
    "notifications": contracts.notifications.operations.ask,
}
FACTS: dict[str, Facts] = {
    "identity": contracts.identity.facts.tell,
    "consultations": contracts.consultations.facts.tell,
    "votation": contracts.votation.facts.tell,
    "box": contracts.box.facts.tell,
    "notifications": contracts.notifications.facts.tell,
}
OWN_REFUSALS: dict[str, dict[str, Refusal]] = {
    service: {refusal.code: refusal for refusal in refusals}
    for service, refusals in (
        ("identity", contracts.identity.refusals.REFUSALS),
        ("consultations", contracts.consultations.refusals.REFUSALS),
        ("notifications", contracts.notifications.refusals.REFUSALS),
        ("votation", contracts.votation.refusals.REFUSALS),
        ("box", contracts.box.refusals.REFUSALS),
    )
}
REFUSALS: dict[str, Refusal] = {refusal.code: refusal for refusal in COMMON} | {
    code: refusal for own in reversed(OWN_REFUSALS.values()) for code, refusal in own.items()
}


def refusal_of(service: str, code: str) -> Refusal | None:
    """In the words of the service that refuses: two may say the same code of different things."""
    return OWN_REFUSALS.get(service, {}).get(code) or REFUSALS.get(code)
