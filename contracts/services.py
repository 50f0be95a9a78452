"""The services whose promises stand here, found by name."""

from importlib import import_module

import contracts.box.operations
import contracts.consultations.operations
import contracts.identity.operations
import contracts.notifications.operations
import contracts.votation.operations
from contracts.base import Facts, Operations, Refusal
from contracts.refusals import COMMON
from contracts.registry import SERVICES

OPERATIONS: dict[str, Operations] = {
    "identity": contracts.identity.operations.ask,
    "consultations": contracts.consultations.operations.ask,
    "votation": contracts.votation.operations.ask,
    "box": contracts.box.operations.ask,
    "notifications": contracts.notifications.operations.ask,
}
FACTS: dict[str, Facts] = {service: import_module(f"contracts.{service}.facts").tell for service in SERVICES}
OWN_REFUSALS: dict[str, dict[str, Refusal]] = {
    service: {refusal.code: refusal for refusal in import_module(f"contracts.{service}.refusals").REFUSALS}
    for service in SERVICES
}
REFUSALS: dict[str, Refusal] = {refusal.code: refusal for refusal in COMMON} | {
    code: refusal for own in reversed(OWN_REFUSALS.values()) for code, refusal in own.items()
}


def refusal_of(service: str, code: str) -> Refusal | None:
    """In the words of the service that refuses: two may say the same code of different things."""
    return OWN_REFUSALS.get(service, {}).get(code) or REFUSALS.get(code)
