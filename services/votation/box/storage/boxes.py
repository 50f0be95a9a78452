"""Boxes, and ballots on their way."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from votation.box.domain.box import BallotTaken, Box, Intake

FIND = text("SELECT * FROM box WHERE votation_id = :votation_id")
PREPARE = text(
    """
    INSERT INTO box (votation_id, organisation_id, state) VALUES (:votation_id, :organisation_id, 'prepared')
    ON CONFLICT (votation_id) DO NOTHING
    """
)
OPEN = text(
    """
    UPDATE box SET state = 'open', manifest = :manifest, manifest_hash = :manifest_hash, root = :root,
        sealed_length = :sealed_length, batch = :batch
    WHERE votation_id = :votation_id AND state = 'prepared'
    """
)
PASS = text("UPDATE box SET state = :state WHERE votation_id = :votation_id")
# What is on its way gives way to what comes later with its right to the same box, until one is accepted: that one
# stays. An open box only, and a ballot of its length.
# One at a time for a right: `intake` has a second unique index, on which two that come together wait for each other.
TAKE_IN = text(
    """
    INSERT INTO intake (right_hash, votation_id, sealed, ballot_hash, by_server)
    SELECT :right_hash, votation_id, :sealed, :ballot_hash, :by_server
    FROM box, (SELECT pg_advisory_xact_lock(hashtextextended(encode(CAST(:right_hash AS bytea), 'hex'), 0))) AS alone
    WHERE votation_id = :votation_id AND state = 'open' AND sealed_length = length(CAST(:sealed AS bytea))
    ON CONFLICT (right_hash) DO UPDATE SET sealed = excluded.sealed, ballot_hash = excluded.ballot_hash,
        by_server = excluded.by_server, claims = intake.claims + 1
    WHERE NOT intake.accepted AND intake.votation_id = excluded.votation_id RETURNING 1
    """
)
TRY = text(
    """
    INSERT INTO intake (right_hash, votation_id, sealed, ballot_hash, by_server)
    VALUES (:right_hash, :votation_id, :sealed, :ballot_hash, :by_server)
    """
)
# After the ballot was taken in, never before: a batch that is just now put on the board holds the row until it is.
USED_UP = text(
    """
    SELECT EXISTS (SELECT FROM spent_right WHERE right_hash = :right_hash)
        OR EXISTS (SELECT FROM board WHERE votation_id = :votation_id AND ballot_hash = :ballot_hash)
    """
)
INTAKE = text("SELECT * FROM intake WHERE right_hash = :right_hash AND votation_id = :votation_id")
ACCEPT = text(
    """
    UPDATE intake SET accepted = true, cell = :cell
    WHERE right_hash = :right_hash AND votation_id = :votation_id AND ballot_hash = :ballot_hash RETURNING by_server
    """
)
THIS = "right_hash = :right_hash AND votation_id = :votation_id AND NOT accepted"
LET_GO = text(f"UPDATE intake SET claims = claims - 1 WHERE {THIS}")  # noqa: S608 - a constant of this module
DROP_IF_UNCLAIMED = text(f"DELETE FROM intake WHERE {THIS} AND claims <= 0")  # noqa: S608
DROP = text(f"DELETE FROM intake WHERE {THIS}")  # noqa: S608
SEALED_BY_SERVER = text(
    """
    SELECT CASE CAST(e.record AS jsonb) ->> 'by_server' WHEN '0' THEN false WHEN CAST(e.ballots AS text) THEN true END
    FROM board b JOIN epoch e ON e.votation_id = b.votation_id AND e.number = b.epoch
    WHERE b.votation_id = :votation_id AND b.ballot_hash = :ballot_hash
    UNION ALL SELECT by_server FROM intake WHERE votation_id = :votation_id AND ballot_hash = :ballot_hash LIMIT 1
    """
)
ON_BOARD = text("SELECT epoch FROM board WHERE votation_id = :votation_id AND ballot_hash = :ballot_hash")
WAITING = text(
    "SELECT 1 FROM intake WHERE votation_id = :votation_id AND ballot_hash = :ballot_hash AND accepted"
)
# The ones that an earlier pass has seen already: what is being cast right now is left to its caller.
UNSETTLED = text(
    """
    WITH due AS (
        SELECT right_hash, tries FROM intake
        WHERE NOT accepted AND (CAST(:votation_id AS uuid) IS NULL OR votation_id = :votation_id)
        ORDER BY tries, right_hash LIMIT :limit FOR UPDATE SKIP LOCKED
    )
    UPDATE intake SET tries = intake.tries + 1 FROM due WHERE intake.right_hash = due.right_hash
    RETURNING intake.*, due.tries AS before
    """
)
PENDING = text("SELECT count(*) FROM intake WHERE votation_id = :votation_id AND NOT accepted")
ANY_INSIDE = text(
    """
    SELECT EXISTS (SELECT FROM intake WHERE votation_id = :votation_id)
        OR EXISTS (SELECT FROM board WHERE votation_id = :votation_id)
        OR EXISTS (SELECT FROM epoch WHERE votation_id = :votation_id)
    """
)


# Not a query: it takes no snapshot. What is read after it is from after the last time the intake was written anew; an
# older snapshot would find it empty, and a ballot that waits missing.
HOLD_STILL = text("LOCK TABLE intake IN ACCESS SHARE MODE")
SET_ASIDE = text("INSERT INTO set_aside (votation_id, ballots) VALUES (:votation_id, :ballots)")
LOGS_TO_CLEAR = text(
    """
    SELECT votation_id FROM box b WHERE state IN ('closed', 'counted', 'destroyed')
        AND NOT EXISTS (SELECT FROM log_cleared l WHERE l.votation_id = b.votation_id)
        AND NOT EXISTS (SELECT FROM spent_right s WHERE s.votation_id = b.votation_id)
    """
)
LOG_CLEARED = text("INSERT INTO log_cleared SELECT unnest(CAST(:ids AS uuid[])) ON CONFLICT DO NOTHING")
WITHOUT_RIGHT = text("SELECT coalesce(max(ballots), 0) FROM set_aside WHERE votation_id = :votation_id")


# Frozen as a box opens, and asked for with every ballot.
_manifest_hashes: dict[UUID, str] = {}
KNOWN_MOST = 1000


class StoredBoxes:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, votation_id: UUID) -> Box | None:
        row = self._connection.execute(FIND, {"votation_id": votation_id}).mappings().one_or_none()
        return None if row is None else Box(**row)

    def manifest_hash(self, votation_id: UUID) -> str:
        """That of a box that has a manifest."""
        known = _manifest_hashes.get(votation_id)
        if known is None:
            box = self.find(votation_id)
            assert box is not None and box.manifest_hash is not None  # noqa: S101, PT018
            if len(_manifest_hashes) >= KNOWN_MOST:
                _manifest_hashes.clear()
            known = _manifest_hashes[votation_id] = box.manifest_hash
        return known

    def prepare(self, votation_id: UUID, organisation_id: UUID) -> None:
        self._connection.execute(PREPARE, {"votation_id": votation_id, "organisation_id": organisation_id})

    def is_empty(self, votation_id: UUID) -> bool:
        return not self._connection.execute(ANY_INSIDE, {"votation_id": votation_id}).scalar_one()

    def open(self, votation_id: UUID, values: Mapping[str, Any]) -> bool:
        """False when it is open already."""
        return self._connection.execute(OPEN, {**values, "votation_id": votation_id}).rowcount == 1

    def pass_to(self, votation_id: UUID, state: str) -> None:
        self._connection.execute(PASS, {"votation_id": votation_id, "state": state})

    def take_in(self, values: Mapping[str, Any]) -> bool:
        """Keep a ballot on its way. False when one was accepted with this right, or the box does not take it.

        Raises BallotTaken, after which the transaction is void.
        """
        try:
            return self._connection.execute(TAKE_IN, values).one_or_none() is not None
        except IntegrityError:
            raise BallotTaken from None

    def intake(self, votation_id: UUID, right_hash: bytes) -> Intake | None:
        parameters = {"right_hash": right_hash, "votation_id": votation_id}
        row = self._connection.execute(INTAKE, parameters).mappings().one_or_none()
        return None if row is None else Intake(**row)

    def try_out(self, values: Mapping[str, Any]) -> None:
        """Keep a ballot in a box that is not open yet, to show that it can be taken out."""
        self._connection.execute(TRY, values)

    def is_used_up(self, votation_id: UUID, right_hash: bytes, ballot_hash: bytes) -> bool:
        """Whether the right is spent or the ballot on the board already."""
        parameters = {"votation_id": votation_id, "right_hash": right_hash, "ballot_hash": ballot_hash}
        return bool(self._connection.execute(USED_UP, parameters).scalar_one())

    def accept(self, votation_id: UUID, right_hash: bytes, ballot_hash: bytes, cell: str) -> bool | None:
        """Whether the server sealed the ballot that is now accepted; nothing when another stands in its place."""
        parameters = {
            "right_hash": right_hash,
            "votation_id": votation_id,
            "ballot_hash": ballot_hash,
            "cell": cell,
        }
        by_server: bool | None = self._connection.execute(ACCEPT, parameters).scalar_one_or_none()
        return by_server

    def let_go(self, votation_id: UUID, right_hash: bytes) -> None:
        """One attempt was refused for now; what nobody claims any more goes."""
        parameters = {"right_hash": right_hash, "votation_id": votation_id}
        self._connection.execute(LET_GO, parameters)
        self._connection.execute(DROP_IF_UNCLAIMED, parameters)

    def drop(self, votation_id: UUID, right_hash: bytes) -> None:
        """The right can never be used there: what came with it goes."""
        self._connection.execute(DROP, {"right_hash": right_hash, "votation_id": votation_id})

    def epoch_of(self, votation_id: UUID, ballot_hash: bytes) -> int | None:
        parameters = {"votation_id": votation_id, "ballot_hash": ballot_hash}
        number: int | None = self._connection.execute(ON_BOARD, parameters).scalar_one_or_none()
        return number

    def was_sealed_by_server(self, votation_id: UUID, ballot_hash: bytes) -> bool | None:
        """Of a ballot in the box, whatever whoever asks says of it; of one on the board only where its whole batch is
        alike, since the box keeps how many the server sealed of a batch and not which."""
        parameters = {"votation_id": votation_id, "ballot_hash": ballot_hash}
        by_server: bool | None = self._connection.execute(SEALED_BY_SERVER, parameters).scalar_one()
        return by_server

    def hold_still(self) -> None:
        """Before anything else in a snapshot that looks at the intake."""
        self._connection.execute(HOLD_STILL)

    def set_aside(self, votation_id: UUID, ballots: int) -> None:
        """So many ballots of a box that is closing have no right."""
        self._connection.execute(SET_ASIDE, {"votation_id": votation_id, "ballots": ballots})

    def logs_to_clear(self) -> list[UUID]:
        """Boxes that are closed, of which the server's log still holds what was deleted."""
        return list(self._connection.execute(LOGS_TO_CLEAR).scalars())

    def log_cleared(self, votation_ids: Sequence[UUID]) -> None:
        self._connection.execute(LOG_CLEARED, {"ids": list(votation_ids)})

    def without_right(self, votation_id: UUID) -> int:
        """How many ballots were set aside as it closed."""
        return int(self._connection.execute(WITHOUT_RIGHT, {"votation_id": votation_id}).scalar_one())

    def is_waiting(self, votation_id: UUID, ballot_hash: bytes) -> bool:
        parameters = {"votation_id": votation_id, "ballot_hash": ballot_hash}
        return self._connection.execute(WAITING, parameters).one_or_none() is not None

    def unsettled(self, votation_id: UUID | None, limit: int, *, at_once: bool = False) -> list[Intake]:
        """Ballots whose outcome nobody has told yet; the newest only with `at_once`."""
        rows = self._connection.execute(UNSETTLED, {"votation_id": votation_id, "limit": limit}).mappings()
        return [
            Intake(**{name: value for name, value in row.items() if name != "before"})
            for row in rows
            if at_once or row["before"] > 0
        ]

    def pending(self, votation_id: UUID) -> int:
        return int(self._connection.execute(PENDING, {"votation_id": votation_id}).scalar_one())
