"""The public board: how far it is, its batches, where one's receipt stands; and the page of observers."""

import json
from textwrap import wrap
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from contracts.box import board
from contracts.votation import rolls, votations
from formats.canonical import is_hash
from web.core.api import anonymous_api, read
from web.core.forms import Form
from web.core.gateway_client import Refusal, Unavailable
from web.core.i18n import _, gettext_noop
from web.core.labels import label
from web.votation.booth_ballot import embedded
from web.votation.booth_labels import RECEIPT, receipt_words
from web.votation.booth_sealing import complaint
from web.votation.reading import json_of, optional, page_context, read_announced, read_manifest
from web.votation.votation_view import events_of, turnout_of

bp = Blueprint("votation_board", __name__)

PER_PAGE = 20
LARGEST_RECEIPT = 20_000
bp.add_app_template_filter(lambda text: " ".join(wrap(text, 4)), "fours")

BY = {
    "organiser": gettext_noop("the organiser"),
    "clock": gettext_noop("the clock"),
    "box": gettext_noop("the ballot box"),
    "votation": gettext_noop("the register"),
    "bureau": gettext_noop("the bureau"),
}
ACTS = {
    "created": gettext_noop("Draft begun"),
    "changed": gettext_noop("Draft changed"),
    "roll_filled_from_group": gettext_noop("Roll filled from a group"),
    "roll_imported": gettext_noop("Roll imported"),
    "elector_added": gettext_noop("Elector added"),
    "elector_corrected": gettext_noop("Elector corrected"),
    "elector_removed": gettext_noop("Elector removed"),
    "frozen": gettext_noop("Rules and roll frozen"),
    "reopened": gettext_noop("Back to the draft"),
    "ceremony": gettext_noop("Key ceremony held"),
    "keyed": gettext_noop("Key ceremony held"),
    "sealed": gettext_noop("Sealed, the box proved empty"),
    "opened": gettext_noop("Voting opened"),
    "suspended": gettext_noop("Voting suspended"),
    "resumed": gettext_noop("Voting resumed"),
    "extended": gettext_noop("Closing put off"),
    "proxy_given": gettext_noop("Proxy given"),
    "proxy_withdrawn": gettext_noop("Proxy withdrawn"),
    "mailing": gettext_noop("Letters sent"),
    "incident": gettext_noop("Incident"),
    "observation": gettext_noop("Observation"),
    "later_event": gettext_noop("After the proclamation"),
    "closing": gettext_noop("Closing time reached"),
    "closed": gettext_noop("Closed: box and register agree"),
    "counted": gettext_noop("Ballots counted"),
    "proclamation_asked": gettext_noop("Proclamation asked for"),
    "proclaimed": gettext_noop("Result proclaimed"),
    "minutes_signed": gettext_noop("Minutes signed"),
    "draw_committed": gettext_noop("Seed of the draw sealed"),
    "draw_revealed": gettext_noop("Seed of the draw revealed"),
    "tie_settled": gettext_noop("Tie settled"),
    "cancelled": gettext_noop("Cancelled"),
    "archived": gettext_noop("Time to contest over"),
    "destroyed": gettext_noop("Ballots and roll wiped"),
}


def _board_of(votation_id: str) -> Any | None:
    return optional(board.get_board, votation_id=votation_id)


@bp.get("/votations/<uuid:votation_id>/urne")
def show(votation_id: Any) -> str:
    votation = read_announced(str(votation_id))
    shown = request.args.get("cursor")
    epochs = read(board.list_epochs, votation_id=votation_id, limit=PER_PAGE, cursor=shown)
    here = {"votation_id": votation["id"]}
    cursor = epochs.get("next_cursor")
    return render_template(
        "votation/board.html",
        **page_context(votation),
        board=_board_of(str(votation_id)),
        epochs=epochs["items"],
        next_href=url_for("votation_board.show", **here, cursor=cursor) if cursor else "",
        first_href=url_for("votation_board.show", **here) if shown else "",
    )


@bp.get("/votations/<uuid:votation_id>/urne/lots/<int:number>")
def epoch(votation_id: Any, number: int) -> str:
    votation = read_announced(str(votation_id))
    return render_template(
        "votation/epoch.html",
        **page_context(votation),
        epoch=read(board.get_epoch, votation_id=votation_id, number=number),
        board=_board_of(str(votation_id)),
        marked=request.args.get("bulletin", ""),
    )


@bp.get("/votations/<uuid:votation_id>/urne/lots/<int:number>.json")
def epoch_json(votation_id: Any, number: int) -> Response:
    return json_of(board.get_epoch, votation_id=votation_id, number=number)


