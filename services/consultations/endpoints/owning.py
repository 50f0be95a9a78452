"""Whose the groups and the votations are that an organiser puts on a project or a step: asked before the transaction."""

from collections.abc import Callable, Collection
from typing import Any
from uuid import UUID

from chassis.service import Call
from chassis.service_client import ServiceClient
from consultations.domain.own import Own
from consultations.domain.project import groups_brought
from consultations.domain.step import groups_required_anew, votations_brought
from consultations.endpoints.viewing import ViewingEndpoints
from consultations.unit_of_work import unit_of_work
from consultations.use_cases.access import permitted_project, permitted_step
from contracts.identity import internal as identity_ops
from contracts.refused import Refused
from contracts.votation import internal as votation_ops


class OwningEndpoints(ViewingEndpoints):
    """The `preload` methods put an `Own` in `call.preloaded`. Nobody is asked about what is there already, so that only
    changes that bring in a group or a votation need its service."""

    votation = ServiceClient("votation")

    def own_for_publication(self, call: Call) -> Own:
        asked = call.request
        with self.db.snapshot() as snapshot:
            project = permitted_project(unit_of_work(snapshot, call), asked["project_id"])
        brought = groups_brought(project, asked["visibility"], asked["group_id"])
        return Own(groups=self._own_groups(call, project.organisation_id, brought))

    def own_for_new_step(self, call: Call) -> Own:
        asked = call.request
        with self.db.snapshot() as snapshot:
            project = permitted_project(unit_of_work(snapshot, call), asked["project_id"])
        brought = {asked["votation_id"]} - {None}
        return Own(votations=self._own_votations(call, project.organisation_id, brought))

    def own_for_step(self, call: Call) -> Own:
        asked = call.request
        with self.db.snapshot() as snapshot:
            project, step = permitted_step(unit_of_work(snapshot, call), asked["step_id"])
        return Own(
            self._own_groups(call, project.organisation_id, groups_required_anew(step, asked)),
            self._own_votations(call, project.organisation_id, votations_brought(step, asked)),
        )

    def _own_groups(self, call: Call, organisation_id: UUID, brought: Collection[UUID]) -> frozenset[UUID]:
        def owner_of(group_id: UUID) -> Any:
            return self.identity.call(call, identity_ops.owner_of_group, {"group_id": group_id})

        return _of(organisation_id, brought, owner_of)

    def _own_votations(self, call: Call, organisation_id: UUID, brought: Collection[UUID]) -> frozenset[UUID]:
        def owner_of(votation_id: UUID) -> Any:
            return self.votation.call(call, votation_ops.owner_of_votation, {"votation_id": votation_id})

        return _of(organisation_id, brought, owner_of)


def _of(organisation_id: UUID, ids: Collection[UUID], owner_of: Callable[[UUID], Any]) -> frozenset[UUID]:
    """Those of `ids` that are the organisation's."""
    return frozenset(each for each in ids if _owner(each, owner_of) == organisation_id)


def _owner(id: UUID, owner_of: Callable[[UUID], Any]) -> UUID | None:
    try:
        return UUID(str(owner_of(id)["organisation_id"]))
    except Refused as refused:
        if refused.code != "not_found":
            raise
        return None
