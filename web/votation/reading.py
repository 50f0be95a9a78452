"""A votation as its pages meet it: read from the gateway, with its manifest and its organisation's brand."""

from collections.abc import Mapping
from typing import Any

from flask import Response, abort, g, jsonify, url_for

from contracts.operations import Operation
from contracts.votation import votations
from web.core.api import anonymous_api, read, stream
from web.core.gateway_client import GatewayError, Refusal
from web.core.request_context import language
from web.votation.booth_sealing import Manifest
from web.votation.labels import BEFORE, OVER, PROCLAIMED, state_name, state_tag

View = Mapping[str, Any]
ON_CARDS = 6
HIDDEN = BEFORE | {"destroyed"}


def read_votation(votation_id: str) -> View:
    """The votation; the page speaks in its time zone from here on."""
    found: View = read(votations.get_votation, votation_id=votation_id)
    g.time_zone = found["time_zone"]
    return found


def read_announced(votation_id: str) -> View:
    """One whose rules are public; the pages of the box and the booth exist from then on only."""
    votation = read_votation(votation_id)
    if votation["state"] in BEFORE or not votation["manifest_hash"]:
        abort(404)
    return votation


def read_manifest(votation_id: str) -> Manifest:
    return Manifest.read(manifest_text(votation_id))


def manifest_text(votation_id: str) -> str:
    """Byte for byte as it was frozen."""
    text: str = read(votations.get_manifest, votation_id=votation_id)["manifest"]
    return text


def optional(operation: Operation, /, **fields: Any) -> Any | None:
    """A part without which the page still makes sense."""
    try:
        return read(operation, **fields)
    except GatewayError:
        return None


def organisation_of(votation: View) -> dict[str, Any] | None:
    """Whose brand the page wears."""
    if not votation.get("organisation_name"):
        return None
    return {
        "id": votation["organisation_id"],
        "name": votation["organisation_name"],
        "colour": votation.get("organisation_colour"),
        "logo": None,
        "address": url_for("projects.index", organisation=votation["organisation_id"]),
    }


def sentence_of(votation: View) -> str:
    """The proclaimed sentence, in the reader's language."""
    return str(votation.get(f"sentence_{language()}") or "")


def item_of(votation: View) -> dict[str, Any]:
    """A votation as a card of a list shows it."""
    state = votation["state"]
    return {
        "id": votation["id"],
        "title": votation["title"],
        "summary": votation["summary"],
        "href": url_for("votations.show", votation_id=votation["id"]),
        "language": votation["language"],
        "organisation": votation.get("organisation_name"),
        "state": state,
        "state_name": state_name(state),
        "tag": state_tag(state),
        "opens_at": votation["opens_at"],
        "closes_at": votation["closes_at"],
        "zone": votation["time_zone"],
        "electors": votation["electors"],
        "sentence": sentence_of(votation) if state in PROCLAIMED else "",
    }


def listed(**asked: str) -> list[dict[str, Any]]:
    """The votations of a project, or those open now, for a page that is about something else."""
    found = optional(votations.list_votations, limit=ON_CARDS, **asked)
    return [item_of(each) for each in found["items"] if each["state"] not in HIDDEN] if found else []


def page_context(votation: View) -> dict[str, Any]:
    """What every page of a votation is given."""
    state = votation["state"]
    return {
        "votation": votation,
        "organisation": organisation_of(votation),
        "state": state,
        "state_name": state_name(state),
        "state_tag": state_tag(state),
        "is_over": state in OVER,
        "is_proclaimed": state in PROCLAIMED,
        "foreign": votation["language"] != language(),
    }


def passed_on(operation: Operation, votation_id: str, name: str, media_type: str) -> Response:
    """A file of a votation, as it comes from the gateway."""
    chunks, headers = stream(operation, votation_id=votation_id)
    kept = {each: headers[each] for each in ("Content-Length", "ETag") if each in headers}
    return Response(
        chunks,
        content_type=media_type,
        headers={**kept, "Content-Disposition": f'attachment; filename="{votation_id}-{name}"'},
    )


def json_of(operation: Operation, /, **fields: Any) -> Response:
    """What the gateway says to everyone, for a script of ours; 404 where there is none."""
    try:
        found = anonymous_api(operation, **fields).data
    except Refusal as refusal:
        answer = jsonify({"code": refusal.code, "detail": refusal.detail})
        answer.status_code = refusal.status
        return answer
    answer = jsonify(found)
    answer.headers["Cache-Control"] = "no-store"
    return answer
