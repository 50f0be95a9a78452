"""What the register answers of rolls."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from votation.domain.cells import Group
from votation.domain.elector import Elector
from votation.domain.votation import Votation


def elector(its: Elector, proxies_held: int) -> dict[str, Any]:
    return {**vars(its), "proxies_held": proxies_held}


def electors(listed: list[Elector], held: Mapping[UUID, int]) -> list[dict[str, Any]]:
    return [elector(its, held.get(its.id, 0)) for its in listed]


def place(its: Elector | None) -> dict[str, Any]:
    if its is None:
        return {"on_roll": False, "reference": None, "college": None, "weight": None}
    return {"on_roll": True, "reference": its.reference, "college": its.college, "weight": its.weight}


def filled(votation: Votation, groups: list[Group]) -> dict[str, Any]:
    """A draft whose roll was filled, with the figures of the new roll."""
    colleges: dict[str, dict[str, Any]] = {}
    for group in groups:
        of = colleges.setdefault(group.college, {"college": group.college, "electors": 0, "weights": 0})
        of["electors"] += group.electors
        of["weights"] += group.electors * group.weight
    return {
        **vars(votation),
        "mode": "sealed_box",
        "grace_minutes": votation.grace_seconds // 60,
        "electors": sum(group.electors for group in groups),
        "colleges": list(colleges.values()),
    }
