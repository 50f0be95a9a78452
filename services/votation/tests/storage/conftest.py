import pytest

from chassis.testing.fixtures import empty
from votation.tests.in_process import World


@pytest.fixture
def world(migrated):
    """Both databases, emptied."""
    register, box = migrated("votation"), migrated("votation.box")
    empty(register)
    empty(box)
    return World(register, box)
