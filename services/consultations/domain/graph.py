"""Problems, what explains them and what answers that, as a graph."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from consultations.domain.contribution import OpinionCounts

MOST_NODES = 500
ROLES = ("problem", "cause", "solution")


@dataclass(frozen=True)
class Node:
    """`chain_votes`: the votes on it and on all that answers it, directly or not, each contribution once."""

    id: UUID
    number: int
    title: str
    role: str
    section_id: UUID
    opinions: OpinionCounts
    chain_votes: int
    answers: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class Graph:
    """The nodes, most supported first, and how many lack what should answer them.

    `more`: not all are here.
    """

    nodes: tuple[Node, ...]
    problems_without_cause: int
    causes_without_solution: int
    more: bool = False


def drawn(nodes: Sequence[Node], problems_without_cause: int, causes_without_solution: int) -> Graph:
    """The graph of at most `MOST_NODES` of these nodes; a link to what is not in it is left out."""
    kept = sorted(nodes[:MOST_NODES], key=lambda node: (-node.chain_votes, node.number))
    known = {node.id for node in kept}
    linked = tuple(_within(node, known) for node in kept)
    return Graph(linked, problems_without_cause, causes_without_solution, more=len(nodes) > MOST_NODES)


def _within(node: Node, known: set[UUID]) -> Node:
    answers = tuple(answered for answered in node.answers if answered in known)
    return Node(
        node.id, node.number, node.title, node.role, node.section_id, node.opinions, node.chain_votes, answers
    )
