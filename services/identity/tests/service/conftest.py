from collections.abc import Callable

import pytest

from chassis.storage import Storage
from chassis.testing.caller import Caller
from chassis.testing.fixtures import Process
from identity.tests.people import Person, Town


@pytest.fixture(scope="module")
def identity(start: Callable[..., Process]) -> Process:
    return start("identity", THROTTLE_MAIL_EMAIL="1000/3600", THROTTLE_INVITE_ACCOUNT="1000/3600")


@pytest.fixture
def town(
    identity: Process, caller: Caller, storage: Storage, environments: dict[str, dict[str, str]]
) -> Town:
    return Town(caller, storage, environments)


@pytest.fixture
def admin(town: Town) -> Person:
    return town.appointed()
