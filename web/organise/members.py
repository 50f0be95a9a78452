"""Members of an organisation, their roles, invitations."""

from typing import Any

from flask import Blueprint, abort, redirect, request
from flask.typing import ResponseReturnValue

from contracts.identity import members
from web.core.api import api
from web.core.forms import Form
from web.core.gateway_client import Answer
from web.core.i18n import _
from web.core.notices import notice
from web.core.session import account_id, sign_in_required
from web.organise.organisation import project_names
from web.workspace.editing import act
from web.workspace.labels import capital, role_choices, role_name
from web.workspace.workspace import Workspace, all_items, open_workspace, show

bp = Blueprint("members", __name__)

BY_PAGE = 50


@bp.get("/organisation/<org>/membres")
@sign_in_required
def index(org: str) -> ResponseReturnValue:
    workspace = open_workspace(org)
    cursor = request.args.get("cursor")
    found = api(members.list_members, organisation_id=workspace.id, limit=BY_PAGE, cursor=cursor).data
    invitations = api(members.list_invitations, organisation_id=workspace.id, limit=BY_PAGE).data["items"]
    return show(
        "organise/members/index",
        workspace,
        "members.index",
        members=found["items"],
        following=found.get("next_cursor"),
        cursor=cursor,
        pending=[each for each in invitations if each["status"] == "sent"],
        past=[each for each in invitations if each["status"] != "sent"],
        names=project_names(workspace),
        me=account_id(),
        breadcrumbs=[(_("Members and roles"), "")],
    )


@bp.route("/organisation/<org>/membres/inviter", methods=["GET", "POST"])
@sign_in_required
def invite(org: str) -> ResponseReturnValue:
    workspace = open_workspace(org)
    form = Form("email", "role", "project_id", defaults={"role": request.args.get("role") or ""})
    if (
        form.submitted
        and form.require(email=_("Write the e-mail address of the person."), role=_("Choose a role."))
        and act(
            form,
            lambda: api(members.invite_member, key=form.key, organisation_id=workspace.id, **form.values()),
        )
    ):
        notice(
            _("The invitation is on its way to %(email)s. It is valid for seven days.", email=form["email"])
        )
        return redirect(workspace.href("members.index"), 303)
    return show(
        "organise/members/invite",
        workspace,
        "members.index",
        form,
        roles=role_choices(),
        projects=[{"value": key, "label": title} for key, title in project_names(workspace).items()],
        breadcrumbs=[(_("Members and roles"), workspace.href("members.index")), (_("Invite someone"), "")],
    )


@bp.route("/organisation/<org>/invitations/<invitation_id>/retirer", methods=["GET", "POST"])
@sign_in_required
def revoke(org: str, invitation_id: str) -> ResponseReturnValue:
    workspace = open_workspace(org)
    found = all_items(members.list_invitations, organisation_id=workspace.id)
    invitation = next((each for each in found if each["id"] == invitation_id), None)
    if invitation is None:
        abort(404)
    form = Form("confirmed")
    if form.submitted and act(
        form,
        lambda: api(
            members.revoke_invitation, key=form.key, organisation_id=workspace.id, invitation_id=invitation_id
        ),
    ):
        notice(_("The invitation of %(email)s is taken back.", email=invitation["email"]))
        return redirect(workspace.href("members.index"), 303)
    breadcrumbs = [
        (_("Members and roles"), workspace.href("members.index")),
        (_("Take the invitation back"), ""),
    ]
    return show(
        "organise/members/revoke",
        workspace,
        "members.index",
        form,
        invitation=invitation,
        breadcrumbs=breadcrumbs,
    )


# --- roles of one member


def _member(workspace: Workspace, person_id: str) -> Any:
    found = all_items(members.list_members, pages=20, organisation_id=workspace.id)
    member = next((each for each in found if each["account_id"] == person_id), None)
    if member is None:
        abort(404)
    return member


@bp.route("/organisation/<org>/membres/<person_id>", methods=["GET", "POST"])
@sign_in_required
def person(org: str, person_id: str) -> ResponseReturnValue:
    """The roles someone holds; give one more."""
    workspace = open_workspace(org)
    member = _member(workspace, person_id)
    form = Form("role", "project_id")
    if (
        form.submitted
        and form.require(role=_("Choose a role."))
        and act(form, lambda: _give(workspace, person_id, form))
    ):
        notice(_("%(name)s is now: %(role)s.", name=member["display_name"], role=role_name(form["role"])))
        return redirect(workspace.href("members.person", person_id=person_id), 303)
    return show(
        "organise/members/person",
        workspace,
        "members.index",
        form,
        member=member,
        roles=role_choices(),
        names=project_names(workspace),
        me=account_id(),
        breadcrumbs=[(_("Members and roles"), workspace.href("members.index")), (member["display_name"], "")],
    )


def _grant(workspace: Workspace, person_id: str, role: str, project_id: str | None) -> dict[str, str]:
    """A role of one person, in the whole organisation or in one project."""
    if role not in {each["value"] for each in role_choices()}:
        abort(404)
    here = {"project_id": project_id} if project_id else {}
    return {"organisation_id": workspace.id, "account_id": person_id, "role": role, **here}


def _give(workspace: Workspace, person_id: str, form: Form) -> Answer:
    grant = _grant(workspace, person_id, form["role"], form["project_id"])
    return api(members.give_role, key=form.key, **grant)


@bp.route("/organisation/<org>/membres/<person_id>/roles/<role>/retirer", methods=["GET", "POST"])
@sign_in_required
def take(org: str, person_id: str, role: str) -> ResponseReturnValue:
    workspace = open_workspace(org)
    member = _member(workspace, person_id)
    project_id = request.args.get("projet") or None
    form = Form("confirmed")
    grant = _grant(workspace, person_id, role, project_id)
    if form.submitted and act(form, lambda: api(members.take_role, key=form.key, **grant)):
        notice(_("%(name)s is no longer: %(role)s.", name=member["display_name"], role=role_name(role)))
        return redirect(_after_taking(workspace, person_id, member), 303)
    breadcrumbs = [
        (_("Members and roles"), workspace.href("members.index")),
        (member["display_name"], workspace.href("members.person", person_id=person_id)),
        (_("Take a role"), ""),
    ]
    return show(
        "organise/members/take", workspace, "members.index", form, member=member, role=capital(role_name(role)),
        mine=person_id == account_id(), breadcrumbs=breadcrumbs,
    )  # fmt: skip


def _after_taking(workspace: Workspace, person_id: str, member: Any) -> str:
    """Back to the person, or to the list when that was their last role; out when it was one's own."""
    if person_id == account_id():
        return "/organisation"
    return (
        workspace.href("members.person", person_id=person_id)
        if len(member["grants"]) > 1
        else workspace.href("members.index")
    )
