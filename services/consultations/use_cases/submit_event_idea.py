from uuid import UUID, uuid4

from chassis.actor import Actor
from chassis.operations import command
from consultations.domain.contribution import Contribution, Draft, state_of
from consultations.domain.discussion_events import ContributionSubmitted
from consultations.unit_of_work import UnitOfWork
from consultations.use_cases.eligibility import eligibility_at
from consultations.use_cases.get_contribution import as_written
from consultations.use_cases.participation_checks import require_visible
from consultations.use_cases.publication import target_of, told_of, written
from contracts.consultations import contributions as ops
from contracts.refused import Refused


@command(ops.submit_event_idea, preload=eligibility_at("section"))
def submit_event_idea(
    uow: UnitOfWork,
    actor: Actor,
    section_id: UUID,
    title: str,
    body: str,
    first_name: str,
    age_band: str | None,
    votes: int,
) -> Contribution:
    """Type an idea for someone without an account: a first name and an age band, no more.

    `votes` are the hands shown for it. Refuses: not_found, forbidden, not_open_yet, closed,
    not_contributable, not_an_event.
    """
    now = uow.lock_shared(uow.step_access.step_id)
    place = require_visible(uow, uow.places.of_section(section_id))
    uow.permit(place.organisation_id, place.project_id)
    if not place.event_mode:
        raise Refused("not_an_event")
    place.window.require_open(now)
    place.require_contributable()
    cleared = not place.moderated_before
    draft = Draft(
        uuid4(),
        title,
        body,
        now,
        None,
        state_of(confirmed=True, cleared=cleared),
        True,
        cleared,
        author_name=first_name,
        age_band=age_band,
        facilitator_id=actor.id,
    )
    uow.contributions.add(place, draft)
    if votes:
        uow.contributions.add_hands(draft.id, votes)
        uow.counters.bump(draft.id, agree=votes)
    target = target_of(place, "contribution", draft.id, draft.id, None, draft.state, True)
    written(uow, target, (draft.title, draft.body), (), now)
    uow.publish(told_of(target, ContributionSubmitted))
    return as_written(uow, draft.id)
