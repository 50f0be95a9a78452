"""As what one takes part, for each organisation."""

from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from contracts.identity import accounts
from contracts.identity import organisations as organisation_operations
from web.account.account import bp, page
from web.account.links import renew_session
from web.core.api import api
from web.core.forms import Form
from web.core.i18n import _
from web.core.notices import notice
from web.core.request_context import language, local_path
from web.core.session import sign_in_required


@bp.get("/compte/qualites")
@sign_in_required
def types() -> ResponseReturnValue:
    """Organisations by pages, those where one already said something marked with it."""
    chosen = api(accounts.get_my_account).data.get("participant_types") or {}
    cursor = request.args.get("cursor")
    organisations = api(organisation_operations.list_organisations, cursor=cursor, limit=20).data
    shown = [one | {"mine": None} for one in organisations["items"]]
    for one in shown:
        if one["id"] in chosen:
            one["mine"] = next((t for t in _types_of(one["id"]) if t["id"] == chosen[one["id"]]), None)
    following = organisations.get("next_cursor")
    return page(Form(), "types", organisations=shown, following=following, cursor=cursor)


def _types_of(organisation_id: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = api(
        organisation_operations.list_participant_types, organisation_id=organisation_id
    ).data["items"]
    return [one | {"label": one[f"label_{language()}"]} for one in items]


@bp.route("/compte/qualites/<organisation_id>", methods=["GET", "POST"])
@sign_in_required
def type_for(organisation_id: str) -> ResponseReturnValue:
    organisation = api(organisation_operations.get_organisation, organisation=organisation_id).data
    chosen = api(accounts.get_my_account).data.get("participant_types") or {}
    mine = chosen.get(organisation["id"], "")
    offered = [one for one in _types_of(organisation["id"]) if not one.get("retired") or one["id"] == mine]
    form = Form("participant_type_id", defaults={"participant_type_id": mine})
    if (
        form.submitted
        and form.require(participant_type_id=_("Choose what you are for this organisation."))
        and form.send(
            lambda: api(
                accounts.choose_participant_type,
                key=form.key,
                organisation_id=organisation["id"],
                **form.values(),
            )
        )
    ):
        renew_session()
        notice(_("It is noted. It will be shown beside what you write for this organisation."))
        return redirect(local_path(request.values.get("next") or url_for("account.types")), 303)
    return page(
        form, "type_for", "types", organisation=organisation, offered=offered, next=request.values.get("next")
    )
