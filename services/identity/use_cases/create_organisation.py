import itertools
from datetime import datetime
from typing import Any
from uuid import uuid4

from chassis.actor import Actor
from chassis.operations import BeforeTransaction, command
from contracts.identity import organisations as ops
from contracts.refused import Refused
from identity import views
from identity.domain.events import OrganisationCreated
from identity.domain.grant import ORGANISER, Grant
from identity.domain.organisation import Organisation, checked_slug, complaints_of_slug, slug_of
from identity.domain.unit_of_work import UnitOfWork
from identity.use_cases.access import record
from identity.use_cases.roles import give


def complaints_of_organisation(
    _before: BeforeTransaction[UnitOfWork], fields: dict[str, Any]
) -> dict[str, list[str]]:
    return complaints_of_slug(fields.get("slug"))


@command(ops.create_organisation, view=views.organisation, complaints=complaints_of_organisation)
def create_organisation(uow: UnitOfWork, actor: Actor, slug: str | None, **details: Any) -> Organisation:
    """Open a space; its opener is the first organiser. Refuses: forbidden, slug_taken, invalid_input."""
    uow.permit()
    now = uow.now()
    organisation = _add(uow, slug, details, now)
    uow.publish(OrganisationCreated(organisation))
    after = {"name": organisation.name, "slug": organisation.slug, "kind": organisation.kind}
    record(
        uow,
        actor.id,
        organisation.id,
        "create_organisation",
        f"organisation/{organisation.id}",
        now,
        None,
        after,
    )
    if actor.id is not None:
        give(uow, actor.id, actor.id, Grant(ORGANISER, organisation.id), now)
    return organisation


def _add(uow: UnitOfWork, chosen: str | None, details: dict[str, Any], now: datetime) -> Organisation:
    if chosen is not None:
        organisation = Organisation(id=uuid4(), slug=checked_slug(chosen), created_at=now, **details)
        if not uow.organisations.add(organisation):
            raise Refused("slug_taken")
        return organisation
    slug = slug_of(details["name"])
    for number in itertools.count(1):
        numbered = slug if number == 1 else f"{slug}-{number}"
        organisation = Organisation(id=uuid4(), slug=numbered, created_at=now, **details)
        if uow.organisations.add(organisation):
            return organisation
    raise AssertionError("unreachable")
