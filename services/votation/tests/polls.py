"""Whole votations for tests, made through the services' endpoints as an organiser and a bureau would."""

import json
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from nacl.public import PrivateKey
from sqlalchemy import text

from chassis.storage import Storage
from chassis.testing.caller import Caller
from contracts.box import board as board_ops
from contracts.box import booth as box_booth_ops
from contracts.refused import Refused
from contracts.votation import booth as votation_booth_ops
from contracts.votation import votations as votations_ops
from formats import canonical
from votation.domain import roll_marks, sealing, shares
from votation.domain.keys import Keys, link_hash

RULE = {
    "count": "heads",
    "base": "expressed",
    "share": [1, 2],
    "strict": True,
    "quorum": None,
    "colleges": "together",
    "tie": "none",
    "outcomes": {"adopted": "l'avenant est signé", "rejected": "l'avenant n'est pas signé"},
}
YES_NO = {
    "id": "q1",
    "kind": "yes_no",
    "title": "Approuvez-vous l'avenant ?",
    "choices": [{"id": "yes", "label": "Oui"}, {"id": "no", "label": "Non"}],
    "rule": RULE,
}
EACH: dict[str, Any] = {**YES_NO, "rule": {**RULE, "colleges": "each"}}


@dataclass
class Poll:
    """One votation under test, with what only its bureau and its electors know."""

    id: UUID
    organisation_id: UUID
    token: str
    caller: Caller
    register: Storage
    key: PrivateKey
    shares: list[str]
    links: list[str] = field(default_factory=list)
    electors: list[UUID] = field(default_factory=list)
    manifest: dict[str, Any] = field(default_factory=dict)

    @property
    def view(self) -> dict[str, Any]:
        return self.caller.ask(votations_ops.get_votation, {"votation_id": self.id}, self.token)

    def act(self, operation: Any, **more: Any) -> dict[str, Any]:
        """An organiser's act on the votation as it is now."""
        asked = {"votation_id": self.id, "version": self.view["version"], **more}
        return self.caller.ask(operation, asked, self.token)

    def code_of(self, elector: int) -> str:
        """The code last mailed, read where the letter would have it from."""
        with self.register.engine.connect() as connection:
            letter = connection.execute(
                text("SELECT letter_id FROM code WHERE elector_id = :id"), {"id": self.electors[elector]}
            ).scalar_one()
        return self.keys.code(letter)

    keys: Keys = field(default_factory=lambda: Keys(b""), repr=False)

    def right(self, elector: int, **more: Any) -> str:
        """A right as an elector gets it: by link and code."""
        asked = {"votation_id": self.id, "link": self.links[elector]}
        self.caller.ask(votation_booth_ops.request_code, asked)
        issued = self.caller.ask(
            votation_booth_ops.issue_right, {**asked, "code": self.code_of(elector), **more}
        )
        return str(issued["right"])

    def issue_directly(self, electors: Sequence[int]) -> list[str]:
        """Rights put in the register as `issue_right` would, many at once."""
        from votation.domain import register

        rights = [register.new_right() for _ in electors]
        with self.register.engine.begin() as connection:
            connection.execute(
                text(
                    """
                    INSERT INTO voting_right (right_hash, votation_id, elector_id, issued_at)
                    VALUES (:right_hash, :votation_id, :elector_id, clock_timestamp())
                    """
                ),
                [
                    {
                        "right_hash": register.hash_of(right),
                        "votation_id": self.id,
                        "elector_id": self.electors[elector],
                    }
                    for right, elector in zip(rights, electors, strict=True)
                ],
            )
        return [canonical.b64(right) for right in rights]

    def seal(self, answers: list[Any]) -> str:
        return canonical.b64(sealing.seal(self.manifest, answers))

    def cast(self, right: str, sealed: str, caller: Caller | None = None) -> dict[str, Any]:
        return (caller or self.caller).ask(
            box_booth_ops.cast_ballot, {"votation_id": self.id, "right": right, "sealed": sealed}
        )

    def move_window(self, opens_in: float, closes_in: float) -> None:
        """What no operation allows: the window moved under a frozen votation, so that a test need not wait."""
        now = datetime.now(UTC)
        with self.register.engine.begin() as connection:
            connection.execute(text("ALTER TABLE votation DISABLE TRIGGER votation_rules"))
            connection.execute(
                text("UPDATE votation SET opens_at = :opens_at, closes_at = :closes_at WHERE id = :id"),
                {
                    "id": self.id,
                    "opens_at": now + timedelta(seconds=opens_in),
                    "closes_at": now + timedelta(seconds=closes_in),
                },
            )
            connection.execute(text("ALTER TABLE votation ENABLE TRIGGER votation_rules"))

    def wait_for(self, *states: str, seconds: float = 20) -> dict[str, Any]:
        until = time.time() + seconds
        while (view := self.view)["state"] not in states:
            if time.time() > until:
                raise AssertionError(f"still {view['state']}, not {states}")
            time.sleep(0.2)
        return view

    def close(self) -> None:
        self.move_window(-3600, -0.001)
        self.wait_for("closed", seconds=30)

    def count(self) -> None:
        asked = {"votation_id": self.id, "shares": self.shares}
        self.caller.ask(board_ops.count_ballots, asked, self.token)
        self.wait_for("counted", seconds=60)


