"""A town's workspace behind the gateway double: one organisation, one draft, one open project, people, work that waits."""

import base64
import html
import json
import re
import time
from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient

from web.tests import people
from web.tests.gateway_double import GatewayDouble, RecordedRequest
from web.tests.participation_views import brief

ORG = "00000000-0000-4000-8000-000000000001"
DRAFT, OPEN = "d0000000-0000-4000-8000-000000000002", "e0000000-0000-4000-8000-000000000003"
DESK = "/organisation/lys"
NEW, LIVE = f"{DESK}/projets/nouveau-marche", f"{DESK}/projets/mobilite"
OPENS, CLOSES = "2026-11-02T08:00:00+00:00", "2030-12-18T17:00:00+00:00"

ORGANISATION = {
    "id": ORG, "slug": "lys", "name": "Ville de Lys", "kind": "municipality", "colour": "#1f4e8c",
    "website": "https://lys.example", "contact_email": "participer@lys.example", "phone": None, "postal_address": None,
    "publication_director": "Claire Lemoine, maire", "small_group_size": 5, "created_at": OPENS, "version": 3,
}  # fmt: skip


def section(id: str, title: str, **more: Any) -> dict[str, Any]:
    return {
        "id": id, "step_id": "step-w", "parent_id": None, "position": 0, "title": title, "help_text": "Une idée.",
        "colour": None, "pictogram": "bulb", "role": "plain", "contributable": True, "votes": True,
        "arguments": "for_and_against", "sources": True, "versions": False, "sort": "votes", "threshold": None,
        "contributions": 4, "version": 2,
    } | more  # fmt: skip


SECTIONS = [
    section("sec-1", "Problèmes", role="problem"),
    section("sec-2", "Solutions", role="solution", position=1),
    section("sec-3", "Solutions simples", parent_id="sec-2", contributions=0),
]


def step(id: str, kind: str, title: str, position: int, **more: Any) -> dict[str, Any]:
    return {
        "id": id, "kind": kind, "title": title, "position": position, "opens_at": None, "closes_at": None,
        "state": "undated", "project_id": OPEN, "body": "## Bonjour\n\nUn **texte**.", "strict_graph": False,
        "event_mode": False, "moderated_before": False, "requirements": [], "sections": [], "window_moves": [],
        "outcome": None, "outcome_recorded_at": None, "version": 5,
    } | more  # fmt: skip


MOVE = {
    "moved_at": OPENS, "reason": "Un samedi de plus.", "opens_at_before": OPENS, "closes_at_before": CLOSES,
    "opens_at": OPENS, "closes_at": CLOSES,
}  # fmt: skip
DATED = {"opens_at": OPENS, "closes_at": CLOSES, "state": "open"}
STEPS = {
    "step-p": step("step-p", "presentation", "Présentation", 0),
    "step-w": step(
        "step-w", "consultation", "Consultation", 1, sections=SECTIONS, event_mode=True, window_moves=[MOVE],
        requirements=[
            {"id": "r1", "kind": "age", "age_least": 16, "age_most": None, "postcodes": []},
            {"id": "r2", "kind": "checkbox", "wording": "J'ai lu la charte.", "postcodes": []},
        ], **DATED,
    ),
    "step-o": step("step-o", "offline", "Conseil municipal", 2),
    "step-n": step("step-n", "consultation", "Votre réponse", 1, project_id=DRAFT, sections=SECTIONS[:1]),
}  # fmt: skip


def project(id: str, slug: str, title: str, steps: list[str], **more: Any) -> dict[str, Any]:
    summary = ("id", "kind", "title", "position", "opens_at", "closes_at", "state")
    return {
        "id": id, "slug": slug, "organisation_id": ORG, "organisation_name": "Ville de Lys",
        "organisation_colour": "#1f4e8c", "title": title, "summary": "Ce qui se décide, ce qui peut changer.",
        "cover": None, "language": "fr", "time_zone": "Europe/Paris", "visibility": "public", "state": "open",
        "themes": [{"id": "theme-1", "label": "Mobilité"}], "zones": [], "opens_at": OPENS, "closes_at": CLOSES,
        "contributions": 128, "votes": 1543, "participants": 412, "published_at": OPENS,
        "body": "Le contexte.", "authors": ["La mairie"], "group_id": None, "editions": [], "version": 7,
        "steps": [{name: STEPS[each][name] for name in summary} for each in steps],
    } | more  # fmt: skip


