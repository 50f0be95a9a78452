"""What an elector finds in the booth."""

import json
from typing import Any
from uuid import UUID

from chassis.actor import Actor
from chassis.operations import query
from contracts.votation import booth as ops
from votation.domain.manifest import readable_among
from votation.unit_of_work import UnitOfWork
from votation.use_cases.identify_elector import identify_elector
from votation.use_cases.loading import get_announced_votation


@query(ops.get_booth)
def get_booth(uow: UnitOfWork, actor: Actor, votation_id: UUID, link: str | None) -> dict[str, Any]:
    """Who one is on the roll and what is left to do. Refuses: not_announced, link_unknown, not_on_roll."""
    uow.register.hold_still()
    votation = get_announced_votation(uow, votation_id)
    rules: dict[str, Any] = json.loads(votation.manifest or "{}")
    elector = identify_elector(uow, actor, votation_id, link)
    givers = uow.electors.givers_of(elector.id)
    signed = uow.register.signed_among([elector.id, *(giver.id for giver in givers)])
    proxies = [
        {
            "elector_id": giver.id,
            "name": giver.name or giver.reference,
            "signed": giver.id in signed,
            "readable_among": readable_among(rules, giver.cell),
        }
        for giver in givers
    ]
    return {
        "elector_id": elector.id,
        "name": elector.name,
        "reference": elector.reference,
        "college": elector.college,
        "weight": elector.weight,
        "readable_among": readable_among(rules, elector.cell),
        "signed": elector.id in signed,
        "proxy_given": elector.proxy_to is not None,
        "proxies": proxies,
        "needs_code": link is not None,
        "address_hint": elector.address_hint if link is not None else None,
    }
