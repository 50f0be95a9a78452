"""Participation figures, and the names that mails need."""

from typing import Any

from chassis.service import Call, Transaction, query, scheduled
from consultations.endpoints import frame_views as views
from consultations.endpoints.viewing import ViewingEndpoints
from consultations.storage.figures import StoredFigures
from consultations.storage.names import names
from consultations.unit_of_work import unit_of_work
from consultations.use_cases.get_figures import get_figures
from contracts.consultations import internal as internal_ops
from contracts.consultations import projects as projects_ops
from contracts.refused import Refused


class FigureEndpoints(ViewingEndpoints):
    """Live figures."""

    @query(projects_ops.get_figures, preload="ask_groups")
    def get_figures(self, call: Call, tx: Transaction) -> Any:
        at = unit_of_work(tx, call)
        return views.figures(get_figures(at, call.request["project_id"], call.request["step_id"]))

    @query(internal_ops.owner_of_project)
    def owner_of_project(self, call: Call, tx: Transaction) -> Any:
        project = unit_of_work(tx, call).projects.find(call.request["project_id"])
        if project is None:
            raise Refused("not_found")
        return {"organisation_id": project.organisation_id}

    @query(internal_ops.names_of)
    def names_of(self, call: Call, tx: Transaction) -> Any:
        found = names(tx.connection, **call.request)
        if found is None:
            raise Refused("not_found")
        return found

    @scheduled(seconds=2)
    def fold_figures(self, tx: Transaction) -> None:
        """Adds what was written lately to the sums; a long backlog over several ticks."""
        StoredFigures(tx.connection).fold()
