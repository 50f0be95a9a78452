"""What is learned before a transaction opens: the step, the actor's groups, the conditions they miss.

The conditions of a step are small, asked for at every vote and change seldom: they are kept in this process for
seconds, and looked at anew for a call whose first look was outdated. The ids never change and are kept for good;
everything that decides, who may see it first of all, is read again in the transaction.
"""

from typing import Any
from uuid import UUID

from cachetools import LRUCache, TTLCache

from chassis.operations import Call
from chassis.storage import Storage
from consultations.domain.place import Admission, Gate
from consultations.domain.project import sees
from consultations.domain.requirement import Requirement
from consultations.storage.places import StoredPlaces
from contracts.identity import internal as identity_ops

GATE_SECONDS = 10.0
MET_SECONDS = 60.0


# By kind and id: the step, and the texts that something stands under. Neither ever changes.
PLACES: LRUCache[tuple[str, UUID], tuple[UUID, tuple[UUID, ...]]] = LRUCache(200_000)
GATES: TTLCache[UUID, Gate] = TTLCache(5_000, GATE_SECONDS)
MET: TTLCache[tuple[UUID, UUID, int], bool] = TTLCache(100_000, MET_SECONDS)


class Admitting:
    """The `preload` methods of the discussion's endpoints."""

    db: Storage
    identity: Any

    def at_section(self, call: Call) -> Admission | None:
        return self._admission(call, "section", call.request["section_id"], checks=True)

    def at_contribution(self, call: Call) -> Admission | None:
        return self._admission(call, "contribution", call.request["contribution_id"], checks=True)

    def at_argument(self, call: Call) -> Admission | None:
        return self._admission(call, "argument", call.request["argument_id"], checks=True)

    def at_source(self, call: Call) -> Admission | None:
        return self._admission(call, "source", call.request["source_id"], checks=True)

    def at_step(self, call: Call) -> Admission | None:
        return self._admission(call, "step", call.request["step_id"], checks=False)

    def at_own_step(self, call: Call) -> Admission | None:
        return self._admission(call, "step", call.request["step_id"], checks=True)

    def looking_at_contribution(self, call: Call) -> Admission | None:
        return self._admission(call, "contribution", call.request["contribution_id"], checks=False)

    def looking_at_target(self, call: Call) -> Admission | None:
        return self._admission(call, call.request["target"], call.request["target_id"], checks=False)

    def _admission(self, call: Call, kind: str, id: UUID, *, checks: bool) -> Admission | None:
        found = self._gate(kind, id, anew=call.preloaded is not None)
        if found is None:
            return None
        gate, above = found
        groups = self._groups(call, gate)
        roles = call.actor.roles_in(gate.organisation_id, gate.project_id)
        if not sees(gate.visibility, gate.group_id, roles, groups):
            return Admission(gate, groups, above=above)
        return Admission(gate, groups, self._unmet(call, gate) if checks else frozenset(), above)

    def _gate(self, kind: str, id: UUID, *, anew: bool) -> tuple[Gate, tuple[UUID, ...]] | None:
        place = PLACES.get((kind, id))
        gate = GATES.get(place[0]) if place else None
        if place is not None and gate is not None and not anew:
            return gate, place[1]
        with self.db.snapshot() as tx:
            places = StoredPlaces(tx.connection)
            gate, above = places.gate(kind, id), places.above(kind, id)
        if gate is None:
            return None
        PLACES[kind, id] = gate.step_id, above
        GATES[gate.step_id] = gate
        return gate, above

    def _groups(self, call: Call, gate: Gate) -> frozenset[UUID]:
        """Asked each time, and for projects of a group only: who left one reads nothing more."""
        if gate.visibility != "group" or call.actor.id is None:
            return frozenset()
        answer = self.identity.call(call, identity_ops.groups_of, {"account_id": call.actor.id})
        return frozenset(UUID(str(group)) for group in answer["groups"])

    def _unmet(self, call: Call, gate: Gate) -> frozenset[UUID]:
        """The conditions that identity says the actor does not meet; it names them by their place.

        Only that all are met is remembered, and not of groups, which one may leave.
        """
        asked = gate.checked_elsewhere
        if not asked or call.actor.id is None:
            return frozenset()
        key = (call.actor.id, gate.step_id, gate.step_version)
        if MET.get(key):
            return frozenset()
        request = {
            "account_id": call.actor.id,
            "organisation_id": gate.organisation_id,
            "requirements": [_asked(requirement) for requirement in asked],
        }
        unmet = self.identity.call(call, identity_ops.check_requirements, request)["unmet"]
        if not unmet and all(requirement.kind != "group" for requirement in asked):
            MET[key] = True
        return frozenset(each.id for place, each in enumerate(asked) if str(place) in unmet)


def _asked(requirement: Requirement) -> dict[str, Any]:
    return {
        "kind": requirement.kind,
        "age_least": requirement.age_least,
        "age_most": requirement.age_most,
        "postcodes": list(requirement.postcodes),
        "group_id": requirement.group_id,
    }
