from collections.abc import Collection
from dataclasses import replace
from uuid import UUID, uuid4

from chassis.actor import Actor
from chassis.operations import command
from consultations.domain.contribution import Contribution, Draft, require_pace, state_of
from consultations.domain.discussion_events import VersionProposed
from consultations.domain.word_diff import word_diff
from consultations.unit_of_work import UnitOfWork
from consultations.use_cases.eligibility import eligibility_at
from consultations.use_cases.get_contribution import as_written
from consultations.use_cases.participation_checks import admit, get_visible_text, participant_of
from consultations.use_cases.publication import target_of, told_of, written
from contracts.consultations import contributions as ops
from contracts.refused import Refused


@command(ops.propose_version, preload=eligibility_at("contribution"))
def propose_version(
    uow: UnitOfWork,
    actor: Actor,
    contribution_id: UUID,
    title: str,
    body: str,
    reasons: str,
    accepted_checkboxes: Collection[UUID],
) -> Contribution:
    """Propose a rewritten text with reasons to prefer it, compared with the text as it is now.

    Refuses: not_found, not_open_yet, closed, versions_off, not_votable, requirements_unmet, too_fast.
    """
    author = participant_of(actor, uow.step_access.organisation_id)
    uow.lock_exclusive(author.id)
    now = uow.lock_shared(uow.step_access.step_id, contribution_id)
    place = get_visible_text(uow, actor, uow.places.of_contribution(contribution_id))
    place.window.require_open(now)
    if not place.versions or place.version_of:
        raise Refused("versions_off")
    place.require_debatable()
    confirmed = admit(uow, author, place, accepted_checkboxes, now)
    uow.authors.remember(author, now)
    cleared = not place.moderated_before
    draft = Draft(
        uuid4(),
        title,
        body,
        now,
        author.id,
        state_of(confirmed=confirmed, cleared=cleared),
        confirmed,
        cleared,
        author.type_id,
        version_of=place.contribution_id,
        reasons=reasons,
        rewrites_revision=place.revision,
    )
    if same := uow.contributions.alike(place.section_id, draft):
        return replace(as_written(uow, same), repeated=True)
    earlier = uow.contributions.lately(author.id, title, body, now)
    require_pace([moment for _, moment in earlier], now)
    uow.contributions.add(place, draft)
    uow.authors.take_part(place.step_id, place.project_id, author, now)
    target = target_of(
        place,
        "contribution",
        draft.id,
        draft.id,
        author.id,
        draft.state,
        confirmed,
        version_of=draft.version_of,
    )
    written(uow, target, (draft.title, draft.body, reasons), earlier, now)
    uow.publish(told_of(target, VersionProposed))
    version = as_written(uow, draft.id, is_new=True)
    return replace(
        version, diff=word_diff(uow.contributions.body_of(place.contribution_id) or "", draft.body)
    )
