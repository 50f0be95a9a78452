"""What the minutes say, as data: nothing is computed when they are set in type."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from formats.dates import day_in_words
from votation.domain.minutes_conditions import conditions, small_groups_in_words
from votation.domain.minutes_words import (
    bureau_in_words,
    duration_in_words,
    moment_in_words,
    rule_in_words,
    zone_in_words,
)
from votation.domain.votation import Votation
from votation.unit_of_work import UnitOfWork

A_PAGE = 500
SHOWN_ACTS = (
    "frozen",
    "ceremony",
    "sealed",
    "opened",
    "suspended",
    "resumed",
    "extended",
    "incident",
    "closing",
    "closed",
    "counted",
    "draw_committed",
)


def minutes_of(uow: UnitOfWork, votation: Votation, result: Mapping[str, Any]) -> dict[str, Any]:
    """Same votation and result, same data. Times are in the votation's own time zone."""
    assert votation.manifest is not None  # noqa: S101
    manifest = json.loads(votation.manifest)
    entries = _entries(uow, votation)
    organisation = uow.organisations.several([votation.organisation_id]).get(votation.organisation_id)
    proclaiming: Mapping[str, Any] = votation.proclaiming or {}
    return {
        "language": votation.language,
        "title": votation.title,
        "organisation": organisation.name if organisation else "",
        "legal_basis": votation.legal_basis,
        "document": manifest["document"],
        "manifest": votation.manifest_hash,
        "software": manifest["software"],
        "mode": manifest["mode"],
        **_moments(votation, entries),
        **_count(votation, manifest["bureau"]),
        "roll": manifest["roll"],
        "small_groups": small_groups_in_words(manifest, votation.language),
        "result": dict(result),
        "questions": [
            _question(question, of_result, votation.language)
            for question, of_result in zip(manifest["questions"], result["questions"], strict=True)
        ],
        "breakdown": json.loads(votation.breakdown) if votation.breakdown else None,
        "root": next((entry["details"]["root"] for entry in entries if entry["act"] == "closed"), ""),
        "observations": proclaiming.get("observations", ""),
    }


def _moments(votation: Votation, entries: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """When it was, in words: the window, the course, the day on which the minutes were made."""
    zone, language = ZoneInfo(votation.time_zone), votation.language

    def moment(at: datetime | None) -> str:
        return moment_in_words(at, zone, language)

    made = [entry["at"] for entry in entries if entry["act"] == "proclamation_asked"]
    return {
        "time_zone": zone_in_words(zone, votation.opens_at, language),
        "window": {
            "opens_at": moment(votation.opens_at),
            "closes_at": moment(votation.closes_at),
            "announced_closes_at": moment(votation.announced_closes_at),
            "grace": duration_in_words(votation.grace_seconds, language),
        },
        "events": [
            {"at": moment(entry["at"]), "act": entry["act"], "says": _said(entry, moment, language)}
            for entry in entries
            if entry["act"] in SHOWN_ACTS
        ],
        "made_on": day_in_words(made[-1].astimezone(zone), language) if made else "",
    }


def _count(votation: Votation, bureau: Mapping[str, Any]) -> dict[str, Any]:
    """Who opened the box, and what it says of itself."""
    proof: Mapping[str, Any] = votation.count_proof or {}
    names = [member["name"] for member in bureau["members"]]
    given = proof.get("shares", ())
    return {
        "bureau": {
            "members": names,
            "says": bureau_in_words(len(names), bureau["threshold"], votation.language),
            "present": [member["name"] for member in bureau["members"] if member["share"] in given],
        },
        "sealed_by_server": proof.get("by_server", 0),
        "signature": proof.get("signature", ""),
    }


def _question(question: Mapping[str, Any], of_result: Mapping[str, Any], language: str) -> dict[str, Any]:
    """A question with its labels put beside its figures: choice, rank, votes, and shares where they have a sense."""
    labels = {choice["id"]: choice["label"] for choice in question["choices"]}
    shares = {share["choice"]: share for share in of_result["percentages"]}
    rows = [
        {
            "label": labels[ranked["choice"]],
            "rank": ranked["rank"],
            "votes": ranked["votes"],
            "of_expressed": shares.get(ranked["choice"], {}).get("expressed"),
            "of_roll": shares.get(ranked["choice"], {}).get("roll"),
        }
        for ranked in of_result["ranking"]
    ]
    return {
        "title": question["title"],
        "kind": question["kind"],
        "rule": rule_in_words(question, language),
        "conditions": conditions(question, of_result, language),
        "choices": [choice["label"] for choice in question["choices"]],
        "rows": rows,
        "grades": question["grades"],
        "method": question["method"],
        **{name: of_result[name] for name in ("count", "blank", "null", "expressed", "decision", "tally")},
    }


def _entries(uow: UnitOfWork, votation: Votation) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = []
    while page := uow.audit.page(votation.id, entries[-1]["seq"] if entries else 0, A_PAGE):
        entries += page
    return entries


# What remains of the secret on the servers, by whether register and box had one together.
SERVERS = {
    "fr": {
        True: "Registre et urne sur un même serveur de bases de données : jusqu’à ce qu’il soit vidé après la clôture, son "
        "journal reliait des bulletins à des personnes ; une copie faite entre-temps les relie encore.",
        False: "Registre et urne sur deux serveurs de bases de données : le journal d’un seul ne relie aucun bulletin à "
        "personne.",
    },
    "en": {
        True: "Register and box on one database server: until it was cleared after closing, its log tied ballots to "
        "people; a copy made meanwhile still does.",
        False: "Register and box on two database servers: the log of one alone ties no ballot to anybody.",
    },
}


def _said(entry: Mapping[str, Any], moment: Callable[[datetime], str], language: str) -> str:
    details: Mapping[str, Any] = entry["details"]
    until = details.get("closes_at") if entry["act"] == "extended" else None
    parts = [moment(datetime.fromisoformat(until))] if until else []
    parts += [str(details[name]) for name in ("reason", "text") if details.get(name)]
    if entry["act"] == "sealed" and "one_server" in details:
        parts.append(SERVERS[language][details["one_server"]])
    return " — ".join(parts)
