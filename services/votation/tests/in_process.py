"""Register and box in one process, on their two real databases, without a broker: what a call would carry is called."""

import contextlib
import json
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any
from uuid import UUID, uuid4

from nacl.public import PrivateKey
from sqlalchemy import text

from chassis.actor import Actor
from chassis.config import Config
from chassis.files import LocalFileStore
from chassis.storage import Storage
from chassis.worker import Job
from formats import canonical, sealed_ballot
from votation import views
from votation.box.counting import Counting
from votation.box.unit_of_work import UnitOfWork as BoxUnitOfWork
from votation.box.use_cases.cast_ballot import Ballot, cast_ballot, claim
from votation.box.use_cases.close_box import close_box, finish
from votation.box.use_cases.close_epochs import close_full_epochs, have_signed
from votation.box.use_cases.count_ballots import begin_count
from votation.box.use_cases.open_box import open_box
from votation.box.use_cases.plain_slice import plain_slice
from votation.box.use_cases.prepare_box import prepare_box
from votation.box.use_cases.settle_ballots import settle_ballots
from votation.domain import register, roll_marks, sealing, shares
from votation.domain.keys import Keys, link_hash
from votation.domain.votation import Votation
from votation.tests.polls import YES_NO
from votation.unit_of_work import UnitOfWork
from votation.use_cases.change_votation import change_votation
from votation.use_cases.close_votation import advance_votations, close_votation
from votation.use_cases.compute_result import compute_result, result_of
from votation.use_cases.consume_right import consume_right
from votation.use_cases.create_votation import create_votation
from votation.use_cases.freeze_votation import freeze_votation
from votation.use_cases.get_register import get_register
from votation.use_cases.issue_right import fault_of_code, issue_right
from votation.use_cases.loading import get_stored_votation
from votation.use_cases.proclaim_votation import proclaim_votation
from votation.use_cases.record_ceremony import record_ceremony
from votation.use_cases.request_code import request_code
from votation.use_cases.seal_votation import seal_votation
from votation.use_cases.sign_minutes import sign_minutes
from votation.use_cases.sign_register import rights_used, sign_register
from votation.use_cases.take_count import keep_plain, note_counted

ORGANISER = Actor(id=uuid4(), name="Alix Martin")
HOUR = timedelta(hours=1)


