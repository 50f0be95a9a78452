"""Whole votations made from pure functions, with every private key, to check, to attack and to measure.

`python -m votation.tests.archives FILE [ballots]` writes one that the verifier accepts.
"""

import random
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from nacl.public import PrivateKey

from formats import board, canonical, receipt, sealed_ballot
from votation.domain import archive, audit_chain, manifest, result, roll_marks, sealing, shares
from votation.domain.question import Question, questions_from_data

VOTATION = "3f0e8a52-7c1d-4b66-9a53-0d9c5e1f2a77"
OPENS = datetime(2026, 5, 4, 6, tzinfo=UTC)
LABELS = ("Aménager la place", "Rénover l'école", "Planter des arbres", "Ouvrir un café associatif")
RULE = {
    "count": "weights",
    "base": "expressed",
    "share": None,
    "strict": True,
    "quorum": None,
    "colleges": "together",
    "tie": "none",
    "outcomes": {"adopted": "", "rejected": ""},
}
OperationDispatcher = Callable[[Sequence[Question], random.Random], list[Any]]
YES_NO_RULE = RULE | {"share": [1, 2]}


def question(kind: str, number: int = 1, **changes: Any) -> dict[str, Any]:
    """A question of this kind as the manifest has it."""
    ids = ("yes", "no") if kind == "yes_no" else ("place", "ecole", "arbres", "cafe")
    limits = {
        "several": {"min": 1, "max": 3},
        "points": {"total": 10, "exact": False, "most_each": 6},
        "score": {"least": -2, "most": 10},
    }
    data = {
        "id": f"q{number}",
        "kind": kind,
        "title": "L'avenant est-il signé ?" if kind == "yes_no" else "Que faire d'abord ?",
        "explanation": "",
        "choices": [
            {"id": each, "label": label, "explanation": ""} for each, label in zip(ids, LABELS, strict=False)
        ],
        "blank": True,
        "limits": limits.get(kind, {}),
        "grades": ["Très bien", "Bien", "Passable", "À rejeter"] if kind == "majority_judgment" else [],
        "method": "schulze" if kind == "ranking" else None,
        "ties_allowed": kind == "ranking",
        "complete": False,
        "seats": 1,
        "rule": YES_NO_RULE if kind == "yes_no" else RULE,
    }
    return data | changes


def all_kinds() -> list[dict[str, Any]]:
    kinds = ("yes_no", "single", "several", "points", "ranking", "score", "majority_judgment")
    return [question(kind, number) for number, kind in enumerate(kinds, 1)]


@dataclass(frozen=True)
class CellPlan:
    """So many electors counted together, of whom so many vote."""

    cell: str
    electors: int
    voters: int
    weight: int = 1
    colleges: tuple[str, ...] = ("tous",)


SMALL = (
    CellPlan("a1", 30, 27, 1, ("habitants",)),
    CellPlan("a3", 12, 9, 3, ("habitants",)),
    CellPlan("b1", 9, 8, 1, ("commerces", "habitants")),
)


@dataclass
class Keys:
    election: bytes
    board: bytes
    register: bytes
    shares: list[bytes]


@dataclass
class Built:
    """A votation that was held. `parts` are the archive's files but the manifest; change them to attack."""

    manifest: dict[str, Any]
    keys: Keys
    parts: dict[str, bytes]
    epochs: list[dict[str, Any]]
    receipts: list[dict[str, Any]]
    secrets: dict[str, bytes] = field(repr=False)  # of each elector, by mark
    opened: dict[str, Counter[bytes]] = field(repr=False)  # by group
    settled: dict[str, dict[str, Any]] = field(default_factory=dict)  # ties that someone decided, by question

    @property
    def hash(self) -> str:
        return manifest.manifest_hash(self.manifest)

    def write(
        self, path: Path, *, key: bytes | None = None, with_manifest: Mapping[str, Any] | None = None
    ) -> Path:
        """The archive of the parts as they are, its index signed by the board's key or another."""
        sign = canonical.signer("archive", key or self.keys.register)
        archive.write(path, with_manifest or self.manifest, self.parts, sign)
        return path

    def lines(self, name: str) -> list[dict[str, Any]]:
        return [canonical.parse(line) for line in self.parts[name].splitlines()]

    def set_lines(self, name: str, records: Iterable[Mapping[str, Any]]) -> None:
        self.parts[name] = b"".join(map(archive.line, records))

    def set_epochs(self, epochs: Iterable[Mapping[str, Any]], key: bytes | None = None) -> None:
        """Chain and sign these epochs anew: what the holder of the board's key can do."""
        chained: list[dict[str, Any]] = []
        previous = board.genesis(self.hash)
        for number, old in enumerate(epochs, 1):
            record = board.epoch(
                old["votation"], old["manifest"], number, old["cell"], old["ballots"], old["by_server"],
                old["closed_on"], previous, key or self.keys.board, old.get("log"),
            )  # fmt: skip
            previous = record["root"]
            chained.append(record)
        self.epochs = chained
        self.set_lines("board.jsonl", chained)

    def sealed_by_hash(self) -> dict[str, bytes]:
        sealed = (canonical.unb64(line["b"]) for line in self.lines("sealed.jsonl"))
        return {sealed_ballot.ballot_hash(each): each for each in sealed}

    def set_sealed(self, sealed: Mapping[str, bytes]) -> None:
        """In the order of the board as it is now."""
        order = (ballot for epoch in self.epochs for ballot in epoch["ballots"])
        self.set_lines("sealed.jsonl", ({"b": canonical.b64(sealed[ballot])} for ballot in order))

    def recount(self) -> None:
        """Make result.json that of the plain ballots, the register and the ties settled as they are now."""
        signed = canonical.parse(self.parts["register.json"])["signed"]
        plain = self.lines("plain.jsonl")
        counted = result.count(self.manifest, plain, signed, self.settled, seed=seeds(self) or None)
        self.parts["result.json"] = canonical.dump(counted)
        if "minutes.pdf" in self.parts:
            self.set_lines("audit.jsonl", _audit(self))


