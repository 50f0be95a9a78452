"""GW-3: shared answers of anonymous reads."""

import asyncio
import time
import uuid
from typing import Any

import pytest

from contracts.base import Fact
from contracts.consultations import facts
from contracts.operations import Cached
from contracts.refused import Refused
from gateway.cache import Cache
from gateway.facts import ReceivedFact
from gateway.tests.conftest import wait_until

PROJECT, STEP, TEXT, OTHER = (str(uuid.uuid4()) for _ in range(4))
KEY = (b"/api/v1/projects/" + PROJECT.encode(), b"", "fr")
KEPT = Cached()


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Service:
    """Counts how often it is asked."""

    def __init__(self, result: Any = None) -> None:
        self.asked, self.result = 0, result or {"id": PROJECT, "version": 4}
        self.refuses: str | None = None
        self.gate = asyncio.Event()
        self.gate.set()

    async def __call__(self) -> Any:
        self.asked += 1
        await self.gate.wait()
        if self.refuses:
            raise Refused(self.refuses)
        return self.result


def told(fact: Fact, **data: Any) -> ReceivedFact:
    return ReceivedFact(fact.name, 0.0, data)


@pytest.fixture
def made():
    clock = Clock()
    return Cache(1_000_000, clock), Service(), clock


def test_an_answer_is_kept_two_seconds_and_no_longer(made):
    async def story() -> None:
        cache, service, clock = made
        await cache.answer(KEY, KEPT, service)
        clock.now += 1.999
        assert cache.fresh(KEY) is not None
        clock.now += 0.001
        assert cache.fresh(KEY) is None
        await cache.answer(KEY, KEPT, service)
        assert service.asked == 2

    asyncio.run(story())


def test_a_thousand_readers_at_once_cost_one_question(made):
    async def story() -> None:
        cache, service, _ = made
        service.gate.clear()
        readers = [asyncio.ensure_future(cache.answer(KEY, KEPT, service)) for _ in range(1000)]
        await asyncio.sleep(0.01)
        service.gate.set()
        answers = await asyncio.gather(*readers)
        assert service.asked == 1
        assert len({id(entry) for entry, _ in answers}) == 1

    asyncio.run(story())


def test_a_reader_who_leaves_does_not_end_the_question_of_the_others(made):
    async def story() -> None:
        cache, service, _ = made
        service.gate.clear()
        first, second = (asyncio.ensure_future(cache.answer(KEY, KEPT, service)) for _ in range(2))
        await asyncio.sleep(0.01)
        first.cancel()
        service.gate.set()
        entry, _ = await second
        assert entry.body
        assert service.asked == 1

    asyncio.run(story())


@pytest.mark.parametrize("name", ["project_id", "step_id", "contribution_id"])
def test_a_fact_about_what_is_shown_makes_it_old_at_once(made, name):
    async def story() -> None:
        cache, service, _ = made
        service.result = {"items": [{"id": TEXT, "step_id": STEP, "project_id": PROJECT}]}
        await cache.answer(KEY, KEPT, service)
        cache.hear(told(facts.contribution_edited, **{name: OTHER}))
        assert cache.fresh(KEY) is not None
        cache.hear(
            told(
                facts.contribution_edited, **{name: {"project_id": PROJECT, "step_id": STEP}.get(name, TEXT)}
            )
        )
        assert cache.fresh(KEY) is None

    asyncio.run(story())


def test_a_vote_makes_old_what_shows_the_text_and_leaves_totals_their_two_seconds(made):
    async def story() -> None:
        cache, service, _ = made
        text = (b"/api/v1/contributions/" + TEXT.encode(), b"", "fr")
        await cache.answer(KEY, KEPT, service)
        await cache.answer(text, KEPT, Service({"id": TEXT, "project_id": PROJECT}))
        cache.hear(told(facts.opinion_vote_cast, project_id=PROJECT, step_id=STEP, contribution_id=TEXT))
        assert cache.fresh(KEY) is not None
        assert cache.fresh(text) is None

    asyncio.run(story())


def test_a_fact_that_comes_while_the_answer_is_on_its_way_counts(made):
    async def story() -> None:
        cache, service, _ = made
        service.gate.clear()
        reading = asyncio.ensure_future(cache.answer(KEY, KEPT, service))
        await asyncio.sleep(0.01)
        cache.hear(told(facts.project_changed, project_id=PROJECT))
        service.gate.set()
        await reading
        assert cache.fresh(KEY) is None

    asyncio.run(story())


def test_a_list_is_made_old_by_facts_about_what_it_does_not_show_yet(made):
    async def story() -> None:
        cache, service, _ = made
        service.result = {"items": []}
        key = (b"/api/v1/projects", b"", "fr")
        await cache.answer(key, Cached(voided_by=(facts.project_published.name,)), service)
        cache.hear(told(facts.project_published, project_id=OTHER))
        assert cache.fresh(key) is None

    asyncio.run(story())


def test_when_the_service_is_away_the_last_answer_is_given_for_ten_minutes(made):
    async def story() -> None:
        cache, service, clock = made
        await cache.answer(KEY, KEPT, service)
        service.refuses = "unavailable"
        clock.now += 599
        entry, age = await cache.answer(KEY, KEPT, service)
        assert entry.body
        assert age == 599
        await cache.answer(KEY, KEPT, service)
        assert service.asked == 2, "an absent service is not asked again by every reader"
        clock.now += 2
        with pytest.raises(Refused, match="unavailable"):
            await cache.answer(KEY, KEPT, service)
        service.refuses = None
        _, age = await cache.answer(KEY, KEPT, service)
        assert age is None

    asyncio.run(story())


