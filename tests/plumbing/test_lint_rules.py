"""What was measured to lose events or to end processes cannot come back unseen."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RAW = (
    "from nameko.rpc import rpc", "from nameko.rpc import RpcProxy", "from nameko import rpc",
    "from nameko.events import event_handler", "from nameko.events import EventDispatcher",
    "from nameko.web.handlers import http", "from nameko.timer import timer",
    "from nameko.standalone.rpc import ClusterRpcProxy", "import nameko.rpc",
)  # fmt: skip


@pytest.mark.parametrize("line", RAW)
def test_a_service_that_uses_nameko_as_it_comes_fails_the_build(line: str) -> None:
    command = [sys.executable, "-m", "ruff", "check", "--select", "TID251", "--quiet"]
    where = ["--stdin-filename", "services/identity/service.py", "-"]
    found = subprocess.run(
        [*command, *where], input=f"{line}\n", cwd=ROOT, text=True, capture_output=True, check=False
    )
    assert found.returncode == 1
    assert "TID251" in found.stdout