def build(
    plan: Sequence[CellPlan] = SMALL,
    questions: Sequence[Mapping[str, Any]] | None = None,
    *,
    members: int = 3,
    threshold: int = 2,
    batch: int = 5,
    published_by: str = "weight",
    nulls: int = 2,
    seed: int = 1,
    version: int = 2,
    say: OperationDispatcher | None = None,
    **changes: Any,
) -> Built:
    """A votation held from ceremony to minutes. `nulls` ballots are of the kinds that cannot be counted.

    `say` is what a ballot answers (else anything).
    `version` of the manifest: 1 is how votations were sealed before batches bore the head of the log.
    """
    rng = random.Random(seed)
    keys = Keys(rng.randbytes(32), rng.randbytes(32), rng.randbytes(32), [])
    keys.shares = shares.split(keys.election, members, threshold)
    electors, secrets = _electors(plan, rng)
    frozen = (
        _manifest(plan, questions or all_kinds(), electors, keys, threshold, batch, published_by) | changes
    )
    if version == 1:
        frozen = canonical.without(frozen, "draws") | {"schema": manifest.SCHEMA_1}
    box, opened = _vote(plan, frozen, keys, nulls, rng, say or answers)
    signed = {each.cell: each.voters for each in plan}
    built = Built(frozen, keys, {}, [], [], secrets, opened)
    before = list(audit(acts_before(built)))
    built.set_epochs(_epochs(frozen, box, before[-1]["hash"] if version > 1 else None))
    sealed = {sealed_ballot.ballot_hash(each): each for ballots in box.values() for each in ballots}
    built.set_sealed(sealed)
    built.receipts = [
        receipt.sign(frozen["votation"], built.hash, ballot, "elector", keys.board) for ballot in sealed
    ]
    _publish_register(built, electors, signed)
    built.parts["plain.jsonl"] = b"".join(sorted(_plain_lines(opened)))
    built.recount()
    built.parts["minutes.pdf"] = b"%PDF-1.7 the minutes of " + built.hash.encode()
    built.set_lines("audit.jsonl", _audit(built))
    return built


def _electors(plan: Sequence[CellPlan], rng: random.Random) -> tuple[dict[str, str], dict[str, bytes]]:
    """The cell of every mark, in their order, and its secret."""
    secrets, cells = {}, {}
    for each in plan:
        for _ in range(each.electors):
            secret = rng.randbytes(roll_marks.SECRET_BYTES)
            mark = roll_marks.mark(VOTATION, secret)
            secrets[mark], cells[mark] = secret, each.cell
    return dict(sorted(cells.items())), secrets


def _manifest(
    plan: Sequence[CellPlan],
    questions: Sequence[Mapping[str, Any]],
    electors: Mapping[str, str],
    keys: Keys,
    threshold: int,
    batch: int,
    published_by: str,
) -> dict[str, Any]:
    return {
        "schema": manifest.SCHEMA,
        "votation": VOTATION,
        "organisation": "11111111-2222-4333-8444-555555555555",
        "mode": "sealed_box",
        "title": "Consultation « été 2026 »",
        "language": "fr",
        "document": {"name": "avenant.pdf", "sha256": canonical.sha256(b"avenant")},
        "questions": [dict(each) for each in questions],
        "window": {
            "opens_at": audit_chain.instant(OPENS),
            "closes_at": audit_chain.instant(OPENS + timedelta(days=7)),
            "grace_seconds": 900,
        },
        "roll": _roll(plan, electors),
        "published_by": published_by,
        "batch": batch,
        "small_group": 5,
        "bureau": {
            "members": [
                {"name": f"Membre {place}", "share": shares.share_hash(share)}
                for place, share in enumerate(keys.shares, 1)
            ],
            "threshold": threshold,
        },
        "keys": {
            "election": canonical.b64(PrivateKey(keys.election).public_key.encode()),
            "board": canonical.public_key(keys.board),
            "register": canonical.public_key(keys.register),
        },
        "ballot_bytes": manifest.ballot_bytes(questions_from_data(list(questions))),
        "proxies_per_holder": 0,
        "software": "capco 0.1",
        "draws": [
            {"question": each["id"], "commitment": audit_chain.draw_commitment(secret_of(each["id"]))}
            for each in questions
            if each["rule"]["tie"] == "draw"
        ],
    }


