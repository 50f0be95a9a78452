"""What a rewritten text changes, word by word."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

WORDS = re.compile(r"\w+\s*|[^\w\s]\s*|\s+")
SENTENCES = re.compile(r"[^.!?\n]*(?:[.!?]+|\n+|$)")
BOUND = 300_000  # pairs of equal tokens: more would take longer than some tens of milliseconds


@dataclass(frozen=True)
class Piece:
    """A run of words; `kind` is same, added or removed."""

    kind: str
    text: str


def word_diff(before: str, after: str) -> tuple[Piece, ...]:
    """The runs that lead from `before` to `after`.

    Same and added runs joined give `after` exactly, same and removed ones `before`. Texts too long and too
    different to be compared by words are compared by sentences, and at worst replaced whole.
    """
    for grain in (WORDS, SENTENCES):
        old, new = _tokens(grain, before), _tokens(grain, after)
        head = _common(old, new)
        tail = _common(old[head:][::-1], new[head:][::-1])
        middle_old, middle_new = old[head : len(old) - tail], new[head : len(new) - tail]
        for without_popular in (False, True):
            if _pairs(middle_old, middle_new, without_popular) <= BOUND:
                middle = _compare(middle_old, middle_new, without_popular)
                return tuple(_merged([("same", old[:head]), *middle, ("same", old[len(old) - tail :])]))
    return tuple(_merged([("removed", [before]), ("added", [after])]))


def _tokens(grain: re.Pattern[str], text: str) -> list[str]:
    return [token for token in grain.findall(text) if token]


def _common(old: list[str], new: list[str]) -> int:
    """How many tokens both begin with."""
    count = 0
    for left, right in zip(old, new, strict=False):
        if left != right:
            break
        count += 1
    return count


def _pairs(old: list[str], new: list[str], without_popular: bool) -> int:
    """What comparing will cost; difflib sets aside tokens that make over 1 % of a long text if asked to."""
    most = len(new) // 100 + 1 if without_popular and len(new) >= 200 else len(new)
    counts = Counter(old)
    return sum(count * counts[token] for token, count in Counter(new).items() if count <= most)


def _compare(old: list[str], new: list[str], without_popular: bool) -> Iterator[tuple[str, list[str]]]:
    matcher = SequenceMatcher(None, old, new, autojunk=without_popular)
    for what, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if what == "equal":
            yield "same", old[old_from:old_to]
        else:
            yield "removed", old[old_from:old_to]
            yield "added", new[new_from:new_to]


def _merged(runs: list[tuple[str, list[str]]]) -> Iterator[Piece]:
    """Neighbouring runs of one kind as one, none empty; what was removed comes before what was added."""
    removed: list[str] = []
    added: list[str] = []
    same: list[str] = []
    for kind, tokens in runs:
        if not tokens:
            continue
        if kind == "same":
            yield from _flushed(removed, added)
            same += tokens
        else:
            yield from _flushed_same(same)
            (removed if kind == "removed" else added).extend(tokens)
    yield from _flushed_same(same)
    yield from _flushed(removed, added)


def _flushed(removed: list[str], added: list[str]) -> Iterator[Piece]:
    for kind, tokens in (("removed", removed), ("added", added)):
        if tokens:
            yield Piece(kind, "".join(tokens))
            tokens.clear()


def _flushed_same(same: list[str]) -> Iterator[Piece]:
    if same:
        yield Piece("same", "".join(same))
        same.clear()
