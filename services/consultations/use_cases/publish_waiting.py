from uuid import UUID

from consultations.domain.discussion_desk import DiscussionDesk
from consultations.domain.discussion_events import OpinionVoteCast, SupportGiven
from consultations.domain.opinion_vote import vote_id
from consultations.use_cases.coming_into_view import moved, tell_published


def publish_waiting(desk: DiscussionDesk, account_id: UUID) -> None:
    """An address was confirmed: what waited for it comes into view and counts, where the step is still open.

    What was written in a step that closed meanwhile never does.
    """
    desk.lock_exclusive(account_id)
    desk.authors.confirm(account_id)
    steps, things = desk.confirmations.waiting(account_id)
    if not steps:
        return
    now = desk.lock_shared(*steps, *things)
    still_open = desk.confirmations.open_steps(list(steps), now)
    for kind in ("contribution", "argument", "source"):
        for target in desk.confirmations.publish(kind, account_id, still_open, now):
            moved(desk, target, "unpublished", target.state)
            if target.state == "published":
                tell_published(desk, target)
            else:
                desk.moderation.open_case(target, "before_publication", now)
    _count(desk, account_id, still_open)


def _count(desk: DiscussionDesk, account_id: UUID, step_ids: list[UUID]) -> None:
    for contribution_id, step_id, version in desk.confirmations.count_votes(account_id, step_ids):
        place = desk.places.of_contribution(contribution_id)
        if place is not None:
            in_step = place.organisation_id, place.project_id, step_id
            own = vote_id(contribution_id, account_id)
            desk.tell(OpinionVoteCast(*in_step, contribution_id, account_id, True, own, version))
    for target, target_id, contribution_id, step_id, version in desk.confirmations.count_supports(
        account_id, step_ids
    ):
        place = desk.places.of_contribution(contribution_id)
        if place is not None:
            in_step = place.organisation_id, place.project_id, step_id
            own = vote_id(target_id, account_id)
            desk.tell(SupportGiven(*in_step, target, target_id, contribution_id, account_id, own, version))
