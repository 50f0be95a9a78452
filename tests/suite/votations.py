"""A votation held through the public API, as its organiser, its bureau and its electors would."""

import json
import subprocess
import sys
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import requests
from nacl.public import PrivateKey
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from formats import canonical
from tests.suite.api import Api, Problem
from tests.suite.running import ROOT, Suite
from votation.domain import sealing, shares
from votation.domain.keys import Keys
from votation.tests.polls import YES_NO, fill_roll

TWICE = ("code_too_often",)  # asked again because the first answer was lost


@dataclass
class House:
    """One votation, with what only its bureau and its electors know."""

    suite: Suite
    organiser: Api
    id: UUID
    members: int = 3
    threshold: int = 2
    key: PrivateKey = field(default_factory=PrivateKey.generate)
    shares: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    electors: list[UUID] = field(default_factory=list)
    manifest: dict[str, Any] = field(default_factory=dict)
    is_moved: bool = False

    @property
    def path(self) -> str:
        return f"/votations/{self.id}"

    @property
    def keys(self) -> Keys:
        return Keys(self.suite.environment("votation")["SECRET_KEY"].encode())

    @property
    def register(self) -> Any:
        return self.suite.database("votation")

    @property
    def bureau(self) -> list[str]:
        return [f"Membre {number}" for number in range(1, self.members + 1)]

    def view(self) -> dict[str, Any]:
        found: dict[str, Any] = self.organiser.get(self.path)
        return found

    def act(self, what: str, body: Any = None) -> dict[str, Any]:
        """An organiser's act on the votation as it is now."""
        done: dict[str, Any] = self.organiser.post(
            f"{self.path}/{what}", body or {}, version=self.view()["version"]
        )
        return done

    def change(self, **changes: Any) -> dict[str, Any]:
        changed: dict[str, Any] = self.organiser.patch(self.path, changes, version=self.view()["version"])
        return changed

    def set_up(self, opens_in: float, closes_in: float, **more: Any) -> None:
        now = datetime.now(UTC)
        self.change(
            questions=[YES_NO],
            opens_at=(now + timedelta(seconds=opens_in)).isoformat(),
            closes_at=(now + timedelta(seconds=closes_in)).isoformat(),
            bureau=self.bureau,
            threshold=self.threshold,
            **{"grace_minutes": 0, **more},
        )

    def hold_ceremony(self, **wrong: Any) -> dict[str, Any]:
        """Keys made here, as in a member's browser; only their public part is sent."""
        parts = shares.split(self.key.encode(), self.members, self.threshold)
        self.shares = [shares.to_text(part) for part in parts]
        asked = {
            "election_key": canonical.b64(self.key.public_key.encode()),
            "members": [
                {"name": name, "share": shares.share_hash(part), "acknowledged": True}
                for name, part in zip(self.bureau, parts, strict=True)
            ],
            "threshold": self.threshold,
            "test_opened": True,
        }
        return self.act("ceremony", asked | wrong)

    def seal(self) -> None:
        self.act("seal")
        self.manifest = json.loads(self.organiser.get(f"{self.path}/manifest")["manifest"])
        self.wait(lambda: bool(answers(lambda: self.organiser.get(f"{self.path}/board"))))

    def upload(self, roll: bytes) -> dict[str, Any]:
        """A roll's file, and how it is guessed that it is to be read."""
        answer = requests.post(
            f"{self.organiser.base}{self.path}/roll-imports",
            data=roll,
            headers={
                "Authorization": f"Bearer {self.organiser.token}",
                "Content-Type": "text/csv",
                "Idempotency-Key": str(uuid.uuid4()),
            },
            timeout=30,
        )
        if answer.status_code >= 400:
            raise Problem(answer.status_code, answer.json(), answer.headers)
        read: dict[str, Any] = answer.json()
        return read

    def check(self, read: dict[str, Any], **as_told: Any) -> dict[str, Any]:
        """The dry report, once it is there."""
        asked = {name: read[name] for name in ("encoding", "separator", "has_header", "columns")}
        path = f"/roll-imports/{read['id']}"
        self.organiser.put(f"{path}/reading", asked | as_told)
        self.wait(lambda: self.organiser.get(path)["state"] in ("read", "failed"))
        report: dict[str, Any] = self.organiser.get(path)
        return report

    def apply(self, read: dict[str, Any]) -> None:
        path = f"/roll-imports/{read['id']}"
        self.organiser.post(f"{path}/application")
        self.wait(lambda: self.organiser.get(path)["state"] == "written")

    def wait(self, done: Any, seconds: float = 30) -> None:
        until = time.monotonic() + seconds
        while not done():
            assert time.monotonic() < until, f"still {self.view()}"
            time.sleep(0.2)

    def wait_state(self, *states: str, seconds: float = 30) -> None:
        self.wait(lambda: self.view()["state"] in states, seconds)

    # --- voting

    def right(self, elector: int, api: Api) -> str:
        return str(api.post(f"{self.path}/rights", self.proof(elector, api))["right"])

    def proof(self, elector: int, api: Api) -> dict[str, str]:
        """The link, and the code of the letter that was last asked for, read where the letter would have it from."""
        link = self.links[elector]
        try:
            api.post(f"{self.path}/codes", {"link": link})
        except Problem as problem:
            if problem.code not in TWICE:
                raise
        return {"link": link, "code": self.keys.code(self._letter(elector))}

    def _letter(self, elector: int, seconds: float = 60) -> UUID:
        """Also while the database is started again."""
        asked = {"id": self.electors[elector]}
        until = time.monotonic() + seconds
        while True:
            try:
                with self.register.engine.connect() as connection:
                    found = connection.execute(
                        text("SELECT letter_id FROM code WHERE elector_id = :id"), asked
                    )
                    return UUID(str(found.scalar_one()))
            except OperationalError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.3)

    def sealed(self, answers: Sequence[Any]) -> str:
        return canonical.b64(sealing.seal(self.manifest, list(answers)))

    def cast(self, right: str, sealed: str, api: Api) -> dict[str, Any]:
        receipt: dict[str, Any] = api.post(f"{self.path}/ballots", {"right": right, "sealed": sealed})
        return receipt

    def move_window(self, opens_in: float, closes_in: float) -> None:
        """What no door allows: so that a test need not wait. The verifier finds that the dates are not the manifest's."""
        self.is_moved = True
        now = datetime.now(UTC)
        window = {
            "id": self.id,
            "opens": now + timedelta(seconds=opens_in),
            "closes": now + timedelta(seconds=closes_in),
        }
        with self.register.engine.begin() as connection:
            connection.execute(text("ALTER TABLE votation DISABLE TRIGGER votation_rules"))
            connection.execute(
                text("UPDATE votation SET opens_at = :opens, closes_at = :closes WHERE id = :id"), window
            )
            connection.execute(text("ALTER TABLE votation ENABLE TRIGGER votation_rules"))

    # --- after closing

    def count(self) -> None:
        self.organiser.post(f"{self.path}/count", {"shares": self.shares[: self.threshold]})
        self.wait_state("counted", seconds=60)

    def proclaim(self) -> dict[str, Any]:
        """The result, once its minutes are signed."""
        self.wait(lambda: bool(answers(lambda: self.organiser.get(f"{self.path}/result"))))
        self.act("proclamation", {"observations": "Rien à signaler."})
        self.wait_state("proclaimed", seconds=60)
        result: dict[str, Any] = self.suite.api().get(f"{self.path}/result")["result"]
        return result

    def download(self, what: str, folder: Path) -> Path:
        self.wait(lambda: bool(self.view()["has_archive"]), 60)
        answer = requests.get(f"{self.organiser.base}{self.path}/{what}", timeout=30)
        answer.raise_for_status()
        path = folder / what
        path.write_bytes(answer.content)
        return path

    def verify(self, archive: Path, *receipts: dict[str, Any]) -> str:
        """What `python -m votation.verifier` says of the archive, and of each receipt. Raises when it does not pass,
        but for the dates of a window that a test moved."""
        said = ""
        for receipt in receipts or (None,):
            command = [sys.executable, "-m", "votation.verifier", str(archive)]
            if receipt is not None:
                path = archive.parent / "receipt.json"
                path.write_text(json.dumps(receipt))
                command += ["--receipt", str(path)]
            run = subprocess.run(
                command,
                cwd=ROOT / "services",
                env={"PYTHONPATH": f"{ROOT}:{ROOT / 'services'}", "PATH": "/usr/bin:/bin"},
                capture_output=True,
                text=True,
                check=False,
            )
            failed = [line.split(" :")[0] for line in run.stdout.splitlines() if line.startswith("FAIL")]
            assert failed == (["FAIL  dates"] if self.is_moved else []), run.stdout + run.stderr
            assert run.returncode == int(self.is_moved)
            said = run.stdout
        return said


def answers(ask: Any) -> Any:
    """What was asked for, or nothing while it is refused."""
    try:
        return ask()
    except Problem:
        return None


def open_house(suite: Suite, organiser: Api, organisation_id: str, electors: int, **more: Any) -> House:
    """A votation that is open, its roll filled by SQL; sealed and opened through the API."""
    created = organiser.post("/votations", {"organisation_id": organisation_id, "title": "Avenant 7"})
    house = House(suite, organiser, UUID(created["id"]))
    house.set_up(3600, 7200, **more)
    roll: Any = house  # it has what a poll of the service's own tests has
    fill_roll(roll, electors, (1,), ("",))
    house.act("freeze")
    house.hold_ceremony()
    house.seal()
    house.move_window(-1, 7200)
    return house
