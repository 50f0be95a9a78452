from collections.abc import Iterator
from pathlib import Path

import pytest

from chassis.storage import Storage
from votation.tests.roll_world import World


@pytest.fixture
def world(storage: Storage, tmp_path: Path) -> Iterator[World]:
    made = World(storage, tmp_path)
    yield made
    made.worker.storage.engine.dispose()
