"""Each id in a request belongs to the actor's organisation, or is answered as if it did not exist.

Every route's contract is walked for ids. Each is tried with what another organisation shows, with what it alone knows,
and with the id of nothing; the first of its path, which is the place where it is asked, may be public.
"""

import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from marshmallow import Schema, fields
from sqlalchemy import text

from contracts.fields import Identifier
from contracts.operations import Route
from contracts.services import ROUTES
from tests.suite.right_requests import RIGHT, kind_of
from tests.suite.running import Suite
from tests.suite.towns import Furnished, furnish

pytestmark = pytest.mark.timeout(300)

# Whose public things may be named, and why.
NAMEABLE = {
    ("list_projects", "organisation_id"): "what is public is listed for everybody",
    ("list_projects", "theme_id"): "themes of public projects are public",
    ("list_projects", "zone_id"): "zones of public projects are public",
    ("list_votations", "organisation_id"): "what is announced is listed for everybody",
    ("list_votations", "project_id"): "what is announced on a public project is listed for everybody",
    ("report", "target_id"): "whoever reads a text may report it, wherever it stands",
}
# What was asked too often is refused, whatever came of it.
COUNTED = ("identity.throttle_hit",)
SERVICES = ("identity", "consultations", "votation")
ROUNDS = 3


def ids_of(schema: Schema, prefix: str = "") -> Iterator[str]:
    for name, field in schema.fields.items():
        yield from _ids_in(field, prefix + name)


def _ids_in(field: Any, path: str) -> Iterator[str]:
    if isinstance(field, Identifier):
        yield path
    elif isinstance(field, fields.List):
        yield from _ids_in(field.inner, f"{path}[]")
    elif isinstance(field, fields.Nested):
        yield from ids_of(field.schema, f"{path}.")


def named_besides(route: Route) -> list[str]:
    """The ids a request of the route may hold besides its place, which is the first of its path."""
    return [path for path in ids_of(route.request) if path not in route.path_names[:1]]


WALKED = [route for route in ROUTES if named_besides(route)]


@dataclass
class Towns:
    ours: Furnished
    theirs: Furnished


@pytest.fixture(scope="module")
def towns(suite: Suite) -> Towns:
    return Towns(furnish(suite), furnish(suite))


def everything(suite: Suite) -> dict[str, str]:
    """All that the services hold, by table."""
    found = {}
    for service in SERVICES:
        with suite.database(service).engine.connect() as connection:
            names = connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
            for name in names.scalars().all():
                if f"{service}.{name}" in COUNTED:
                    continue
                content = text(f'SELECT md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM "{name}" t')
                found[f"{service}.{name}"] = connection.execute(content).scalar_one()
    return found


def settled(suite: Suite) -> dict[str, str]:
    """Once what was told has been heard."""
    until, last = time.monotonic() + 30, everything(suite)
    while time.monotonic() < until:
        time.sleep(0.3)
        before, last = last, everything(suite)
        if before == last:
            return last
    raise AssertionError(f"never still: {[name for name in last if last[name] != before[name]]}")


def test_the_table_is_closed() -> None:
    """A03"""
    assert {route.operation.name for route in WALKED} == RIGHT.keys()
    walked = {(route.operation.name, path) for route in WALKED for path in named_besides(route)}
    assert walked >= NAMEABLE.keys()


@pytest.fixture(scope="module")
def answers(suite: Suite, towns: Towns) -> dict[str, list[tuple[str, Any, Any]]]:
    """For each route: where an id stood, what was answered to the id of nothing, and to another organisation's.

    All are asked before any right request is, and change nothing.
    """
    requests = {route: RIGHT[route.operation.name](towns.ours) for route in WALKED}
    changed = set(everything(suite))
    for _ in range(ROUNDS):  # what a timer changed meanwhile it does not change each time
        found: dict[str, list[tuple[str, Any, Any]]] = {}
        before = settled(suite)
        for route, request in requests.items():
            found[route.operation.name] = []
            for path in ids_of(route.request):
                nothing = request.with_id(path, str(uuid.uuid4())).send(route)
                for other in others(route, path, towns.theirs):
                    found[route.operation.name].append(
                        (path, request.with_id(path, other).send(route), nothing)
                    )
        after = everything(suite)
        changed = {name for name in changed if after[name] != before[name]}
        if not changed:
            return found
    raise AssertionError(f"changed by others' ids: {changed}")


@pytest.mark.parametrize("route", WALKED, ids=lambda route: route.operation.name)
def test_another_s_id_is_as_the_id_of_nothing(
    towns: Towns, answers: dict[str, list[tuple[str, Any, Any]]], route: Route
) -> None:
    """A03: one answer, which changes nothing; and with one's own id the same request is right."""
    for path, answer, nothing in answers[route.operation.name]:
        assert answer == nothing, path
    status, *answer = RIGHT[route.operation.name](towns.ours).send(route)
    assert status == 200, answer


def others(route: Route, path: str, theirs: Furnished) -> set[str]:
    """Those of another organisation that have to be as if they did not exist."""
    kind = kind_of(path)
    public, private = theirs.of[kind]
    if path in route.path_names[:1]:
        return set() if kind == "organisation" else {private}
    return {private} if (route.operation.name, path) in NAMEABLE else {public, private}
