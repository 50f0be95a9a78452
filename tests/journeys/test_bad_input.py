"""Bad input through every layer: its code, its sentence in both languages, and nothing changed."""

import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
import requests
from sqlalchemy import text

from tests.faults.arena import Arena, open_arena, open_step, publish
from tests.suite.api import Api, Problem
from tests.suite.running import Suite

pytestmark = pytest.mark.timeout(240)
FOLDED = ("contribution_delta", "figure_delta")  # emptied by timed work
TOLD = ("outbox", "job")  # their rows are marked by the relay and the worker
SECOND, ATTEMPTS = timedelta(seconds=1), 5


@dataclass
class Place:
    """An open question with a text to vote on, and a strict graph of problems, causes and solutions."""

    arena: Arena
    strict: dict[str, str]  # role -> section

    @property
    def section(self) -> str:
        return f"/sections/{self.arena.section_id}/contributions"

    @property
    def opinion(self) -> str:
        return f"/contributions/{self.arena.contributions[0]}/opinion"


@pytest.fixture(scope="module")
def place(suite: Suite) -> Place:
    arena = open_arena(suite, contributions=1)
    arena.voter().put(f"/contributions/{arena.contributions[0]}/opinion", {"value": "agree"})
    organiser = arena.organiser()
    asked = {"title": "Un graphe", "template": "problem_causes_solutions"}
    project = organiser.post("/projects", {"organisation_id": arena.organisation_id, **asked})
    step = next(step["id"] for step in project["steps"] if step["kind"] == "consultation")
    open_step(organiser, step)
    publish(organiser, project["id"])
    sections = organiser.get(f"/steps/{step}")["sections"]
    return Place(arena, {part["role"]: part["id"] for part in sections if part["contributable"]})


def everything(suite: Suite) -> dict[str, Any]:
    """All that consultations holds, once what waits to be counted is counted."""
    with suite.database("consultations").engine.connect() as connection:

        def value(query: str) -> Any:
            return connection.execute(text(query)).scalar_one()

        until = time.monotonic() + 10
        while any(value(f"SELECT count(*) FROM {name}") for name in FOLDED):
            assert time.monotonic() < until
            time.sleep(0.2)
        names = connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
        content = "md5(string_agg(t::text, chr(10) ORDER BY t::text))"
        return {
            name: value(f'SELECT {"count(*)" if name in TOLD else content} FROM "{name}" t')
            for name in names.scalars()
        }


def post(path: str, body: dict[str, Any]) -> Callable[[Api], Any]:
    return lambda api: api.post(path, body)


def over_long(place: Place) -> Callable[[Api], Any]:
    return post(place.section, {"title": "x" * 201, "body": "b"})


def unknown_field(place: Place) -> Callable[[Api], Any]:
    return post(place.section, {"title": "Bon", "body": "b", "admin": True})


def nothing(place: Place) -> Callable[[Api], Any]:
    return post(place.section, {})


def orphan(place: Place) -> Callable[[Api], Any]:
    return post(f"/sections/{place.strict['solution']}/contributions", {"title": "Deux tailles", "body": "b"})


def third_in_a_minute(place: Place) -> Callable[[Api], Any]:
    return post(place.section, {"title": "Une de trop", "body": "b"})


def own_argument(place: Place) -> Callable[[Api], Any]:
    return lambda api: api.put(f"/arguments/{api.own_argument}/support")  # type: ignore[attr-defined]


def malformed_token(place: Place) -> Callable[[Api], Any]:
    def ask(api: Api) -> Any:
        stranger = api.as_person("nonsense")
        return stranger.post(place.section, {"title": "Bon", "body": "b"})

    return ask


def oversized(place: Place) -> Callable[[Api], Any]:
    return post(place.section, {"title": "Bon", "body": "b" * 1_100_000})


def has_written_twice(place: Place, api: Api) -> None:
    for number in range(2):
        api.post(place.section, {"title": f"Texte {number}", "body": "b"})


def has_argued(place: Place, api: Api) -> None:
    path = f"/contributions/{place.arena.contributions[0]}/arguments"
    api.own_argument = api.post(path, {"side": "for", "body": "Parce que"})["id"]  # type: ignore[attr-defined]


Case = tuple[
    Callable[[Place], Callable[[Api], Any]], Callable[[Place, Api], None] | None, int, str, str, str, str
]
CASES: list[Case] = [
    (over_long, None, 422, "invalid_input", "title",
     "Écrivez au plus 200 caractères.", "Write at most 200 characters."),
    (unknown_field, None, 422, "invalid_input", "admin", "Ce champ n'existe pas.", "This field does not exist."),
    (nothing, None, 422, "invalid_input", "title", "Ce champ est à remplir.", "Fill in this field."),
    (orphan, None, 422, "orphan", "",
     "Dites à quoi votre texte répond : un problème pour une cause, une cause pour une solution.",
     "Say what your text answers: a problem for a cause, a cause for a solution."),
    (third_in_a_minute, has_written_twice, 429, "too_fast", "",
     "Deux contributions par minute au plus.", "Two contributions a minute at most."),
    (own_argument, has_argued, 403, "own_argument", "",
     "On ne vote pas pour son propre argument.", "You cannot vote for your own argument."),
    (malformed_token, None, 401, "token_invalid", "",
     "Votre connexion n'est plus valable. Reconnectez-vous.", "Your session is not valid any more. Sign in again."),
    (oversized, None, 413, "body_too_large", "", "Le contenu envoyé est trop volumineux.", "The body is too large."),
]  # fmt: skip


