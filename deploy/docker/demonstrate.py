"""Loads the demonstration into a suite in containers, the first time only: the mark is a file of DEMONSTRATION_DIR."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from tests.demonstration import load, running, union_vote
from tests.suite.people import Mails


def main() -> None:
    folder, gateway = Path(os.environ["DEMONSTRATION_DIR"]), os.environ["GATEWAY_URL"]
    done, mails = folder / "demonstration.json", Mails(os.environ["MAIL_URL"])
    if not done.exists():
        load.bootstrap({})  # identity's own environment is ours
        shown = load.load(gateway, mails, folder, lambda *_: None)
        done.write_text(json.dumps(shown, ensure_ascii=False, indent=1))
    json.dump(json.loads(done.read_text()), sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.flush()
    voted = folder / running.DONE
    if not voted.exists():
        union_vote.finish(running.union(gateway, folder), gateway, mails, union_vote.bar)
        voted.touch()


if __name__ == "__main__":
    main()
