from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from chassis.actor import Actor
from chassis.operations import command
from consultations.domain.author import Participant
from consultations.domain.contribution import Contribution, Draft, require_answers, require_pace, state_of
from consultations.domain.discussion_events import ContributionSubmitted
from consultations.domain.place import Place
from consultations.domain.rights import PUBLISH_OFFICIAL
from consultations.unit_of_work import UnitOfWork
from consultations.use_cases.eligibility import eligibility_at
from consultations.use_cases.get_contribution import as_written
from consultations.use_cases.participation_checks import admit, participant_of, require_visible
from consultations.use_cases.publication import target_of, told_of, written
from contracts.consultations import contributions as ops
from contracts.refused import Refused


@command(ops.submit_contribution, preload=eligibility_at("section"))
def submit_contribution(
    uow: UnitOfWork,
    actor: Actor,
    section_id: UUID,
    title: str,
    body: str,
    answers: Sequence[UUID],
    accepted_checkboxes: Collection[UUID],
    draft: bool,
    official: bool,
) -> Contribution:
    """Write a contribution, or a draft of one that only its author sees. The same one within the hour is one.

    Refuses: not_found, not_open_yet, closed, requirements_unmet, too_fast, not_contributable, orphan,
    answers_wrong_section, official_only.
    """
    author = participant_of(actor, uow.step_access.organisation_id)
    uow.lock_exclusive(author.id)
    now = uow.lock_shared(uow.step_access.step_id)
    place = require_visible(uow, uow.places.of_section(section_id))
    confirmed = _may_write(uow, author, place, accepted_checkboxes, now, official=official)
    answers = tuple(dict.fromkeys(answers))
    linked = uow.contributions.answered(place.step_id, answers)
    require_answers(place.role, answers, linked, strict=place.strict_graph, partial=draft)
    cleared = official or not place.moderated_before
    new = Draft(
        uuid4(), title, body, now, author.id, state_of(draft=draft, confirmed=confirmed, cleared=cleared),
        confirmed, cleared, author.type_id, official=official, answers=answers,
    )  # fmt: skip
    if same := uow.contributions.alike(place.section_id, new):
        return replace(as_written(uow, same), repeated=True)
    earlier = uow.contributions.lately(author.id, title, body, now)
    if not official:
        require_pace([moment for _, moment in earlier], now)
    _store(uow, place, author, new, earlier)
    return as_written(uow, new.id, is_new=True)


def _may_write(
    uow: UnitOfWork,
    author: Participant,
    place: Place,
    accepted_checkboxes: Collection[UUID],
    now: datetime,
    *,
    official: bool,
) -> bool:
    """Whether the author's address is confirmed, once nothing stands in their way.

    An official text belongs to the set-up: it may stand there before opening, and in a section closed to
    others.
    """
    if official:
        if not uow.may(PUBLISH_OFFICIAL, place.organisation_id, place.project_id):
            raise Refused("official_only")
        if not place.takes_writing:
            raise Refused("not_contributable")
        if place.window.state(now) == "closed":
            place.window.require_open(now)
        return uow.authors.remember(author, now)
    place.window.require_open(now)
    place.require_contributable()
    confirmed = admit(uow, author, place, accepted_checkboxes, now)
    if author.confirmed:
        uow.authors.remember(author, now)
    return confirmed


def _store(
    uow: UnitOfWork,
    place: Place,
    author: Participant,
    draft: Draft,
    earlier: list[tuple[bool, datetime]],
) -> None:
    uow.contributions.add(place, draft)
    if draft.state == "draft":
        return
    uow.authors.take_part(place.step_id, place.project_id, author, draft.created_at)
    target = target_of(
        place, "contribution", draft.id, draft.id, author.id, draft.state, draft.confirmed,
        version_of=draft.version_of,
    )  # fmt: skip
    if not draft.official:
        written(uow, target, (draft.title, draft.body), earlier, draft.created_at)
    uow.publish(told_of(target, ContributionSubmitted))
