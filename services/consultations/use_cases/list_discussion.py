"""Lists of what people wrote, for those who may read it."""

from uuid import UUID

from chassis.actor import Actor
from consultations.domain.argument import Argument
from consultations.domain.contribution import Contribution
from consultations.domain.discussion_desk import DiscussionDesk
from consultations.domain.discussion_ports import Key
from consultations.domain.graph import Graph, drawn
from consultations.domain.place import Debated, Gate
from consultations.domain.search import ContributionQuery
from consultations.domain.source import Source
from consultations.use_cases.entering import found_text
from contracts.refused import Refused


def see_step(desk: DiscussionDesk, step_id: UUID) -> Gate:
    """The step as it is in this transaction. Raises Refused(not_found) unless the actor sees it."""
    step = desk.places.of_step(step_id)
    if step is None or not desk.sees(step.organisation_id, step.project_id, step.visibility, step.group_id):
        raise Refused("not_found")
    return step


def list_contributions(
    desk: DiscussionDesk, asked: ContributionQuery, after: Key, limit: int
) -> list[Contribution]:
    """Refuses: not_found."""
    see_step(desk, asked.step_id)
    return desk.search.page(asked, after, limit)


def list_arguments(
    desk: DiscussionDesk, actor: Actor, contribution_id: UUID, sort: str, after: Key, limit: int,
    side: str | None = None,
) -> list[Argument]:  # fmt: skip
    """Refuses: not_found."""
    moderates = _moderates(desk, _readable(desk, actor, contribution_id))
    return desk.arguments.page(
        contribution_id, actor.id, moderates=moderates, sort=sort, after=after, limit=limit, side=side
    )


def list_sources(
    desk: DiscussionDesk, actor: Actor, contribution_id: UUID, sort: str, after: Key, limit: int
) -> list[Source]:
    """Refuses: not_found."""
    moderates = _moderates(desk, _readable(desk, actor, contribution_id))
    return desk.sources.page(
        contribution_id, actor.id, moderates=moderates, sort=sort, after=after, limit=limit
    )


def list_versions(
    desk: DiscussionDesk, actor: Actor, contribution_id: UUID, sort: str, after: Key, limit: int
) -> list[Contribution]:
    """Refuses: not_found."""
    moderates = _moderates(desk, _readable(desk, actor, contribution_id))
    return desk.search.versions(
        contribution_id, actor.id, moderates=moderates, sort=sort, after=after, limit=limit
    )


def get_graph(desk: DiscussionDesk, step_id: UUID) -> Graph:
    """Problems, causes and solutions with the votes along their chains. Refuses: not_found."""
    see_step(desk, step_id)
    return drawn(desk.graphs.nodes(step_id), *desk.graphs.unanswered(step_id))


def _readable(desk: DiscussionDesk, actor: Actor, contribution_id: UUID) -> Debated:
    return found_text(desk, actor, desk.places.of_contribution(contribution_id))


def _moderates(desk: DiscussionDesk, place: Debated) -> bool:
    return desk.moderates(place.organisation_id, place.project_id)
