"""The graph of problems, causes and solutions as a tree to read: what each one is answered by."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from contracts.normalisation import comparable

View = Mapping[str, Any]
ORDER = ("problem", "cause", "solution")


@dataclass(frozen=True)
class Link:
    """A node with what answers it. `elsewhere` counts the other places of the tree where it stands too."""

    node: View
    href: str
    votes: int
    children: tuple["Link", ...]
    elsewhere: int

    def walk(self) -> Iterator["Link"]:
        """This one and all that hangs from it."""
        yield self
        for child in self.children:
            yield from child.walk()

    def count(self, role: str) -> int:
        """How many different texts of that role hang from it."""
        return len({each.node["id"] for each in self.walk() if each.node["role"] == role})


@dataclass(frozen=True)
class Chains:
    """`problems` with all that follows; `loose` are causes and solutions that answer nothing."""

    problems: tuple[Link, ...]
    loose: tuple[Link, ...]
    counts: Mapping[str, int]


def chains(nodes: Sequence[View]) -> Chains:
    """The nodes come most supported first, and stay so at each place."""
    by_id = {node["id"]: node for node in nodes}
    answered_by: dict[str, list[View]] = {node["id"]: [] for node in nodes}
    for node in nodes:
        for target in node["answers"]:
            if target in answered_by and _below(by_id[target], node):
                answered_by[target].append(node)

    def link(node: View) -> Link:
        return Link(
            node,
            url_for("contribution.show", contribution_id=node["id"]),
            sum(node["opinions"].values()),
            tuple(link(each) for each in answered_by[node["id"]]),
            max(0, len(node["answers"]) - 1),
        )

    placed = {each["id"] for answers in answered_by.values() for each in answers}
    return Chains(
        tuple(link(node) for node in nodes if node["role"] == "problem"),
        tuple(link(node) for node in nodes if node["role"] != "problem" and node["id"] not in placed),
        {role: sum(1 for node in nodes if node["role"] == role) for role in ORDER},
    )


def holding(links: Sequence[Link], words: str) -> tuple[Link, ...]:
    """The chains in which a title holds all these words, however they are written."""
    wanted = comparable(words).split()
    return tuple(link for link in links if any(_holds(each, wanted) for each in link.walk()))


def _holds(link: Link, wanted: Sequence[str]) -> bool:
    title = plain_words(link.node["title"] or "")
    return all(plain_words(word) in title for word in wanted)


def plain_words(text: str) -> str:
    """For finding: without capitals, accents and invisible signs."""
    apart = unicodedata.normalize("NFKD", comparable(text))
    return "".join(c for c in apart if not unicodedata.combining(c))


def _below(target: View, node: View) -> bool:
    """A cause hangs from a problem, a solution from a cause: whatever the data say, the tree ends."""
    return node["role"] in ORDER and ORDER.index(target["role"]) + 1 == ORDER.index(node["role"])
