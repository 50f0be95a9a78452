"""The worker's part after the count: the result, the signed minutes, the archive. A job that died begins again."""

import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from chassis.files import sha256_of
from chassis.worker import Job
from formats import canonical
from votation.clients.typst_minutes import render
from votation.domain import archive
from votation.domain.keys import Keys
from votation.domain.votation import Votation
from votation.unit_of_work import UnitOfWork
from votation.use_cases.ask_mailing import write_letters
from votation.use_cases.compute_result import compute_result, plain_lines, result_of
from votation.use_cases.loading import get_stored_votation
from votation.use_cases.minutes_of import minutes_of
from votation.use_cases.open_minutes import archive_key, minutes_key
from votation.use_cases.sign_minutes import settlements_of, sign_minutes


def compute(job: Job) -> None:
    with job.storage.transaction() as tx:
        compute_result(UnitOfWork(tx, _keys(job)), _votation_id(job))


def letters(job: Job) -> None:
    with job.storage.transaction() as tx:
        write_letters(UnitOfWork(tx, _keys(job)), UUID(job.payload["mailing_id"]))


def proclaim(job: Job) -> None:
    """Write the minutes of what was counted and settled, then proclaim with their hash."""
    votation_id = _votation_id(job)
    with job.storage.snapshot() as snapshot:
        uow = UnitOfWork(snapshot, _keys(job))
        votation = get_stored_votation(uow, votation_id)
        if votation.state != "counted" or votation.proclaiming is None:
            return
        counted = result_of(uow, votation, settlements_of(votation))
        data = minutes_of(uow, votation, counted)
    job.advance(20)
    minutes = render(data)
    digest = canonical.sha256(minutes)
    with job.files.writing(minutes_key(votation_id, digest)) as file:
        file.write(minutes)
    job.advance(80)
    with job.storage.transaction() as tx:
        sign_minutes(UnitOfWork(tx, _keys(job)), votation_id, votation.version, counted, digest)


def make_archive(job: Job) -> None:
    """Put together all that is needed to check the votation; what is public only, all of it."""
    votation_id = _votation_id(job)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "archive.zip"
        with job.storage.snapshot() as snapshot:
            uow = UnitOfWork(snapshot, _keys(job))
            votation = get_stored_votation(uow, votation_id)
            if not votation.is_proclaimed or votation.archive_sha256 is not None:
                return
            _write(job, uow, votation, path)
        _store(job, path, archive_key(votation_id))
    digest = sha256_of(job.files, archive_key(votation_id))
    with job.storage.transaction() as tx:
        uow = UnitOfWork(tx, _keys(job))
        uow.lock_exclusive(votation_id)
        if get_stored_votation(uow, votation_id).state == "destroyed":  # meanwhile
            job.files.delete(archive_key(votation_id))
            return
        uow.votations.note(votation_id, {"archive_sha256": digest})


def destroy_files(job: Job) -> None:
    """The archive holds the ballots; the minutes stay."""
    folder = f"votations/{_votation_id(job)}"
    for name in ("archive.zip", "board.jsonl", "sealed.jsonl"):
        job.files.delete(f"{folder}/{name}")


def _write(job: Job, uow: UnitOfWork, votation: Votation, path: Path) -> None:
    assert votation.manifest is not None and votation.result is not None  # noqa: S101, PT018
    manifest = json.loads(votation.manifest)
    seed = uow.keys.register_seed(votation.id)
    roll = b"".join(
        archive.line({"m": mark, "c": cell, "s": int(signed)})
        for mark, cell, signed in uow.electors.marks(votation.id)
    )
    register = {
        "schema": "capco.register/1",
        "votation": str(votation.id),
        "manifest": votation.manifest_hash,
        "signed": _signed(uow, manifest, votation.id),
        "roll_sha256": canonical.sha256(roll),
    }
    parts: dict[str, archive.Part] = {
        "board.jsonl": job.files.read(f"votations/{votation.id}/board.jsonl"),
        "sealed.jsonl": job.files.read(f"votations/{votation.id}/sealed.jsonl"),
        "roll.jsonl": roll,
        "register.json": canonical.dump(canonical.signed("register", register, seed)),
        "plain.jsonl": sorted(archive.line(line) for line in plain_lines(uow, votation.id)),
        "result.json": votation.result.encode(),
        "audit.jsonl": _audit(uow, votation.id),
        "minutes.pdf": job.files.read(minutes_key(votation.id, votation.minutes_sha256 or "")),
    }
    archive.write(path, manifest, parts, canonical.signer("archive", seed))


def _signed(uow: UnitOfWork, manifest: dict[str, Any], votation_id: UUID) -> dict[str, int]:
    signed = uow.register.by_cell(votation_id)
    return {cell["cell"]: signed.get(cell["cell"], 0) for cell in manifest["roll"]["cells"]}


def _audit(uow: UnitOfWork, votation_id: UUID) -> Iterator[bytes]:
    """The chain up to the proclamation."""
    after = 0
    while page := uow.audit.page(votation_id, after, 500):
        for entry in page:
            yield archive.line({**entry, "at": entry["at"].isoformat()})
            if entry["act"] == "proclaimed":
                return
        after = page[-1]["seq"]


def _store(job: Job, path: Path, key: str) -> None:
    with path.open("rb") as source, job.files.writing(key) as target:
        while piece := source.read(2**20):
            target.write(piece)
            target.flush()
            os.fsync(target.fileno())


def _keys(job: Job) -> Keys:
    return Keys(job.config.text("SECRET_KEY").encode())


def _votation_id(job: Job) -> UUID:
    return UUID(job.payload["votation_id"])
