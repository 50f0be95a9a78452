"""What sibling services ask."""

from contracts.base import Request, View
from contracts.consultations.choices import CONTRIBUTION_STATES, TARGETS
from contracts.fields import Bool, Choice, Identifier, Instant, Line, Text
from contracts.operations import Subject

api = Subject("consultations", "internal", "What sibling services ask")


class OwnerOfProject(Request):
    project_id = Identifier(required=True)


class NamesOf(Request):
    project_id = Identifier(required=True)
    step_id = Identifier(load_default=None, allow_none=True)
    target = Choice(TARGETS, load_default=None, allow_none=True)
    target_id = Identifier(load_default=None, allow_none=True)


class OwnerOfProjectView(View):
    organisation_id = Identifier(required=True)


class ProjectNamesView(View):
    """Titles for a mail: of a project and one of its steps."""

    project_title = Line(max_length=200)
    project_slug = Line(max_length=120)
    step_title = Line(max_length=200, allow_none=True, required=False)
    organisation_id = Identifier()
    organisation_name = Line(max_length=120, allow_none=True, required=False)
    time_zone = Line(max_length=60)
    opens_at = Instant(allow_none=True)
    closes_at = Instant(allow_none=True)
    public = Bool()
    subject_title = Line(max_length=200, allow_none=True, required=False)
    subject_state = Choice(CONTRIBUTION_STATES, allow_none=True, required=False)
    subject_in_view = Bool(allow_none=True, required=False)
    reason = Text(max_length=1000, allow_none=True, required=False)


owner_of_project = api.internal(
    "query",
    "owner_of_project",
    OwnerOfProject,
    OwnerOfProjectView,
    "Which organisation a project is of, draft or not.",
    callers=("votation",),
)
names_of = api.internal(
    "query", "names_of", NamesOf, ProjectNamesView, "Titles that a mail names.", callers=("notifications",)
)
