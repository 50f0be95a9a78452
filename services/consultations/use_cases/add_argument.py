from dataclasses import replace
from typing import Any
from uuid import uuid4

from chassis.actor import Actor
from consultations.domain.argument import Argument
from consultations.domain.contribution import state_of
from consultations.domain.discussion_events import ArgumentAdded
from consultations.unit_of_work import UnitOfWork
from consultations.use_cases.coming_into_view import target_of, told_of, written
from consultations.use_cases.entering import admit, found_text, hold, participant_of
from contracts.refused import Refused


def add_argument(uow: UnitOfWork, actor: Actor, asked: dict[str, Any]) -> Argument:
    """Argue for or against, or comment, as the section allows.

    Refuses: not_found, not_open_yet, closed, arguments_off, not_votable, requirements_unmet.
    """
    uow.lock_exclusive(participant_of(actor, uow.gate.organisation_id).id)
    author, now = hold(uow, actor, asked["contribution_id"])
    place = found_text(uow, actor, uow.places.of_contribution(asked["contribution_id"]))
    place.window.require_open(now)
    place.require_side(asked["side"])
    place.require_debatable()
    confirmed = admit(uow, author, place, asked["accepted_checkboxes"], now)
    uow.authors.remember(author, now)
    same = uow.arguments.find_alike(place.contribution_id, author.id, asked, now)
    if same is not None:
        return replace(same, repeated=True)
    earlier = uow.arguments.lately(author.id, asked["body"], now)
    state = state_of(confirmed=confirmed, cleared=not place.moderated_before)
    argument_id = uuid4()
    uow.arguments.add(
        argument_id,
        place,
        author,
        state=state,
        confirmed=confirmed,
        now=now,
        side=asked["side"],
        body=asked["body"],
    )
    uow.authors.take_part(place.step_id, place.project_id, author, now)
    target = target_of(
        place, "argument", argument_id, place.contribution_id, author.id, state, confirmed, side=asked["side"]
    )
    written(uow, target, (asked["body"],), earlier, now)
    uow.publish(told_of(target, ArgumentAdded))
    argument = uow.arguments.find(argument_id)
    if argument is None:
        raise Refused("not_found")
    return argument
