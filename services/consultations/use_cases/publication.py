"""What follows when something comes into view or leaves it: counters, the work list, the facts."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from consultations.domain import discussion_events as events
from consultations.domain.argument import COUNTERS
from consultations.domain.moderation import Target, spam_flags
from consultations.domain.place import Debated, Place
from consultations.unit_of_work import UnitOfWork


def target_of(
    place: Place, target: str, target_id: UUID, contribution_id: UUID, author_id: UUID | None, state: str,
    confirmed: bool, *, side: str | None = None, version_of: UUID | None = None, version: int = 1,
) -> Target:  # fmt: skip
    """Something just written, as a moderator would meet it."""
    return Target(
        target,
        target_id,
        place.organisation_id,
        place.project_id,
        place.step_id,
        contribution_id,
        author_id,
        state,
        confirmed,
        not place.moderated_before,
        version,
        place.visibility,
        place.group_id,
        side,
        version_of,
    )


def count(uow: UnitOfWork, target: Target, change: int) -> None:
    """Add what a contribution holds to its counters, or take it away (-1)."""
    if target.target == "argument" and target.side:
        uow.counters.bump(target.contribution_id, **{COUNTERS[target.side]: change})
    elif target.target == "source":
        uow.counters.bump(target.contribution_id, sources=change)
    elif target.version_of:
        uow.counters.bump(target.version_of, versions=change)


def moved(uow: UnitOfWork, target: Target, before: str, after: str) -> None:
    """Count what went from one state to another."""
    change = int(after == "published") - int(before == "published")
    if change:
        count(uow, target, change)


def written(
    uow: UnitOfWork, target: Target, texts: Sequence[str], earlier: Sequence[tuple[bool, datetime]],
    now: datetime,
) -> None:  # fmt: skip
    """Count what was just written; put it before a moderator where it must be or looks like spam."""
    moved(uow, target, "draft", target.state)
    if not target.cleared and target.confirmed:
        uow.moderation.open_case(target, "before_publication", now)
    if flags := spam_flags(texts, now, earlier):
        uow.moderation.open_case(target, "flagged", now, flags)


def told_of(target: Target, kind: type[events.Written], *, published: bool | None = None) -> events.Written:
    """The event that something was written, published, edited or erased."""
    seen = target.state == "published" if published is None else published
    values = (target.organisation_id, target.project_id, target.step_id, target.contribution_id)
    own = (target.author_id, seen, target.version)
    if issubclass(kind, events.ArgumentAdded | events.SourceAdded):
        return kind(*values, *own, target.target_id)
    return kind(*values[:3], target.target_id, *own)


def leave_alone(uow: UnitOfWork, target: Target) -> None:
    """Tell of the versions that nobody reads any more since what they rewrite is out of view."""
    if target.target != "contribution":
        return
    in_step = target.organisation_id, target.project_id, target.step_id
    for version_id, author_id, version in uow.contributions.versions_left_alone(target.target_id):
        uow.publish(events.VersionLeftAlone(*in_step, version_id, target.target_id, author_id, version))


def tell_published(uow: UnitOfWork, target: Target) -> None:
    """Tell that what waited came into view."""
    kinds: dict[str, type[events.Written]] = {
        "contribution": events.ContributionPublished,
        "argument": events.ArgumentAdded,
        "source": events.SourceAdded,
    }
    uow.publish(told_of(target, kinds[target.target]))


def of_contribution(place: Debated, state: str, *, confirmed: bool = True, version: int = 1) -> Target:
    """A contribution in its place, as counters and facts name it."""
    return target_of(
        place,
        "contribution",
        place.contribution_id,
        place.contribution_id,
        place.author_id,
        state,
        confirmed,
        version_of=place.version_of,
        version=version,
    )
