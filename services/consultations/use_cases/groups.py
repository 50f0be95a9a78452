"""The groups of whoever asks, which decide of projects shown to a group: asked of identity each time."""

from uuid import UUID

from cachetools import TTLCache

from chassis import logs
from chassis.actor import Actor
from chassis.operations import BeforeTransaction
from consultations.unit_of_work import UnitOfWork
from contracts.identity import internal as identity_ops
from contracts.refused import Refused

LOOKED_SECONDS = 5.0
GROUPS_MATTER: TTLCache[str, bool] = TTLCache(1, LOOKED_SECONDS)


def groups_of_actor(before: BeforeTransaction[UnitOfWork], actor: Actor) -> frozenset[UUID]:
    """None for who is not signed in, or while no project is shown to a group.

    Without identity, no group.
    """
    if actor.id is None or not groups_matter(before):
        return frozenset()
    try:
        answer = before.ask(identity_ops.groups_of, {"account_id": actor.id})
    except Refused as refused:
        logs.get_logger().warning("groups_unknown", reason=refused.code)
        return frozenset()
    return frozenset(answer["groups"])


def groups_matter(before: BeforeTransaction[UnitOfWork]) -> bool:
    """Whether any project is for a group; kept for seconds, for all workers of this process."""
    matter = GROUPS_MATTER.get("matter")
    if matter is None:
        with before.snapshot() as uow:
            matter = GROUPS_MATTER["matter"] = uow.projects.any_for_a_group()
    return matter
