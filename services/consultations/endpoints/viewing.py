"""The groups of whoever asks, which decide of projects shown to a group: asked of identity each time."""

from uuid import UUID

from cachetools import TTLCache

from chassis import logs
from chassis.service import Call, Service
from chassis.service_client import ServiceClient
from chassis.storage import Storage
from consultations.storage.projects import StoredProjects
from contracts.identity import internal as identity_ops
from contracts.refused import Refused

LOOKED_SECONDS = 5.0
GROUPS_MATTER: TTLCache[str, bool] = TTLCache(1, LOOKED_SECONDS)


def groups_matter(db: Storage) -> bool:
    """Whether any project is for a group; kept for seconds, for all workers of this process."""
    matter = GROUPS_MATTER.get("matter")
    if matter is None:
        with db.snapshot() as snapshot:
            matter = GROUPS_MATTER["matter"] = StoredProjects(snapshot.connection).any_for_a_group()
    return matter


class ViewingEndpoints(Service):
    """`preload="ask_groups"` puts the actor's groups in `call.prepared`."""

    identity = ServiceClient("identity")

    def ask_groups(self, call: Call) -> frozenset[UUID]:
        """None for who is not signed in, or while no project is shown to a group.

        Without identity, no group.
        """
        if call.actor.id is None or not groups_matter(self.db):
            return frozenset()
        try:
            answer = self.identity.call(call, identity_ops.groups_of, {"account_id": call.actor.id})
        except Refused as refused:
            logs.get_logger().warning("groups_unknown", reason=refused.code)
            return frozenset()
        return frozenset(answer["groups"])


def groups_of(call: Call) -> frozenset[UUID]:
    """What `ask_groups` prepared."""
    preloaded = call.preloaded
    return preloaded if isinstance(preloaded, frozenset) else frozenset()
