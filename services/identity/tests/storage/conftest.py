import pytest

from chassis.storage import Storage
from identity.tests.in_process import InProcess
from identity.tests.people import Person, Town

SETTINGS = {"THROTTLE_MAIL_EMAIL": "1000/3600", "THROTTLE_INVITE_ACCOUNT": "10000/3600"}


@pytest.fixture
def caller_within(storage: Storage, environments: dict[str, dict[str, str]]) -> InProcess:
    return InProcess(storage, {**environments["identity"], **SETTINGS})


@pytest.fixture
def town(caller_within: InProcess, storage: Storage, environments: dict[str, dict[str, str]]) -> Town:
    return Town(caller_within, storage, environments)


@pytest.fixture
def admin(town: Town) -> Person:
    return town.appointed()