@dataclass
class World:
    """One open votation. `crash` is called before and after each step of the box, and may raise."""

    register: Storage
    box: Storage
    id: UUID = field(default_factory=uuid4)
    key: PrivateKey = field(default_factory=PrivateKey.generate)
    register_keys: Keys = field(default_factory=lambda: Keys(b"register"))
    box_keys: Keys = field(default_factory=lambda: Keys(b"box"))
    electors: list[UUID] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    shares: list[str] = field(default_factory=list)
    manifest: dict[str, Any] = field(default_factory=dict)
    crash: Callable[[str], None] = lambda _step: None

    @contextlib.contextmanager
    def at_register(self) -> Iterator[UnitOfWork]:
        with self.register.transaction() as tx:
            yield UnitOfWork(tx, self.register_keys)

    @contextlib.contextmanager
    def at_box(self) -> Iterator[BoxUnitOfWork]:
        self.crash("before a transaction")
        with self.box.transaction() as tx:
            yield BoxUnitOfWork(tx, self.box_keys)
            self.crash("before a commit")
        self.crash("after a commit")

    def use_right(self, votation_id: UUID, right_hash: bytes) -> str:
        self.crash("before the register")
        with self.at_register() as uow:
            cell = str(consume_right(uow, votation_id, right_hash.hex())["cell"])
        self.crash("after the register")
        return cell

    def confirm(self, votation_id: UUID, rights: Sequence[bytes]) -> set[bytes]:
        self.crash("before confirming")
        with self.at_register() as uow:
            used = rights_used(uow, votation_id, [right.hex() for right in rights])["used"]
            return {bytes.fromhex(right) for right in used}

    def sign(self, votation_id: UUID, rights: Sequence[bytes]) -> None:
        self.crash("before signing")
        with self.at_register() as uow:
            sign_register(uow, votation_id, [right.hex() for right in rights])
        self.crash("after signing")

    def log_head(self, votation_id: UUID) -> str:
        with self.at_register() as uow:
            return str(get_register(uow, votation_id)["log"])

    # --- setting up

    def open(
        self,
        electors: int,
        questions: Sequence[dict[str, Any]] = (YES_NO,),
        colleges: Sequence[str] = ("",),
        weights: Sequence[int] = (1,),
        proxies: int = 0,
        accounts: Mapping[int, UUID] = MappingProxyType({}),
    ) -> "World":
        self.draft(electors, questions, colleges, weights, proxies, accounts)
        self.freeze()
        self.hold_ceremony()
        self.seal()
        self.move_window(-60, 3600)
        return self

    def draft(
        self,
        electors: int,
        questions: Sequence[dict[str, Any]] = (YES_NO,),
        colleges: Sequence[str] = ("",),
        weights: Sequence[int] = (1,),
        proxies: int = 0,
        accounts: Mapping[int, UUID] = MappingProxyType({}),
    ) -> None:
        """`proxies` a holder at most; `accounts` of the electors who are on the roll by one instead of an address."""
        with self.at_register() as uow:
            asked = {
                "organisation_id": uuid4(),
                "project_id": None,
                "title": "Avenant",
                "summary": "",
                "language": "fr",
                "time_zone": "Europe/Paris",
            }
            votation = create_votation(uow, ORGANISER, asked)
            self.id = votation.id
            now = datetime.now(UTC)
            changes: dict[str, Any] = {
                "questions": [complete(question) for question in questions],
                "opens_at": now + HOUR,
                "closes_at": now + 2 * HOUR,
                "grace_minutes": 0,
                "bureau": ["Camille"],
                "threshold": 1,
                "proxies_per_holder": proxies,
                "accepts_small_cells": True,
            }
            change_votation(uow, ORGANISER, self.id, votation.version, **changes)
        self._fill(electors, colleges, weights, accounts)

    def freeze(self) -> None:
        with self.at_register() as uow:
            told = views.votation(uow, get_stored_votation(uow, self.id))
            readable = sum(group.electors for group in told["small_groups"])
            freeze_votation(uow, ORGANISER, self.id, told["version"], readable)

    def hold_ceremony(self) -> None:
        parts = shares.split(self.key.encode(), 1, 1)
        self.shares = [shares.to_text(part) for part in parts]
        with self.at_register() as uow:
            ceremony: dict[str, Any] = {
                "votation_id": self.id,
                "version": get_stored_votation(uow, self.id).version,
                "election_key": canonical.b64(self.key.public_key.encode()),
                "members": [{"name": "Camille", "share": shares.share_hash(parts[0]), "acknowledged": True}],
                "threshold": 1,
                "test_opened": True,
            }
            record_ceremony(uow, ORGANISER, **ceremony)

    def seal(self) -> None:
        with self.at_register() as uow:
            votation = get_stored_votation(uow, self.id)
        with self.at_box() as box:
            prepared = prepare_box(box, self.id, votation.organisation_id)
        with self.at_register() as uow:
            votation = seal_votation(
                uow, ORGANISER, self.id, votation.version, (prepared["board_key"], prepared["server"])
            )
        with self.at_box() as box:
            open_box(box, self.id, votation.manifest or "")
        self.manifest = json.loads(votation.manifest or "")

    def _fill(
        self, electors: int, colleges: Sequence[str], weights: Sequence[int], accounts: Mapping[int, UUID]
    ) -> None:
        rows = []
        for n in range(electors):
            secret = secrets.token_bytes(16)
            self.electors.append(uuid4())
            self.links.append(self.register_keys.link(secret))
            rows.append(
                {
                    "id": self.electors[-1],
                    "votation_id": self.id,
                    "reference": f"{n:06}",
                    "email": None if n in accounts else f"e{n}@example.org",
                    "account_id": accounts.get(n),
                    "college": colleges[n % len(colleges)],
                    "weight": weights[n % len(weights)],
                    "secret": secret,
                    "mark": roll_marks.mark(str(self.id), secret),
                    "link_hash": link_hash(self.links[-1]),
                }
            )
        with self.register.engine.begin() as connection:
            connection.execute(
                text(
                    """
                    INSERT INTO elector (id, votation_id, reference, email, account_id, college, weight, secret, mark,
                        link_hash)
                    VALUES (:id, :votation_id, :reference, :email, :account_id, :college, :weight, :secret, :mark,
                        :link_hash)
                    """
                ),
                rows,
            )

    def move_window(self, opens_in: float, closes_in: float) -> None:
        """What no operation allows: the window moved under a frozen votation, so that a test need not wait."""
        now = datetime.now(UTC)
        moved = {
            "id": self.id,
            "opens_at": now + timedelta(seconds=opens_in),
            "closes_at": now + timedelta(seconds=closes_in),
        }
        with self.register.engine.begin() as connection:
            connection.execute(text("ALTER TABLE votation DISABLE TRIGGER votation_rules"))
            connection.execute(
                text("UPDATE votation SET opens_at = :opens_at, closes_at = :closes_at WHERE id = :id"), moved
            )
            connection.execute(text("ALTER TABLE votation ENABLE TRIGGER votation_rules"))

    # --- voting

    def right(self, elector: int) -> bytes:
        """A right by link, as if its code had been checked."""
        with self.at_register() as uow:
            return right_in(issue_right(uow, Actor(), self.id, self.links[elector], None))

    def right_by_code(self, elector: int, giver: int | None = None) -> bytes:
        """A right as an elector gets it, for themselves or who gave them a proxy: by their link and the code that was
        mailed to them."""
        with self.at_register() as uow:
            request_code(uow, self.id, self.links[elector])
        code = self.code_of(elector)
        with self.at_register() as uow:
            assert fault_of_code(uow, Actor(), self.id, self.links[elector], code) is None
        with self.at_register() as uow:
            voter = None if giver is None else self.electors[giver]
            return right_in(issue_right(uow, Actor(), self.id, self.links[elector], voter))

    def right_by_account(self, account_id: UUID, giver: int | None = None) -> bytes:
        with self.at_register() as uow:
            voter = None if giver is None else self.electors[giver]
            return right_in(issue_right(uow, Actor(id=account_id), self.id, None, voter))

    def code_of(self, elector: int) -> str:
        """The code last mailed, made as the letter would have it."""
        with self.at_register() as uow:
            known = uow.electors.code_of(self.electors[elector])
            assert known is not None
            return uow.keys.code(known.letter_id)

    def ballot(self, right: bytes, answers: list[Any], by_server: bool = False) -> Ballot:
        sealed = sealing.seal(self.manifest, answers)
        hashed = bytes.fromhex(sealed_ballot.ballot_hash(sealed))
        return Ballot(self.id, register.hash_of(right), sealed, hashed, by_server)

    def cast(self, ballot: Ballot) -> dict[str, Any]:
        claimed = claim(self.at_box, self, ballot)
        if not isinstance(claimed, str):
            return claimed
        with self.at_box() as box:
            return cast_ballot(box, (ballot, claimed))

    def settle(self) -> None:
        while settle_ballots(self.at_box, self, self.id, at_once=True):
            pass

    def lengthen(self) -> None:
        close_full_epochs(self.at_box, self, self.id)
        have_signed(self.at_box, self, self.id)

    def close(self) -> dict[str, Any]:
        """Close both sides; fails when they differ."""
        self.move_window(-7200, -0.001)
        with self.at_register() as uow:
            advance_votations(uow)
        closed = self.close_box()
        assert closed["settled"]
        with self.at_register() as uow:
            assert (
                close_votation(uow, self.id, closed["cells"], closed["root"], closed["without_right"])
                is not None
            )
        return closed

    def close_box(self, votation_id: UUID | None = None) -> dict[str, Any]:
        finish(self.at_box, self, votation_id or self.id)
        with self.at_box() as box:
            return close_box(box, votation_id or self.id)

    def advance(self) -> bool:
        """What the timers of the register do each second: whether the votation is closed now."""
        with self.at_register() as uow:
            advance_votations(uow)
        with self.at_register() as uow:
            over = uow.votations.grace_over(uow.now())
        if self.id in over:
            closed = self.close_box()
            if closed["settled"]:
                with self.at_register() as uow:
                    return (
                        close_votation(uow, self.id, closed["cells"], closed["root"], closed["without_right"])
                        is not None
                    )
        return False

    def count(self, folder: Path) -> None:
        """Count with the bureau's shares, and compute the result, as the count's process and the worker do."""
        attempt = uuid4()
        with self.at_box() as box:
            begin_count(box, self.id, self.shares, attempt, self.register_now())
        Counting(self.box, self.box_keys, self.id, attempt).run(self.shares, LocalFileStore(str(folder)))
        with self.at_register() as uow:
            note_counted(uow, self.id)
        with self.at_box() as box:
            counted = plain_slice(box, self.id, 0, 2000)
        with self.at_register() as uow:
            keep_plain(uow, self.id, counted["plain"], counted["breakdown"], counted["proof"])
        with self.at_register() as uow:
            compute_result(uow, self.id)

    def register_now(self) -> dict[str, Any]:
        with self.at_register() as uow:
            return get_register(uow, self.id)

    def proclaim(self) -> None:
        with self.at_register() as uow:
            votation = uow.votations.find(self.id)
            assert votation is not None
            proclaim_votation(uow, ORGANISER, self.id, votation.version, "", [])
        with self.at_register() as uow:
            votation = uow.votations.find(self.id)
            assert votation is not None
            sign_minutes(uow, self.id, votation.version, result_of(uow, votation, {}), "0" * 64)
            uow.votations.note(self.id, {"archive_sha256": "0" * 64})

    # --- looking

    def votation(self) -> Votation:
        with self.at_register() as uow:
            return get_stored_votation(uow, self.id)

    def board(self) -> dict[str, str]:
        """The cell of each ballot on the board, by the ballot's hash."""
        with self.at_box() as box:
            return {
                ballot: record["cell"]
                for _, text_ in box.boards.in_order(self.id, 0, 1000)
                for record in [json.loads(text_)]
                for ballot in record["ballots"]
            }

    def numbers(self) -> dict[str, int]:
        """Accepted, on the board, on the way, consumed and signed."""
        return {
            "accepted": self._count(
                self.box, "SELECT count(*) FROM intake WHERE votation_id = :id AND accepted"
            ),
            "pending": self._count(
                self.box, "SELECT count(*) FROM intake WHERE votation_id = :id AND NOT accepted"
            ),
            "board": self._count(self.box, "SELECT count(*) FROM board WHERE votation_id = :id"),
            "consumed": self._count(
                self.register, "SELECT count(*) FROM voting_right WHERE votation_id = :id AND consumed"
            ),
            "signed": self._count(self.register, "SELECT count(*) FROM signed WHERE votation_id = :id"),
        }

    def _count(self, storage: Storage, statement: str) -> int:
        with storage.engine.connect() as connection:
            return int(connection.execute(text(statement), {"id": self.id}).scalar_one())


class Work(Job):
    """A job of the register's worker on a world; nobody else leases it."""

    def __init__(self, world: World, folder: Path) -> None:
        config = Config("votation", {"SECRET_KEY": "register"})
        payload = {"votation_id": str(world.id)}
        super().__init__(world.id, "", payload, 1, world.register, LocalFileStore(str(folder)), config)

    def advance(self, percent: int) -> None:
        pass


def right_in(view: Mapping[str, Any]) -> bytes:
    return canonical.unb64(view["right"])


def complete(question: dict[str, Any]) -> dict[str, Any]:
    """A question as the endpoint hands it on, with what was left out."""
    return {
        "explanation": "",
        "blank": True,
        "limits": {},
        "grades": [],
        "method": None,
        "ties_allowed": False,
        "complete": False,
        "seats": 1,
        **question,
        "choices": [{"explanation": "", **choice} for choice in question["choices"]],
    }