@pytest.mark.parametrize(
    ("what", "before", "status", "code", "field", "french", "english"),
    CASES,
    ids=lambda given: getattr(given, "__name__", ""),
)
def test_bad_input_is_named_in_both_languages_and_changes_nothing(
    place: Place,
    what: Callable[[Place], Callable[[Api], Any]],
    before: Callable[[Place, Api], None] | None,
    status: int,
    code: str,
    field: str,
    french: str,
    english: str,
) -> None:
    api = place.arena.voter()
    if before:
        before(place, api)
    held = everything(place.arena.suite)
    for language, sentence in (("fr", french), ("en", english)):
        api.language = language
        with pytest.raises(Problem) as refused:
            what(place)(api)
        problem = refused.value
        assert (problem.status, problem.code) == (status, code)
        told = problem.body["detail"]
        if field:
            told = next(error["detail"] for error in problem.body["errors"] if error["field"] == field)
        assert told.startswith(sentence)
    assert everything(place.arena.suite) == held


Edge = tuple[str, timedelta, str, str, str]
OUTSIDE: list[Edge] = [
    ("opens_at", SECOND, "not_open_yet",
     "Cette étape n'est pas encore ouverte.", "This step is not open yet."),
    ("closes_at", -SECOND, "closed",
     "Cette étape est close : on n'y écrit plus et on n'y vote plus.",
     "This step is closed: no more writing or voting."),
]  # fmt: skip


@contextmanager
def edge(place: Place, end: str, distance: timedelta) -> Iterator[Callable[[], bool]]:
    """An end of the step's window, that far from the database's time, then back where it was: no other row is touched.
    What is yielded tells whether that end is still on the same side of now."""
    engine, step = place.arena.suite.database("consultations").engine, {"id": place.arena.step_id}
    laid = text(f"UPDATE step SET {end} = clock_timestamp() + :distance WHERE id = :id RETURNING {end}")
    with engine.begin() as connection:
        usual = connection.execute(text(f"SELECT {end} FROM step WHERE id = :id"), step).scalar_one()
        moment = connection.execute(laid, step | {"distance": distance}).scalar_one()

    def holds() -> bool:
        with engine.connect() as connection:
            now: datetime = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
        return bool((moment > now) == (distance > timedelta()))

    try:
        yield holds
    finally:
        with engine.begin() as connection:
            connection.execute(
                text(f"UPDATE step SET {end} = :usual WHERE id = :id"), step | {"usual": usual}
            )


def cast(place: Place, language: str = "fr") -> dict[str, Any]:
    """The answer to the vote of someone new, or the refusal's body."""
    api = place.arena.voter()
    api.language = language
    try:
        answer: dict[str, Any] = api.put(place.opinion, {"value": "agree"})
    except Problem as problem:
        return problem.body
    return answer


def at_the_edge(
    place: Place, end: str, distance: timedelta, ask: Callable[[], Any], look: Callable[[], Any] = dict
) -> tuple[Any, bool]:
    """What was answered on that side of the end, and whether what one looks at stayed the same. Asked again where
    answering took longer than the second that was left."""
    for _ in range(ATTEMPTS):
        held = look()
        with edge(place, end, distance) as holds:
            told, in_time = ask(), holds()
        if in_time:
            return told, look() == held
    raise AssertionError(f"never answered within {distance}")


@pytest.mark.parametrize(("end", "distance", "code", "french", "english"), OUTSIDE, ids=["before", "after"])
def test_refuses_a_vote_one_second_before_opening_and_one_second_after_closing(
    place: Place, end: str, distance: timedelta, code: str, french: str, english: str
) -> None:
    told, same = at_the_edge(
        place, end, distance,
        ask=lambda: [cast(place, "fr"), cast(place, "en")],
        look=lambda: everything(place.arena.suite),
    )  # fmt: skip
    refusals = [(each["status"], each["code"], each["detail"]) for each in told]
    assert refusals == [(409, code, french), (409, code, english)]
    assert same


@pytest.mark.parametrize(
    ("end", "distance"), [("opens_at", -SECOND), ("closes_at", SECOND)], ids=["after", "before"]
)
def test_counts_a_vote_one_second_after_opening_and_one_second_before_closing(
    place: Place, end: str, distance: timedelta
) -> None:
    before = cast(place)["opinions"]["agree"]
    told, _same = at_the_edge(place, end, distance, ask=lambda: cast(place))
    assert told["counted"]
    assert told["opinions"]["agree"] > before


def test_a_formula_in_a_title_is_text_in_the_export(place: Place) -> None:
    """Accepted as typed, for it may be meant; no spreadsheet takes it for a formula."""
    arena = place.arena
    written = arena.voter().post(place.section, {"title": "=cmd|' /C calc'!A0", "body": "+1"})
    assert arena.voter().get(f"/contributions/{written['id']}")["title"] == "=cmd|' /C calc'!A0"
    api = arena.organiser()
    export = api.post(f"/projects/{arena.project_id}/exports", {"shape": "full", "format": "csv"})
    until = time.monotonic() + 40
    while export["state"] not in ("done", "failed"):
        assert time.monotonic() < until
        time.sleep(0.2)
        export = api.get(f"/exports/{export['id']}")
    address = f"{api.base}/exports/{export['id']}/file"
    file = requests.get(address, headers={"Authorization": f"Bearer {api.token}"}, timeout=30)
    cells = [cell.strip('"') for line in file.text.splitlines()[1:] for cell in line.split(";")]
    assert "'=cmd|' /C calc'!A0" in cells
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "-", "@") and not cell.lstrip("-").isdigit()]


def test_writing_without_an_account_asks_to_sign_in(place: Place) -> None:
    with pytest.raises(Problem) as refused:
        place.arena.suite.api().post(place.section, {"title": str(uuid.uuid4()), "body": "b"})
    assert (refused.value.status, refused.value.code) == (401, "sign_in_required")
