import pytest

from chassis.storage import Storage
from consultations.tests.world import World


@pytest.fixture
def world(storage: Storage) -> World:
    return World(storage)
