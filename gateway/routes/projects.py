"""Projects, their steps and sections."""

from contracts.consultations import facts
from contracts.consultations import operations as consultations
from gateway.declared import Cached, Route, Subject

projects = Subject(
    "projects",
    "Participation projects",
    (
        Route(
            "GET",
            "/export-columns",
            consultations.list_export_columns,
            access="anyone",
            cached=Cached(seconds=60),
        ),
        Route("GET", "/templates", consultations.list_templates, access="anyone", cached=Cached(seconds=60)),
        Route(
            "GET",
            "/projects",
            consultations.list_projects,
            access="anyone",
            cached=Cached(voided_by=(facts.project_published.name, facts.project_changed.name)),
        ),
        Route("POST", "/projects", consultations.create_project, status=201, makes="/projects/{id}"),
        Route("GET", "/projects/{project}", consultations.get_project, access="anyone", cached=Cached()),
        Route("PATCH", "/projects/{project_id}", consultations.change_project),
        Route(
            "POST",
            "/projects/{project_id}/clones",
            consultations.clone_project,
            status=201,
            makes="/projects/{id}",
        ),
        Route("POST", "/projects/{project_id}/publication", consultations.publish_project),
        Route("POST", "/projects/{project_id}/editions", consultations.link_edition),
        Route("PUT", "/projects/{project_id}/steps/order", consultations.order_steps),
        Route(
            "GET",
            "/projects/{project_id}/figures",
            consultations.get_figures,
            access="anyone",
            cached=Cached(),
        ),
        Route("GET", "/figures", consultations.get_site_figures, access="anyone", cached=Cached()),
        Route("GET", "/projects/{project_id}/audit", consultations.list_project_audit),
    ),
)

steps = Subject(
    "steps",
    "Steps of a project, their windows and sections",
    (
        Route(
            "POST", "/projects/{project_id}/steps", consultations.add_step, status=201, makes="/steps/{id}"
        ),
        Route("GET", "/steps/{step_id}", consultations.get_step, access="anyone", cached=Cached()),
        Route("PATCH", "/steps/{step_id}", consultations.change_step),
        Route("DELETE", "/steps/{step_id}", consultations.remove_step),
        Route("POST", "/steps/{step_id}/window", consultations.move_window),
        Route("PUT", "/steps/{step_id}/outcome", consultations.record_outcome),
        Route("GET", "/steps/{step_id}/graph", consultations.get_graph, access="anyone", cached=Cached()),
        Route("GET", "/steps/{step_id}/participation", consultations.get_my_participation),
        Route("POST", "/steps/{step_id}/sections", consultations.add_section, status=201),
        Route("PATCH", "/sections/{section_id}", consultations.change_section),
        Route("DELETE", "/sections/{section_id}", consultations.remove_section),
    ),
)

SUBJECTS = (projects, steps)
