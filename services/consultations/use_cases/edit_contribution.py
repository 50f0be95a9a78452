from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.actor import Actor
from chassis.operations import command
from consultations.domain import discussion_events as events
from consultations.domain.author import Participant
from consultations.domain.contribution import Contribution, require_answers, require_editable, state_of
from consultations.domain.moderation import spam_flags
from consultations.domain.place import Debated
from consultations.unit_of_work import UnitOfWork
from consultations.use_cases.eligibility import eligibility_at
from consultations.use_cases.get_contribution import as_written, compared
from consultations.use_cases.loading import require_existing
from consultations.use_cases.participation_checks import admit, get_visible_text, lock_step
from consultations.use_cases.publication import moved, of_contribution, told_of, written
from contracts.consultations import contributions as ops
from contracts.refused import Refused


@command(ops.edit_contribution, preload=eligibility_at("contribution"))
def edit_contribution(
    uow: UnitOfWork,
    actor: Actor,
    contribution_id: UUID,
    version: int,
    reset_votes: bool,
    publish: bool,
    **changes: Any,
) -> Contribution:
    """Edit one's contribution; its votes are reset, which must have been agreed to. `publish` ends a draft.

    Refuses: not_found, forbidden, not_open_yet, closed, requirements_unmet, stale_version,
    votes_would_be_reset, orphan, answers_wrong_section, not_editable.
    """
    author, now = lock_step(uow, actor, alone=[contribution_id])
    place = get_visible_text(uow, actor, uow.places.of_contribution(contribution_id))
    before = _own(uow, actor, place, version)
    if not before.official or place.window.state(now) == "closed":
        place.window.require_open(now)
    require_editable(place.state)
    answers = tuple(dict.fromkeys(changes.pop("answers", before.answers)))
    changes = {name: text for name, text in changes.items() if text != getattr(before, name)}
    publishes = before.state == "draft" and publish
    if not changes and set(answers) == set(before.answers) and not publishes:
        return compared(uow, actor, place, as_written(uow, before.id))
    linked = uow.contributions.answered(place.step_id, answers)
    partial = before.state == "draft" and not publishes
    require_answers(
        place.role, answers, linked, strict=place.strict_graph and not place.version_of, partial=partial
    )
    votes = _agreed_reset(before, reset_votes)
    after = _state(uow, author, place, before, publishes, bool(changes), now)
    new_version = _store(uow, before, after, {**changes}, now, version)
    if set(answers) != set(before.answers):
        uow.contributions.set_answers(before.id, answers)
    uow.contributions.reset_votes(before.id)
    _follow(uow, author, place, before, replace(after, **changes, version=new_version), votes, now)
    return compared(uow, actor, place, as_written(uow, before.id))


def _own(uow: UnitOfWork, actor: Actor, place: Debated, version: int) -> Contribution:
    if place.author_id is None or place.author_id != actor.id:
        raise Refused("forbidden")
    if place.version != version:
        raise Refused("stale_version")
    return require_existing(uow.contributions.find(place.contribution_id))


def _agreed_reset(before: Contribution, agreed: bool) -> int:
    """How many votes the edit resets. Raises Refused(votes_would_be_reset)."""
    votes = before.opinions.total
    if votes and not agreed:
        raise Refused("votes_would_be_reset", votes=votes)
    return votes


def _state(
    uow: UnitOfWork,
    author: Participant,
    place: Debated,
    before: Contribution,
    publishes: bool,
    changed: bool,
    now: datetime,
) -> Contribution:
    """The contribution with its state after the edit: a new text goes before the moderator again."""
    if before.state == "draft" and not publishes:
        return before
    confirmed = before.confirmed
    if publishes:
        confirmed = admit(uow, author, place, (), now)
    cleared = (
        before.official or not place.moderated_before or (before.cleared and not changed and not publishes)
    )
    return replace(
        before, confirmed=confirmed, cleared=cleared, state=state_of(confirmed=confirmed, cleared=cleared)
    )


def _store(
    uow: UnitOfWork, before: Contribution, after: Contribution, changes: dict[str, Any], now: datetime,
    version: int,
) -> int:  # fmt: skip
    changes |= {"state": after.state, "confirmed": after.confirmed, "cleared": after.cleared}
    if before.state != "draft":
        changes["edited_at"] = now
    if after.state == "published" and before.published_at is None:
        changes["published_at"] = now
    new_version = uow.contributions.edit(before, version, changes, now)
    if new_version is None:
        raise Refused("stale_version")
    return new_version


def _follow(
    uow: UnitOfWork, author: Participant, place: Debated, before: Contribution, after: Contribution,
    votes: int, now: datetime,
) -> None:  # fmt: skip
    """Counters, the work list and the facts. A draft that stays one tells nothing."""
    if after.state == "draft":
        return
    target = replace(
        of_contribution(place, after.state, confirmed=after.confirmed, version=after.version),
        cleared=after.cleared,
    )
    texts = (after.title, after.body, after.reasons or "")
    earlier = uow.contributions.lately(author.id, after.title, after.body, now, but=after.id)
    if before.state == "draft":
        uow.authors.take_part(place.step_id, place.project_id, author, now)
        written(uow, target, texts, earlier, now)
        kind = events.VersionProposed if place.version_of else events.ContributionSubmitted
        uow.publish(told_of(target, kind))
        return
    moved(uow, target, before.state, after.state)
    uow.moderation.signal(target, spam_flags(texts, now, earlier), now)
    if not after.cleared and after.confirmed:
        uow.moderation.open_case(target, "before_publication", now)
    uow.publish(told_of(target, events.ContributionEdited))
    if votes:
        in_step = place.organisation_id, place.project_id, place.step_id
        uow.publish(events.VotesReset(*in_step, place.contribution_id, votes, after.version))
