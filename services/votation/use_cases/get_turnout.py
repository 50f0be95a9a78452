"""How many signed the register, told by steps while the votation lasts."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from chassis.operations import query
from contracts.normalisation import alphabetical
from contracts.votation import board as ops
from votation.domain import cells, lifecycle, turnout
from votation.domain.votation import Votation
from votation.unit_of_work import UnitOfWork
from votation.use_cases.loading import get_announced_votation


@query(ops.get_turnout)
def get_turnout(uow: UnitOfWork, votation_id: UUID) -> dict[str, Any]:
    """By steps while the votation lasts, exact once it is closed. Refuses: not_found, not_announced."""
    votation = get_announced_votation(uow, votation_id)
    if votation.state == "destroyed":
        return _proclaimed_turnout(votation)
    state = votation.poll.state_at(uow.now())
    exact = state in lifecycle.OVER and state != "cancelled"
    colleges = _by_college(votation, uow.register.turnout(votation_id))
    electors = sum(college["electors"] for college in colleges)
    signed = sum(college["signed"] for college in colleges)
    return {
        "votation_id": votation_id,
        "state": state,
        "electors": electors,
        "signed_at_least": signed if exact else turnout.told(signed, electors),
        "step": turnout.step_of(electors),
        "exact": exact,
        "colleges": [_college(college, exact) for college in colleges] if len(colleges) > 1 else [],
    }


def _by_college(votation: Votation, signed: Mapping[str, int]) -> list[dict[str, Any]]:
    """Of each college that is told apart, and of the others together, in the order of the alphabet."""
    assert votation.manifest is not None  # noqa: S101 - it is announced
    colleges: dict[str, dict[str, Any]] = {}
    for cell in json.loads(votation.manifest)["roll"]["cells"]:
        name = " + ".join(cell["colleges"])
        college = colleges.setdefault(name, {"college": name, "electors": 0, "signed": 0})
        college["electors"] += cell["electors"]
        college["signed"] += signed.get(cell["cell"], 0)
    return sorted(colleges.values(), key=lambda college: alphabetical(college["college"]))


def _proclaimed_turnout(votation: Votation) -> dict[str, Any]:
    """What is left to tell once the register is wiped."""
    assert votation.result is not None  # noqa: S101 - only what was proclaimed is destroyed
    result = json.loads(votation.result)
    electors = result["roll"]["electors"]
    return {
        "votation_id": votation.id,
        "state": votation.state,
        "electors": electors,
        "signed_at_least": result["voters"]["heads"],
        "step": turnout.step_of(electors),
        "exact": True,
        "colleges": [],
    }


def _college(college: dict[str, Any], exact: bool) -> dict[str, Any]:
    electors, signed = college["electors"], college["signed"]
    told = turnout.of_college(signed, electors, cells.SMALL_GROUP)
    shown = signed if exact and electors >= cells.SMALL_GROUP else told
    return {"college": college["college"], "electors": electors, "signed_at_least": shown}
