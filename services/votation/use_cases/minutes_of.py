"""What the minutes say, as data: nothing is computed when they are set in type."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from votation.domain.desk import Desk
from votation.domain.minutes_words import rule_in_words
from votation.domain.votation import Votation

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


def minutes_of(desk: Desk, votation: Votation, result: Mapping[str, Any]) -> dict[str, Any]:
    """Same votation and result, same data. Times are in the votation's own time zone."""
    assert votation.manifest is not None  # noqa: S101
    manifest = json.loads(votation.manifest)
    zone = ZoneInfo(votation.time_zone)
    entries = _entries(desk, votation)
    asked: Mapping[str, Any] = votation.proclaiming or {}
    proof: Mapping[str, Any] = votation.count_proof or {}
    organisation = desk.organisations.several([votation.organisation_id]).get(votation.organisation_id)
    closed: Mapping[str, Any] = next((entry["details"] for entry in entries if entry["act"] == "closed"), {})
    return {
        "language": votation.language,
        "title": votation.title,
        "organisation": organisation.name if organisation else "",
        "legal_basis": votation.legal_basis,
        "document": manifest["document"],
        "manifest": votation.manifest_hash,
        "software": manifest["software"],
        "mode": manifest["mode"],
        "time_zone": votation.time_zone,
        "window": {
            "opens_at": _local(votation.opens_at, zone),
            "closes_at": _local(votation.closes_at, zone),
            "announced_closes_at": _local(votation.announced_closes_at, zone),
            "grace_minutes": votation.grace_seconds // 60,
        },
        "bureau": {
            "members": [member["name"] for member in manifest["bureau"]["members"]],
            "threshold": manifest["bureau"]["threshold"],
            "present": [
                member["name"]
                for member in manifest["bureau"]["members"]
                if member["share"] in proof.get("shares", ())
            ],
        },
        "sealed_by_server": proof.get("by_server", 0),
        "signature": proof.get("signature", ""),
        "events": [
            {"at": _local(entry["at"], zone), "act": entry["act"], "says": _said(entry)}
            for entry in entries
            if entry["act"] in SHOWN_ACTS
        ],
        "roll": manifest["roll"],
        "result": dict(result),
        "questions": [
            _question(question, of_result, votation.language)
            for question, of_result in zip(manifest["questions"], result["questions"], strict=True)
        ],
        "breakdown": json.loads(votation.breakdown) if votation.breakdown else None,
        "root": closed.get("root", ""),
        "observations": asked.get("observations", ""),
        "settlements": list(asked.get("settlements", ())),
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
        "rows": rows,
        "grades": question["grades"],
        "winners": [labels[winner] for winner in of_result["decision"]["winners"]],
        **{name: of_result[name] for name in ("count", "blank", "null", "expressed", "decision", "tally")},
    }


def _entries(desk: Desk, votation: Votation) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = []
    while page := desk.audit.page(votation.id, entries[-1]["seq"] if entries else 0, A_PAGE):
        entries += page
    return entries


def _said(entry: Mapping[str, Any]) -> str:
    details: Mapping[str, Any] = entry["details"]
    return str(details.get("reason") or details.get("text") or details.get("closes_at") or "")


def _local(moment: datetime | None, zone: ZoneInfo) -> str:
    return "" if moment is None else moment.astimezone(zone).strftime("%d/%m/%Y %H:%M:%S")
