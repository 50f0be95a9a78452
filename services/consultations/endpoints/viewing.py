"""The groups of whoever asks, which decide of projects shown to a group: asked of identity each time."""

import time
from uuid import UUID

from chassis import logs
from chassis.service import Call, Service
from chassis.service_client import ServiceClient
from consultations.storage.projects import StoredProjects
from contracts.identity import internal as identity_ops
from contracts.refused import Refused

LOOKED_SECONDS = 5.0


class _Known:
    """What this process remembers, shared by its workers: (until, whether any project is for a group)."""

    matter: tuple[float, bool] = (0.0, False)


class ViewingEndpoints(Service):
    """`preload="ask_groups"` puts the actor's groups in `call.prepared`."""

    identity = ServiceClient("identity")

    def ask_groups(self, call: Call) -> frozenset[UUID]:
        """None for who is not signed in, or while no project is shown to a group.

        Without identity, no group.
        """
        if call.actor.id is None or not self._groups_matter():
            return frozenset()
        try:
            answer = self.identity.call(call, identity_ops.groups_of, {"account_id": call.actor.id})
        except Refused as refused:
            logs.get_logger().warning("groups_unknown", reason=refused.code)
            return frozenset()
        return frozenset(answer["groups"])

    def _groups_matter(self) -> bool:
        until, matter = _Known.matter
        if until < time.monotonic():
            with self.db.snapshot() as snapshot:
                matter = StoredProjects(snapshot.connection).any_for_a_group()
            _Known.matter = (time.monotonic() + LOOKED_SECONDS, matter)
        return matter


def groups_of(call: Call) -> frozenset[UUID]:
    """What `ask_groups` prepared."""
    preloaded = call.preloaded
    return preloaded if isinstance(preloaded, frozenset) else frozenset()
