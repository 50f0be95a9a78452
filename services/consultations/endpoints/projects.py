"""Operations on projects and labels."""

from typing import Any
from uuid import UUID

from chassis.pages import after_moment, page_by_moment
from chassis.service import Call, Transaction, command, query
from consultations.domain.project import Filters, reach_of
from consultations.endpoints import frame_views as views
from consultations.endpoints.owning import OwningEndpoints
from consultations.unit_of_work import unit_of_work
from consultations.use_cases.access import permitted_project, seen_project
from consultations.use_cases.change_project import change_project
from consultations.use_cases.clone_project import clone_project
from consultations.use_cases.create_project import create_project
from consultations.use_cases.define_label import define_label
from consultations.use_cases.link_edition import link_edition
from consultations.use_cases.publish_project import publish_project
from contracts.consultations import organisations as organisations_ops
from contracts.consultations import projects as projects_ops
from contracts.refused import Refused


class ProjectEndpoints(OwningEndpoints):
    """Set up projects, and read those one may see."""

    @query(projects_ops.list_templates)
    def list_templates(self, call: Call, tx: Transaction) -> Any:  # noqa: ARG002
        return views.templates(call.language)

    @command(projects_ops.create_project)
    def create_project(self, call: Call, tx: Transaction) -> Any:
        at = unit_of_work(tx, call)
        return views.project(at, create_project(at, call.actor, call.request))

    @command(projects_ops.clone_project, preload="ask_groups")
    def clone_project(self, call: Call, tx: Transaction) -> Any:
        at = unit_of_work(tx, call)
        return views.project(
            at, clone_project(at, call.actor, call.request["project_id"], call.request["title"])
        )

    @query(projects_ops.list_projects, preload="ask_groups")
    def list_projects(self, call: Call, tx: Transaction) -> Any:
        asked = dict(call.request)
        cursor, limit = after_moment(asked.pop("cursor")), asked.pop("limit")
        at = unit_of_work(tx, call)
        reach = reach_of(call.actor.grants, at.groups)
        found = at.projects.page(reach, Filters(**asked), at.now(), cursor, limit)
        shown = page_by_moment(found, limit, lambda project: (project.created_at, project.id))
        return shown | {"items": views.project_pages(at, shown["items"])}

    @query(projects_ops.get_project, preload="ask_groups")
    def get_project(self, call: Call, tx: Transaction) -> Any:
        at = unit_of_work(tx, call)
        asked = call.request["project"]
        project_id = _as_id(asked)
        if project_id is None:
            named = at.projects.by_slug(asked)
            if named is None:
                raise Refused("not_found")
            project_id = named.id
        return views.project(at, seen_project(at, project_id))

    @command(projects_ops.change_project)
    def change_project(self, call: Call, tx: Transaction) -> Any:
        asked = dict(call.request)
        at = unit_of_work(tx, call)
        project_id, version = asked.pop("project_id"), asked.pop("version")
        return views.project(at, change_project(at, call.actor, project_id, version, asked))

    @command(projects_ops.publish_project, preload="own_for_publication")
    def publish_project(self, call: Call, tx: Transaction) -> Any:
        at = unit_of_work(tx, call)
        return views.project(at, publish_project(at, call.actor, **call.request, own=call.preloaded))

    @command(projects_ops.link_edition)
    def link_edition(self, call: Call, tx: Transaction) -> Any:
        at = unit_of_work(tx, call)
        asked = call.request
        linked = link_edition(
            at, call.actor, asked["project_id"], asked["previous_project_id"], asked["label"]
        )
        return views.project(at, linked)

    @command(organisations_ops.define_theme)
    def define_theme(self, call: Call, tx: Transaction) -> Any:
        return define_label(
            unit_of_work(tx, call),
            call.actor,
            call.request["organisation_id"],
            "theme",
            call.request["label"],
        )

    @command(organisations_ops.define_zone)
    def define_zone(self, call: Call, tx: Transaction) -> Any:
        return define_label(
            unit_of_work(tx, call), call.actor, call.request["organisation_id"], "zone", call.request["label"]
        )

    @query(organisations_ops.list_themes)
    def list_themes(self, call: Call, tx: Transaction) -> Any:
        return {
            "items": unit_of_work(tx, call).labels.of_organisation(call.request["organisation_id"], "theme")
        }

    @query(organisations_ops.list_zones)
    def list_zones(self, call: Call, tx: Transaction) -> Any:
        return {
            "items": unit_of_work(tx, call).labels.of_organisation(call.request["organisation_id"], "zone")
        }

    @query(projects_ops.list_project_audit)
    def list_project_audit(self, call: Call, tx: Transaction) -> Any:
        at = unit_of_work(tx, call)
        project = permitted_project(at, call.request["project_id"])
        limit = call.request["limit"]
        found = at.audit.page(project.id, after_moment(call.request["cursor"]), limit)
        return page_by_moment(found, limit, lambda entry: (entry.happened_at, entry.id))


def _as_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
