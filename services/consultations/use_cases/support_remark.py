from uuid import UUID

from chassis.actor import Actor
from consultations.domain.discussion_desk import DiscussionDesk
from consultations.domain.discussion_events import SupportGiven, SupportWithdrawn
from consultations.domain.opinion_vote import Support, vote_id
from consultations.domain.place import Remarked
from consultations.use_cases.entering import admit, found_text, hold
from contracts.refused import Refused


def support_remark(desk: DiscussionDesk, actor: Actor, target: str, remark_id: UUID) -> Support:
    """Vote for someone else's argument or source; twice changes nothing.

    Refuses: not_found, not_open_yet, closed, own_argument, own_source, not_votable, requirements_unmet.
    """
    voter, now = hold(desk, actor, remark_id)
    place = found_text(desk, actor, desk.places.of_remark(target, remark_id))
    place.window.require_open(now)
    if place.remark_author_id == voter.id:
        raise Refused(f"own_{target}")
    place.require_supportable()
    counted = admit(desk, voter, place, (), now)
    support = desk.supports.give(target, place, voter, counted=counted, now=now)
    _tell(desk, SupportGiven, target, place, voter.id, support)
    return support


def unsupport_remark(desk: DiscussionDesk, actor: Actor, target: str, remark_id: UUID) -> Support:
    """Take that vote back; without one, nothing changes. Refuses: not_found, not_open_yet, closed."""
    voter, now = hold(desk, actor, remark_id)
    place = found_text(desk, actor, desk.places.of_remark(target, remark_id))
    place.window.require_open(now)
    support = desk.supports.take_back(target, place, voter.id, now)
    _tell(desk, SupportWithdrawn, target, place, voter.id, support)
    return support


def _tell(
    desk: DiscussionDesk,
    kind: type[SupportGiven],
    target: str,
    place: Remarked,
    voter_id: UUID,
    support: Support,
) -> None:
    if support.version is not None:
        in_step = place.organisation_id, place.project_id, place.step_id
        own = vote_id(place.remark_id, voter_id)
        desk.tell(
            kind(*in_step, target, place.remark_id, place.contribution_id, voter_id, own, support.version)
        )
