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
REFUSALS: dict[str, Refusal] = {
    refusal.code: refusal
    for group in (
        COMMON,
        contracts.identity.refusals.REFUSALS,
        contracts.consultations.refusals.REFUSALS,
        contracts.notifications.refusals.REFUSALS,
        contracts.votation.refusals.REFUSALS,
        contracts.box.refusals.REFUSALS,
    )
    for refusal in group
}
