"""Loads the demonstration into a suite in containers, the first time only: the mark is a file of DEMONSTRATION_DIR."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from tests.demonstration import load
from tests.suite.people import Mails


def main() -> None:
    done = Path(os.environ["DEMONSTRATION_DIR"]) / "demonstration.json"
    if not done.exists():
        load.bootstrap({})  # identity's own environment is ours
        mails = Mails(os.environ["MAIL_URL"])
        accounts = load.load(os.environ["GATEWAY_URL"], mails, lambda *_: None)
        done.write_text(json.dumps({"accounts": accounts}, ensure_ascii=False, indent=1))
    json.dump(json.loads(done.read_text()), sys.stdout, ensure_ascii=False, indent=1)


if __name__ == "__main__":
    main()
