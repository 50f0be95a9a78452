"""Lists of what people wrote, for those who may read it."""

from uuid import UUID

from chassis.actor import Actor
from consultations.domain.argument import Argument
from consultations.domain.contribution import Contribution
from consultations.domain.discussion_desk import DiscussionDesk
from consultations.domain.discussion_ports import Key
from consultations.domain.graph import Graph, drawn
from consultations.domain.place import Debated
from consultations.domain.search import Asked
from consultations.domain.source import Source
from consultations.use_cases.entering import found_text
from contracts.refused import Refused


def see_step(desk: DiscussionDesk) -> None:
    """Raises Refused(not_found) unless the actor sees the step asked about."""
    gate = desk.gate
    if not desk.sees(gate.organisation_id, gate.project_id, gate.visibility, gate.group_id):
        raise Refused("not_found")


def list_contributions(desk: DiscussionDesk, asked: Asked, after: Key, limit: int) -> list[Contribution]:
    """Refuses: not_found."""
    see_step(desk)
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
    see_step(desk)
    return drawn(desk.graphs.nodes(step_id), *desk.graphs.unanswered(step_id))


def _readable(desk: DiscussionDesk, actor: Actor, contribution_id: UUID) -> Debated:
    return found_text(desk, actor, desk.places.of_contribution(contribution_id))


def _moderates(desk: DiscussionDesk, place: Debated) -> bool:
    return desk.moderates(place.organisation_id, place.project_id)
