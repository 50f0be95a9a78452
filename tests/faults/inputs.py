"""Stage B: what the published description allows and what it does not, sent by each kind of caller."""

import uuid
from collections import Counter
from collections.abc import Callable
from typing import Any

import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import seed as seeded

from contracts.services import REFUSALS
from tests.faults.arena import Arena

# An event stream never ends.
LEFT_OUT = ("stream$", "^/api/v1/health")

TOKENS: dict[str, Callable[[Arena], str | None]] = {
    "nobody": lambda arena: None,
    "participant": lambda arena: arena.token(uuid.UUID(int=77, version=4)),
    "organiser": lambda arena: arena.organiser().token,
    "moderator": lambda arena: arena.member("moderator", arena.organisation_id).token,
    "organiser of another organisation": lambda arena: arena.member("organiser", str(uuid.uuid4())).token,
}


def description_of(arena: Arena) -> schemathesis.BaseSchema:
    found: schemathesis.BaseSchema = schemathesis.openapi.from_url(
        f"{arena.suite.gateway}/api/v1/openapi.json"
    )
    for pattern in LEFT_OUT:
        found = found.exclude(path_regex=pattern)
    return found


def mutated_bodies(arena: Arena, examples: int, seed: int) -> None:
    """B: for each operation and caller so many requests, right and wrong ones: never a 5xx, each refusal a promised one."""
    answers: Counter[int] = Counter()
    for ask in TOKENS.values():
        token = ask(arena)
        for found in description_of(arena).get_all_operations():
            operation: Any = found
            seeded(seed)(sender(operation.ok(), arena, token, examples, answers))()
    print(f"{answers.total()} requests: {dict(sorted(answers.items()))}")
    assert answers.total() > 80 * len(TOKENS) * examples, "too few requests to prove anything"


def sender(
    operation: Any, arena: Arena, token: str | None, examples: int, answers: Counter[int]
) -> Callable[[], None]:
    """Sends requests of one operation, on the arena's own project as well as on ids of nothing."""
    own = {
        "project_id": arena.project_id, "step_id": arena.step_id, "section_id": arena.section_id,
        "contribution_id": arena.contributions[0], "organisation_id": arena.organisation_id,
    }  # fmt: skip

    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(case=operation.as_strategy())
    def one(case: Any) -> None:
        if answers.total() % 2:
            case.path_parameters |= {name: own[name] for name in own.keys() & case.path_parameters.keys()}
        bearer = {"Authorization": f"Bearer {token}"} if token else {}
        response = case.call(
            base_url=arena.suite.gateway, headers={"Idempotency-Key": str(uuid.uuid4()), **bearer}
        )
        answers[response.status_code] += 1
        assert response.status_code < 500, f"{operation.method} {operation.path}: {response.status_code}"
        if response.status_code >= 400:
            assert response.json()["code"] in REFUSALS, response.json()

    return one
