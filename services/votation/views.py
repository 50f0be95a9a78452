"""Votations and electors as the contract shows them."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from contracts.normalisation import alphabetical
from contracts.votation.rolls import ElectorView
from contracts.votation.votations import VotationView
from votation.domain import cells, lifecycle, manifest, risk
from votation.domain.elector import Elector
from votation.domain.organisation import Organisation
from votation.domain.votation import Votation
from votation.unit_of_work import UnitOfWork

# What is kept beside is nobody's to see: the secret of an elector, a result before it is proclaimed.
OF_ELECTOR, OF_VOTATION = ElectorView().fields.keys(), VotationView().fields.keys()


def electors(uow: UnitOfWork, shown: Sequence[Elector]) -> list[dict[str, Any]]:
    """Electors as their organiser sees them."""
    held = uow.rolls.proxies_held([elector.id for elector in shown])
    return [{**_shown(elector, OF_ELECTOR), "proxies_held": held.get(elector.id, 0)} for elector in shown]


def _shown(thing: object, names: Collection[str]) -> dict[str, Any]:
    return {name: value for name, value in vars(thing).items() if name in names}


def elector(uow: UnitOfWork, shown: Elector) -> dict[str, Any]:
    return electors(uow, [shown])[0]


def summaries(uow: UnitOfWork, votations: Sequence[Votation]) -> list[dict[str, Any]]:
    """Cards of a list: the roll's size is that of the manifest."""
    organisations = uow.organisations.several([votation.organisation_id for votation in votations])
    now = uow.now()
    return [_summary(votation, organisations.get(votation.organisation_id), now) for votation in votations]


def _summary(votation: Votation, organisation: Organisation | None, now: datetime) -> dict[str, Any]:
    return {
        **_shown(votation, OF_VOTATION),
        "state": votation.poll.state_at(now),
        "organisation_name": organisation.name if organisation else None,
        "organisation_colour": organisation.colour if organisation else None,
        "electors": json.loads(votation.manifest)["roll"]["electors"] if votation.manifest else 0,
    }


def votation(uow: UnitOfWork, shown: Votation) -> dict[str, Any]:
    """One with its rules; its roll is counted while it is not sealed."""
    groups = uow.electors.groups(shown.id) if shown.manifest is None else []
    counted = {"electors": sum(group.electors for group in groups)} if shown.manifest is None else {}
    return {
        **summaries(uow, [shown])[0],
        **counted,
        "mode": manifest.SEALED_BOX,
        "grace_minutes": shown.grace_seconds // 60,
        "one_server": uow.votations.one_server(shown.id),
        "risk_level": risk.level_of(shown.risk_answers),
        "colleges": _colleges(shown, groups),
        "small_groups": _small_groups(shown, groups),
        "merged_colleges": sorted(filter(None, shown.merged_colleges(groups)), key=alphabetical),
        "missing": shown.missing(bool(groups)) if shown.state == "draft" else [],
        "has_archive": shown.archive_sha256 is not None,
        "proclaiming": shown.proclaiming is not None and shown.state not in lifecycle.PROCLAIMED,
    }


def _colleges(votation: Votation, groups: Sequence[Any]) -> list[dict[str, Any]]:
    if votation.manifest:
        roll = json.loads(votation.manifest)["roll"]
        frozen = sorted(roll["colleges"], key=lambda college: alphabetical(college["college"]))
        return [*_others(roll["cells"]), *frozen]
    colleges: dict[str, dict[str, Any]] = {}
    for group in groups:
        college = colleges.setdefault(group.college, {"college": group.college, "electors": 0, "weights": 0})
        college["electors"] += group.electors
        college["weights"] += group.electors * group.weight
    return [colleges[name] for name in sorted(colleges, key=alphabetical)]


def _others(frozen: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Those whose college is not told, as one college without a name; nothing where all are told, or none."""
    others = [cell for cell in frozen if not cell["colleges"]]
    if not others or len(others) == len(frozen):
        return []
    weights = sum(cell["electors"] * cell["weight"] for cell in others)
    return [{"college": "", "electors": sum(cell["electors"] for cell in others), "weights": weights}]


def _small_groups(votation: Votation, groups: Sequence[cells.Group]) -> list[cells.Group]:
    """Whose votes may be read in the ballots that are published."""
    if votation.manifest:
        frozen = manifest.small_groups(json.loads(votation.manifest)).values()
        return [cells.Group(" + ".join(group.colleges), group.weight, group.electors) for group in frozen]
    counted = cells.cells_of(groups, votation.merged_colleges(groups))
    return cells.small_groups(counted, by_cell=votation.counts_by_college)