def secret_of(question: str) -> str:
    """The register's half of the seed of its draws."""
    return f"secret of {question}"


def final_root(built: "Built") -> str:
    return str(built.epochs[-1]["root"]) if built.epochs else board.genesis(built.hash)


def seeds(built: "Built") -> dict[str, str]:
    root = final_root(built)
    return {
        draw["question"]: audit_chain.seed_of_draw(secret_of(draw["question"]), root)
        for draw in built.manifest.get("draws", ())
    }


def _roll(plan: Sequence[CellPlan], electors: Mapping[str, str]) -> dict[str, Any]:
    def total(cells: Iterable[CellPlan]) -> dict[str, int]:
        each = list(cells)
        return {
            "electors": sum(cell.electors for cell in each),
            "weights": sum(cell.electors * cell.weight for cell in each),
        }

    colleges = sorted({college for each in plan for college in each.colleges})
    return total(plan) | {
        "commitment": roll_marks.commitment(electors.items()),
        "cells": [
            {
                "cell": each.cell,
                "colleges": sorted(each.colleges),
                "weight": each.weight,
                "electors": each.electors,
            }
            for each in plan
        ],
        "colleges": [
            {"college": college} | total(each for each in plan if college in each.colleges)
            for college in colleges
        ],
    }


def _vote(
    plan: Sequence[CellPlan],
    frozen: Mapping[str, Any],
    keys: Keys,
    nulls: int,
    rng: random.Random,
    say: OperationDispatcher,
) -> tuple[dict[str, list[bytes]], dict[str, Counter[bytes]]]:
    """The sealed ballots of each cell, and what the ballots of each group turn out to say."""
    questions = questions_from_data(frozen["questions"])
    digest, opener = manifest.manifest_hash(frozen), sealing.Opener(frozen, keys.election)
    group_of = manifest.groups(frozen)
    box: dict[str, list[bytes]] = {}
    opened: dict[str, Counter[bytes]] = {group: Counter() for group in group_of.values()}
    for each in plan:
        box[each.cell] = []
        for _ in range(each.voters):
            said = say(questions, rng)
            sealed = (
                sealed_ballot.seal_plain(frozen, sealed_ballot.plain_ballot(said, digest, rng.randbytes(16)))
                if nulls <= 0
                else null_ballot(frozen, said, nulls)
            )
            nulls -= 1
            box[each.cell].append(sealed)
            opened[group_of[each.cell]][content(opener.open(sealed))] += 1
    return box, opened


def null_ballot(frozen: Mapping[str, Any], said: list[Any], kind: int) -> bytes:
    if kind % 3 == 0:
        return bytes(sealed_ballot.sealed_length(frozen))
    other = "0" * 64 if kind % 3 == 1 else manifest.manifest_hash(frozen)
    return sealed_ballot.seal_plain(frozen, sealed_ballot.plain_ballot([999] * len(said), other, bytes(16)))


def content(ballot: sealing.Opened | sealing.Null) -> bytes:
    """What makes two ballots equal once they are open."""
    return canonical.dump(ballot.reason if isinstance(ballot, sealing.Null) else ballot.answers)


def answers(questions: Sequence[Question], rng: random.Random) -> list[Any]:
    return [
        None if each.blank and rng.random() < 0.08 else ANSWER[each.kind](each, rng) for each in questions
    ]


def _several(each: Question, rng: random.Random) -> list[int]:
    number = rng.randint(each.limits.min, each.limits.max)
    return sorted(rng.sample(range(len(each.choices)), number))


def _points(each: Question, rng: random.Random) -> list[int]:
    points = [0] * len(each.choices)
    for _ in range(each.limits.total):
        place = rng.randrange(len(points))
        points[place] += points[place] < each.limits.most_each
    return points


ANSWER = {
    "yes_no": lambda each, rng: rng.randrange(len(each.choices)),
    "single": lambda each, rng: rng.randrange(len(each.choices)),
    "several": _several,
    "points": _points,
    "ranking": lambda each, rng: rng.sample(range(1, len(each.choices) + 1), len(each.choices)),
    "score": lambda each, rng: [rng.randint(each.limits.least, each.limits.most) for _ in each.choices],
    "majority_judgment": lambda each, rng: [rng.randrange(len(each.grades)) for _ in each.choices],
}


