"""Starts a count, which is a process of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from uuid import UUID


def start_count(votation_id: UUID, attempt: UUID, shares: Sequence[str]) -> None:
    """`votation.box.counting`, which is given the bureau's shares by its standard input and nowhere else."""
    process = subprocess.Popen(
        [sys.executable, "-m", "votation.box.counting", str(votation_id), str(attempt)],
        stdin=subprocess.PIPE,
        env=os.environ,
        start_new_session=True,
    )
    assert process.stdin is not None  # noqa: S101
    process.stdin.write(json.dumps(shares).encode())
    process.stdin.close()
