"""The set-up of a project as a list: what is done, what is left, what is up to the organiser."""

from dataclasses import dataclass, field
from typing import Any

from contracts.consultations import steps as step_operations
from web.core.api import api
from web.core.formats import period
from web.core.i18n import _, ngettext
from web.workspace.workspace import View, Workspace

WRITTEN_IN = ("consultation", "collection")


@dataclass(frozen=True)
class Task:
    """`state` is done, todo or optional."""

    name: str
    label: str
    says: str
    href: str
    state: str


@dataclass(frozen=True)
class Setup:
    tasks: list[Task]
    steps: list[View] = field(default_factory=list)

    @property
    def needed(self) -> list[Task]:
        return [task for task in self.tasks if task.state != "optional"]

    @property
    def done(self) -> int:
        return sum(task.state == "done" for task in self.needed)

    @property
    def ready(self) -> bool:
        return self.done == len(self.needed)

    @property
    def next(self) -> Task | None:
        return next((task for task in self.tasks if task.state == "todo"), None)


def writing_steps(project: View) -> list[View]:
    """The steps where people write, in full."""
    return [
        api(step_operations.get_step, step_id=each["id"]).data
        for each in project["steps"]
        if each["kind"] in WRITTEN_IN
    ]


def setup(workspace: Workspace) -> Setup:
    steps = writing_steps(workspace.project)
    tasks = [_texts(workspace), _dates(workspace), *(_sections(workspace, step) for step in steps)]
    tasks += [_conditions(workspace, step) for step in steps]
    tasks += [_legal_notice(workspace), _labels(workspace)]
    return Setup(tasks, steps)


def _texts(workspace: Workspace) -> Task:
    project: Any = workspace.project
    missing = [name for name, value in ((_("the summary"), project["summary"]),) if not value]
    says = (
        _("Left to write: %(what)s.", what=", ".join(missing))
        if missing
        else _("Title, summary, presentation: read them again with a colleague.")
    )
    href = workspace.href("organiser_projects.texts")
    return Task("texts", _("Texts"), says, href, "todo" if missing else "done")


def _dates(workspace: Workspace) -> Task:
    project: Any = workspace.project
    dated = [each for each in project["steps"] if each["opens_at"] and each["closes_at"]]
    if dated:
        says = "; ".join(
            _("%(step)s: %(period)s", step=each["title"], period=period(each["opens_at"], each["closes_at"]))
            for each in dated[:3]
        )
    else:
        says = _("Say when people can take part: an opening and a closing date.")
    href = workspace.href(
        "organiser_calendar.calendar" if project["state"] == "draft" else "organiser_steps.index"
    )
    return Task("dates", _("Steps and dates"), says, href, "done" if dated else "todo")


def _sections(workspace: Workspace, step: View) -> Task:
    count = sum(bool(each["contributable"]) for each in step["sections"])
    says = (
        ngettext("%(num)s section where people write", "%(num)s sections where people write", count)
        if count
        else _("Nobody can write yet: add a section.")
    )
    href = workspace.href("organiser_sections.index", step_id=step["id"])
    return Task(
        "sections", _("Sections of “%(step)s”", step=step["title"]), says, href, "done" if count else "todo"
    )


def _conditions(workspace: Workspace, step: View) -> Task:
    count = len(step["requirements"])
    says = (
        ngettext("%(num)s condition to take part", "%(num)s conditions to take part", count)
        if count
        else _(
            "Open to everyone who has an account. You may add conditions: age, place, group, a box to tick."
        )
    )
    href = workspace.href("organiser_steps.conditions", step_id=step["id"])
    label = _("Who can take part in “%(step)s”", step=step["title"])
    return Task("conditions", label, says, href, "optional")


def _legal_notice(workspace: Workspace) -> Task:
    organisation: Any = workspace.organisation
    missing = not (organisation.get("publication_director") and organisation.get("contact_email"))
    says = (
        _("Say who answers for what is published, and where to write to you.")
        if missing
        else _("%(director)s; people write to %(address)s.", director=organisation["publication_director"],
               address=organisation["contact_email"])
    )  # fmt: skip
    href = workspace.href("organiser.settings") + "#legal"
    return Task("legal", _("Legal notice and contact"), says, href, "todo" if missing else "done")


def _labels(workspace: Workspace) -> Task:
    project: Any = workspace.project
    names = [each["label"] for each in (*project["themes"], *project["zones"])]
    says = ", ".join(names) or _("They help people find your project among the others.")
    return Task("labels", _("Themes and zones"), says, workspace.href("organiser_projects.about"), "optional")
