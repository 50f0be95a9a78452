import os
from collections.abc import Iterator

import pytest

from tests.suite.running import Suite, whole_suite


@pytest.fixture(scope="session")
def suite(infra: dict[str, str]) -> Iterator[Suite]:
    """The whole suite, started once for all journeys; none of them may hold a service up."""
    with whole_suite(infra, f"_s{os.getpid()}") as running:
        yield running
        assert running.alarms() == []
