"""The bureau of a votation, freezing, the key ceremony, sealing."""

import json
import re
from typing import Any

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from contracts.votation import votations
from web.core.api import api
from web.core.forms import whole_number
from web.core.i18n import _
from web.core.notices import notice
from web.core.session import sign_in_required
from web.votation.office.progress import missing_words, past
from web.votation.office.questions import told
from web.votation.office.workspace import Act, VotationOffice, frozen, open_votation, show, whole

bp = Blueprint("bureau_keys", __name__)

MOST_MEMBERS = 20
HASH = re.compile(r"[0-9a-f]{64}")


def told_all(office: VotationOffice) -> list[dict[str, Any]]:
    return [told(each) for each in office.votation["questions"]]


# --- members


@bp.route("/bureau/<uuid:votation_id>/membres", methods=["GET", "POST"])
@sign_in_required
def members(votation_id: object) -> ResponseReturnValue:
    """Who holds the key of the box, and how many of them open it."""
    office = open_votation(votation_id)
    if not office.is_draft:
        return frozen(office, "bureau_keys.members")
    form = Act("members", "threshold", office=office, stored=_bureau_of(office.votation))
    if form.submitted:
        names = [" ".join(line.split()) for line in form["members"].split("\n") if line.strip()]
        _require_names(form, names)
        threshold = whole(form, "threshold", 1, max(len(names), 1))
        if len(names) == 1 and "threshold" in form.errors:
            form.fail(
                "threshold", _("There is one member only: add some, or let this one open the box alone.")
            )
        if not form.errors and form.patch(
            {"bureau": names, "threshold": threshold}, _bureau_of, places=_place_of_member
        ):
            notice(_("The bureau is saved."))
            return redirect(office.href("bureau.show"), 303)
    return show(
        "members", office, "bureau_keys.members", form, breadcrumbs=[(_("Members of the bureau"), "")]
    )


def _bureau_of(votation: Any) -> dict[str, Any]:
    alone = len(votation["bureau"]) == 0
    return {
        "members": "\n".join(votation["bureau"]),
        "threshold": 2 if alone else votation["threshold"],
    }


def _require_names(form: Act, names: list[str]) -> None:
    if not names:
        form.fail("members", _("Write at least one name."))
    elif len(names) > MOST_MEMBERS:
        form.fail("members", _("A bureau has 20 members at most."))
    elif any(len(name) < 2 or len(name) > 120 for name in names):
        form.fail("members", _("A name has from 2 to 120 characters."))
    elif len(set(names)) != len(names):
        form.fail(
            "members",
            _(
                "Two members have the same name: add a first name or a role, so that each share has one owner."
            ),
        )


def _place_of_member(path: str) -> str | None:
    return "members" if path.startswith("bureau") else None


# --- freeze, and back


@bp.route("/bureau/<uuid:votation_id>/figer", methods=["GET", "POST"])
@sign_in_required
def freeze(votation_id: object) -> ResponseReturnValue:
    office = open_votation(votation_id)
    if not office.is_draft:
        return frozen(office, "bureau.show")
    form = Act(
        "accepts",
        "readable",
        office=office,
        stored={"accepts": "yes" if office.votation["accepts_small_cells"] else ""},
    )
    if (
        form.submitted
        and _accepted(form, office)
        and form.post(votations.freeze_votation, **_accepted_number(form))
    ):
        notice(_("The rules are frozen. Gather the bureau for the key ceremony."))
        return redirect(office.href("bureau_keys.ceremony"), 303)
    return show(
        "freeze",
        office,
        "bureau.show",
        form,
        missing=missing_words(office.votation["missing"]),
        questions=told_all(office),
        readable=sum(group["electors"] for group in office.votation.get("small_groups", [])),
        breadcrumbs=[(_("Freeze"), "")],
    )


def _accepted_number(form: Act) -> dict[str, int]:
    """Of how many people the votes may be read, as the page said it when it was accepted."""
    return {"readable": whole_number(form["readable"]) or 0} if form["accepts"] == "yes" else {}


def _accepted(form: Act, office: VotationOffice) -> bool:
    """Small groups are accepted expressly, by a change of the draft before it is frozen."""
    wanted = form["accepts"] == "yes"
    if wanted == office.votation["accepts_small_cells"]:
        return True
    body = {"accepts_small_cells": wanted}
    done = form.do(
        lambda: api(
            votations.change_votation, key=f"{form.key}-cells", etag=form.etag, votation_id=office.id, **body
        )
    )
    if done:
        form.version = str(form.data["version"])
    return done


@bp.route("/bureau/<uuid:votation_id>/brouillon", methods=["GET", "POST"])
@sign_in_required
def draft(votation_id: object) -> ResponseReturnValue:
    office = open_votation(votation_id)
    form = Act("confirmed", office=office)
    if form.submitted and form.post(votations.reopen_draft):
        notice(_("The votation is a draft again. A key that was made is of no use any more."))
        return redirect(office.href("bureau.show"), 303)
    return show("draft", office, "bureau.show", form, breadcrumbs=[(_("Back to the draft"), "")])


