"""What a process remembers for seconds is looked at anew after them, and not before."""

from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from cachetools import TTLCache

from consultations.domain.figures import Totals
from consultations.use_cases import eligibility, get_site_figures, groups


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_whether_groups_matter_is_looked_at_every_five_seconds(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    matters = False
    projects = SimpleNamespace(any_for_a_group=lambda: matters)
    before: Any = SimpleNamespace(snapshot=lambda: nullcontext(SimpleNamespace(projects=projects)))
    monkeypatch.setattr(groups, "GROUPS_MATTER", TTLCache(1, groups.LOOKED_SECONDS, clock))
    assert not groups.groups_matter(before)
    matters, clock.now = True, 4.9
    assert not groups.groups_matter(before)
    clock.now = 5.0
    assert groups.groups_matter(before)


def test_the_figures_of_the_site_are_worked_out_once_a_minute(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    acts = SimpleNamespace(site=lambda: Totals(contributions=int(clock.now)))
    uow: Any = SimpleNamespace(acts=acts)
    monkeypatch.setattr(get_site_figures, "SITE", TTLCache(1, get_site_figures.SITE_SECONDS, clock))
    seen = []
    for clock.now in (1.0, 60.0, 61.0):
        seen.append(get_site_figures.get_site_figures(uow).contributions)
    assert seen == [1, 1, 61]


def test_a_step_is_looked_at_anew_after_ten_seconds_and_its_place_never(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    class Places:
        def step_access(self, kind: str, _id: str) -> Any:
            read.append(kind)
            return SimpleNamespace(step_id="step")

        def above(self, _kind: str, _id: str) -> tuple[()]:
            return ()

    before: Any = SimpleNamespace(
        snapshot=lambda: nullcontext(SimpleNamespace(places=Places())), is_repeated=False
    )
    section = uuid4()
    monkeypatch.setattr(eligibility, "PLACES", {})
    monkeypatch.setattr(eligibility, "STEP_ACCESS", TTLCache(5, eligibility.STEP_ACCESS_SECONDS, clock))
    for clock.now in (0.0, 9.9, 10.0, 10.1):
        eligibility.step_access_of(before, "section", section)
    assert read == ["section"] * 2
    before.is_repeated = True
    eligibility.step_access_of(before, "section", section)
    assert read == ["section"] * 3
