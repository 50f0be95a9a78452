"""`python -m identity.tests.same_time`: median times of answers about known and unknown addresses (ID-1).

Not a test, since timings on shared machines drift: it prints the ratio of the medians of 200 tries each,
taken in turns. Works on the database of DATABASE_URL, with the environment of the service; open an account
with the address first. What a test asserts is that the same work is done: `storage/test_same_work.py`.
"""

import argparse
import os
import random
import statistics
import time
import uuid
from collections.abc import Callable
from functools import partial

from sqlalchemy import text

from chassis.config import Config
from chassis.storage import Storage
from contracts.identity import accounts as accounts_ops
from contracts.identity import sessions as sessions_ops
from contracts.refused import Refused
from identity.tests.in_process import InProcess


def seconds_of(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    try:
        act()
    except Refused as refused:
        if refused.code != "wrong_credentials":
            raise
    return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--known", required=True, help="the confirmed address of an account")
    parser.add_argument("--tries", type=int, default=200)
    options = parser.parse_args()
    environment = dict(os.environ)
    storage = Storage.from_config(Config.from_environment("identity", environment))
    caller = InProcess(storage, environment)
    for operation, more in (
        (sessions_ops.sign_in, {"password": "not the password"}),
        (accounts_ops.request_password_reset, {}),
        (sessions_ops.request_magic_link, {}),
    ):
        taken: dict[str, list[float]] = {"known": [], "unknown": []}
        for _ in range(options.tries):
            tries = [("known", options.known), ("unknown", f"{uuid.uuid4().hex}@example.org")]
            random.shuffle(tries)
            for kind, email in tries:
                with storage.engine.begin() as connection:  # else only the known one has been tried before
                    connection.execute(text("DELETE FROM throttle_hit"))
                asked = {"email": email, **more}
                taken[kind].append(seconds_of(partial(caller.ask, operation, asked)))
        known, unknown = (statistics.median(taken[kind]) for kind in ("known", "unknown"))
        print(f"{operation.name}: known {known * 1000:.2f} ms, unknown {unknown * 1000:.2f} ms, "
              f"ratio {known / unknown:.3f}")  # fmt: skip


if __name__ == "__main__":
    main()