# --- the ceremony


def ceremony_words() -> dict[str, str]:
    """The sentences of the ceremony's script."""
    return {
        "give_title": _("{member}, take your share ({number} of {of})"),
        "take_title": _("{member}, enter your share ({number} of {of})"),
        "share_file": _("share-{number}.txt"),
        "share_text": _("Share of {member}. Keep it for yourself, in two places, until the count."),
        "not_taken": _("Copy, download or print the share first: it is shown this once only."),
        **share_words(),
    }


def share_words() -> dict[str, str]:
    return {
        "share_empty": _("Write the share, or choose its file."),
        "share_unreadable": _(
            "This is not a share: it begins with CAPCO1 and has 56 more letters and digits."
        ),
        "share_checksum": _("A letter or a digit is wrong. Read the sheet again, group by group."),
        "share_of_another": _("This is the share of another member."),
        "share_of_no_one": _("This share is not of this votation."),
    }


@bp.route("/bureau/<uuid:votation_id>/ceremonie", methods=["GET", "POST"])
@sign_in_required
def ceremony(votation_id: object) -> ResponseReturnValue:
    """The key is made in this browser, or off line by the program; only its public part comes here."""
    office = open_votation(votation_id)
    if office.state != "ready":
        return show(
            "ceremony_not_now", office, "bureau.show", breadcrumbs=[(_("Key ceremony"), "")], later=past(office.state, "ready")
        )  # fmt: skip
    form = Act(
        "election_key", "threshold", "test_ballot", "public", "tried", office=office, lists=("shares",)
    )
    if form.submitted:
        body = _from_program(form, office) if "public" in request.form else _from_page(form, office)
        if body is not None and form.post(votations.record_ceremony, **body):
            notice(_("The key is recorded. Each member keeps their share until the count."))
            return redirect(office.href("bureau.show"), 303)
    bureau = {"members": office.votation["bureau"], "threshold": office.votation["threshold"]}
    return show(
        "ceremony",
        office,
        "bureau.show",
        form,
        bureau=bureau,
        words=ceremony_words(),
        breadcrumbs=[(_("Key ceremony"), "")],
    )


def _from_page(form: Act, office: VotationOffice) -> dict[str, Any] | None:
    names, shares = office.votation["bureau"], form["shares"]
    if form["test_ballot"] != "ok" or len(shares) != len(names):
        form.problem = _("The ceremony was not finished. Begin it again: nothing was recorded.")
        form.status = 422
        return None
    return _public_part(
        form["election_key"], list(zip(names, shares, strict=True)), office.votation["threshold"]
    )


def _public_part(key: str, shares: list[tuple[str, str]], threshold: int) -> dict[str, Any]:
    return {
        "election_key": key,
        "members": [{"name": name, "share": share, "acknowledged": True} for name, share in shares],
        "threshold": threshold,
        "test_opened": True,
    }


def _from_program(form: Act, office: VotationOffice) -> dict[str, Any] | None:
    """What `python -m votation.ceremony` printed, checked before it is sent."""
    form.require(
        public=_("Paste what the program printed."),
        tried=_("Have each member run the check with their share file, then tick the box."),
    )
    if form.errors:
        return None
    try:
        said = json.loads(form["public"])
        shares = [(str(each["name"]), str(each["share"]).lower()) for each in said["members"]]
        key, threshold = str(said["election"]), int(said["threshold"])
    except (ValueError, TypeError, KeyError):
        form.fail(
            "public",
            _("This is not what the program prints: it begins with { and ends with }. Copy it whole."),
        )
        return None
    if sorted(name for name, _share in shares) != sorted(office.votation["bureau"]):
        form.fail(
            "public",
            _(
                "The members are not those of this bureau: %(names)s.",
                names=", ".join(office.votation["bureau"]),
            ),
        )
    elif threshold != office.votation["threshold"]:
        form.fail(
            "public",
            _("The threshold is not that of this bureau: %(number)s.", number=office.votation["threshold"]),
        )
    elif any(not HASH.fullmatch(share) for _name, share in shares):
        form.fail("public", _("The fingerprint of a share is not whole. Copy all that the program printed."))
    return None if form.errors else _public_part(key, shares, threshold)  # fmt: skip


# --- seal


@bp.route("/bureau/<uuid:votation_id>/sceller", methods=["GET", "POST"])
@sign_in_required
def seal(votation_id: object) -> ResponseReturnValue:
    office = open_votation(votation_id)
    if office.state != "keyed":
        return (
            frozen(office, "bureau.show")
            if past(office.state, "keyed")
            else redirect(office.href("bureau.show"))
        )
    form = Act("confirmed", office=office)
    if form.submitted and form.post(votations.seal_votation):
        notice(_("The votation is sealed and announced. Send the invitations now."))
        return redirect(office.href("bureau.show"), 303)
    return show(
        "seal", office, "bureau.show", form, questions=told_all(office), breadcrumbs=[(_("Seal"), "")]
    )
