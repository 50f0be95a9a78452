"""Groups of people an organisation names, and the kinds of participants it tells apart."""

from functools import partial
from typing import Any

from flask import Blueprint, abort, redirect, request
from flask.typing import ResponseReturnValue

from contracts.identity import groups, organisations
from web.core.api import api
from web.core.forms import Form
from web.core.i18n import _
from web.core.notices import notice
from web.core.session import sign_in_required
from web.workspace.editing import act, fingerprint
from web.workspace.labels import both
from web.workspace.workspace import Workspace, all_items, open_workspace, show

bp = Blueprint("members_groups", __name__)

AT_ONCE = 100


@bp.route("/organisation/<org>/groupes", methods=["GET", "POST"])
@sign_in_required
def index(org: str) -> ResponseReturnValue:
    workspace = open_workspace(org)
    form = Form("name")
    if (
        form.submitted
        and form.require(name=_("Give the group a name."))
        and act(
            form,
            lambda: api(groups.create_group, key=form.key, organisation_id=workspace.id, **form.values()),
        )
    ):
        notice(_("The group is created. Add people to it."))
        return redirect(workspace.href("members_groups.group", group_id=form.data["id"]), 303)
    cursor = request.args.get("cursor")
    found = api(groups.list_groups, organisation_id=workspace.id, limit=50, cursor=cursor).data
    return show(
        "organise/members/groups",
        workspace,
        "members_groups.index",
        form,
        groups=found["items"],
        following=found.get("next_cursor"),
        cursor=cursor,
        breadcrumbs=[(_("Groups"), "")],
    )


def _group(workspace: Workspace, group_id: str) -> Any:
    found = next(
        (
            each
            for each in all_items(groups.list_groups, organisation_id=workspace.id)
            if each["id"] == group_id
        ),
        None,
    )
    if found is None:
        abort(404)
    return found


@bp.route("/organisation/<org>/groupes/<group_id>", methods=["GET", "POST"])
@sign_in_required
def group(org: str, group_id: str) -> ResponseReturnValue:
    """Add or remove people by their addresses, several at once."""
    workspace = open_workspace(org)
    shown = _group(workspace, group_id)
    form = Form("emails", "act", defaults={"act": "members"})
    if (
        form.submitted
        and form.require(emails=_("Write at least one e-mail address."))
        and _all_sent(form, workspace, group_id)
    ):
        notice(_("Done. Addresses that have no account yet will count once they open one."))
        return redirect(workspace.href("members_groups.group", group_id=group_id), 303)
    breadcrumbs = [(_("Groups"), workspace.href("members_groups.index")), (shown["name"], "")]
    return show(
        "organise/members/group",
        workspace,
        "members_groups.index",
        form,
        group=shown,
        breadcrumbs=breadcrumbs,
    )


def _all_sent(form: Form, workspace: Workspace, group_id: str) -> bool:
    """One address after the other; what was refused stays in the field, what was accepted leaves it."""
    emails = list(dict.fromkeys(form["emails"].replace(",", " ").replace(";", " ").split()))
    if len(emails) > AT_ONCE:
        form.fail("emails", _("At most %(most)s addresses at once.", most=AT_ONCE))
        return False
    removes = form["act"] == "removals"
    change = partial(
        api,
        groups.remove_group_member if removes else groups.add_group_member,
        organisation_id=workspace.id,
        group_id=group_id,
    )
    key = f"{form.key}-{'removals' if removes else 'members'}"
    for n, email in enumerate(emails):
        # sent again after a pause, an address is in another place
        if not act(form, partial(change, key=f"{key}-{fingerprint(email)}", email=email)):
            form.typed["emails"] = "\n".join(emails[n:])
            said = form.errors.pop("email", None) or (
                form.refusal.fields.get("email") if form.refusal else None
            )
            if said:
                form.problem = None
                form.fail("emails", _("%(name)s: %(said)s", name=email, said=said))
            return False
    return True


# --- kinds of participants


@bp.route("/organisation/<org>/qualites", methods=["GET", "POST"])
@sign_in_required
def types(org: str) -> ResponseReturnValue:
    workspace = open_workspace(org)
    form = Form("label_fr", "label_en")
    if (
        form.submitted
        and form.require(label_fr=_("Write it in French."), label_en=_("Write it in English too."))
        and act(
            form,
            lambda: api(
                organisations.define_participant_type,
                key=form.key,
                organisation_id=workspace.id,
                **form.values(),
            ),
        )
    ):
        notice(_("“%(label)s” is added.", label=form["label_fr"]))
        return redirect(workspace.href("members_groups.types"), 303)
    return _types_page(workspace, form)


def _types_page(workspace: Workspace, form: Form) -> ResponseReturnValue:
    items = api(organisations.list_participant_types, organisation_id=workspace.id).data["items"]
    return show(
        "organise/members/types",
        workspace,
        "members_groups.types",
        form,
        offered=[each for each in items if not each["retired"]],
        retired=[each for each in items if each["retired"]],
        breadcrumbs=[(_("Kinds of participants"), "")],
    )


@bp.route("/organisation/<org>/qualites/<type_id>/retirer", methods=["GET", "POST"])
@sign_in_required
def retire(org: str, type_id: str) -> ResponseReturnValue:
    workspace = open_workspace(org)
    items = api(organisations.list_participant_types, organisation_id=workspace.id).data["items"]
    shown = next((each for each in items if each["id"] == type_id), None)
    if shown is None:
        abort(404)
    form = Form("confirmed")
    if form.submitted and act(
        form,
        lambda: api(
            organisations.retire_participant_type,
            key=form.key,
            organisation_id=workspace.id,
            participant_type_id=type_id,
        ),
    ):
        notice(_("“%(label)s” is no longer offered.", label=both(shown, "label")))
        return redirect(workspace.href("members_groups.types"), 303)
    breadcrumbs = [
        (_("Kinds of participants"), workspace.href("members_groups.types")),
        (both(shown, "label"), ""),
    ]
    return show(
        "organise/members/retire",
        workspace,
        "members_groups.types",
        form,
        kind=shown,
        breadcrumbs=breadcrumbs,
    )
