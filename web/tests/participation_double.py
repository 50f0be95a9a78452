"""The gateway of a participant's pages: it answers for the project of `participation_views`."""

import copy
from typing import Any

from web.tests.gateway_double import GatewayDouble, RecordedRequest
from web.tests.participation_views import (
    AGE,
    ARGUMENTS,
    BOX,
    CARDS,
    CAUSE,
    CLOSES,
    CONSULTATION,
    FIGURES,
    IDEAS,
    INTRO,
    MINE_VIEW,
    OFFLINE,
    OPENS,
    ORGANISATION,
    PROBLEM,
    PROBLEM_2,
    PROJECT,
    PROMPTS,
    RESULTS,
    SECTIONS,
    SLUG,
    SOLUTION,
    SOURCE,
    STEPS,
    TEXT,
    TITLES,
    VERSION,
    brief,
    full,
    ident,
    items,
    named,
    project,
    step,
    whole,
)

API = "/api/v1"


def graph() -> dict[str, Any]:
    def node(view: dict[str, Any], role: str, chain: int) -> dict[str, Any]:
        kept = {name: view[name] for name in ("id", "number", "title", "section_id", "opinions", "answers")}
        return kept | {"role": role, "chain_votes": chain}

    nodes = [node(PROBLEM, "problem", 1617), node(CAUSE, "cause", 1078), node(SOLUTION, "solution", 539)]
    nodes.append(node(PROBLEM_2, "problem", 0))
    return {"nodes": nodes, "problems_without_cause": 1, "causes_without_solution": 3, "more": False}


def listed(question: RecordedRequest) -> tuple[int, Any]:
    """A step's contributions, by section and state as they are asked for."""
    step_id = question.path.split("/")[4]
    found = [each for each in CARDS if each["step_id"] == step_id and not each["version_of"]]
    wanted = question.query
    state = wanted.get("state", "published")
    found = [each for each in found if each["state"] == state]
    if "section_id" in wanted:
        found = [each for each in found if each["section_id"] == wanted["section_id"]]
    if wanted.get("q"):
        found = [each for each in found if wanted["q"].lower() in each["title"].lower()]
    return 200, items(*found)


def projects(question: RecordedRequest) -> tuple[int, Any]:
    """The projects in the state asked for."""
    known = [
        project(),
        project(
            id=ident("p2"),
            slug="ecole",
            title="La cour du collège",
            cover="school",
            organisation_colour="#8a2b4f",
        ),
        project(
            id=ident("p3"),
            slug="budget",
            title="Budget participatif, quatrième édition",
            cover="ideas",
            state="upcoming",
            opens_at="2027-01-04T08:00:00+00:00",
            participants=0,
            contributions=0,
            votes=0,
        ),
        project(id=ident("p4"), slug="parc", title="Un parc pour les Ponts", cover="park", state="closed"),
    ]
    return 200, items(
        *(brief(each) for each in known if question.query.get("state", each["state"]) == each["state"])
    )


def fill(gateway: GatewayDouble) -> None:
    """Everything the pages read."""
    shown = project()
    replies: dict[str, Any] = {
        "/projects": projects,
        "/figures": (200, {"contributions": 342, "votes": 8741, "participants": 1268}),
        f"/projects/{SLUG}": (200, shown),
        f"/projects/{PROJECT}": (200, shown),
        f"/projects/{PROJECT}/figures": (200, FIGURES),
        "/organisations": (
            200,
            items({"id": ORGANISATION, "slug": "saint-aubin", "name": "Ville de Saint-Aubin-sur-Loire"}),
        ),
        f"/organisations/{ORGANISATION}/themes": (
            200,
            whole({"id": ident("theme"), "label": "Espace public"}),
        ),
        f"/organisations/{ORGANISATION}/zones": (200, whole({"id": ident("zone"), "label": "Centre ancien"})),
        f"/organisations/{ORGANISATION}/participant-types": (
            200,
            whole(
                {"id": ident("resident"), "label_fr": "Habitante", "label_en": "Resident", "retired": False}
            ),
        ),
        f"/contributions/{ident('problem')}/arguments": (200, items(*ARGUMENTS)),
        f"/contributions/{ident('problem')}/sources": (200, items(SOURCE)),
        f"/contributions/{ident('solution')}/versions": (200, items(VERSION)),
    }
    replies = _steps() | _contributions() | replies
    gateway.replies |= {f"GET {API}{path}": reply for path, reply in replies.items()}


def _steps() -> dict[str, Any]:
    by_id = {each["id"]: each for each in STEPS}
    steps = [
        step(by_id[INTRO], body="## Pourquoi\n\nParce que la place a vieilli."),
        step(by_id[IDEAS], sections=PROMPTS, body="Une idée à la fois, avec tes mots."),
        step(
            by_id[CONSULTATION],
            sections=SECTIONS,
            strict_graph=True,
            body="Commencez par les problèmes.",
            requirements=[BOX, AGE],
            window_moves=[
                {
                    "moved_at": "2026-11-20T08:00:00+00:00",
                    "reason": "La mairie était fermée.",
                    "opens_at_before": OPENS,
                    "closes_at_before": "2026-11-30T22:59:00+00:00",
                    "opens_at": OPENS,
                    "closes_at": CLOSES,
                }
            ],
        ),
        step(by_id[TEXT], sections=TITLES),
        step(
            by_id[OFFLINE],
            outcome="Soixante personnes ont **choisi** le scénario 2.",
            outcome_recorded_at="2026-10-21T08:00:00+00:00",
        ),
        step(by_id[RESULTS], body="Bientôt."),
    ]
    replies: dict[str, Any] = {}
    for each in steps:
        replies[f"/steps/{each['id']}"] = (200, each)
        replies[f"/steps/{each['id']}/contributions"] = listed
        replies[f"/steps/{each['id']}/participation"] = (200, copy.deepcopy(MINE_VIEW))
        replies[f"/steps/{each['id']}/graph"] = (200, graph())
    return replies


def _contributions() -> dict[str, Any]:
    more: dict[str, dict[str, Any]] = {
        ident("problem"): {"answered_by": [named(CAUSE)]},
        ident("cause"): {"answers_to": [named(PROBLEM)], "answered_by": [named(SOLUTION)]},
        ident("version"): {
            "reasons": "Le mardi aussi, il y a du monde.",
            "diff": [
                {"kind": "same", "text": "Fermer la place "},
                {"kind": "removed", "text": "le samedi"},
                {"kind": "added", "text": "le mardi et le samedi"},
            ],
        },
    }
    replies: dict[str, Any] = {
        f"/contributions/{each['id']}": (200, full(each, **more.get(each["id"], {}))) for each in CARDS
    }
    for each in CARDS:
        for what in ("arguments", "sources", "versions"):
            replies[f"/contributions/{each['id']}/{what}"] = (200, items())
    return replies
