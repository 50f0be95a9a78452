"""The electoral roll: from a file, a group or by hand; corrections with their reason; proxies."""

from typing import Any

from flask import Blueprint, abort, redirect, request
from flask.typing import ResponseReturnValue

from contracts.identity import groups as group_operations
from contracts.votation import rolls
from web.core.api import api
from web.core.forms import Form
from web.core.i18n import _
from web.core.notices import notice
from web.core.session import sign_in_required
from web.votation.office.workspace import Act, VotationOffice, frozen, open_votation, send, show, whole
from web.workspace.workspace import all_items

bp = Blueprint("bureau_roll", __name__)

HERE = "bureau_roll.index"
PER_PAGE = 25
SMALL = 5
MOST_WEIGHT = 1_000_000
ELECTOR = ("reference", "name", "email", "phone", "postal_code", "college", "weight", "reason")
REACHED_BY = ("name", "email", "phone", "postal_code")


def _college_rows(office: VotationOffice) -> list[dict[str, Any]]:
    return [
        {"label": each["college"] or _("Without a college"), **each, "small": each["electors"] < SMALL}
        for each in office.votation["colleges"]
    ]


@bp.get("/bureau/<uuid:votation_id>/liste")
@sign_in_required
def index(votation_id: object) -> ResponseReturnValue:
    office = open_votation(votation_id)
    asked = {"q": request.args.get("q", "").strip()[:200], "cursor": request.args.get("cursor")}
    found = api(rolls.list_electors, votation_id=office.id, limit=PER_PAGE, **asked).data
    names = {each["id"]: each["name"] or each["reference"] for each in found["items"]}
    colleges = _college_rows(office)
    return show(
        "roll",
        office,
        HERE,
        electors=[each | {"holder": names.get(each["proxy_to"])} for each in found["items"]],
        q=asked["q"],
        cursor=asked["cursor"],
        following=found.get("next_cursor"),
        colleges=colleges,
        weights=sum(each["weights"] for each in colleges),
        small=[each["label"] for each in colleges if each["small"]],
        breadcrumbs=[(_("Electoral roll"), "")],
    )


# --- a group


@bp.route("/bureau/<uuid:votation_id>/liste/groupe", methods=["GET", "POST"])
@sign_in_required
def group(votation_id: object) -> ResponseReturnValue:
    office = open_votation(votation_id)
    if not office.is_draft:
        return frozen(office, HERE)
    groups = list(all_items(group_operations.list_groups, organisation_id=office.workspace.id))
    form = Act("group_id", "college", "weight", office=office, stored={"weight": 1})
    if form.submitted and form.require(group_id=_("Choose a group.")):
        weight = whole(form, "weight", 1, MOST_WEIGHT)
        body = {"group_id": form["group_id"], "college": form["college"], "weight": weight}
        if not form.errors and form.post(rolls.fill_roll_from_group, **body):
            notice(_("The members of the group are the roll."))
            return redirect(office.href(HERE), 303)
    return show(
        "roll_group",
        office,
        HERE,
        form,
        groups=[{"value": each["id"], "label": each["name"]} for each in groups],
        breadcrumbs=[(_("Electoral roll"), office.href(HERE)), (_("Take a group"), "")],
    )


# --- by hand


@bp.route("/bureau/<uuid:votation_id>/liste/ajouter", methods=["GET", "POST"])
@sign_in_required
def add(votation_id: object) -> ResponseReturnValue:
    office = open_votation(votation_id)
    if not office.is_draft:
        return frozen(office, HERE)
    form = Form(*ELECTOR, defaults={"weight": 1})
    if form.submitted and form.require(reference=_("Write the elector's number.")):
        weight = whole(form, "weight", 1, MOST_WEIGHT)
        body = _typed(form) | {"reference": form["reference"], "college": form["college"], "weight": weight}
        if _reachable(form) and _kept(
            form, lambda: api(rolls.add_elector, key=form.key, votation_id=office.id, **body)
        ):
            notice(_("%(name)s is on the roll.", name=form["name"] or form["reference"]))
            return redirect(office.href("bureau_roll.add" if "again" in request.form else HERE), 303)
    breadcrumbs = [(_("Electoral roll"), office.href(HERE)), (_("Add an elector"), "")]
    return show("elector", office, HERE, form, elector=None, everything=True, breadcrumbs=breadcrumbs)


def _typed(form: Form) -> dict[str, Any]:
    return {
        "name": form["name"],
        **{name: form[name] or None for name in ("email", "phone", "postal_code")},
        "reason": form["reason"],
    }


def _reachable(form: Form, elector: Any = None) -> bool:
    by_account = elector is not None and not any(elector[name] for name in ("email", "phone", "postal_code"))
    if not by_account and not any(form[name] for name in ("email", "phone", "postal_code")):
        form.fail("email", _("Give an address, a telephone or a postal code: the person has to be reached."))
    return not form.errors


def _kept(form: Form, ask: Any) -> bool:
    """A number or an address that is on the roll already is told beside its field."""
    if send(form, ask):
        return True
    if form.refusal and form.refusal.code == "elector_twice":
        form.fail("email" if form["email"] else "reference", form.problem or "")
        form.problem = None
    return False


