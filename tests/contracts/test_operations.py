"""What the contracts declare is what the services carry out, under rights that they know."""

from importlib import import_module

import pytest

from chassis.naming import service_of
from chassis.service import Service, endpoints_of
from contracts.operations import ANYONE, INTERNAL, SIGNED_IN
from contracts.registry import SERVICES
from contracts.services import OPERATIONS


def class_of(service: str) -> type[Service]:
    module = import_module(f"{SERVICES[service].package}.service")
    (found,) = (
        each
        for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, Service) and vars(each).get("name") == service
    )
    return found


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_carries_out_all_of_its_operations_and_no_other(service: str) -> None:
    assert service_of(SERVICES[service].package) == service
    assert endpoints_of(class_of(service)).keys() - {"ping"} == OPERATIONS[service].keys()


@pytest.mark.parametrize("service", SERVICES)
def test_access_is_a_right_of_the_service_or_one_that_needs_no_table(service: str) -> None:
    known = {ANYONE, SIGNED_IN, INTERNAL, *class_of(service).rights_table}
    assert {operation.access for operation in OPERATIONS[service].values()} <= known


@pytest.mark.parametrize("service", SERVICES)
def test_internal_operations_name_their_callers_and_they_alone(service: str) -> None:
    for operation in OPERATIONS[service].values():
        assert (operation.access == INTERNAL) == bool(operation.callers), operation.name
        assert set(operation.callers) <= SERVICES.keys(), operation.name
