from collections.abc import Collection
from dataclasses import replace
from uuid import UUID, uuid4

from chassis.actor import Actor
from chassis.operations import command
from consultations.domain.contribution import state_of
from consultations.domain.discussion_events import SourceAdded
from consultations.domain.source import Source
from consultations.unit_of_work import UnitOfWork
from consultations.use_cases.eligibility import eligibility_at
from consultations.use_cases.loading import require_existing
from consultations.use_cases.participation_checks import admit, get_visible_text, lock_step, participant_of
from consultations.use_cases.publication import target_of, told_of, written
from contracts.consultations import debate as ops
from contracts.refused import Refused


@command(ops.add_source, preload=eligibility_at("contribution"))
def add_source(
    uow: UnitOfWork,
    actor: Actor,
    contribution_id: UUID,
    accepted_checkboxes: Collection[UUID],
    **content: str,
) -> Source:
    """Add what a contribution rests on.

    Refuses: not_found, not_open_yet, closed, sources_off, not_votable, requirements_unmet.
    """
    uow.lock_exclusive(participant_of(actor, uow.step_access.organisation_id).id)
    author, now = lock_step(uow, actor, contribution_id)
    place = get_visible_text(uow, actor, uow.places.of_contribution(contribution_id))
    place.window.require_open(now)
    if not place.sources:
        raise Refused("sources_off")
    place.require_debatable()
    confirmed = admit(uow, author, place, accepted_checkboxes, now)
    uow.authors.remember(author, now)
    same = uow.sources.find_alike(place.contribution_id, author.id, content, now)
    if same is not None:
        return replace(same, repeated=True)
    earlier = uow.sources.lately(author.id, content["body"], now)
    state = state_of(confirmed=confirmed, cleared=not place.moderated_before)
    source_id = uuid4()
    uow.sources.add(source_id, place, author, state=state, confirmed=confirmed, now=now, said=content)
    uow.authors.take_part(place.step_id, place.project_id, author, now)
    target = target_of(place, "source", source_id, place.contribution_id, author.id, state, confirmed)
    written(uow, target, (content["title"], content["body"]), earlier, now)
    uow.publish(told_of(target, SourceAdded))
    return require_existing(uow.sources.find(source_id))