@bp.get("/votations/<uuid:votation_id>/urne/bulletins/<ballot>.json")
def ballot_json(votation_id: Any, ballot: str) -> Response:
    return json_of(board.find_ballot, votation_id=votation_id, ballot=ballot if is_hash(ballot) else "0" * 64)


@bp.route("/votations/<uuid:votation_id>/urne/recepisse", methods=["GET", "POST"])
def receipt(votation_id: Any) -> ResponseReturnValue:
    """Where a ballot stands: by the receipt's file, or by its hash. Without the script this server reads the file."""
    votation = read_announced(str(votation_id))
    manifest = read_manifest(str(votation_id))
    form = Form("bulletin", defaults={"bulletin": request.args.get("bulletin", "")})
    found: dict[str, Any] | None = None
    if form.submitted:
        found = _of_file(form, manifest, votation)
    elif form["bulletin"]:
        ballot = "".join(form["bulletin"].lower().split())
        if is_hash(ballot):
            found = _found(ballot, votation, "")
        else:
            form.fail("bulletin", _("Write the 64 letters and digits of the receipt."))
    here = {"votation_id": votation["id"]}
    return form.page(
        "votation/receipt.html",
        **page_context(votation),
        found=found,
        manifest=embedded(manifest.rules),
        words=embedded(receipt_words()),
        board_url=url_for("votation_board.ballot_json", **here, ballot="B").replace(
            "/B.json", "/{ballot}.json"
        ),
        epoch_url=url_for("votation_board.epoch_json", **here, number=0).replace("/0.json", "/{number}.json"),
    )


@bp.route("/votations/<uuid:votation_id>/marque", methods=["GET", "POST"])
def mark(votation_id: Any) -> ResponseReturnValue:
    """What the register says of a mark. It is sent, and stands in no address: whoever has it knows who voted."""
    votation = read_announced(str(votation_id))
    form = Form("mark")
    found: dict[str, Any] | None = None
    if form.submitted:
        sought = "".join(form["mark"].lower().split())
        if not is_hash(sought):
            form.fail("mark", _("Write the 64 letters and digits of your mark."))
        elif form.send(lambda: anonymous_api(rolls.find_mark, votation_id=votation_id, mark=sought)):
            found = form.data
    return form.page("votation/mark.html", **page_context(votation), found=found)


def _of_file(form: Form, manifest: Any, votation: Any) -> dict[str, Any] | None:
    file = request.files.get("receipt")
    raw = file.read(LARGEST_RECEIPT + 1) if file else b""
    if not raw:
        form.fail("receipt", receipt_words()["no_file"])
        return None
    try:
        record: Any = json.loads(raw) if len(raw) <= LARGEST_RECEIPT else None
    except ValueError:
        record = None
    wrong = complaint(record, manifest)
    return _told(wrong) if wrong else _found(record["ballot"], votation, "_signed")


def _found(ballot: str, votation: Any, known: str) -> dict[str, Any]:
    """As receipt.js says it; the batch is shown with a link, for who wants to see it there."""
    try:
        place = anonymous_api(board.find_ballot, votation_id=votation["id"], ballot=ballot).data
    except Refusal:
        return _told("missing", ballot)
    except Unavailable:
        return _told("unavailable", ballot)
    if place["waiting"]:
        ended = page_context(votation)["is_over"]
        return _told("missing", ballot) if ended else _told("waiting", ballot, known)
    return _told("on_board", ballot, known, place["number"])


def _told(code: str, ballot: str = "", known: str = "", number: int | None = None) -> dict[str, Any]:
    title = _(RECEIPT[code + known]).replace("{number}", str(number))
    good = code in {"waiting", "on_board"}
    return {
        "code": code,
        "title": title,
        "text": _(RECEIPT[f"{code}_text"]),
        "ballot": ballot,
        "good": good,
        "number": number,
    }


# --- observers


@bp.get("/votations/<uuid:votation_id>/observer")
def observer(votation_id: Any) -> str:
    votation = read_announced(str(votation_id))
    shown = request.args.get("cursor")
    audit = read(votations.list_audit, votation_id=votation_id, limit=50, cursor=shown)
    here = {"votation_id": votation["id"]}
    cursor = audit.get("next_cursor")
    lines = [
        dict(each) | {"said": _(label(ACTS, each["act"], "ACTS")), "by_said": _(label(BY, each["by"], "BY"))}
        for each in audit["items"]
    ]
    return render_template(
        "votation/observer.html",
        **page_context(votation),
        turnout=turnout_of(votation),
        board=_board_of(str(votation_id)),
        events=events_of(votation),
        manifest=read_manifest(str(votation_id)).rules,
        audit=lines,
        next_href=url_for("votation_board.observer", **here, cursor=cursor) + "#audit" if cursor else "",
        first_href=url_for("votation_board.observer", **here) if shown else "",
    )
