from typing import Any
from uuid import UUID

from chassis.actor import Actor
from chassis.operations import query
from chassis.pages import Order, moment
from consultations.domain.project import Filters, visibility_scope_of
from consultations.unit_of_work import UnitOfWork
from consultations.use_cases.groups import groups_of_actor
from consultations.views import project_summaries
from contracts.consultations import projects as ops

NEWEST_FIRST = Order("moment", lambda project: (project.created_at, project.id), moment, UUID)


@query(ops.list_projects, preload=groups_of_actor)
def list_projects(
    uow: UnitOfWork, actor: Actor, cursor: str | None, limit: int, **filters: Any
) -> dict[str, Any]:
    """Those one may see, the newest first. Refuses: cursor_invalid."""
    after = NEWEST_FIRST.after(cursor)
    scope = visibility_scope_of(actor.grants, uow.groups)
    projects = uow.projects.page(scope, Filters(**filters), uow.now(), after, limit)
    page = NEWEST_FIRST.page(projects, limit)
    return page | {"items": project_summaries(uow, page["items"])}
