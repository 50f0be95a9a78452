from uuid import UUID

from chassis.operations import query
from consultations.domain.graph import Graph, drawn
from consultations.unit_of_work import UnitOfWork
from consultations.use_cases.eligibility import visibility_at
from consultations.use_cases.participation_checks import require_step_visible
from contracts.consultations import steps as ops


@query(ops.get_graph, preload=visibility_at("step"))
def get_graph(uow: UnitOfWork, step_id: UUID) -> Graph:
    """Problems, causes and solutions with the votes along their chains. Refuses: not_found."""
    require_step_visible(uow, step_id)
    return drawn(uow.graphs.nodes(step_id), *uow.graphs.unanswered(step_id))
