from collections.abc import Collection
from dataclasses import replace
from uuid import UUID, uuid4

from chassis.actor import Actor
from chassis.operations import command
from consultations.domain.argument import Argument
from consultations.domain.contribution import state_of
from consultations.domain.discussion_events import ArgumentAdded
from consultations.unit_of_work import UnitOfWork
from consultations.use_cases.eligibility import eligibility_at
from consultations.use_cases.loading import require_existing
from consultations.use_cases.participation_checks import admit, get_visible_text, lock_step, participant_of
from consultations.use_cases.publication import target_of, told_of, written
from contracts.consultations import debate as ops


@command(ops.add_argument, preload=eligibility_at("contribution"))
def add_argument(
    uow: UnitOfWork,
    actor: Actor,
    contribution_id: UUID,
    side: str,
    body: str,
    accepted_checkboxes: Collection[UUID],
) -> Argument:
    """Argue for or against, or comment, as the section allows.

    Refuses: not_found, not_open_yet, closed, arguments_off, not_votable, requirements_unmet.
    """
    uow.lock_exclusive(participant_of(actor, uow.step_access.organisation_id).id)
    author, now = lock_step(uow, actor, contribution_id)
    place = get_visible_text(uow, actor, uow.places.of_contribution(contribution_id))
    place.window.require_open(now)
    place.require_side(side)
    place.require_debatable()
    confirmed = admit(uow, author, place, accepted_checkboxes, now)
    uow.authors.remember(author, now)
    same = uow.arguments.find_alike(place.contribution_id, author.id, {"side": side, "body": body}, now)
    if same is not None:
        return replace(same, repeated=True)
    earlier = uow.arguments.lately(author.id, body, now)
    state = state_of(confirmed=confirmed, cleared=not place.moderated_before)
    argument_id = uuid4()
    uow.arguments.add(
        argument_id,
        place,
        author,
        state=state,
        confirmed=confirmed,
        now=now,
        side=side,
        body=body,
    )
    uow.authors.take_part(place.step_id, place.project_id, author, now)
    target = target_of(
        place, "argument", argument_id, place.contribution_id, author.id, state, confirmed, side=side
    )
    written(uow, target, (body,), earlier, now)
    uow.publish(told_of(target, ArgumentAdded))
    return require_existing(uow.arguments.find(argument_id))
