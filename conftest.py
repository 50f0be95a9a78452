"""Plugins of every test, and which tests one process runs where there are several."""

from typing import Any

import hypothesis
from xdist.scheduler import LoadFileScheduling

hypothesis.settings.register_profile("suite", deadline=None)  # a machine may be busy: no test is about speed
hypothesis.settings.load_profile("suite")
pytest_plugins = ["chassis.testing.fixtures", "web.tests.chromium"]


class SuiteScheduling(LoadFileScheduling):
    """The tests of a file stay together; those of a folder in `tests`, which share a running suite, do too."""

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        return file.rsplit("/", 1)[0] if file.startswith("tests/") else file


def pytest_xdist_make_scheduler(config: Any, log: Any) -> LoadFileScheduling:
    return SuiteScheduling(config, log)
