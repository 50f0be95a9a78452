"""Make the accounts of a group the roll."""

from collections.abc import Sequence
from uuid import UUID

from chassis.actor import Actor
from votation.domain.events import Happened
from votation.domain.roll import new_place, references_of, require_draft
from votation.domain.unit_of_work import UnitOfWork
from votation.domain.votation import Votation
from votation.use_cases.access import held, permitted, record


def organisation_of_draft(uow: UnitOfWork, votation_id: UUID) -> UUID:
    """Whose groups may be asked for. Raises Refused: not_found, sign_in_required, forbidden, rules_frozen."""
    votation = permitted(uow, votation_id)
    require_draft(votation)
    return votation.organisation_id


def fill_roll_from_group(
    uow: UnitOfWork,
    actor: Actor,
    votation_id: UUID,
    version: int,
    group_id: UUID,
    college: str,
    weight: int,
    members: Sequence[UUID],
) -> Votation:
    """`members` are the group's accounts; their names and addresses stay with identity.

    Raises Refused: not_found, forbidden, stale_version, rules_frozen.
    """
    votation, now = held(uow, votation_id, version)
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
            for account_id, reference in references_of(votation_id, members).items()
        ),
    )
    filled = uow.votations.change(votation_id, {"roll_by": "accounts"})
    said = {"electors": electors, "weights": electors * weight, "group": str(group_id)}
    record(uow, actor, filled, now, "roll_filled_from_group", said)
    uow.publish(Happened("changed", filled))
    return filled
