import sys
from pathlib import Path

import pytest

HERE = str(Path(__file__).parent / "services")
if HERE not in sys.path:
    sys.path.insert(0, HERE)


@pytest.fixture
def service_name() -> str:
    return "parrot"
