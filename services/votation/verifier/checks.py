"""Each check of an archive. One that lacks what another had to find is not made, and says so."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from contracts.refused import Refused
from formats import board, canonical, receipt, sealed_ballot
from votation.domain import answer, archive, audit_chain, manifest, result, roll_marks, sealing, shares
from votation.domain.mode import mode_of
from votation.domain.question import Question, questions_from_data
from votation.verifier.log_trace import LogTrace
from votation.verifier.tie_trace import TieTrace

DOCUMENT = manifest.LONGEST  # bytes of a JSON document or of a line
REGISTER_FIELDS = {"schema", "votation", "manifest", "signed", "roll_sha256", "signature"}
INDEX_FIELDS = {"schema", "votation", "manifest", "files", "signature"}
RECEIPT_BYTES = 2**16

Details = Mapping[str, object]
T = TypeVar("T")


class Failed(Exception):
    """The check does not hold: a code of `words.REASONS` and what its sentence needs."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code)
        self.code, self.details = code, details


class Verification:
    """What is found of an archive, check by check. Each check returns what its sentence needs, or raises."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._archive: archive.Archive | None = None
        self._manifest: dict[str, Any] | None = None
        self._hash = ""
        self._chain: board.Chain | None = None
        self._roll_signed: dict[str, int] | None = None
        self._signed: dict[str, int] | None = None
        self._plain_holds: bool | None = None
        self._ties: TieTrace | None = None
        self._minutes: str | None = None
        self._log: LogTrace | None = None
        self._roots: list[str] = []
        self._heads: list[str] = []
        self._days: list[str] = []
        self._anchors_hold: bool | None = None

    def close(self) -> None:
        if self._archive is not None:
            self._archive.__exit__()

    def checks(self) -> list[tuple[str, Callable[[], Details]]]:
        return [
            ("container", self.container),
            ("manifest", self.manifest),
            ("index", self.index),
            ("board", self.board),
            ("sealed", self.sealed),
            ("roll", self.roll),
            ("register", self.register),
            ("stuffing", self.stuffing),
            ("plain", self.plain),
            ("audit", self.audit),
            ("anchors", self.anchors),
            ("dates", self.dates),
            ("result", self.result),
            ("minutes", self.minutes),
        ]

    def container(self) -> Details:
        self._archive = archive.Archive(self.path)
        return {"bytes": self.path.stat().st_size}

    def manifest(self) -> Details:
        rules = self._document("manifest.json")
        if complaints := manifest.check(rules):
            raise Failed("manifest_complaints", what="; ".join(complaints[:3]))
        self._manifest, self._hash = rules, manifest.manifest_hash(rules)
        return {"manifest": self._hash, "version": rules["schema"].rpartition("/")[2]}

    def expected(self, of_manifest: str) -> Details:
        needed(self._manifest)
        if of_manifest.strip().lower() != self._hash:
            raise Failed("other_manifest", where=of_manifest)
        return {}

    def index(self) -> Details:
        opened, index = needed(self._archive), self._document(archive.INDEX)
        self._require_record(index, INDEX_FIELDS, archive.SCHEMA, "archive", "register")
        if [entry.get("name") for entry in _objects(index["files"])] != list(archive.FILES):
            raise Failed("files", where=archive.INDEX)
        for entry in index["files"]:
            name = entry["name"]
            actual = {"name": name, "bytes": opened.entries[name].size, "sha256": opened.digest(name)}
            if entry != actual:
                raise Failed("changed", where=name)
        return {"files": len(archive.FILES)}

    def board(self) -> Details:
        chain = board.Chain(needed(self._manifest), self._hash)
        for epoch in self._lines("board.jsonl"):
            chain.step(epoch)
            self._roots.append(chain.root)
            self._days.append(epoch["closed_on"])
            self._heads.append(epoch.get("log", ""))
        self._chain = chain
        return {"epochs": chain.epochs, "ballots": chain.total, "root": chain.root}

    def sealed(self) -> Details:
        """The sealed ballots are those of the board, all of them, in its order."""
        chain, number = needed(self._chain), 0
        order = (ballot for epoch in self._lines("board.jsonl") for ballot in epoch["ballots"])
        for number, line in enumerate(self._lines("sealed.jsonl"), 1):
            if not isinstance(line, dict) or set(line) != {"b"}:
                raise Failed("malformed", where=number)
            if len(canonical.unb64(line["b"])) != sealed_ballot.sealed_length(needed(self._manifest)):
                raise Failed("length", where=number)
            if sealed_ballot.ballot_hash(canonical.unb64(line["b"])) != next(order, None):
                raise Failed("not_on_board", where=number)
        if number != chain.total:
            raise Failed("missing", given=number, expected=chain.total)
        return {"ballots": number}

    def roll(self) -> Details:
        of_manifest = needed(self._manifest)["roll"]
        electors = {cell["cell"]: cell["electors"] for cell in of_manifest["cells"]}
        counted, signed, lines = (
            dict.fromkeys(electors, 0),
            dict.fromkeys(electors, 0),
            roll_marks.Commitment(),
        )
        for number, line in enumerate(self._lines("roll.jsonl"), 1):
            if not _is_of_roll(line, electors):
                raise Failed("malformed", where=number)
            lines.add(line["m"], line["c"])
            counted[line["c"]] += 1
            signed[line["c"]] += line["s"]
        _require_same(counted, electors)
        if lines.hexdigest() != of_manifest["commitment"]:
            raise Failed("other_roll")
        self._roll_signed = signed
        return {"electors": of_manifest["electors"]}

    def register(self) -> Details:
        record = self._document("register.json")
        self._require_record(record, REGISTER_FIELDS, "capco.register/1", "register", "register")
        if record["roll_sha256"] != needed(self._archive).digest("roll.jsonl"):
            raise Failed("changed", where="roll.jsonl")
        signed = record["signed"]
        if not isinstance(signed, dict) or any(type(number) is not int for number in signed.values()):
            raise Failed("malformed", where="signed")
        _require_same(signed, needed(self._roll_signed))
        self._signed = signed
        return {"signatures": sum(signed.values())}

    def stuffing(self) -> Details:
        _require_same(needed(self._chain).ballots, needed(self._signed))
        return {"cells": len(needed(self._signed))}

    def plain(self) -> Details:
        frozen, on_board = needed(self._manifest), needed(self._chain).ballots
        group_of, questions = manifest.groups(frozen), questions_from_data(frozen["questions"])
        expected, counted = dict.fromkeys(group_of.values(), 0), dict.fromkeys(group_of.values(), 0)
        for cell, number in on_board.items():
            expected[group_of[cell]] += number
        null = 0
        for line in self._plain_lines():
            if line["g"] not in counted:
                raise Failed("malformed", where=line["g"])
            if "a" in line and not _is_in_range(questions, line["a"]):
                raise Failed("out_of_range", where=line["g"])
            counted[line["g"]] += line["n"]
            null += line["n"] if "null" in line else 0
        _require_same(counted, expected)
        self._plain_holds = True
        return {"ballots": sum(counted.values()), "null": null}

    def audit(self) -> Details:
        frozen = needed(self._manifest)
        chain, ties, minutes = audit_chain.Chain(), TieTrace(frozen), None
        course = LogTrace() if board.has_log_heads(frozen) else None
        for line in self._lines("audit.jsonl"):
            entry = chain.step(line)
            ties.hear(entry)
            if course is not None:
                course.hear(entry)
            if entry["act"] == audit_chain.MINUTES_SIGNED:
                minutes = entry["details"].get("sha256")
        if not chain.seq:
            raise Failed("missing", given=0, expected=1)
        if course is not None and course.state != "proclaimed":
            raise Failed("not_proclaimed", where=course.state)
        self._ties, self._minutes = ties, minutes if isinstance(minutes, str) else ""
        self._log = course
        return {"entries": chain.seq, "last": chain.last}

    def anchors(self) -> Details:
        """The log names this manifest, root and result, and each batch an entry of the log, none an earlier one."""
        chain = needed(self._chain)
        needed(self._ties)
        if self._log is None:  # version 1: nothing ties log and board together
            return {"anchors": 0}
        result_hash = needed(self._archive).digest("result.json")
        named = {"sealed": ("manifest", self._hash), "closed": ("root", chain.root)}
        for act, (name, value) in (named | {"proclaimed": ("result_sha256", result_hash)}).items():
            if self._log.says(act, name) != value:
                raise Failed("log_differs", where=f"{act}.{name}")
        places = [self._log.seq_of.get(head) for head in self._heads]
        for number, place in enumerate(places, 1):
            if place is None:
                raise Failed("log_rewritten", where=number)
        if places != sorted(places, key=lambda place: place or 0):
            raise Failed("log_rewritten", where=places.index(max(place or 0 for place in places)) + 1)
        self._anchors_hold = True
        return {"anchors": len(set(places))}

    def dates(self) -> Details:
        """Opening, closing and batches when the rules and the log allow them."""
        frozen = needed(self._manifest)
        needed(self._ties)
        if self._log is None:
            return {"first": "–", "last": "–"}
        if early := self._log.too_early(frozen):
            raise Failed("too_early", where=early)
        first, last = (day.isoformat() for day in self._log.days_of_batches(frozen))
        for number, day in enumerate(self._days, 1):
            if not first <= day <= last:
                raise Failed("other_day", number=number, where=day)
        return {"first": self._log.at["opened"].isoformat(), "last": self._log.at["closed"].isoformat()}

    def root(self, seen: str) -> Details:
        """A root that someone saw during the vote: the board went on from there."""
        needed(self._chain)
        wanted = seen.strip().lower()
        if wanted not in self._roots:
            raise Failed("unknown_root", where=wanted)
        return {"number": self._roots.index(wanted) + 1, "epochs": len(self._roots)}

    def log(self, seen: str) -> Details:
        """The hash of an entry of the log that someone saw."""
        needed(self._ties)
        wanted = seen.strip().lower()
        for line in self._lines("audit.jsonl"):
            if line["hash"] == wanted:
                return {"seq": line["seq"], "act": line["act"]}
        raise Failed("unknown_entry", where=wanted)

    def mark(self, own: str) -> Details:
        """What the register says of an elector, who alone knows their mark."""
        needed(self._roll_signed)
        wanted = own.strip().lower()
        for line in self._lines("roll.jsonl"):
            if line["m"] == wanted:
                return {"cell": line["c"], "signed": line["s"]}
        raise Failed("unknown_mark", where=wanted)

    def result(self) -> Details:
        """The same bytes come of the plain ballots, the register and what the log says of ties."""
        frozen, signed, ties = needed(self._manifest), needed(self._signed), needed(self._ties)
        needed(self._plain_holds)
        if not ties.is_regular:
            raise Failed("tie")
        published = self._document("result.json")
        seeds = ties.seeds(needed(self._chain).root)
        counted = result.count(frozen, self._plain_lines(), signed, ties.settlements, seeds)
        if canonical.dump(counted) != canonical.dump(published):
            raise Failed("recount", what=_first_difference(counted, published))
        return {"questions": len(counted["questions"])}

    def minutes(self) -> Details:
        opened = needed(self._archive)
        if opened.digest("minutes.pdf") != needed(self._minutes):
            raise Failed("minutes")
        if not next(iter(opened.chunks("minutes.pdf")), b"").startswith(b"%PDF-"):
            raise Failed("no_pdf")
        return {}

    def receipt(self, path: Path) -> Details:
        frozen, chain = needed(self._manifest), needed(self._chain)
        with path.open("rb") as file:
            given = json.loads(file.read(RECEIPT_BYTES))
        if code := receipt.complaint(given, frozen, self._hash):
            raise Failed(code, where=path.name)
        if not chain.has(given["ballot"]):
            raise Failed("not_on_board", where=given["ballot"])
        return {}

    def opening(self, texts: list[str]) -> Details:
        """For the bureau, whose shares give the key: the plain ballots are what the sealed ones say."""
        frozen = needed(self._manifest)
        needed(self._plain_holds)
        group_of = manifest.groups(frozen)
        try:
            reader = mode_of(frozen).reader(frozen, list(map(shares.find, texts)))
        except Refused as refused:
            raise Failed("shares", what=f"{refused.code} {refused.details}") from refused
        opened = Counter[tuple[str, bytes]]()
        cells = (epoch["cell"] for epoch in self._lines("board.jsonl") for _ in epoch["ballots"])
        for cell, line in zip(cells, self._lines("sealed.jsonl"), strict=True):
            ballot = reader.open(canonical.unb64(line["b"]))
            content = ballot.reason if isinstance(ballot, sealing.Null) else ballot.answers
            opened[group_of[cell], canonical.dump(content)] += 1
        for line in self._plain_lines():
            content = line["null"] if "null" in line else line["a"]
            opened[line["g"], canonical.dump(content)] -= line["n"]
        if any(opened.values()):
            raise Failed("recount", what="plain.jsonl")
        return {}

    def _document(self, name: str) -> Any:
        return canonical.parse(needed(self._archive).read(name, DOCUMENT))

    def _lines(self, name: str) -> Iterator[Any]:
        return map(canonical.parse, needed(self._archive).lines(name, DOCUMENT))

    def _plain_lines(self) -> Iterator[dict[str, Any]]:
        """Each answer of a group once, in order, and of the kinds that there are."""
        questions = len(questions_from_data(needed(self._manifest)["questions"]))
        previous, nulls = b"", set()
        for raw in needed(self._archive).lines("plain.jsonl", DOCUMENT):
            line = canonical.parse(raw)
            if not _is_plain_ballot(line, questions):
                raise Failed("malformed", where="plain.jsonl")
            same = raw.rpartition(b',"n":')[0] if "a" in line else raw
            null = (line["g"], line.get("null"))
            if same <= previous or ("null" in line and null in nulls):
                raise Failed("not_sorted", where="plain.jsonl")
            previous = same
            if "null" in line:
                nulls.add(null)
            yield line

    def _require_record(self, record: object, fields: set[str], schema: str, tag: str, key: str) -> None:
        """A signed record of this votation."""
        frozen = needed(self._manifest)
        if not isinstance(record, dict) or set(record) != fields or record["schema"] != schema:
            raise Failed("malformed", where=tag)
        if (record["votation"], record["manifest"]) != (frozen["votation"], self._hash):
            raise Failed("other_manifest", where=tag)
        if not canonical.holds(tag, record, frozen["keys"][key]):
            raise Failed("signature", where=tag)


def needed(value: T | None) -> T:
    """What an earlier check had to find."""
    if value is None:
        raise Failed("not_checked")
    return value


def _objects(data: object) -> list[dict[str, Any]]:
    return [item for item in data if isinstance(item, dict)] if isinstance(data, list) else []


def _is_of_roll(line: object, cells: Mapping[str, int]) -> bool:
    if not isinstance(line, dict) or set(line) != {"m", "c", "s"} or not canonical.is_hash(line["m"]):
        return False
    known = isinstance(line["c"], str) and line["c"] in cells
    return known and type(line["s"]) is int and line["s"] in (0, 1)


def _is_plain_ballot(line: object, questions: int) -> bool:
    if not isinstance(line, dict) or set(line) not in ({"a", "g", "n"}, {"g", "n", "null"}):
        return False
    if not isinstance(line["g"], str) or type(line["n"]) is not int or line["n"] < 1:
        return False
    if "null" in line:
        return line["null"] in result.NULLS
    return isinstance(line["a"], list) and len(line["a"]) == questions


def _is_in_range(questions: Sequence[Question], answers: object) -> bool:
    try:
        answer.check_all(questions, answers)
    except answer.OutOfRange:
        return False
    return True


def _require_same(given: Mapping[str, int], expected: Mapping[str, int]) -> None:
    """The same number in each cell or group; a cell that is not named has none."""
    for name in sorted({*given, *expected}):
        if given.get(name, 0) != expected.get(name, 0):
            raise Failed("differ", given=given.get(name, 0), expected=expected.get(name, 0), where=name)


def _first_difference(counted: Mapping[str, Any], published: object) -> str:
    if not isinstance(published, dict):
        return "result.json"
    names = sorted({*counted, *published})
    return next((name for name in names if counted.get(name) != published.get(name)), "result.json")
