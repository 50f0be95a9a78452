"""The suite that `make run` started, as the loaders find it, and what they keep of their own beside it."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from tests.demonstration import union_words as words
from tests.demonstration.crowd import SteadyApi
from tests.demonstration.union import Union
from tests.suite.people import Mails, sign_in

ROOT = Path(__file__).resolve().parents[2]
DONE = "union_vote.done"


@dataclass(frozen=True)
class Running:
    """`folder` keeps what people of the demonstration would keep: rolls, and the shares of their bureaus."""

    processes: dict[str, dict[str, str]]
    run_dir: Path

    @property
    def gateway(self) -> str:
        return self.processes["web"]["GATEWAY_URL"]

    @property
    def mails(self) -> Mails:
        return Mails(f"http://127.0.0.1:{self.processes['web']['MAIL_PORT']}")

    @property
    def folder(self) -> Path:
        return self.run_dir / "demonstration"


def found() -> Running:
    run_dir = Path(os.environ.get("CAPCO_RUN_DIR", ROOT / ".run"))
    listed = json.loads((run_dir / "processes.json").read_text())
    return Running({entry["name"]: entry["env"] for entry in listed}, run_dir)


def union(gateway: str, folder: Path) -> Union:
    """As its organiser, signed in."""
    organiser = sign_in(SteadyApi(gateway), words.ORGANISER)
    (organisation,) = {grant["organisation_id"] for grant in organiser.account["grants"]}
    return Union(organiser, organisation, folder)


def project_of(union: Union) -> str:
    projects = union.organiser.api.pages("/projects", organisation_id=union.organisation_id)
    return str(next(project["id"] for project in projects if project["title"] == words.TITLE))
