"""The front page: what the suite is in one breath, and the projects that are open, to come, just finished."""

from typing import Any

from flask import Blueprint, render_template

from contracts.consultations import projects as project_operations
from web.core.api import read
from web.core.gateway_client import GatewayError
from web.participate.step_page import project_item
from web.votation.reading import listed

bp = Blueprint("home", __name__)

OPEN, UPCOMING, CLOSED, VOTES = 7, 3, 3, 3


def projects(state: str, limit: int) -> list[dict[str, Any]]:
    items = read(project_operations.list_projects, state=state, limit=limit)["items"]
    return [project_item(project) for project in items]


def site_figures() -> dict[str, int]:
    """Of all public projects, each person once; nothing while they cannot be asked for."""
    try:
        return dict(read(project_operations.get_site_figures))
    except GatewayError:
        return {}


@bp.get("/")
def show() -> str:
    """It stays readable while the projects cannot be asked for."""
    try:
        found = {
            "open": projects("open", OPEN),
            "upcoming": projects("upcoming", UPCOMING),
            "closed": projects("closed", CLOSED),
        }
    except GatewayError:
        return render_template("participate/home.html", resting=True)
    figures = site_figures()
    return render_template(
        "participate/home.html",
        found=found,
        figures=figures if any(figures.values()) else None,
        votations=listed(state="open")[:VOTES],
    )


@bp.get("/healthz")
def healthz() -> tuple[dict[str, str], int, dict[str, str]]:
    """Whether this process answers; it asks nobody else."""
    return {"status": "ok"}, 200, {"Cache-Control": "no-store"}
