"""What is learned before a transaction opens: the step, the actor's groups, the conditions they miss.

The conditions of a step are small, asked for at every vote and change seldom: they are kept in this process for
seconds, and looked at anew for a call whose first look was outdated. The ids never change and are kept for good;
everything that decides, who may see it first of all, is read again in the transaction.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from cachetools import LRUCache, TTLCache

from chassis.actor import Actor
from chassis.operations import BeforeTransaction
from consultations.domain.place import Admission, Gate
from consultations.domain.project import sees
from consultations.domain.requirement import Requirement
from consultations.unit_of_work import UnitOfWork
from contracts.identity import internal as identity_ops

Before = BeforeTransaction[UnitOfWork]
Preload = Callable[[Before, Actor, dict[str, Any]], Admission | None]

GATE_SECONDS = 10.0
MET_SECONDS = 60.0

# By kind and id: the step, and the texts that something stands under. Neither ever changes.
PLACES: LRUCache[tuple[str, UUID], tuple[UUID, tuple[UUID, ...]]] = LRUCache(200_000)
GATES: TTLCache[UUID, Gate] = TTLCache(5_000, GATE_SECONDS)
MET: TTLCache[tuple[UUID, UUID, int], bool] = TTLCache(100_000, MET_SECONDS)


def eligibility_at(kind: str) -> Preload:
    """A preload of who may see the step, section, contribution, argument or source that a request names, and of the
    conditions the actor misses there."""

    def preload(before: Before, actor: Actor, request: dict[str, Any]) -> Admission | None:
        return _admission(before, actor, kind, request[f"{kind}_id"], checks=True)

    return preload


def visibility_at(kind: str) -> Preload:
    """As `eligibility_at`, without the conditions."""

    def preload(before: Before, actor: Actor, request: dict[str, Any]) -> Admission | None:
        return _admission(before, actor, kind, request[f"{kind}_id"], checks=False)

    return preload


def visibility_of_target(before: Before, actor: Actor, target: str, target_id: UUID) -> Admission | None:
    return _admission(before, actor, target, target_id, checks=False)


def _admission(before: Before, actor: Actor, kind: str, id: UUID, *, checks: bool) -> Admission | None:
    gate_and_above = gate_of(before, kind, id)
    if gate_and_above is None:
        return None
    gate, above = gate_and_above
    groups = _groups(before, actor, gate)
    roles = actor.roles_in(gate.organisation_id, gate.project_id)
    if not sees(gate.visibility, gate.group_id, roles, groups):
        return Admission(gate, groups, above=above)
    return Admission(gate, groups, _unmet(before, actor, gate) if checks else frozenset(), above)


def gate_of(before: Before, kind: str, id: UUID) -> tuple[Gate, tuple[UUID, ...]] | None:
    """The gate before something, and the texts that it stands under."""
    place = PLACES.get((kind, id))
    gate = GATES.get(place[0]) if place else None
    if place is not None and gate is not None and not before.is_repeated:
        return gate, place[1]
    with before.snapshot() as uow:
        gate, above = uow.places.gate(kind, id), uow.places.above(kind, id)
    if gate is None:
        return None
    PLACES[kind, id] = gate.step_id, above
    GATES[gate.step_id] = gate
    return gate, above


def _groups(before: Before, actor: Actor, gate: Gate) -> frozenset[UUID]:
    """Asked each time, and for projects of a group only: who left one reads nothing more."""
    if gate.visibility != "group" or actor.id is None:
        return frozenset()
    answer = before.ask(identity_ops.groups_of, {"account_id": actor.id})
    return frozenset(UUID(str(group)) for group in answer["groups"])


def _unmet(before: Before, actor: Actor, gate: Gate) -> frozenset[UUID]:
    """The conditions that identity says the actor does not meet; it names them by their place.

    Only that all are met is remembered, and not of groups, which one may leave.
    """
    requirements = gate.checked_elsewhere
    if not requirements or actor.id is None:
        return frozenset()
    key = (actor.id, gate.step_id, gate.step_version)
    if MET.get(key):
        return frozenset()
    request = {
        "account_id": actor.id,
        "organisation_id": gate.organisation_id,
        "requirements": [_plain(requirement) for requirement in requirements],
    }
    unmet = before.ask(identity_ops.check_requirements, request)["unmet"]
    if not unmet and all(requirement.kind != "group" for requirement in requirements):
        MET[key] = True
    return frozenset(requirement.id for place, requirement in enumerate(requirements) if str(place) in unmet)


def _plain(requirement: Requirement) -> dict[str, Any]:
    return {
        "kind": requirement.kind,
        "age_least": requirement.age_least,
        "age_most": requirement.age_most,
        "postcodes": list(requirement.postcodes),
        "group_id": requirement.group_id,
    }
