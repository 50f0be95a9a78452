"""The demonstration for tests: the same loaders and words with fewer people, and a vote that closes in two minutes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.demonstration import food, law, load, running, union, union_rolls, union_vote
from tests.demonstration.polling import Booth
from tests.suite.running import Suite

FEWER: tuple[tuple[Any, dict[str, Any]], ...] = (
    (food, {"VOTES": 150, "REMARKS": 30}),
    (law, {"VERSIONS": 8, "ARGUMENTS": 16}),
    (union, {"ARGUMENTS": 12, "VOTE_LASTS": timedelta(seconds=80), "PUBLISHED_IN": timedelta(minutes=4)}),
    (union_rolls, {"ELECTORS": 60, "EMPLOYEES": 20, "FOR": 10, "AGAINST": 32, "BLANK": 2, "VOTERS": 44}),
)  # fmt: skip
SHOWN_OF_EACH = 6  # opinions on an article


@dataclass(frozen=True)
class Shown:
    """`accounts` by role and organisation, `votes` by name, as the loader tells them; the receipts by votation."""

    suite: Suite
    accounts: list[dict[str, str]]
    votes: dict[str, str]
    receipts: dict[str, list[dict[str, Any]]]

    def email(self, role: str, of: str = "") -> str:
        return next(each["email"] for each in self.accounts if each["role"] == role and of in each["of"])


def load_small(suite: Suite, folder: Path) -> Shown:
    """Everything, the amendment's vote counted and proclaimed. Takes about two minutes."""
    with fewer() as booths:
        told = load.load(suite.gateway, suite.mails, folder, lambda *_: None)
        space = running.union(suite.gateway, folder)
        union_vote.finish(space, suite.gateway, suite.mails, union_vote.bar)
    receipts: dict[str, list[dict[str, Any]]] = {}
    for booth in booths:
        receipts.setdefault(booth.votation_id, []).extend(booth.receipts)
    return Shown(suite, told["accounts"], told["votes"], receipts)


@contextmanager
def fewer() -> Iterator[list[Booth]]:
    """The booths that are opened meanwhile."""
    booths: list[Booth] = []
    make, ballots, opinions = Booth.of, law.ballots, union.opinions

    def remembered(*given: Any) -> Booth:
        booths.append(make(*given))
        return booths[-1]

    with pytest.MonkeyPatch.context() as patch:
        for module, values in FEWER:
            for name, value in values.items():
                patch.setattr(module, name, value)
        patch.setattr(union_vote, "VOTE_LASTS", timedelta(seconds=80))
        patch.setattr(Booth, "of", remembered)
        patch.setattr(law, "ballots", lambda *given: ballots(*given)[::SHOWN_OF_EACH])
        patch.setattr(union, "opinions", lambda *given: opinions(*given)[::SHOWN_OF_EACH])
        yield booths
