"""The moderators' work list: reported, before publication, suspicious, appealed against."""

from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from contracts.consultations import moderation, projects
from web.core.api import api
from web.core.forms import Form
from web.core.i18n import _, ngettext
from web.core.notices import notice
from web.core.session import sign_in_required
from web.workspace.editing import act
from web.workspace.labels import decision_name
from web.workspace.workspace import Workspace, all_items, open_workspace, show

bp = Blueprint("moderation", __name__)

WAITING = ("reported", "before_publication", "flagged", "appeal")
BY_PAGE = 20
DECISIONS = ("keep", "trash", "hide")


@bp.route("/organisation/<org>/moderation", methods=["GET", "POST"])
@sign_in_required
def index(org: str) -> ResponseReturnValue:
    """The list, and one decision for all the ticked lines."""
    workspace = open_workspace(org, "moderate")
    form = Form("decision", "reason", "ready", lists=("targets",))
    if form.submitted:
        _of_one_card(form)
    if form.submitted and _checked(form) and _decided(form, workspace):
        return redirect(workspace.href("moderation.index", **_asked()), 303)
    asked = _asked()
    found = api(
        moderation.list_moderation,
        organisation_id=workspace.id,
        waiting=asked.get("attente"),
        project_id=asked.get("projet"),
        limit=BY_PAGE,
        cursor=request.args.get("cursor"),
    ).data
    return show(
        "organise/moderation/index",
        workspace,
        "moderation.index",
        form,
        items=[_line(each) for each in found["items"]],
        tabs_items=_tabs(workspace, asked),
        projects=list(all_items(projects.list_projects, pages=2, organisation_id=workspace.id)),
        asked=asked,
        following=found.get("next_cursor"),
        cursor=request.args.get("cursor"),
        decisions=_decisions(),
        ready=_ready_reasons(),
        breadcrumbs=[(_("Moderation"), "")],
    )


def _asked() -> dict[str, str]:
    """The filters, kept from page to page."""
    given = {"attente": request.args.get("attente", ""), "projet": request.args.get("projet", "")}
    if given["attente"] not in WAITING:
        given["attente"] = ""
    return {name: value for name, value in given.items() if value}


def _tabs(workspace: Workspace, asked: dict[str, str]) -> list[dict[str, Any]]:
    names = {
        "": _("Everything that waits"),
        "reported": _("Reported"),
        "before_publication": _("Before publication"),
        "flagged": _("Suspicious"),
        "appeal": _("Appeals"),
    }
    kept = {"projet": asked["projet"]} if "projet" in asked else {}
    return [
        {
            "label": label,
            "href": workspace.href("moderation.index", **kept, **({"attente": name} if name else {})),
            "current": asked.get("attente", "") == name,
        }
        for name, label in names.items()
    ]


def _line(item: Any) -> dict[str, Any]:
    """What a moderator needs to decide, with the way to the text in its place."""
    context = url_for("contribution.show", contribution_id=item["contribution_id"])
    return {**item, "value": f"{item['target']}:{item['target_id']}:{item['version']}", "context": context}


def _decisions() -> list[dict[str, str]]:
    return [
        {
            "value": "keep",
            "label": decision_name("keep"),
            "hint": _("It stays or becomes visible. Reports are closed, an appeal is granted."),
        },
        {
            "value": "trash",
            "label": decision_name("trash"),
            "hint": _("It leaves the discussion. Anyone may still read it, with your reason."),
        },
        {
            "value": "hide",
            "label": decision_name("hide"),
            "hint": _("Nobody reads it any more. For illegal content or personal data."),
        },
    ]


def _ready_reasons() -> list[dict[str, str]]:
    sentences = (
        _("This text insults or attacks people. You may write it again in other words."),
        _("This text is off topic here."),
        _("This text is advertising."),
        _("This text gives personal information about someone."),
        _("This text says the same as another one already published."),
        _("This text breaks the law."),
    )
    return [{"value": sentence, "label": sentence} for sentence in sentences]


def _checked(form: Form) -> bool:
    form.require(decision=_("Choose a decision."))
    if not form["targets"]:
        form.fail("targets", _("Tick at least one text."))
    if form["decision"] in ("trash", "hide") and not (form["reason"] or form["ready"]):
        form.fail("reason", _("Give the reason: the author will read it."))
    return not form.errors


def _target(value: str) -> dict[str, Any]:
    """A line as it was read, `target:id:version`."""
    kind, target_id, version = (*value.split(":"), "", "")[:3]
    return {"target": kind, "target_id": target_id, "version": int(version) if version.isdecimal() else 0}


def _changed(count: int) -> str:
    return ngettext(
        "%(num)s text changed since you read it, or someone decided meanwhile: nothing was done to it. "
        "Here is what waits now.",
        "%(num)s texts changed since you read them, or someone decided meanwhile: nothing was done to them. "
        "Here is what waits now.",
        count,
    )


def _decided_meanwhile(changed: Any) -> str:
    """What others decided on texts that one wanted to decide on."""
    decided = {decision_name(each["decision"]) for each in changed if each.get("decision")}
    return (
        " " + _("Decided meanwhile: %(decisions)s.", decisions=", ".join(sorted(decided))) if decided else ""
    )


def _of_one_card(form: Form) -> None:
    """A decision taken on a card is about its text alone, with the reason that stands there."""
    decision, _sep, value = request.form.get("one", "").partition(":")
    if value:
        form.typed |= {"decision": decision, "targets": [value]}
        form.typed |= {name: request.form.get(f"{name}:{value}", "").strip() for name in ("ready", "reason")}


def _decided(form: Form, workspace: Workspace) -> bool:
    targets = [_target(value) for value in form["targets"]]
    body = {"targets": targets, "decision": form["decision"], "reason": form["reason"] or form["ready"]}
    if not act(form, lambda: api(moderation.moderate, key=form.key, organisation_id=workspace.id, **body)):
        if form.refusal and form.refusal.code == "stale_version":
            form.problem = _changed(len(targets)) + _decided_meanwhile(
                form.refusal.details.get("changed", ())
            )
            form.typed["targets"] = []
        return False
    left = len(form.data.get("changed", ()))
    if left:
        notice(_changed(left))
    if len(targets) == left:
        return True
    targets = targets[left:]
    done = {
        "keep": ngettext("%(num)s text kept", "%(num)s texts kept", len(targets)),
        "trash": ngettext("%(num)s text put in the trash", "%(num)s texts put in the trash", len(targets)),
        "hide": ngettext("%(num)s text hidden", "%(num)s texts hidden", len(targets)),
    }
    notice(_("%(done)s. Their authors are told.", done=done[form["decision"]]))
    return True
