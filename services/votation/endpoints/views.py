"""Votations as the contract shows them."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from contracts.normalisation import alphabetical
from votation.domain import cells, lifecycle, manifest, risk
from votation.domain.unit_of_work import UnitOfWork
from votation.domain.votation import Votation
from votation.use_cases.freeze_votation import counts_by_college, merged_colleges, missing_of


def summaries(uow: UnitOfWork, votations: Sequence[Votation]) -> list[dict[str, Any]]:
    """Cards of a list: the roll's size is that of the manifest."""
    organisations = uow.organisations.several([votation.organisation_id for votation in votations])
    now = uow.now()
    shown = []
    for votation in votations:
        organisation = organisations.get(votation.organisation_id)
        shown.append(
            {
                **{name: getattr(votation, name) for name in SHOWN},
                "state": votation.poll.state_at(now),
                "organisation_name": organisation.name if organisation else None,
                "organisation_colour": organisation.colour if organisation else None,
                "electors": _electors(votation),
            }
        )
    return shown


SHOWN = (
    "id",
    "organisation_id",
    "project_id",
    "title",
    "summary",
    "language",
    "time_zone",
    "opens_at",
    "closes_at",
    "sentence_fr",
    "sentence_en",
)


def votation(uow: UnitOfWork, shown: Votation) -> dict[str, Any]:
    groups = uow.electors.groups(shown.id) if shown.manifest is None else []
    view = summaries(uow, [shown])[0]
    if shown.manifest is None:
        view["electors"] = sum(group.electors for group in groups)
    return {
        **view,
        "mode": manifest.SEALED_BOX,
        "presentation": shown.presentation,
        "legal_basis": shown.legal_basis,
        "document": shown.document,
        "questions": shown.questions,
        "grace_minutes": shown.grace_seconds // 60,
        "announced_closes_at": shown.announced_closes_at,
        "bureau": shown.bureau,
        "threshold": shown.threshold,
        "proxies_per_holder": shown.proxies_per_holder,
        "accepts_small_cells": shown.accepts_small_cells,
        "one_server": uow.votations.one_server(shown.id),
        "risk_answers": shown.risk_answers,
        "risk_level": risk.level_of(shown.risk_answers),
        "roll_by": shown.roll_by,
        "colleges": _colleges(shown, groups),
        **_small(shown, groups),
        "manifest_hash": shown.manifest_hash,
        "reason": shown.reason,
        "missing": missing_of(shown, bool(groups)) if shown.state == "draft" else [],
        "has_archive": shown.archive_sha256 is not None,
        "proclaiming": shown.proclaiming is not None and shown.state not in lifecycle.PROCLAIMED,
        "version": shown.version,
    }


def _electors(votation: Votation) -> int:
    return int(json.loads(votation.manifest)["roll"]["electors"]) if votation.manifest else 0


def _colleges(votation: Votation, groups: Sequence[Any]) -> list[dict[str, Any]]:
    if votation.manifest:
        roll = json.loads(votation.manifest)["roll"]
        frozen = sorted(roll["colleges"], key=lambda college: alphabetical(college["college"]))
        return [*_others(roll["cells"]), *frozen]
    found: dict[str, dict[str, Any]] = {}
    for group in groups:
        college = found.setdefault(group.college, {"college": group.college, "electors": 0, "weights": 0})
        college["electors"] += group.electors
        college["weights"] += group.electors * group.weight
    return [found[name] for name in sorted(found, key=alphabetical)]


def _others(frozen: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Those whose college is not told, as one college without a name; nothing where all are told, or none."""
    others = [cell for cell in frozen if not cell["colleges"]]
    if not others or len(others) == len(frozen):
        return []
    weights = sum(cell["electors"] * cell["weight"] for cell in others)
    return [{"college": "", "electors": sum(cell["electors"] for cell in others), "weights": weights}]


def _small(votation: Votation, groups: Sequence[cells.Group]) -> dict[str, Any]:
    """Whose votes may be read in the ballots that are published, and which colleges are merged so that fewer may."""
    if votation.manifest:
        frozen = manifest.small_groups(json.loads(votation.manifest)).values()
        small = [(" + ".join(group.colleges), group.weight, group.electors) for group in frozen]
        return {"small_groups": [_small_group(*group) for group in small], "merged_colleges": []}
    merged = merged_colleges(votation, groups)
    counted = cells.cells_of(groups, merged)
    found = cells.small_groups(counted, by_cell=counts_by_college(votation))
    return {
        "small_groups": [_small_group(group.college, group.weight, group.electors) for group in found],
        "merged_colleges": sorted(filter(None, merged), key=alphabetical),
    }


def _small_group(college: str, weight: int, electors: int) -> dict[str, Any]:
    return {"college": college, "weight": weight, "electors": electors}
