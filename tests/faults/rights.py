"""Stage I: who may not, asks for everything of someone else's draft, and is answered as of nothing."""

import uuid
from collections.abc import Callable
from typing import Any

import requests

from tests.faults.arena import Arena
from tests.suite.api import Api

PLACES = ("project_id", "project", "step_id", "section_id")
NOTHING = {401, 403, 404, 405, 412, 415, 422, 428}

CALLERS: dict[str, Callable[[Arena], Api]] = {
    "nobody": lambda arena: arena.suite.api(patience=5),
    "participant": lambda arena: arena.voter(patience=5),
    "organiser of another organisation": lambda arena: arena.member(
        "organiser", str(uuid.uuid4()), patience=5
    ),
    "moderator of another organisation": lambda arena: arena.member(
        "moderator", str(uuid.uuid4()), patience=5
    ),
}


def strangers(arena: Arena) -> None:
    """Every operation with a place in its address, on a draft project: no yes, and no answer that tells it from nothing."""
    ids = draft_of(arena)
    description = requests.get(f"{arena.suite.gateway}/api/v1/openapi.json", timeout=30).json()
    asked = 0
    for caller, ask in CALLERS.items():
        api = ask(arena)
        for path, methods in description["paths"].items():
            names = [part[1:-1] for part in path.split("/") if part.startswith("{")]
            if not names or not set(names) <= ids.keys() or path.endswith("stream"):
                continue
            for method in methods.keys() & {"get", "post", "put", "patch", "delete"}:
                there = answer_of(api, method, path, ids)
                nowhere = answer_of(api, method, path, {name: str(uuid.uuid4()) for name in ids})
                assert there.status_code in NOTHING, (caller, method, path, there.status_code)
                assert there.json()["code"] == nowhere.json()["code"], (caller, method, path)
                asked += 2
    print(f"{asked} requests of strangers")
    assert asked > 100, "too few requests to prove anything"


def draft_of(arena: Arena) -> dict[str, str]:
    """The ids of a project that only its organisation may know."""
    organiser = arena.organiser()
    project = organiser.post(
        "/projects",
        {
            "organisation_id": arena.organisation_id,
            "title": "Un brouillon secret",
            "template": "open_question",
        },
    )
    step = next(step["id"] for step in project["steps"] if step["kind"] == "consultation")
    section = organiser.get(f"/steps/{step}")["sections"][0]["id"]
    return {"project_id": project["id"], "project": project["id"], "step_id": step, "section_id": section}


def answer_of(api: Api, method: str, path: str, ids: dict[str, str]) -> Any:
    headers = {"Idempotency-Key": str(uuid.uuid4()), "If-Match": '"1"'}
    if api.token:
        headers["Authorization"] = f"Bearer {api.token}"
    body: dict[str, Any] | None = None if method == "get" else {}
    prefix = api.base.removesuffix("/api/v1")
    return requests.request(method, prefix + full(path).format(**ids), json=body, headers=headers, timeout=15)


def full(path: str) -> str:
    return path if path.startswith("/api/") else f"/api/v1{path}"
