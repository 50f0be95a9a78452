"""The gateway of a votation's pages: a votation in any state, its booth, and a box that opens what it is given.

`votation_results.json` was made by the count of the votation service from invented ballots.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from web.tests import votation_kit as kit
from web.tests.gateway_double import GatewayDouble, RecordedRequest, Reply
from web.tests.participation_views import OFFLINE, ORGANISATION, STEPS, ident, items, project, step
from web.tests.votation_kit import VOTATION, Votation

API = "/api/v1"
PAGE = f"/votations/{VOTATION}"
LINK = "pA7Qm2Vx-personal-link_of-one-elector"
CODE = "428 913"
RIGHT = kit.b64(b"r" * 32)
OPENS, CLOSES = "2026-11-16T07:00:00+00:00", "2026-11-27T17:00:00+00:00"
RESULTS: dict[str, Any] = json.loads((Path(__file__).parent / "votation_results.json").read_text())
AGREEMENT = RESULTS["avenant"]["question"]
MANY = RESULTS["many"]["questions"]
BUREAU = [
    {"name": "Claire Fontaine", "share": "a1" * 32},
    {"name": "Marc Diallo", "share": "b2" * 32},
    {"name": "Inès Roche", "share": "c3" * 32},
]
ME, GIVER = ident("elector me"), ident("elector giver")
PROJECT = ident("project")


@dataclass
class World:
    """What the gateway knows; a test changes it, the pages follow."""

    state: str = "open"
    many: bool = False
    votation: Votation = field(default_factory=Votation)
    view: dict[str, Any] = field(default_factory=dict)
    booth: dict[str, Any] = field(default_factory=dict)
    ballots: dict[str, dict[str, Any]] = field(default_factory=dict)
    opened: list[dict[str, Any]] = field(default_factory=list)
    away: int = 0
    own_key: Any = None
    small_groups: list[dict[str, Any]] = field(default_factory=list)
    merged_colleges: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.votation.questions = MANY if self.many else [AGREEMENT]
        self.votation.bureau = {"members": BUREAU, "threshold": 2}
        self.votation.ballot_bytes = 1024

    @property
    def told(self) -> dict[str, Any]:
        found: dict[str, Any] = RESULTS["many" if self.many else "avenant"]
        return found

    @property
    def manifest(self) -> dict[str, Any]:
        cells, colleges = self.told["cells"], self.told["colleges"]
        return self.votation.manifest | {
            "window": {"opens_at": OPENS, "closes_at": CLOSES, "grace_seconds": 900},
            "roll": {
                "electors": sum(each["electors"] for each in cells),
                "weights": sum(each["electors"] * each["weight"] for each in cells),
                "commitment": "c0" * 32,
                "cells": cells,
                "colleges": colleges,
            },
            "batch": 20,
            "small_group": 5,
        }

    @property
    def hash(self) -> str:
        return kit.sha256(kit.canonical(self.manifest))

    def summary(self) -> dict[str, Any]:
        proclaimed = self.state in ("proclaimed", "archived", "destroyed")
        sentence = self.told["result"]["questions"][0]["decision"]["sentence"]
        announced = self.state not in ("draft", "ready", "keyed")
        return {
            "id": VOTATION,
            "organisation_id": ORGANISATION,
            "organisation_name": "Syndicat des territoires",
            "organisation_colour": "#17506b",
            "project_id": PROJECT,
            "title": "Avenant n° 3 : le temps de travail",
            "summary": "Les adhérents disent si leur syndicat signe l'avenant négocié cet automne.",
            "language": "fr",
            "time_zone": "Europe/Paris",
            "state": self.state,
            "opens_at": OPENS,
            "closes_at": CLOSES,
            "electors": self.manifest["roll"]["electors"] if announced else 0,
            "sentence_fr": sentence["fr"] if proclaimed else None,
            "sentence_en": sentence["en"] if proclaimed else None,
        }

    def whole(self) -> dict[str, Any]:
        announced = self.state not in ("draft", "ready", "keyed")
        return (
            self.summary()
            | {
                "mode": "sealed_box",
                "presentation": "## Pourquoi ce vote\n\nL'avenant a été négocié **du 3 au 28 octobre**.",
                "legal_basis": "Statuts, article 14.",
                "document": {"name": "Avenant n° 3, version signable", "sha256": "d0" * 32},
                "questions": self.votation.questions,
                "grace_minutes": 15,
                "announced_closes_at": CLOSES,
                "bureau": [each["name"] for each in BUREAU],
                "threshold": 2,
                "proxies_per_holder": 1,
                "accepts_small_cells": False,
                "risk_answers": {"binding": True, "large_roll": True, "conflict": False},
                "risk_level": 2,
                "roll_by": "import",
                "colleges": self.told["colleges"],
                "small_groups": self.small_groups,
                "merged_colleges": self.merged_colleges,
                "manifest_hash": self.hash if announced else None,
                "reason": "Une erreur sur la liste a été découverte." if self.state == "cancelled" else None,
                "missing": [],
                "has_archive": self.state in ("proclaimed", "archived"),
                "proclaiming": False,
                "version": 7,
            }
            | self.view
        )

    def turnout(self) -> dict[str, Any]:
        exact = self.state not in ("sealed", "open", "suspended", "closing")
        voters, colleges = self.told["result"]["voters"]["heads"], self.told["colleges"]
        signed = voters if exact else 0 if self.state == "sealed" else voters // 25 * 25
        rows = [
            {
                "college": each["college"],
                "electors": each["electors"],
                "signed_at_least": each["electors"] // 2,
            }
            for each in colleges
        ]
        if rows[1:]:
            rows.append({"college": "Stagiaires", "electors": 3, "signed_at_least": None})
        return {
            "votation_id": VOTATION,
            "state": self.state,
            "electors": self.manifest["roll"]["electors"],
            "signed_at_least": signed,
            "step": 25,
            "exact": exact,
            "colleges": rows if rows[1:] else [],
        }

    def find_booth(self, asked: RecordedRequest) -> tuple[int, Any]:
        link = (asked.body or {}).get("link")
        if link not in (None, LINK):
            return 404, {"code": "link_unknown", "detail": "Ce lien de vote n'est pas valable."}
        if link is None and "Authorization" not in asked.headers:
            return 401, {"code": "sign_in_required"}
        return 200, {
            "elector_id": ME,
            "name": "Samira Haddad",
            "reference": "A-0412",
            "college": "Employés et techniciens",
            "weight": 1,
            "signed": False,
            "proxy_given": False,
            "proxies": [],
            "needs_code": link is not None,
            "address_hint": "s…@ville.example" if link else None,
        } | self.booth

    def issue(self, asked: RecordedRequest) -> tuple[int, Any]:
        given = asked.body
        if given.get("link") == LINK and "".join((given.get("code") or "").split()) != "428913":
            return 422, {"code": "code_wrong", "detail": "Ce code n'est pas le bon."}
        return 201, {"right": RIGHT}

    def take(self, asked: RecordedRequest) -> tuple[int, Any]:
        """A box that does what it should, and opens what it got for the test to see."""
        if self.away:
            self.away -= 1
            return 503, {"code": "unavailable"}
        sealed = kit.unb64(asked.body["sealed"])
        ballot = kit.sha256(sealed)
        if ballot not in self.ballots:
            self.opened.append(self.votation.open(sealed))
        self.ballots[ballot] = self.receipt(ballot, asked.body["sealed_by"])
        return 201, self.ballots[ballot]

    def receipt(self, ballot: str, sealed_by: str = "elector") -> dict[str, Any]:
        record = {
            "schema": "capco.receipt/1",
            "votation": VOTATION,
            "manifest": self.hash,
            "ballot": ballot,
            "sealed_by": sealed_by,
        }
        return record | {"signature": self.votation.sign("receipt", record, self.own_key)}

    def epoch(self, number: int = 1) -> dict[str, Any]:
        ballots = [kit.sha256(f"{number} {each}".encode()) for each in range(20)]
        return self.votation.epoch(*ballots, number=number, manifest=self.hash)

    def place(self, ballot: str) -> tuple[int, Any]:
        for number in (1, 2, 3):
            if ballot in self.epoch(number)["ballots"]:
                return 200, {"ballot": ballot, "waiting": False, "number": number}
        if ballot in self.ballots:
            return 200, {"ballot": ballot, "waiting": True, "number": None}
        return 404, {"code": "not_found"}


EVENTS = [
    {"id": ident("e1"), "kind": "incident", "text": "Courriels en retard chez un fournisseur.", "happened_at": OPENS},
    {
        "id": ident("e2"),
        "kind": "extension",
        "text": f"{CLOSES} — Les courriels sont arrivés tard.",
        "happened_at": "2026-11-20T09:00:00+00:00",
    },
]  # fmt: skip
RISKS = {
    "source": "CNIL, délibération n° 2019-053 du 25 avril 2019",
    "valid_until": "2026-12-31",
    "level_met": 2,
    "questions": [
        {"id": "binding", "fr": "Le résultat lie-t-il l'organisation ?", "en": "Is it binding?", "raises_to": 2},
        {"id": "large_roll", "fr": "Plus de mille personnes ?", "en": "More than a thousand?", "raises_to": 2},
        {"id": "conflict", "fr": "Le climat est-il conflictuel ?", "en": "Is there conflict?", "raises_to": 2},
        {"id": "insider_interest", "fr": "Un intérêt interne ?", "en": "An inside interest?", "raises_to": 3},
    ],
}  # fmt: skip


def audit(number: int) -> dict[str, Any]:
    acts = ("created", "roll_imported", "frozen", "ceremony", "sealed", "opened", "closing", "closed")
    return {
        "seq": number,
        "at": OPENS,
        "act": acts[(number - 1) % len(acts)],
        "by": "organiser",
        "details": {},
        "previous": "0" * 64,
        "hash": kit.sha256(str(number).encode()),
    }


def fill(gateway: GatewayDouble, world: World) -> None:
    """Everything the pages ask, from the world as it is at that moment."""
    path = f"{API}/votations/{VOTATION}"
    negotiated = step(
        next(each for each in STEPS if each["id"] == OFFLINE),
        outcome="Quatre réunions avec la direction : 12 demandes sur 17 sont dans l'avenant.",
    )
    gateway.replies |= {
        f"GET {API}/votations": lambda _: (200, items(world.summary())),
        f"GET {path}": lambda _: (200, world.whole()),
        f"GET {path}/manifest": lambda _: (
            200,
            {"manifest": kit.canonical(world.manifest).decode(), "hash": world.hash},
        ),
        f"GET {path}/turnout": lambda _: (200, world.turnout()),
        f"GET {path}/events": (200, items(*EVENTS)),
        f"GET {path}/audit": (200, items(*(audit(number) for number in range(1, 9))) | {"next_cursor": "n"}),
        f"GET {path}/risk-grid": (200, RISKS),
        f"GET {path}/result": lambda _: (
            200,
            {
                "votation_id": VOTATION,
                "manifest_hash": world.hash,
                "proclaimed": True,
                "result": world.told["result"],
            },
        ),
        f"GET {path}/my-place": (
            200,
            {"on_roll": True, "reference": "A-0412", "college": "Cadres", "weight": 1},
        ),
        f"POST {path}/roll-checks": (202, {"done": True}),
        f"POST {path}/booth": world.find_booth,
        f"POST {path}/codes": (202, {"address_hint": "s…@ville.example", "expires_at": CLOSES}),
        f"POST {path}/rights": world.issue,
        f"POST {path}/ballots": world.take,
        f"GET {path}/board": lambda _: (
            200,
            {
                "votation_id": VOTATION,
                "manifest_hash": world.hash,
                "ballots": 60,
                "epochs": 3,
                "root": world.epoch(3)["root"],
                "is_closed": False,
            },
        ),
        f"GET {path}/board/epochs": lambda _: (200, items(*(world.epoch(each) for each in (3, 2, 1)))),
        f"GET {API}/projects/{PROJECT}": (200, project()),
        f"GET {API}/steps/{OFFLINE}": (200, negotiated),
    }
    for number in (1, 2, 3):
        gateway.replies[f"GET {path}/board/epochs/{number}"] = _epoch_reply(world, number)
    found = gateway.reply

    def board(question: RecordedRequest) -> Reply:
        start = f"{path}/board/ballots/"
        if question.path.startswith(start):
            return world.place(question.path.removeprefix(start))
        return found(question)

    gateway.reply = board  # type: ignore[method-assign]


def _epoch_reply(world: World, number: int) -> Any:
    return lambda _: (200, world.epoch(number))