def make_poll(
    caller: Caller,
    register: Storage,
    keys: Keys,
    token: str,
    organisation_id: UUID,
    electors: int = 10,
    questions: Sequence[dict[str, Any]] = (YES_NO,),
    members: int = 3,
    threshold: int = 2,
    weights: Sequence[int] = (1,),
    colleges: Sequence[str] = ("",),
    **more: Any,
) -> Poll:
    """A votation that is open, its electors known by links."""
    created = caller.ask(
        votations_ops.create_votation, {"organisation_id": organisation_id, "title": "Avenant 7"}, token
    )
    key = PrivateKey.generate()
    parts = shares.split(key.encode(), members, threshold)
    poll = Poll(
        UUID(created["id"]),
        organisation_id,
        token,
        caller,
        register,
        key,
        [shares.to_text(part) for part in parts[:threshold]],
        keys=keys,
    )
    now = datetime.now(UTC)
    bureau = [f"Membre {n}" for n in range(1, members + 1)]
    poll.act(
        votations_ops.change_votation,
        questions=list(questions),
        opens_at=(now + timedelta(hours=1)).isoformat(),
        closes_at=(now + timedelta(hours=2)).isoformat(),
        grace_minutes=0,
        bureau=bureau,
        threshold=threshold,
        **more,
    )
    fill_roll(poll, electors, weights, colleges)
    poll.act(votations_ops.freeze_votation)
    poll.act(
        votations_ops.record_ceremony,
        election_key=canonical.b64(key.public_key.encode()),
        members=[
            {"name": name, "share": shares.share_hash(part), "acknowledged": True}
            for name, part in zip(bureau, parts, strict=True)
        ],
        threshold=threshold,
        test_opened=True,
    )
    poll.act(votations_ops.seal_votation)
    poll.manifest = json.loads(caller.ask(votations_ops.get_manifest, {"votation_id": poll.id})["manifest"])
    wait_for_box(poll)
    poll.move_window(-1, 3600)
    return poll


def fill_roll(poll: Poll, electors: int, weights: Sequence[int], colleges: Sequence[str]) -> None:
    rows = []
    for n in range(electors):
        secret = secrets.token_bytes(16)
        link = poll.keys.link(secret)
        poll.links.append(link)
        poll.electors.append(uuid4())
        rows.append(
            {
                "id": poll.electors[-1],
                "votation_id": poll.id,
                "reference": f"{n:06}",
                "email": f"canari-{n}@example.org",
                "college": colleges[n % len(colleges)],
                "weight": weights[n % len(weights)],
                "secret": secret,
                "mark": roll_marks.mark(str(poll.id), secret),
                "link_hash": link_hash(link),
            }
        )
    with poll.register.engine.begin() as connection:
        connection.execute(
            text(
                """
                INSERT INTO elector (id, votation_id, reference, email, college, weight, secret, mark, link_hash)
                VALUES (:id, :votation_id, :reference, :email, :college, :weight, :secret, :mark, :link_hash)
                """
            ),
            rows,
        )


def wait_for_box(poll: Poll, seconds: float = 15) -> None:
    until = time.time() + seconds
    while True:
        try:
            poll.caller.ask(board_ops.get_board, {"votation_id": poll.id})
            return
        except Refused:
            if time.time() > until:
                raise
            time.sleep(0.2)