def test_a_refusal_is_never_answered_from_the_past(made):
    async def story() -> None:
        cache, service, clock = made
        await cache.answer(KEY, KEPT, service)
        clock.now += 3
        service.refuses = "not_found"
        with pytest.raises(Refused, match="not_found"):
            await cache.answer(KEY, KEPT, service)

    asyncio.run(story())


WITHDRAWING = [
    facts.moderated,
    facts.contribution_edited,
    facts.contribution_erased,
    facts.argument_erased,
    facts.version_left_alone,
    facts.project_published,
]


def test_nothing_of_a_project_is_answered_from_memory_once_who_may_see_it_changed(made):
    """A10: an answer that does not name the project is of it all the same."""

    async def story() -> None:
        cache, service, _ = made
        await cache.answer(KEY, KEPT, service)
        service.gate.clear()
        other = (b"/api/v1/other", b"", "fr")
        reading = asyncio.ensure_future(cache.answer(other, KEPT, service))
        await asyncio.sleep(0.01)
        cache.hear(told(facts.project_published, project_id=str(uuid.uuid4())))
        service.gate.set()
        await reading
        service.refuses = "unavailable"
        for key in (KEY, other):
            with pytest.raises(Refused, match="unavailable"):
                await cache.answer(key, KEPT, service)

    asyncio.run(story())


@pytest.mark.parametrize("fact", WITHDRAWING)
def test_what_was_taken_out_of_view_is_not_shown_even_when_the_service_is_away(made, fact):
    async def story() -> None:
        cache, service, _ = made
        await cache.answer(KEY, KEPT, service)
        cache.hear(told(fact, project_id=PROJECT))
        service.refuses = "unavailable"
        with pytest.raises(Refused, match="unavailable"):
            await cache.answer(KEY, KEPT, service)

    asyncio.run(story())


def test_memory_is_bounded_and_the_least_read_goes_first():
    async def story() -> None:
        cache = Cache(100_000)
        service = Service({"text": "x" * 5000})
        keys = [(f"/{number}".encode(), b"", "fr") for number in range(40)]
        for key in keys:
            await cache.answer(key, KEPT, service)
            if cache.fresh(keys[0]) is None:
                raise AssertionError("the one that is read all the time stays")
        assert cache.size <= 100_000
        assert cache.fresh(keys[1]) is None
        assert len(cache._tagged) == 0

    asyncio.run(story())


def test_entries_leave_nothing_behind(made):
    async def story() -> None:
        cache, service, _ = made
        for _ in range(3):
            await cache.answer(KEY, KEPT, service)
            cache.hear(told(facts.moderated, project_id=PROJECT))
        assert (cache.size, cache._tagged, cache._flights) == (0, {}, {})

    asyncio.run(story())


def test_over_http_one_answer_is_shared_confirmed_and_made_old_by_a_fact(gateway, services):
    path = f"/api/v1/projects/{PROJECT}"
    services.handlers["consultations.get_project"] = lambda *_: {"id": PROJECT, "version": 4, "title": "Un"}
    first = gateway.get(path)
    etag = first.headers["etag"]
    assert etag.startswith('"4-')
    same = gateway.get(path, headers={"If-None-Match": f'"other", {etag}'})
    assert (same.status_code, same.content) == (304, b"")
    assert services.count("consultations.get_project") == 1
    assert first.headers["cache-control"] == "no-cache"
    services.handlers["consultations.get_project"] = lambda *_: {"id": PROJECT, "version": 5, "title": "Deux"}
    began = time.monotonic()
    services.published(facts.project_changed.name, project_id=PROJECT, organisation_id=OTHER)
    wait_until(lambda: gateway.get(path, headers={"If-None-Match": etag}).status_code == 200)
    assert time.monotonic() - began < 1.5, "by the fact and not by its age"
    assert gateway.get(path).json()["title"] == "Deux"


def test_over_http_a_signed_in_reader_is_never_given_a_shared_answer_nor_gives_one(gateway, services, token):
    path = f"/api/v1/projects/{PROJECT}"
    services.handlers["consultations.get_project"] = lambda _, headers: {
        "id": PROJECT,
        "mine": "capco.token" in headers,
    }
    assert gateway.get(path, headers=token()).json()["mine"] is True
    assert gateway.get(path).json()["mine"] is False
    assert gateway.get(path, headers=token()).json()["mine"] is True
    assert gateway.get(path, headers=token()).headers["cache-control"] == "no-store"


def test_over_http_languages_are_kept_apart(gateway, services):
    services.handlers["consultations.list_templates"] = lambda _, headers: {
        "language": headers["capco.language"]
    }
    assert gateway.get("/api/v1/templates").json() == {"language": "fr"}
    assert gateway.get("/api/v1/templates", headers={"Accept-Language": "en"}).json() == {"language": "en"}
    assert gateway.get("/api/v1/templates").json() == {"language": "fr"}


def test_over_http_public_pages_stay_readable_while_the_service_is_away(gateway, services):
    """GW-3"""
    path = f"/api/v1/projects/{PROJECT}"
    services.handlers["consultations.get_project"] = lambda *_: {"id": PROJECT}
    gateway.get(path)
    services.refuse("consultations.get_project", "unavailable", details={})
    services.published(facts.project_changed.name, project_id=PROJECT, organisation_id=OTHER)
    wait_until(lambda: "x-capco-stale" in gateway.get(path).headers)
    stale = gateway.get(path)
    assert stale.status_code == 200
    assert stale.headers["x-capco-stale"] == "1"
    assert stale.headers["warning"].startswith("110")
    assert int(stale.headers["age"]) < 10
    assert gateway.get(path + "?other=1").status_code == 503