def _elector(office: VotationOffice, elector_id: object) -> Any:
    """An elector, found by their number: the address of their page bears it."""
    found = api(rolls.list_electors, votation_id=office.id, q=request.args.get("n", ""), limit=100).data
    elector = next((each for each in found["items"] if each["id"] == str(elector_id)), None)
    return elector or abort(404)


@bp.route("/bureau/<uuid:votation_id>/liste/<uuid:elector_id>", methods=["GET", "POST"])
@sign_in_required
def correct(votation_id: object, elector_id: object) -> ResponseReturnValue:
    """Everything before freezing; afterwards how to reach the person. The reason is kept."""
    office = open_votation(votation_id)
    elector = _elector(office, elector_id)
    defaults = {name: elector.get(name) or "" for name in ELECTOR if name != "reason"}
    form = Form(*ELECTOR, defaults=defaults)
    if form.submitted and form.require(reason=_("Say why: the correction and its reason are kept.")):
        body = _typed(form)
        if office.is_draft:
            body |= {"college": form["college"], "weight": whole(form, "weight", 1, MOST_WEIGHT)}
        if _reachable(form, elector) and _kept(
            form, lambda: api(rolls.correct_elector, key=form.key, elector_id=elector_id, **body)
        ):
            moved = elector["email"] != body["email"] and office.is_announced and body["email"]
            notice(
                _(
                    "The correction is saved. The new address gets its invitation if they were sent; the old link is dead."
                )
                if moved
                else _("The correction is saved.")
            )
            return redirect(office.href(HERE, q=elector["reference"]), 303)
    return show(
        "elector",
        office,
        HERE,
        form,
        elector=elector,
        everything=office.is_draft,
        can_write=office.state in ("sealed", "open", "suspended") and bool(elector["email"]),
        over=office.state not in ("draft", "ready", "keyed", "sealed", "open", "suspended", "closing"),
        breadcrumbs=[(_("Electoral roll"), office.href(HERE)), (elector["name"] or elector["reference"], "")],
    )


@bp.post("/bureau/<uuid:votation_id>/liste/<uuid:elector_id>/lettre")
@sign_in_required
def write(votation_id: object, elector_id: object) -> ResponseReturnValue:
    """The invitation, to one elector alone."""
    office = open_votation(votation_id)
    elector = _elector(office, elector_id)
    form = Form("confirmed")
    if send(form, lambda: api(rolls.write_to_elector, key=form.key, elector_id=elector_id)):
        notice(_("The invitation leaves at once, unless this person has voted already."))
    else:
        notice(form.problem or "", "important")
    return redirect(office.href(HERE, q=elector["reference"]), 303)


@bp.route("/bureau/<uuid:votation_id>/liste/<uuid:elector_id>/retirer", methods=["GET", "POST"])
@sign_in_required
def remove(votation_id: object, elector_id: object) -> ResponseReturnValue:
    office = open_votation(votation_id)
    if not office.is_draft:
        return frozen(office, HERE)
    elector = _elector(office, elector_id)
    form = Form("reason")
    if form.submitted and form.require(reason=_("Say why: the removal and its reason are kept.")):
        removal = {"elector_id": elector_id, "reason": form["reason"]}
        if send(form, lambda: api(rolls.remove_elector, key=form.key, **removal)):
            notice(_("The elector is taken off the roll."))
            return redirect(office.href(HERE), 303)
    breadcrumbs = [(_("Electoral roll"), office.href(HERE)), (_("Take off the roll"), "")]
    return show("elector_remove", office, HERE, form, elector=elector, breadcrumbs=breadcrumbs)


# --- proxies


@bp.route("/bureau/<uuid:votation_id>/liste/<uuid:elector_id>/procuration", methods=["GET", "POST"])
@sign_in_required
def proxy(votation_id: object, elector_id: object) -> ResponseReturnValue:
    """Who votes for this person: searched on the roll, then chosen."""
    office = open_votation(votation_id)
    elector = _elector(office, elector_id)
    form = Form("holder_id", "withdraw")
    name = elector["name"] or elector["reference"]
    if form.submitted and form["withdraw"]:
        if send(form, lambda: api(rolls.withdraw_proxy, key=form.key, giver_id=elector_id)):
            notice(_("%(name)s votes in person again.", name=name))
            return redirect(office.href(HERE, q=elector["reference"]), 303)
    elif form.submitted and form.require(holder_id=_("Choose who votes.")):
        body = {"giver_id": str(elector_id), "holder_id": form["holder_id"]}
        if send(form, lambda: api(rolls.give_proxy, key=form.key, votation_id=office.id, **body)):
            notice(_("The proxy of %(name)s is recorded.", name=name))
            return redirect(office.href(HERE, q=elector["reference"]), 303)
    q = request.args.get("q", "").strip()[:200]
    found = api(rolls.list_electors, votation_id=office.id, q=q, limit=20).data["items"] if q else []
    return show(
        "proxy",
        office,
        HERE,
        form,
        elector=elector,
        q=q,
        holders=[each for each in found if each["id"] != str(elector_id) and not each["proxy_to"]],
        most=office.votation["proxies_per_holder"],
        breadcrumbs=[(_("Electoral roll"), office.href(HERE)), (_("Proxy of %(name)s", name=name), "")],
    )
