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
from consultations.domain.place import Eligibility, StepAccess
from consultations.domain.project import sees
from consultations.domain.requirement import Requirement
from consultations.unit_of_work import UnitOfWork
from contracts.identity import internal as identity_ops

Before = BeforeTransaction[UnitOfWork]
Preload = Callable[[Before, Actor, dict[str, Any]], Eligibility | None]

STEP_ACCESS_SECONDS = 10.0
MET_SECONDS = 60.0

# By kind and id: the step, and the texts that something stands under. Neither ever changes.
PLACES: LRUCache[tuple[str, UUID], tuple[UUID, tuple[UUID, ...]]] = LRUCache(200_000)
STEP_ACCESS: TTLCache[UUID, StepAccess] = TTLCache(5_000, STEP_ACCESS_SECONDS)
MET: TTLCache[tuple[UUID, UUID, int], bool] = TTLCache(100_000, MET_SECONDS)


def eligibility_at(kind: str) -> Preload:
    """A preload of who may see the step, section, contribution, argument or source that a request names, and of the
    conditions the actor misses there."""

    def preload(before: Before, actor: Actor, request: dict[str, Any]) -> Eligibility | None:
        return _eligibility(before, actor, kind, request[f"{kind}_id"], checks=True)

    return preload


def visibility_at(kind: str) -> Preload:
    """As `eligibility_at`, without the conditions."""

    def preload(before: Before, actor: Actor, request: dict[str, Any]) -> Eligibility | None:
        return _eligibility(before, actor, kind, request[f"{kind}_id"], checks=False)

    return preload


def visibility_of_target(before: Before, actor: Actor, target: str, target_id: UUID) -> Eligibility | None:
    return _eligibility(before, actor, target, target_id, checks=False)


def _eligibility(before: Before, actor: Actor, kind: str, id: UUID, *, checks: bool) -> Eligibility | None:
    access_and_above = step_access_of(before, kind, id)
    if access_and_above is None:
        return None
    step_access, above = access_and_above
    groups = _groups(before, actor, step_access)
    roles = actor.roles_in(step_access.organisation_id, step_access.project_id)
    if not sees(step_access.visibility, step_access.group_id, roles, groups):
        return Eligibility(step_access, groups, above=above)
    return Eligibility(
        step_access, groups, _unmet(before, actor, step_access) if checks else frozenset(), above
    )


def step_access_of(before: Before, kind: str, id: UUID) -> tuple[StepAccess, tuple[UUID, ...]] | None:
    """Who may see the step of something, and the texts that it stands under."""
    place = PLACES.get((kind, id))
    step_access = STEP_ACCESS.get(place[0]) if place else None
    if place is not None and step_access is not None and not before.is_repeated:
        return step_access, place[1]
    with before.snapshot() as uow:
        step_access, above = uow.places.step_access(kind, id), uow.places.above(kind, id)
    if step_access is None:
        return None
    PLACES[kind, id] = step_access.step_id, above
    STEP_ACCESS[step_access.step_id] = step_access
    return step_access, above


def _groups(before: Before, actor: Actor, step_access: StepAccess) -> frozenset[UUID]:
    """Asked each time, and for projects of a group only: who left one reads nothing more."""
    if step_access.visibility != "group" or actor.id is None:
        return frozenset()
    answer = before.ask(identity_ops.groups_of, {"account_id": actor.id})
    return frozenset(UUID(str(group)) for group in answer["groups"])


def _unmet(before: Before, actor: Actor, step_access: StepAccess) -> frozenset[UUID]:
    """The conditions that identity says the actor does not meet; it names them by their place.

    Only that all are met is remembered, and not of groups, which one may leave.
    """
    requirements = step_access.checked_elsewhere
    if not requirements or actor.id is None:
        return frozenset()
    key = (actor.id, step_access.step_id, step_access.step_version)
    if MET.get(key):
        return frozenset()
    request = {
        "account_id": actor.id,
        "organisation_id": step_access.organisation_id,
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
