from uuid import UUID

from consultations.domain.discussion_events import OpinionVoteCast, SupportGiven
from consultations.domain.opinion_vote import vote_id
from consultations.unit_of_work import UnitOfWork
from consultations.use_cases.publication import moved, tell_published


def publish_waiting(uow: UnitOfWork, account_id: UUID) -> None:
    """An address was confirmed: what waited for it comes into view and counts, where the step is still open.

    What was written in a step that closed meanwhile never does.
    """
    uow.lock_exclusive(account_id)
    uow.authors.confirm(account_id)
    steps, things = uow.confirmations.waiting(account_id)
    if not steps:
        return
    now = uow.lock_shared(*steps, *things)
    still_open = uow.confirmations.open_steps(list(steps), now)
    for kind in ("contribution", "argument", "source"):
        for target in uow.confirmations.publish(kind, account_id, still_open, now):
            moved(uow, target, "unpublished", target.state)
            if target.state == "published":
                tell_published(uow, target)
            else:
                uow.moderation.open_case(target, "before_publication", now)
    _count(uow, account_id, still_open)


def _count(uow: UnitOfWork, account_id: UUID, step_ids: list[UUID]) -> None:
    for contribution_id, step_id, version in uow.confirmations.count_votes(account_id, step_ids):
        place = uow.places.of_contribution(contribution_id)
        if place is not None:
            in_step = place.organisation_id, place.project_id, step_id
            own = vote_id(contribution_id, account_id)
            uow.publish(OpinionVoteCast(*in_step, contribution_id, account_id, True, own, version))
    for target, target_id, contribution_id, step_id, version in uow.confirmations.count_supports(
        account_id, step_ids
    ):
        place = uow.places.of_contribution(contribution_id)
        if place is not None:
            in_step = place.organisation_id, place.project_id, step_id
            own = vote_id(target_id, account_id)
            uow.publish(SupportGiven(*in_step, target, target_id, contribution_id, account_id, own, version))
