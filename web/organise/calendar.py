"""When people can take part: all the dates of a draft on one page, one step's window once published."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, redirect
from flask.typing import ResponseReturnValue

from contracts.consultations import steps
from web.core.api import api
from web.core.formats import day_and_hour, moment, now
from web.core.forms import Form, date_time_fields, midnight_after
from web.core.gateway_client import Answer
from web.core.i18n import _
from web.core.notices import notice
from web.core.session import sign_in_required
from web.organise.setup import WRITTEN_IN
from web.organise.steps import step_breadcrumbs
from web.workspace.editing import Edit, act, advise, attach_error
from web.workspace.workspace import Workspace, open_project, show

bp = Blueprint("organiser_calendar", __name__)

ENDS = ("opens", "closes")
WEEKS = 5
LONG_AGO = timedelta(days=366)


def typed_moment(form: Form, name: str, zone: str) -> str | None:
    """What was typed, as an instant. A closing day without an hour is that whole day: it ends at midnight."""
    day, hour = form[f"{name}_date"], form[f"{name}_time"]
    if not day:
        if hour:
            form.fail(name, _("Choose the day too."))
        return None
    found = form.moment(name, zone)
    if found and not hour and name.startswith("closes"):
        found = midnight_after(day, zone)
    if found is None:
        form.fail(name, _("This date does not exist. Write it as day, month, year."))
    return found


def in_order(form: Form, name: str, window: dict[str, str | None]) -> bool:
    """The end comes after the beginning; said at once, beside the end."""
    start, end = moment(window["opens_at"]), moment(window["closes_at"])
    if start and end and end <= start:
        form.fail(name, _("The closing must come after the opening."))
    return not form.errors


def right_year(form: Form, name: str, window: dict[str, str | None], stored: Any) -> None:
    """A step that would be over already, or open for a year, is asked about: the year is often mistyped."""
    start, end = moment(window["opens_at"]), moment(window["closes_at"])
    if form["right_year"] == "yes" or all(
        moment(stored[key]) == moment(said) for key, said in window.items()
    ):
        return
    opened = moment(stored["opens_at"])
    if end and end <= now() and opened and opened <= now():
        return  # once open, no step ends in the past: the refusal says what to do
    if end and end <= now():
        asked = _("This is over already: %(day)s. Is it the right year?", day=day_and_hour(end))
    elif start and start < now() - LONG_AGO:
        asked = _("This began more than a year ago: %(day)s. Is it the right year?", day=day_and_hour(start))
    else:
        return
    form.typed["asks_year"] = "yes"
    form.fail(name, asked)


# --- all the steps of a draft


@bp.route("/organisation/<org>/projets/<slug>/calendrier", methods=["GET", "POST"])
@sign_in_required
def calendar(org: str, slug: str) -> ResponseReturnValue:
    workspace = open_project(org, slug)
    project: Any = workspace.project
    if project["state"] != "draft":
        return redirect(workspace.href("organiser_steps.index"))
    fields: dict[str, str] = {}
    for n, step in enumerate(project["steps"]):
        fields |= _proposed(project, step, n)
    form = Form(*fields, "right_year", defaults=fields)
    if form.submitted and _all_saved(form, workspace):
        notice(_("The dates are saved."))
        return redirect(workspace.href("organiser_projects.show"), 303)
    _errors_beside(form, project)
    breadcrumbs = [(_("Steps and dates"), workspace.href("organiser_steps.index")), (_("Dates"), "")]
    return show(
        "organise/calendar",
        workspace,
        "organiser_steps.index",
        form,
        writing=WRITTEN_IN,
        breadcrumbs=breadcrumbs,
    )


def _proposed(project: Any, step: Any, n: int) -> dict[str, str]:
    """The dates there are; for a step where people write and that has none, five weeks from today."""
    zone = project["time_zone"]
    dates = {"opens": step["opens_at"], "closes": step["closes_at"]}
    if step["kind"] in WRITTEN_IN and not any(dates.values()):
        here = now().astimezone(ZoneInfo(zone))
        today = here.replace(hour=min(here.hour, 8), minute=0)  # open at once, also for who works early
        dates = {"opens": today, "closes": (today + timedelta(weeks=WEEKS)).replace(hour=18)}
    found: dict[str, str] = {f"id_{n}": step["id"]}
    for name in ENDS:
        found |= date_time_fields(dates[name], zone, f"{name}_{n}")
    return found


def _all_saved(form: Form, workspace: Workspace) -> bool:
    """Nothing is sent while a date is wrong; then one step after the other, each harmless to send again."""
    project: Any = workspace.project
    windows = []
    for n, step in enumerate(project["steps"]):
        if form[f"id_{n}"] != step["id"]:
            form.problem = _("The steps changed meanwhile: check the dates below, then save again.")
            form.typed[f"id_{n}"] = step["id"]
            form.status = 409
            return False
        window = {f"{name}_at": typed_moment(form, f"{name}_{n}", project["time_zone"]) for name in ENDS}
        if not form.errors:
            in_order(form, f"closes_{n}", window)
        if not form.errors:
            right_year(form, f"closes_{n}", window, step)
        windows.append((step, window))
    return not form.errors and all(_moved(form, n, step, window) for n, (step, window) in enumerate(windows))


def _moved(form: Form, n: int, step: Any, window: dict[str, str | None]) -> bool:
    if all(moment(step[name]) == moment(value) for name, value in window.items()):
        return True
    full = api(steps.get_step, step_id=step["id"]).data
    key, etag = f"{form.key}-{n}", f'"{full["version"]}"'
    if act(form, lambda: api(steps.move_window, key=key, etag=etag, step_id=step["id"], **window)):
        return True
    for name in ENDS:
        attach_error(form, f"{name}_at", f"{name}_{n}")
    return False


def _errors_beside(form: Form, project: Any) -> None:
    """An error about `closes_2` stands beside the fields of that step, and names it in the summary."""
    for n, step in enumerate(project["steps"]):
        for name in ENDS:
            key = f"{name}_{n}"
            if key in form.errors:
                form.errors[key] = _("%(name)s: %(said)s", name=step["title"], said=form.errors[key])


# --- one step


@bp.route("/organisation/<org>/projets/<slug>/etapes/<step_id>/dates", methods=["GET", "POST"])
@sign_in_required
def window(org: str, slug: str, step_id: str) -> ResponseReturnValue:
    workspace = open_project(org, slug)
    project: Any = workspace.project
    step = workspace.step(step_id)
    form = Edit(*NAMES, stored=_window_of(project, step), version=step["version"])
    if (
        form.submitted
        and _filled(form, project, step)
        and form.save(lambda: _move(form, project, step_id), lambda: _window_now(workspace, step_id))
    ):
        notice(_("The dates are moved."))
        return redirect(workspace.href("organiser_steps.edit", step_id=step_id), 303)
    _reversed_beside(form)
    return show(
        "organise/window",
        workspace,
        "organiser_steps.index",
        form,
        step=step,
        published=project["state"] != "draft",
        breadcrumbs=step_breadcrumbs(workspace, step, (_("Dates"), "")),
    )


NAMES = ("opens_date", "opens_time", "closes_date", "closes_time", "reason", "right_year")


def _window_of(project: Any, step: Any) -> dict[str, Any]:
    zone = project["time_zone"]
    return date_time_fields(step["opens_at"], zone, "opens") | date_time_fields(
        step["closes_at"], zone, "closes"
    )


def _window_now(workspace: Workspace, step_id: str) -> tuple[dict[str, Any], int]:
    step = workspace.step(step_id)
    return _window_of(workspace.project, step), int(step["version"])


def _filled(form: Edit, project: Any, step: Any) -> bool:
    asked = {f"{name}_at": typed_moment(form, name, project["time_zone"]) for name in ENDS}
    if in_order(form, "closes", asked):
        right_year(form, "closes", asked, step)
    if project["state"] != "draft":
        form.require(reason=_("Say why: the reason is shown, and sent to those who took part."))
    return not form.errors


def _move(form: Edit, project: Any, step_id: str) -> Answer:
    body = {f"{name}_at": typed_moment(form, name, project["time_zone"]) for name in ENDS}
    return api(
        steps.move_window, key=form.key, etag=form.etag, step_id=step_id, **body | {"reason": form["reason"]}
    )


def _reversed_beside(form: Edit) -> None:
    """What the services say of an end goes beside that end."""
    if form.refusal and form.refusal.code in ("window_reversed", "end_has_passed"):
        form.problem = None
        form.fail("closes", form.refusal.detail)
    elif form.refusal:
        advise(form)