PROJECTS = {
    OPEN: project(OPEN, "mobilite", "Se déplacer à Lys", ["step-p", "step-w", "step-o"]),
    DRAFT: project(
        DRAFT, "nouveau-marche", "Un nouveau marché", ["step-p", "step-n"], state="draft", visibility="draft",
        summary="", opens_at=None, closes_at=None, contributions=0, votes=0, participants=0, published_at=None,
    ),
}  # fmt: skip
MEMBER = {
    "account_id": "account-2", "display_name": "Nadia Benali", "email": "nadia@lys.example", "since": OPENS,
    "grants": [{"role": "moderator", "organisation_id": ORG, "project_id": None}],
}  # fmt: skip
INVITATION = {
    "id": "inv-1", "email": "paul@lys.example", "role": "mediator", "project_id": None, "status": "sent",
    "sent_at": OPENS, "expires_at": CLOSES,
}  # fmt: skip
CASE = {
    "id": "case-1", "project_id": OPEN, "step_id": "step-w", "target": "argument", "target_id": "arg-1",
    "contribution_id": "con-1", "title": "", "body": "Un texte " + "très long " * 60, "author_name": "Jean",
    "state": "published", "reports": 2, "reasons": ["insult", "spam"], "flags": ["capitals"],
    "latest_reports": [{"reason": "insult", "details": "C'est méchant.", "reported_at": OPENS}],
    "appeal": "Je ne visais personne.", "waiting_since": OPENS, "version": 3, "author_texts": 7,
    "author_removed": 2,
}  # fmt: skip
EXPORT = {
    "id": "exp-1", "project_id": OPEN, "step_id": None, "shape": "simplified", "format": "csv", "state": "done",
    "progress": 100, "rows": 128, "votes": 1543, "size_bytes": 48213, "asked_at": OPENS, "done_at": OPENS,
    "expires_at": CLOSES,
}  # fmt: skip


def bar(key: str, label: str, value: int | None) -> dict[str, Any]:
    return {"key": key, "label_fr": label, "label_en": label, "value": value}


FIGURES = {
    "project_id": OPEN, "step_id": None, "contributions": 128, "versions": 3, "arguments": 301, "sources": 12,
    "votes": 1543, "participants": 412, "small_group_size": 5,
    "by_day": [bar(f"2026-11-{n:02}", f"{n} novembre 2026", n * 7 % 40 + 3) for n in range(2, 24)],
    "by_section": [bar("sec-1", "Problèmes", 80), bar("sec-2", "Solutions", 48)],
    "by_type": [bar("t1", "Habitant", 380), bar("t2", "Élu", None), bar("t3", "Agent", None)],
    "by_zone": [],
}  # fmt: skip
AUDIT: list[dict[str, Any]] = [
    {
        "id": "a1", "actor_account_id": "account-1", "actor_name": "Camille Roy",
        "act": "give_role", "subject": "account/account-2", "before": None, "after": {"role": "moderator"},
        "happened_at": OPENS,
    },
    {
        "id": "a2", "actor_account_id": "account-1",
        "actor_name": "=Camille", "act": "move_window", "subject": "Consultation",
        "before": {"closes_at": OPENS}, "after": {"closes_at": CLOSES, "reason": "Un samedi de plus."},
        "happened_at": OPENS,
    },
]  # fmt: skip
DELIVERY = {
    "id": "d-1", "kind": "window_moved", "account_id": None, "project_id": OPEN, "state": "failed", "attempts": 5,
    "queued_at": OPENS, "sent_at": None, "last_error": "mailbox full",
}  # fmt: skip
TEMPLATES = [
    {
        "name": name, "title_fr": title, "title_en": title, "says_fr": "À quoi il sert.", "says_en": "What for.",
        "steps": [{"kind": "presentation", "title": "Présentation", "position": 0}],
    }
    for name, title in (
        ("problem_causes_solutions", "Problèmes, causes, solutions"), ("draft_text", "Projet de texte"),
        ("open_question", "Question ouverte"), ("idea_box", "Boîte à idées"),
    )
]  # fmt: skip


def page(*items: Any) -> tuple[int, dict[str, Any]]:
    return 200, {"items": list(items), "next_cursor": None}


