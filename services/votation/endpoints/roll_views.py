"""What the register answers of rolls."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from votation.domain.elector import Elector


def elector(its: Elector, proxies_held: int) -> dict[str, Any]:
    return {**vars(its), "proxies_held": proxies_held}


def electors(listed: list[Elector], held: Mapping[UUID, int]) -> list[dict[str, Any]]:
    return [elector(its, held.get(its.id, 0)) for its in listed]


def place(its: Elector | None) -> dict[str, Any]:
    if its is None:
        return {"on_roll": False, "reference": None, "college": None, "weight": None}
    return {"on_roll": True, "reference": its.reference, "college": its.college, "weight": its.weight}
