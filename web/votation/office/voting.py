"""While people vote: letters, turnout, suspension, closing put off, incidents and observations."""

from typing import Any

from flask import Blueprint, abort, redirect, request
from flask.typing import ResponseReturnValue

from contracts.notifications import deliveries
from contracts.votation import board, rolls, votations
from web.core.api import api
from web.core.formats import day_and_hour, moment
from web.core.forms import date_time_fields
from web.core.i18n import _
from web.core.labels import label
from web.core.notices import notice
from web.core.session import sign_in_required
from web.votation.office.rules import typed_moment
from web.votation.office.workspace import (
    PROCLAIMED,
    VOTING,
    Act,
    VotationOffice,
    open_votation,
    optional,
    show,
)

bp = Blueprint("bureau_voting", __name__)

FOLLOW = "bureau_voting.follow"
LETTERS = "bureau_voting.letters"
# Kinds of letters by their word in addresses.
KINDS = {"invitation": "invitation", "rappel": "reminder", "resultat": "result"}


# --- letters


def letter_kinds(office: VotationOffice, sent: list[Any]) -> list[dict[str, Any]]:
    """What may be sent now, each with what it is and when it was sent last."""
    says = {
        "invitation": (
            _("Invitations"),
            _("To every elector: what is decided, the dates, and their own link to the booth.")
            if not any(each["kind"] == "invitation" for each in sent)
            else _(
                "Again to those who have not voted: what is decided, the dates, and their own link to the booth."
            ),
            office.state in ("sealed", "open", "suspended"),
        ),
        "rappel": (
            _("Reminder"),
            _("To those who have not voted yet, and to them alone. Twelve hours apart at least."),
            office.state in ("open", "suspended"),
        ),
        "resultat": (
            _("Result"),
            _("To every elector, once the result is proclaimed."),
            office.state in PROCLAIMED and office.state != "destroyed",
        ),
    }
    return [
        {
            "word": word,
            "label": label,
            "says": text,
            "possible": possible,
            "last": next((each for each in sent if each["kind"] == KINDS[word]), None),
        }
        for word, (label, text, possible) in says.items()
    ]


def mailing_name(kind: str) -> str:
    names = {
        "invitation": _("Invitations"),
        "reminder": _("Reminder"),
        "result": _("Result"),
        "code": _("One-time codes"),
        "signed": _("What the register says of each"),
        "roll_check": _("Checks of the roll"),
    }
    return label(names, kind, "mailing_name")


@bp.get("/bureau/<uuid:votation_id>/envois")
@sign_in_required
def letters(votation_id: object) -> ResponseReturnValue:
    office = open_votation(votation_id)
    cursor = request.args.get("cursor")
    found = (
        api(rolls.list_mailings, votation_id=office.id, limit=20, cursor=cursor).data
        if office.is_announced
        else {"items": []}
    )
    return show(
        "letters",
        office,
        LETTERS,
        kinds=letter_kinds(office, found["items"]),
        mailings=[each | {"name": mailing_name(each["kind"])} for each in found["items"]],
        following=found.get("next_cursor"),
        cursor=cursor,
        breadcrumbs=[(_("Letters"), "")],
    )


@bp.route("/bureau/<uuid:votation_id>/envois/<word>", methods=["GET", "POST"])
@sign_in_required
def send_letters(votation_id: object, word: str) -> ResponseReturnValue:
    office = open_votation(votation_id)
    if word not in KINDS:
        abort(404)
    form = Act("confirmed", office=office)
    if form.submitted and form.post(rolls.ask_mailing, kind=KINDS[word]):
        notice(_("The letters are being written, and leave at once."))
        return redirect(office.href(LETTERS), 303)
    sent = (optional(rolls.list_mailings, votation_id=office.id, limit=20) or {"items": []})["items"]
    kind = next(each for each in letter_kinds(office, sent) if each["word"] == word)
    return show(
        "send_letters",
        office,
        LETTERS,
        form,
        kind=kind,
        preview=optional(deliveries.preview_letter, votation_id=office.id, kind=KINDS[word])
        if kind["possible"]
        else None,
        breadcrumbs=[(_("Letters"), office.href(LETTERS)), (kind["label"], "")],
    )


# --- follow-up


def event_name(kind: str) -> str:
    names = {
        "incident": _("Incident"),
        "suspension": _("Voting suspended"),
        "resumption": _("Voting resumed"),
        "extension": _("Closing put off"),
        "observation": _("Observation"),
        "later_event": _("After the proclamation"),
        "correction": _("Correction of the roll"),
    }
    return label(names, kind, "event_name")


def event_told(each: Any, zone: str) -> dict[str, Any]:
    """A closing put off begins with the new one, as an instant."""
    text = each["text"]
    start, dash, reason = text.partition(" — ")
    if each["kind"] == "extension" and dash:
        text = _("New closing: %(when)s. %(reason)s", when=day_and_hour(start, zone), reason=reason)
    return {**each, "name": event_name(each["kind"]), "text": text}