def whole(*items: Any) -> tuple[int, dict[str, Any]]:
    """A list that has no pages."""
    return 200, {"items": list(items)}


def reads() -> dict[str, tuple[int, Any]]:
    found: dict[str, tuple[int, Any]] = {
        "/me": (200, people.account(grants=[{"role": "organiser", "organisation_id": ORG}])),
        "/templates": whole(*TEMPLATES),
        "/organisations": page(ORGANISATION),
        "/projects": page(*(brief(each) for each in PROJECTS.values())),
        "/deliveries": page(DELIVERY),
        f"/exports/{EXPORT['id']}": (200, EXPORT),
        f"/exports/{EXPORT['id']}/file": (200, {"a": 1}),
    }
    for name in (ORG, "lys"):
        found[f"/organisations/{name}"] = (200, ORGANISATION)
    own = f"/organisations/{ORG}"
    found |= {
        f"{own}/moderation": page(CASE), f"{own}/members": page(MEMBER), f"{own}/invitations": page(INVITATION),
        f"{own}/groups": page({"id": "group-1", "organisation_id": ORG, "name": "Conseil", "members": 12}),
        f"{own}/participant-types": whole(
            {"id": "t1", "organisation_id": ORG, "label_fr": "Habitant", "label_en": "Resident", "retired": False}
        ),
        f"{own}/themes": whole({"id": "theme-1", "label": "Mobilité"}), f"{own}/zones": whole(),
        f"{own}/audit": page(*AUDIT),
    }  # fmt: skip
    for each in PROJECTS.values():
        for name in (each["id"], each["slug"]):
            found[f"/projects/{name}"] = (200, each)
        at = f"/projects/{each['id']}"
        found |= {f"{at}/figures": (200, FIGURES), f"{at}/exports": page(EXPORT), f"{at}/audit": page(*AUDIT)}
    return found | {f"/steps/{name}": (200, each) for name, each in STEPS.items()}


def fill(gateway: GatewayDouble) -> GatewayDouble:
    gateway.replies |= {f"GET /api/v1{path}": reply for path, reply in reads().items()}
    return gateway


def said(gateway: GatewayDouble, method: str, path: str, reply: Any) -> None:
    gateway.replies[f"{method} /api/v1{path}"] = reply


def refusal(status: int, code: str, detail: str = "Non.", **more: Any) -> tuple[int, dict[str, Any]]:
    return status, {"code": code, "detail": detail, **more}


def token(*roles: tuple[str, str | None]) -> str:
    claims = {"sub": "account-1", "exp": time.time() + 3600, "roles": roles or [("organiser", ORG)]}
    return f"e30.{base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip('=')}.signature"


def sign_in(client: FlaskClient, *roles: tuple[str, str | None]) -> None:
    client.set_cookie("capco_access", token(*roles), domain="localhost")


def speak(client: FlaskClient, language: str) -> None:
    client.set_cookie("capco_language", language, domain="localhost")


def sends(gateway: GatewayDouble, method: str) -> list[RecordedRequest]:
    return [each for each in gateway.asked if each.method == method]


def last(gateway: GatewayDouble, method: str) -> RecordedRequest:
    return sends(gateway, method)[-1]


def plain(answer: Any) -> str:
    """A page with the characters that a reader sees, spaces made plain."""
    text: str = html.unescape(answer.get_data(as_text=True))
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def beside(page: str, name: str) -> str:
    """What the page says next to a field."""
    found = re.search(rf'id="{name}-error">(.*?)</p>', page, re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[1])).strip() if found else ""


def summary(page: str) -> str:
    """What the page says above its title when something was not taken."""
    found = re.search(r'<div class="govuk-error-summary"(.*?)</div>\s*</div>\s*</div>', page, re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[1])) if found else ""


def hidden(page_text: str) -> dict[str, str]:
    """Every hidden field of a page, the last one of each name."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page_text)
    return dict(found)


Send = Callable[..., Any]


def sender(client: FlaskClient) -> Send:
    """Open a page, then send its form with these fields."""

    def send(path: str, fields: dict[str, Any], to: str = "") -> Any:
        shown = client.get(path).get_data(as_text=True)
        return client.post(to or path, data=hidden(shown) | fields)

    return send
