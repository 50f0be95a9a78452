"""The rules of a votation, frozen at sealing. Format: docs/votation-formats.md, "Manifest"."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contracts.refused import Refused
from formats import canonical
from formats.sealed_ballot import NONCE_BYTES
from votation.domain import audit_chain, shares
from votation.domain.answer import longest_answers
from votation.domain.question import Question, questions_from_data
from votation.domain.rule import Form

SCHEMA = "capco.manifest/2"
SCHEMA_1 = "capco.manifest/1"  # no commitments of draws; its epochs do not name the log
SEALED_BOX = "sealed_box"  # the modes' names: what each does is in `mode`
FIELDS_1 = (
    *("schema", "votation", "organisation", "mode", "title", "language", "document", "questions", "window"),
    *("roll", "published_by", "batch", "small_group", "bureau", "keys", "ballot_bytes", "proxies_per_holder"),
    "software",
)
FIELDS = (*FIELDS_1, "draws")
ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
CELL = re.compile(r"[A-Za-z0-9_.-]{1,64}")
BLOCK = 64
LONGEST = 4 * 2**20  # bytes of the whole
MOST_CELLS = 10_000
MOST_ELECTORS = 10_000_000
MOST_WEIGHT = 1_000_000
LONGEST_TEXT = 500

Manifest = Mapping[str, Any]


def manifest_hash(manifest: Manifest) -> str:
    """M, which every ballot, epoch and receipt bears."""
    return canonical.hash_of(manifest)


def ballot_bytes(questions: Sequence[Question]) -> int:
    """The padded length of every ballot: over the longest possible, since padding takes a byte at least."""
    answers = longest_answers(questions)
    frame = {"a": [], "m": "0" * 64, "n": canonical.b64(bytes(NONCE_BYTES))}
    longest = len(canonical.dump(frame)) - len("[]") + answers
    return (longest // BLOCK + 1) * BLOCK


def groups(manifest: Manifest) -> dict[str, str]:
    """Under which group the plain ballots of each cell are published."""
    by_cell = manifest["published_by"] == "cell"
    return {
        cell["cell"]: cell["cell"] if by_cell else f"w{cell['weight']}" for cell in manifest["roll"]["cells"]
    }


@dataclass(frozen=True)
class SmallGroup:
    """Electors whose plain ballots are published together: of a weight, or of a weight in these colleges."""

    colleges: tuple[str, ...]
    weight: int
    electors: int


def small_groups(manifest: Manifest) -> dict[str, SmallGroup]:
    """The groups with fewer electors than a figure may be about: whoever is in one may be read in the plain
    ballots. It is no flaw of the format; who freezes a votation accepts their number, and each of them is told.
    """
    small: dict[str, SmallGroup] = {}
    group_of = groups(manifest)
    by_cell = manifest["published_by"] == "cell"
    for cell in manifest["roll"]["cells"]:
        group = group_of[cell["cell"]]
        before = small[group].electors if group in small else 0
        colleges = tuple(cell["colleges"]) if by_cell else ()
        small[group] = SmallGroup(colleges, cell["weight"], before + cell["electors"])
    return {name: small[name] for name in sorted(small) if small[name].electors < manifest["small_group"]}


def readable_among(manifest: Manifest, cell: str | None) -> int | None:
    """How many electors the small group has whose ballots are published with those of this cell; null if it is not
    small.
    """
    group = small_groups(manifest).get(groups(manifest).get(cell or "", ""))
    return None if group is None else group.electors


def check(manifest: object) -> list[str]:
    """What is wrong with a manifest, as `path: code`; nothing when it may be sealed. Never raises."""
    form = Form(manifest, "")
    try:
        too_long = len(canonical.dump(manifest)) > LONGEST
    except canonical.NotCanonicalError:
        return ["manifest: invalid"]
    if too_long:
        return [f"manifest: too_long:{LONGEST}"]
    is_first = isinstance(manifest, Mapping) and manifest.get("schema") == SCHEMA_1
    if form.has_exactly(FIELDS_1 if is_first else FIELDS):
        _check_head(form)
        _check_roll(form.inside("roll"))
        _check_bureau(form.inside("bureau"))
        _check_questions(form)
    return [f"{path or 'manifest'}: {code}" for path, codes in form.complaints.items() for code in codes]


def _check_head(form: Form) -> None:
    form.one_of("schema", (SCHEMA, SCHEMA_1))
    form.one_of("mode", (SEALED_BOX,))
    form.one_of("language", ("fr", "en"))
    form.one_of("published_by", ("weight", "cell"))
    _check_name(form, "votation", ID)
    _check_name(form, "organisation", ID)
    form.text("title", LONGEST_TEXT, shortest=1)
    form.text("software", LONGEST_TEXT)
    form.integer("batch", 1, MOST_ELECTORS)
    form.integer("small_group", 1, MOST_ELECTORS)
    form.integer("proxies_per_holder", 0, MOST_ELECTORS)
    if form.data["document"] is not None:
        document = form.inside("document")
        if document.has_exactly(("name", "sha256")):
            document.text("name", LONGEST_TEXT, shortest=1)
            _check_hash(document, "sha256")
    _check_window(form.inside("window"))
    keys = form.inside("keys")
    if keys.has_exactly(("election", "board", "register")):
        _check_keys(keys)


def _check_window(window: Form) -> None:
    if not window.has_exactly(("opens_at", "closes_at", "grace_seconds")):
        return
    window.integer("grace_seconds", 0, 30 * 60)
    instants = [window.data[name] for name in ("opens_at", "closes_at")]
    if not all(map(audit_chain.is_instant, instants)):
        window.wrong("", "invalid")
    elif datetime.fromisoformat(instants[0]) >= datetime.fromisoformat(instants[1]):
        window.wrong("closes_at", "not_after:opens_at")


def _check_keys(keys: Form) -> None:
    for name, key in keys.data.items():
        try:
            canonical.unb64(key, 32)
        except ValueError:
            keys.wrong(name, "invalid")
    if len(set(map(str, keys.data.values()))) < len(keys.data):
        keys.wrong("", "not_different")  # one key for all would let its holder stuff the box


def _check_name(form: Form, name: str, pattern: re.Pattern[str]) -> None:
    value = form.data[name]
    if not isinstance(value, str) or not pattern.fullmatch(value):
        form.wrong(name, "invalid_id")


def _check_hash(form: Form, name: str) -> None:
    if not canonical.is_hash(form.data[name]):
        form.wrong(name, "invalid")


def _check_questions(form: Form) -> None:
    try:
        questions = questions_from_data(form.data["questions"])
    except Refused as refused:
        form.complaints.update(refused.fields)
        return
    if form.data["ballot_bytes"] != ballot_bytes(questions):
        form.wrong("ballot_bytes", "invalid")
    if "draws" in form.data:
        _check_draws(form, [question.id for question in questions if question.rule.tie == "draw"])
    by_college = any(question.rule.colleges == "each" for question in questions)
    if by_college and form.data["published_by"] != "cell":
        form.wrong("published_by", "not_one_of")  # nobody could count again


def _check_draws(form: Form, drawn: Sequence[str]) -> None:
    """A commitment for each question whose ties are drawn, in their order, and for no other."""
    draws = _rows(form, "draws", ("question", "commitment"), len(drawn), fewest=len(drawn))
    for draw in draws:
        _check_hash(draw, "commitment")
    if [draw.data["question"] for draw in draws] != list(drawn):
        form.wrong("draws", "invalid")


def _check_bureau(bureau: Form) -> None:
    if not bureau.has_exactly(("members", "threshold")):
        return
    members = _rows(bureau, "members", ("name", "share"), shares.MOST_MEMBERS)
    for member in members:
        member.text("name", LONGEST_TEXT, shortest=1)
        _check_hash(member, "share")
    bureau.integer("threshold", 1, max(len(members), 1))
    _require_different(bureau, members, "share")


def _check_roll(roll: Form) -> None:
    if not roll.has_exactly(("electors", "weights", "commitment", "cells", "colleges")):
        return
    _check_hash(roll, "commitment")
    colleges = _rows(roll, "colleges", ("college", "electors", "weights"), MOST_CELLS, fewest=0)
    for college in colleges:
        college.text("college", LONGEST_TEXT, shortest=1)
    cells = _rows(roll, "cells", ("cell", "colleges", "weight", "electors"), MOST_CELLS)
    for cell in cells:
        _check_name(cell, "cell", CELL)
        cell.integer("weight", 1, MOST_WEIGHT)
        cell.integer("electors", 1, MOST_ELECTORS)
        _check_texts(cell, "colleges")
    _require_different(roll, colleges, "college")
    _require_different(roll, cells, "cell")
    if not roll.complaints:
        _check_sums(roll)


def _check_texts(form: Form, name: str) -> None:
    texts = form.data[name]
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        form.wrong(name, "invalid")
    elif texts != sorted(set(texts)):
        form.wrong(name, "not_sorted")


def _check_sums(roll: Form) -> None:
    """The whole roll, and each college, have the electors and weights of their cells."""
    cells: list[dict[str, Any]] = roll.data["cells"]
    _check_sum(roll, "", roll.data, cells)
    known = {college["college"]: college for college in roll.data["colleges"]}
    cells_of: dict[str, list[dict[str, Any]]] = {name: [] for name in known}
    for place, cell in enumerate(cells):
        for name in cell["colleges"]:
            if name in cells_of:
                cells_of[name].append(cell)
            else:
                roll.wrong(f"cells.{place}.colleges", "not_one_of")
    for place, (name, college) in enumerate(known.items()):
        _check_sum(roll, f"colleges.{place}", college, cells_of[name])
        if not cells_of[name]:
            roll.wrong(f"colleges.{place}", "invalid")


def _check_sum(roll: Form, path: str, stated: Mapping[str, Any], cells: Sequence[Mapping[str, Any]]) -> None:
    sums = {
        "electors": sum(cell["electors"] for cell in cells),
        "weights": sum(cell["electors"] * cell["weight"] for cell in cells),
    }
    for name, number in sums.items():
        if type(stated[name]) is not int or stated[name] != number:
            roll.wrong(f"{path}.{name}".strip("."), "invalid")


def _rows(form: Form, name: str, fields: Sequence[str], most: int, fewest: int = 1) -> list[Form]:
    """The objects of a list that have these fields."""
    data = form.data[name]
    if not isinstance(data, list) or len(data) > most or len(data) < fewest:
        form.wrong(name, "invalid")
        return []
    rows = form.inside(name)
    rows.data = {str(place): row for place, row in enumerate(data)}
    return [row for row in map(rows.inside, rows.data) if row.has_exactly(fields)]


def _require_different(form: Form, rows: Sequence[Form], name: str) -> None:
    values = [str(row.data[name]) for row in rows]
    if len(set(values)) < len(values):
        form.wrong("", f"not_different:{name}")
