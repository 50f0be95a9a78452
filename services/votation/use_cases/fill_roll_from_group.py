"""Make the accounts of a group the roll."""

from collections.abc import Sequence
from uuid import UUID

from chassis.actor import Actor
from chassis.operations import BeforeTransaction, command
from contracts.identity import internal as identity_ops
from contracts.votation import rolls as ops
from votation import views
from votation.domain.events import Happened
from votation.domain.roll import new_place, references_of, require_draft
from votation.domain.votation import Votation
from votation.unit_of_work import UnitOfWork
from votation.use_cases.loading import get_locked_votation, get_permitted_votation, record

A_PAGE = 500


def members_of_group(before: BeforeTransaction[UnitOfWork], votation_id: UUID, group_id: UUID) -> list[UUID]:
    """The accounts of a group of the votation's organisation. Refuses: not_found, sign_in_required, forbidden, rules_frozen."""
    with before.snapshot() as uow:
        votation = get_permitted_votation(uow, votation_id)
        require_draft(votation)
    request = {"organisation_id": votation.organisation_id, "group_id": group_id, "limit": A_PAGE}
    members: list[UUID] = []
    after: UUID | None = None
    while True:
        page = before.ask(identity_ops.members_of_group, {**request, "after": after})
        members += [item["account_id"] for item in page["items"]]
        after = page["next"]
        if after is None:
            return members


@command(ops.fill_roll_from_group, preload=members_of_group, view=views.votation)
def fill_roll_from_group(
    uow: UnitOfWork,
    actor: Actor,
    votation_id: UUID,
    version: int,
    group_id: UUID,
    college: str,
    weight: int,
    preloaded: Sequence[UUID],
) -> Votation:
    """`preloaded` are the group's accounts; their names and addresses stay with identity.

    Refuses: not_found, forbidden, stale_version, rules_frozen.
    """
    votation, now = get_locked_votation(uow, votation_id, version)
    require_draft(votation)
    uow.rolls.clear(votation_id)
    electors = uow.rolls.add_electors(
        votation_id,
        (
            {
                **new_place(uow.keys, votation_id),
                "account_id": account_id,
                "reference": reference,
                "college": college,
                "weight": weight,
            }
            for account_id, reference in references_of(votation_id, preloaded).items()
        ),
    )
    filled = uow.votations.change(votation_id, {"roll_by": "accounts"})
    details = {"electors": electors, "weights": electors * weight, "group": str(group_id)}
    record(uow, actor, filled, now, "roll_filled_from_group", details)
    uow.publish(Happened("changed", filled))
    return filled
