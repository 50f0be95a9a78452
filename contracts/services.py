"""The services whose promises stand here, found by name."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from contracts.base import Facts, Refusal
from contracts.operations import Operation, Route, Subject
from contracts.refusals import COMMON
from contracts.registry import SERVICES


def _subjects(service: str) -> Iterator[Subject]:
    for module in pkgutil.iter_modules([str(Path(__file__).parent / service)]):
        subject = getattr(import_module(f"contracts.{service}.{module.name}"), "api", None)
        if isinstance(subject, Subject):
            yield subject


SUBJECTS: dict[str, tuple[Subject, ...]] = {service: tuple(_subjects(service)) for service in SERVICES}
OPERATIONS: dict[str, dict[str, Operation]] = {
    service: {operation.name: operation for subject in subjects for operation in subject}
    for service, subjects in SUBJECTS.items()
}
ROUTES: tuple[Route, ...] = tuple(
    route for subjects in SUBJECTS.values() for subject in subjects for route in subject.routes
)
FACTS: dict[str, Facts] = {
    service: import_module(f"contracts.{service}.facts").published for service in SERVICES
}
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
