from collections import Counter
from pathlib import Path

from contracts.fields import Bool, Int, QueryInt
from contracts.operations import Route
from contracts.services import OPERATIONS, ROUTES
from gateway.routes import document


def test_every_operation_that_is_not_internal_has_exactly_one_route():
    """GW-1"""
    public = [op.routing_key for ops in OPERATIONS.values() for op in ops.values() if not op.callers]
    assert Counter(route.operation.routing_key for route in ROUTES) == Counter(public)


def test_no_two_routes_stand_at_one_place():
    def place(route: Route) -> tuple[str, str]:
        return route.method, "/".join("{}" if p.startswith("{") else p for p in route.full_path.split("/"))

    assert max(Counter(map(place, ROUTES)).values()) == 1


def test_every_name_in_a_path_is_a_field_of_the_request():
    for route in ROUTES:
        assert set(route.path_names) <= set(route.request.fields), route


def test_every_number_of_an_address_is_read_from_its_digits():
    """U01: what stands in a path, or in the query of a GET, arrives as text."""
    for route in ROUTES:
        in_address = route.request.fields if route.method == "GET" else route.path_names
        for name in in_address:
            field = route.request.fields[name]
            assert not isinstance(field, Int) or isinstance(field, QueryInt), (route.full_path, name)
            assert not isinstance(field, Bool) or field.deserialize("true") is True, (route.full_path, name)


def test_state_is_never_changed_by_get():
    for route in ROUTES:
        assert (route.method == "GET") <= (not route.is_command), route


def test_only_queries_without_signing_in_are_shared():
    for route in ROUTES:
        if route.cached:
            assert route.method == "GET"
            assert not route.needs_sign_in


def test_no_secret_travels_in_an_address():
    for route in ROUTES:
        if route.method in ("GET", "DELETE"):
            assert not {"token", "password", "refresh_token", "email"} & set(route.request.fields), route


def test_the_written_list_of_routes_is_current():
    assert (Path(__file__).parents[2] / "docs/api-routes.md").read_text() == document()