def told_events(office: VotationOffice, cursor: str | None = None) -> dict[str, Any]:
    found = api(votations.list_events, votation_id=office.id, limit=20, cursor=cursor).data
    return {**found, "items": [event_told(each, office.zone) for each in found["items"]]}


@bp.get("/bureau/<uuid:votation_id>/suivi")
@sign_in_required
def follow(votation_id: object) -> ResponseReturnValue:
    """Turnout by steps and what happened; no result, ever."""
    office = open_votation(votation_id, "look")
    if not office.is_announced:
        return redirect(office.href("bureau.show"))
    cursor = request.args.get("cursor")
    events = told_events(office, cursor)
    return show(
        "follow",
        office,
        FOLLOW,
        turnout=api(board.get_turnout, votation_id=office.id).data,
        events=events["items"],
        following=events.get("next_cursor"),
        cursor=cursor,
        voting=office.state in VOTING,
        breadcrumbs=[(_("Follow-up"), "")],
    )


@bp.route("/bureau/<uuid:votation_id>/suspendre", methods=["GET", "POST"])
@sign_in_required
def suspend(votation_id: object) -> ResponseReturnValue:
    office = open_votation(votation_id)
    form = Act("reason", office=office)
    if (
        form.submitted
        and form.require(reason=_("Say why: the reason is shown to everyone."))
        and form.post(votations.suspend_votation, reason=form["reason"])
    ):
        notice(_("Voting is suspended. Rights and ballots are kept."))
        return redirect(office.href(FOLLOW), 303)
    return show(
        "suspend",
        office,
        FOLLOW,
        form,
        breadcrumbs=[(_("Follow-up"), office.href(FOLLOW)), (_("Suspend"), "")],
    )


@bp.route("/bureau/<uuid:votation_id>/reprendre", methods=["GET", "POST"])
@sign_in_required
def resume(votation_id: object) -> ResponseReturnValue:
    office = open_votation(votation_id)
    form = Act("confirmed", office=office)
    if form.submitted and form.post(votations.resume_votation):
        notice(_("Voting has resumed."))
        return redirect(office.href(FOLLOW), 303)
    closes_at = moment(office.votation["closes_at"])
    return show(
        "resume",
        office,
        FOLLOW,
        form,
        closes_at=closes_at,
        breadcrumbs=[(_("Follow-up"), office.href(FOLLOW)), (_("Resume"), "")],
    )


@bp.route("/bureau/<uuid:votation_id>/prolonger", methods=["GET", "POST"])
@sign_in_required
def extend(votation_id: object) -> ResponseReturnValue:
    office = open_votation(votation_id)

    def stored(votation: Any) -> dict[str, Any]:
        return date_time_fields(votation["closes_at"], office.zone, "closes") | {"reason": ""}

    form = Act("closes_date", "closes_time", "reason", office=office, stored=stored(office.votation))
    if form.submitted:
        form.require(reason=_("Say why: the reason is shown to everyone."))
        closes_at = typed_moment(form, "closes", office.zone)
        before, after = moment(office.votation["closes_at"]), moment(closes_at)
        if before and after and after <= before:
            form.fail("closes", _("The closing can only be put off: choose a later moment."))
        body = {"closes_at": closes_at, "reason": form["reason"]}
        if not form.errors and form.do(
            lambda: api(
                votations.extend_votation, key=form.key, etag=form.etag, votation_id=office.id, **body
            ),
            stored,
            lambda path: "closes" if path == "closes_at" else None,
        ):
            notice(_("The closing is put off."))
            return redirect(office.href(FOLLOW), 303)
    breadcrumbs = [(_("Follow-up"), office.href(FOLLOW)), (_("Put the closing off"), "")]
    return show("extend", office, FOLLOW, form, breadcrumbs=breadcrumbs)


@bp.route("/bureau/<uuid:votation_id>/signaler", methods=["GET", "POST"])
@sign_in_required
def event(votation_id: object) -> ResponseReturnValue:
    """An incident, an observation; after the proclamation, what came later. All are public."""
    office = open_votation(votation_id)
    after = office.state in PROCLAIMED
    form = Act("kind", "text", office=office, stored={"kind": "later_event" if after else "incident"})
    if (
        form.submitted
        and form.require(kind=_("Choose what it is."), text=_("Write what happened."))
        and form.post(votations.record_event, kind=form["kind"], text=form["text"])
    ):
        notice(_("It is written down, and shown on the page of the votation."))
        return redirect(office.href(FOLLOW), 303)
    kinds = [
        {
            "value": "incident",
            "label": _("Incident"),
            "hint": _("Something went wrong: a breakdown, a letter that did not leave."),
        },
        {
            "value": "observation",
            "label": _("Observation"),
            "hint": _("What an observer or an elector asks to have written down."),
        },
    ]
    if after:
        later = _(
            "A judgment, an agreement, a withdrawal: the result stays as it is, this is shown beside it."
        )
        kinds.append({"value": "later_event", "label": _("Later event"), "hint": later})
    breadcrumbs = [(_("Follow-up"), office.href(FOLLOW)), (_("Write down an event"), "")]
    return show("event", office, FOLLOW, form, kinds=kinds, breadcrumbs=breadcrumbs)
