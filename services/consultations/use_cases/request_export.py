from uuid import UUID, uuid4

from chassis.actor import Actor
from chassis.operations import command
from consultations.domain.export import Export
from consultations.unit_of_work import UnitOfWork
from consultations.use_cases.loading import account_of, get_permitted_project, record_act
from contracts.consultations import exports as ops
from contracts.refused import Refused


@command(ops.request_export)
def request_export(
    uow: UnitOfWork, actor: Actor, project_id: UUID, step_id: UUID | None, shape: str, format: str
) -> Export:
    """Have a worker write an export of the project, or of one step. Refuses: not_found, forbidden."""
    project = get_permitted_project(uow, project_id)
    step = uow.steps.find(step_id) if step_id else None
    if step_id is not None and (step is None or step.project_id != project.id):
        raise Refused("not_found")
    now = uow.now()
    export = Export(
        id=uuid4(),
        project_id=project.id,
        organisation_id=project.organisation_id,
        asked_by=account_of(actor),
        shape=shape,
        format=format,
        asked_at=now,
        step_id=step_id,
    )
    uow.exports.add(export)
    uow.enqueue("export", {"export_id": str(export.id)}, export.id)
    after = {"shape": shape, "format": format, "step": step.title if step else None}
    record_act(uow, actor, project, "request_export", project.title, now, None, after)
    return export
