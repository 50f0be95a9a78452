"""A teller makes the queues of whoever hears it, so the list of hearers must be what services really hear."""

import importlib

import pytest

from chassis.service import Service, hearings_of
from contracts.hearers import HEARERS
from contracts.services import FACTS

PACKAGES = {"box": "votation.box"}  # two services of one package


def service_class(name: str) -> type[Service]:
    module = importlib.import_module(f"{PACKAGES.get(name, name)}.service")
    return next(
        thing
        for thing in vars(module).values()
        if isinstance(thing, type) and vars(thing).get("name") == name
    )


@pytest.mark.parametrize("name", FACTS)
def test_the_list_of_hearers_is_what_the_service_hears(name: str) -> None:
    heard = {fact.name for fact, _ in hearings_of(service_class(name)).values()}
    assert set(HEARERS.get(name, ())) == heard
