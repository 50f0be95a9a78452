"""Finds the place of a path in a few steps, however many routes there are."""

from collections.abc import Iterable
from typing import Generic, TypeVar

P = TypeVar("P")


class _Node(Generic[P]):
    __slots__ = ("any", "named", "place")

    def __init__(self) -> None:
        self.named: dict[str, _Node[P]] = {}
        self.any: _Node[P] | None = None
        self.place: P | None = None


class Tree(Generic[P]):
    """Paths by their parts; a fixed part is preferred to a `{name}`. A name takes any part but an empty
    one."""

    def __init__(self, places: Iterable[tuple[str, P]]) -> None:
        self._root: _Node[P] = _Node()
        for path, place in places:
            self._add(path, place)

    def _add(self, path: str, place: P) -> None:
        node = self._root
        for part in path.split("/"):
            if part.startswith("{"):
                node.any = node.any or _Node()
                node = node.any
            else:
                node = node.named.setdefault(part, _Node())
        node.place = place

    def find(self, path: str) -> tuple[P, list[str]] | None:
        """The place and the parts that its names took, in order."""
        return _find(self._root, path.split("/"), 0, [])


def _find(node: _Node[P], parts: list[str], at: int, taken: list[str]) -> tuple[P, list[str]] | None:
    if at == len(parts):
        return None if node.place is None else (node.place, taken)
    fixed = node.named.get(parts[at])
    if fixed is not None and (found := _find(fixed, parts, at + 1, taken)):
        return found
    if node.any is not None and parts[at]:
        return _find(node.any, parts, at + 1, [*taken, parts[at]])
    return None
