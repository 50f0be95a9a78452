"""Fixtures of votation's tests; the servers come from `chassis.testing`."""

import pytest


@pytest.fixture(scope="session")
def service_name() -> str:
    return "votation"
