"""Where someone lands who signed in with nowhere else to go: where they may vote, what became of their texts."""

from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue

from contracts.consultations import contributions, moderation
from contracts.votation import rolls
from web.account import account
from web.core.api import own, read
from web.core.forms import Form
from web.core.gateway_client import GatewayError
from web.core.session import access_token, claims, sign_in_required
from web.participate.home import projects
from web.votation.reading import listed

bp = Blueprint("landing", __name__)

OPEN, DRAFTS, TEXTS = 4, 3, 3
ANSWERABLE = {"contribution", "version"}


@bp.get("/compte/accueil")
@sign_in_required
def show() -> ResponseReturnValue:
    """A part that cannot be asked for is left out."""
    return account.page(
        Form(),
        "landing",
        "landing.show",
        who=claims(access_token()).get("name", ""),
        votations=_to_vote(),
        drafts=_acts("drafts", DRAFTS),
        texts=[each | {"answers": _answers_to(each)} for each in _acts("writings", TEXTS)],
        projects=_open_projects(),
    )


def _to_vote() -> list[dict[str, Any]]:
    """The open votations on whose roll one is."""
    return [each for each in listed(state="open") if _on_roll(each["id"])]


def _on_roll(votation_id: str) -> bool:
    place = own(rolls.get_my_place, votation_id=votation_id)
    return bool(place and place["on_roll"])


def _acts(kind: str, limit: int) -> list[dict[str, Any]]:
    found = own(moderation.list_my_acts, kind=kind, limit=limit)
    return list(found["items"]) if found else []


def _answers_to(text: dict[str, Any]) -> dict[str, int]:
    """What a text of one's own received so far: opinions, arguments, rewritten versions."""
    if text["act"] not in ANSWERABLE or text["state"] != "published":
        return {}
    try:
        found = read(contributions.get_contribution, contribution_id=text["id"])
    except GatewayError:
        return {}
    opinions = sum(found["opinions"].values())
    return {"opinions": opinions, "arguments": found["arguments"], "versions": found["versions"]}


def _open_projects() -> list[dict[str, Any]]:
    try:
        return projects("open", OPEN)
    except GatewayError:
        return []
