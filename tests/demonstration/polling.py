"""A votation through the public API: set up, sealed, voted on, counted, proclaimed. Its state says where one is."""

import json
import re
import shutil
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from formats import canonical
from tests.demonstration.crowd import SteadyApi
from tests.demonstration.union_rolls import File
from tests.suite.api import Problem
from tests.suite.people import Mails, Person
from votation import ceremony
from votation.domain import sealing, shares

CODE = re.compile(r"\b(\d{4})\s?(\d{4})\b")
CODE_SUBJECT = "code"
CODE_SECONDS = 60


@dataclass
class Polling:
    """An organiser's hand on one votation. `folder` holds what its bureau's members keep: their shares."""

    organiser: Person
    id: str
    folder: Path

    @property
    def path(self) -> str:
        return f"/votations/{self.id}"

    @property
    def view(self) -> dict[str, Any]:
        view: dict[str, Any] = self.organiser.api.get(self.path)
        return view

    @property
    def state(self) -> str:
        return str(self.view["state"])

    def act(self, what: str, **said: Any) -> dict[str, Any]:
        """An act on the votation as it is now."""
        made: dict[str, Any] = self.organiser.api.post(
            f"{self.path}/{what}", said, version=self.view["version"]
        )
        return made

    def change(self, **changes: Any) -> None:
        self.organiser.api.patch(self.path, changes, version=self.view["version"])

    def wait_for(self, *states: str, seconds: float = 120) -> str:
        """Raises AssertionError."""
        until = time.monotonic() + seconds
        while (state := self.state) not in states:
            if time.monotonic() > until:
                raise AssertionError(f"{self.id} is {state}, not {states}")
            time.sleep(0.5)
        return state

    # --- before the vote

    def import_roll(self, file: File) -> None:
        """As a secretariat does: the file, how it was understood, the dry report, then the roll."""
        if self.view["electors"] == file.electors:
            return
        api = self.organiser.api
        made = api.post(f"{self.path}/roll-imports", file.path.read_bytes())
        path = f"/roll-imports/{made['id']}"
        if (made := api.get(path))["state"] == "guessed":
            reading = {name: made[name] for name in ("encoding", "separator", "has_header", "columns")}
            assert (reading["encoding"], reading["separator"]) == (file.encoding, file.separator), reading
            api.put(f"{path}/reading", reading)
        made = self._read(path, "reading")
        assert (made["good"], made["problems"]) == (file.electors, 0), api.get(f"{path}/problems")
        if made["state"] == "read":
            api.post(f"{path}/application")
        assert self._read(path, "read", "writing")["state"] == "written"

    def _read(self, path: str, *busy: str) -> dict[str, Any]:
        while (made := self.organiser.api.get(path))["state"] in busy:
            time.sleep(0.3)
        return dict(made)

    def seal(self, opens_in: timedelta, lasts: timedelta) -> None:
        """Everything from the draft to the sealed box, whatever of it is done; it closes at a full minute.

        A window that began before the box was sealed is chosen anew, with new keys.
        """
        while (state := self.state) in ("draft", "ready", "keyed"):
            if state == "draft":
                opens_at = (datetime.now(UTC) + opens_in).replace(microsecond=0)
                self.change(
                    opens_at=opens_at.isoformat(), closes_at=full_minute(opens_at + lasts).isoformat()
                )
                self.act("freeze")
            elif state == "ready":
                self.hold_ceremony()
            else:
                self.put_seal()

    def put_seal(self) -> None:
        try:
            self.act("seal")
        except Problem as problem:
            if problem.code != "opening_passed":
                raise
            self.act("draft")

    def hold_ceremony(self) -> None:
        """The members have their shares before the suite hears of the key, so that none is lost on the way."""
        view = self.view
        held = ceremony.hold(view["bureau"], view["threshold"])
        shutil.rmtree(self.folder, ignore_errors=True)
        files = ceremony.write(held, self.folder)
        opened = ceremony.try_out([file.read_text() for file in files])
        members = [member | {"acknowledged": True} for member in held.public_part()["members"]]
        self.act(
            "ceremony",
            election_key=held.public,
            members=members,
            threshold=held.threshold,
            test_opened=opened == held.public,
        )

    def invite(self) -> None:
        """Once, however often it is asked."""
        mailings = self.organiser.api.pages(f"{self.path}/mailings")
        if all(mailing["kind"] != "invitation" for mailing in mailings):
            self.act("mailings", kind="invitation")

    # --- after it

    def count(self) -> None:
        """With the shares of as many members as are needed."""
        view = self.view
        texts = [file.read_text() for file in sorted(self.folder.glob("share-*.txt"))]
        given = [shares.to_text(shares.find(text)) for text in texts[: view["threshold"]]]
        try:
            self.organiser.api.post(f"{self.path}/count", {"shares": given}, key=str(uuid.uuid4()))
        except Problem as problem:
            if problem.code not in ("count_running", "already_counted"):
                raise
        self.wait_for("counted", "proclaimed", seconds=300)

    def proclaim(self, observations: str) -> dict[str, Any]:
        """The result, once minutes are signed."""
        self._result()
        if self.state == "counted" and not self.view["proclaiming"]:
            self.act("proclamation", observations=observations)
        self.wait_for("proclaimed", seconds=300)
        return self._result()

    def _result(self, seconds: float = 120) -> dict[str, Any]:
        """It is computed a moment after the count."""
        until = time.monotonic() + seconds
        while True:
            try:
                return dict(self.organiser.api.get(f"{self.path}/result")["result"])
            except Problem as problem:
                if problem.code != "not_counted" or time.monotonic() > until:
                    raise
            time.sleep(0.5)


