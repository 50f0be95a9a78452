"""Fixtures of notifications' tests; the servers come from `chassis.testing`."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from notifications.tests.catching import Catcher


@pytest.fixture(scope="session")
def service_name() -> str:
    return "notifications"


@pytest.fixture
def catcher(tmp_path: Path) -> Iterator[Catcher]:
    """A mail server of its own process that keeps what it accepts."""
    caught = Catcher(tmp_path / "mail")
    caught.start()
    yield caught
    caught.kill()
