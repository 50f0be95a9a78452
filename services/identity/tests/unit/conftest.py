import pytest

from identity.tests.unit.fakes import FakeWorld


@pytest.fixture
def world() -> FakeWorld:
    return FakeWorld()