def _epochs(
    frozen: Mapping[str, Any], box: Mapping[str, Sequence[bytes]], log: str | None
) -> Iterator[dict[str, Any]]:
    for cell, ballots in box.items():
        hashes = list(map(sealed_ballot.ballot_hash, ballots))
        for at in range(0, len(hashes), frozen["batch"]):
            yield {
                "votation": frozen["votation"],
                "manifest": manifest.manifest_hash(frozen),
                "cell": cell,
                "ballots": hashes[at : at + frozen["batch"]],
                "by_server": 0,
                "closed_on": "2026-05-05",
                "log": log,
            }


def _publish_register(built: Built, electors: Mapping[str, str], signed: Mapping[str, int]) -> None:
    left = dict(signed)
    lines = []
    for mark, cell in electors.items():
        lines.append({"m": mark, "c": cell, "s": int(left[cell] > 0)})
        left[cell] -= 1
    built.set_lines("roll.jsonl", lines)
    sign_register(built, signed, built.keys.register)


def sign_register(built: Built, signed: Mapping[str, int], key: bytes) -> None:
    record = {
        "schema": "capco.register/1",
        "votation": built.manifest["votation"],
        "manifest": built.hash,
        "signed": dict(signed),
        "roll_sha256": canonical.sha256(built.parts["roll.jsonl"]),
    }
    built.parts["register.json"] = canonical.dump(canonical.signed("register", record, key))


def _plain_lines(opened: Mapping[str, Counter[bytes]]) -> Iterator[bytes]:
    for group, ballots in opened.items():
        for each, number in ballots.items():
            said = canonical.parse(each)
            what = {"null": said} if isinstance(said, str) else {"a": said}
            yield archive.line({"g": group, "n": number} | what)


Act = tuple[datetime, str, Mapping[str, Any]]


def acts_before(built: Built) -> list[Act]:
    """The log when the first batch comes to the board."""
    draws = built.manifest.get("draws", ())
    return [
        (OPENS - timedelta(days=9), "created", {"title": built.manifest["title"]}),
        (OPENS - timedelta(days=3), "frozen", {"electors": built.manifest["roll"]["electors"]}),
        (OPENS - timedelta(days=2), "ceremony", {"threshold": built.manifest["bureau"]["threshold"]}),
        (
            OPENS - timedelta(days=1),
            "sealed",
            {"manifest": built.hash, "empty_box": True, "test_vote": "wiped"},
        ),
        *([(OPENS - timedelta(days=1), audit_chain.DRAW_COMMITTED, {"draws": draws})] if draws else []),
        (OPENS, "opened", {}),
        (OPENS + timedelta(hours=3), "incident", {"text": "Panne de courant"}),
    ]


def acts_after(built: Built) -> list[Act]:
    over = OPENS + timedelta(days=7)
    secrets = {draw["question"]: secret_of(draw["question"]) for draw in built.manifest.get("draws", ())}
    later = over + timedelta(hours=2)
    return [
        (over, "closing", {}),
        (over + timedelta(minutes=15), "closed", {"root": final_root(built)}),
        (over + timedelta(hours=1), "counted", {}),
        *([(later, audit_chain.DRAW_REVEALED, {"secrets": secrets})] if secrets else []),
        *((later, audit_chain.TIE_SETTLED, {"question": q, **how}) for q, how in built.settled.items()),
        (later, audit_chain.MINUTES_SIGNED, {"sha256": canonical.sha256(built.parts["minutes.pdf"])}),
        (later, "proclaimed", {"result_sha256": canonical.sha256(built.parts["result.json"])}),
    ]


def _audit(built: Built) -> Iterator[dict[str, Any]]:
    yield from audit([*acts_before(built), *acts_after(built)])


def audit(acts: Iterable[Act]) -> Iterator[dict[str, Any]]:
    previous = audit_chain.FIRST
    for seq, (at, act, details) in enumerate(acts, 1):
        record = audit_chain.entry(seq, at, act, "bureau", details, previous)
        previous = record["hash"]
        yield record


def large(ballots: int, seed: int = 1) -> Built:
    """Two cells and three questions, with the batch that is usual."""
    part = ballots // 4
    plan = (
        CellPlan("c1", part * 3 + part, ballots - part, 1, ("salariés",)),
        CellPlan("c2", part + 10, part, 2, ("retraités",)),
    )
    questions = [question("yes_no", 1), question("several", 2), question("ranking", 3)]
    return build(plan, questions, batch=20, seed=seed)


if __name__ == "__main__":
    large(int(sys.argv[2]) if len(sys.argv) > 2 else 1000).write(Path(sys.argv[1]))