@dataclass
class Booth:
    """Where electors come with the link of their invitation, each from an address of their own."""

    gateway: str
    mails: Mails
    votation_id: str
    manifest: dict[str, Any]
    receipts: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def of(cls, gateway: str, mails: Mails, polling: Polling) -> "Booth":
        manifest = json.loads(polling.organiser.api.get(f"{polling.path}/manifest")["manifest"])
        return cls(gateway, mails, polling.id, manifest)

    def vote(self, number: int, email: str, answers: Sequence[Any]) -> bool:
        """Whether this made the ballot: not when the elector had voted already, or the votation is over.

        The answers go into the ballot here, sealed, as in a browser.
        """
        api = SteadyApi(self.gateway)
        api.address = f"198.19.{number // 250}.{number % 250 + 1}"
        path = f"/votations/{self.votation_id}"
        try:
            link = self.link(email)
            if api.post(f"{path}/booth", {"link": link})["signed"]:
                return False
            right = self.right(api, path, email, link)
            sealed = canonical.b64(sealing.seal(self.manifest, answers))
            self.receipts.append(api.post(f"{path}/ballots", {"right": right, "sealed": sealed}))
        except Problem as problem:
            if problem.code not in ("already_signed", "already_cast", "closed"):
                raise
            return False
        return True

    def link(self, email: str, seconds: float = 240) -> str:
        """That of the invitation. Raises AssertionError."""
        found = re.compile(rf"/lien/vote/{self.votation_id}\.([\w-]+)")
        return self._in_mail(email, "", lambda message: found.search(message["text"]), seconds)

    def right(self, api: SteadyApi, path: str, email: str, link: str) -> str:
        """Asked for with the code of the mail that comes."""
        while True:
            newest = next(iter(self.mails.to(email)))["id"]
            api.post(f"{path}/codes", {"link": link})
            try:
                code = self._in_mail(email, newest, find_code, CODE_SECONDS)
                return str(api.post(f"{path}/rights", {"link": link, "code": code})["right"])
            except AssertionError:  # a mail can be late: the next one takes its place
                continue
            except Problem as problem:
                if problem.code not in ("code_wrong", "code_expired"):
                    raise

    def _in_mail(self, email: str, after: str, find: Callable[[Any], Any], seconds: float) -> str:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for message in self.mails.to(email, after):
                if found := find(message):
                    return "".join(found.groups())
            time.sleep(0.25)
        raise AssertionError(f"no mail came to {email}")


def find_code(message: dict[str, Any]) -> re.Match[str] | None:
    return CODE.search(message["text"]) if CODE_SUBJECT in message["subject"].lower() else None


def full_minute(moment: datetime) -> datetime:
    """The first that is not before it."""
    return (moment + timedelta(seconds=59, microseconds=999_999)).replace(second=0, microsecond=0)
