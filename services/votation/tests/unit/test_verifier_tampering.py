"""What an insider with the register's key can forge, and what catches them: the log, dates, draws, odd lines.

Ids are those of the audit's table of tampering. "Alone": by the archive itself. Else by what someone noted during the
vote: a root of the board, a hash of the log. What nothing catches is said in docs/votation-formats.md and on the pages.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest

from formats import canonical
from votation.domain import audit_chain, result
from votation.tests import archives
from votation.tests.archives import OPENS, Act, Built
from votation.tests.unit.test_verifier import tied
from votation.tests.verifying import failures, run

Acts = list[Act]
A_MINUTE = timedelta(minutes=1)


@pytest.fixture
def built() -> Built:
    return archives.build()


def rewritten(built: Built, change: Callable[[Acts, Acts], Acts]) -> None:
    """The log written anew by its keeper, who has the register's key but not the board's."""
    built.set_lines(
        "audit.jsonl", archives.audit(change(archives.acts_before(built), archives.acts_after(built)))
    )


def with_both_keys(built: Built, change: Callable[[Acts], Acts]) -> None:
    """The log before the batches written anew, and the batches signed for it: register and box together."""
    before = change(archives.acts_before(built))
    head = list(archives.audit(before))[-1]["hash"]
    sealed = built.sealed_by_hash()
    built.set_epochs([epoch | {"log": head} for epoch in built.epochs])
    built.set_sealed(sealed)
    built.set_lines("audit.jsonl", archives.audit([*before, *archives.acts_after(built)]))


def without(acts: Acts, *names: str) -> Acts:
    return [each for each in acts if each[1] not in names]


def changed(acts: Acts, name: str, details: Mapping[str, Any]) -> Acts:
    return [(at, act, {**told, **details} if act == name else told) for at, act, told in acts]


def moved(acts: Acts, name: str, by: timedelta) -> Acts:
    return [(at + by if act == name else at, act, told) for at, act, told in acts]


REWRITINGS: dict[str, tuple[Callable[[Acts, Acts], Acts], str]] = {
    "I09 an incident removed": (lambda b, a: [*without(b, "incident"), *a], "log and board"),
    "I10 closed before it opened": (
        lambda b, a: [*without(b, "opened", "incident"), *a[:2], *[e for e in b if e[1] == "opened"], *a[2:]],
        "audit log",
    ),
    "I11 cancelled": (
        lambda b, a: [*b, (OPENS + timedelta(hours=5), "cancelled", {"reason": "?"}), *a],
        "audit log",
    ),
    "I12 counted before closing": (lambda b, a: [*b, a[0], a[2], a[1], *a[3:]], "audit log"),
    "I13 opened twice": (lambda b, a: [*b, (OPENS + timedelta(hours=5), "opened", {}), *a], "audit log"),
    "I14 another final root": (lambda b, a: [*b, *changed(a, "closed", {"root": "0" * 64})], "log and board"),
    "I15 another result": (
        lambda b, a: [*b, *changed(a, "proclaimed", {"result_sha256": "0" * 64})],
        "log and board",
    ),
    "I16 another manifest": (
        lambda b, a: [*changed(b, "sealed", {"manifest": "0" * 64}), *a],
        "log and board",
    ),
    "I17 all but the minutes gone": (
        lambda _b, a: without(a, "closing", "closed", "counted", "proclaimed"),
        "audit log",
    ),
    "I18 times backwards": (lambda b, a: [*moved(b, "opened", timedelta(days=-30)), *a], "audit log"),
    "the proclamation not told": (lambda b, a: [*b, *without(a, "proclaimed")], "audit log"),
    "something after it": (
        lambda b, a: [*b, *a, (OPENS + timedelta(days=30), "incident", {"text": "?"})],
        "audit log",
    ),
    "opened before its time": (lambda b, a: [*moved(b, "opened", -A_MINUTE), *a], "dates"),
    "closing time before its time": (lambda b, a: [*b, *moved(a, "closing", -A_MINUTE)], "dates"),
    "closed before the grace was over": (lambda b, a: [*b, *moved(a, "closed", -A_MINUTE)], "dates"),
}


@pytest.mark.parametrize("name", REWRITINGS)
def test_a_rewritten_log_is_caught_by_the_archive_alone(built, tmp_path, name):
    """V07, I09 to I18"""
    change, check = REWRITINGS[name]
    rewritten(built, change)
    assert check in failures(built.write(tmp_path / "a.zip"))


def test_register_and_box_together_are_caught_by_a_root_or_an_entry_that_someone_noted(built, tmp_path):
    """V07, V15, I09: nothing inside says that the incident was there; a hash noted during the vote does."""
    root, entry = built.epochs[2]["root"], built.lines("audit.jsonl")[-5]["hash"]
    honest = built.write(tmp_path / "a.zip")
    assert failures(honest, seen={"root": [root], "log": [entry]}) == []
    with_both_keys(built, lambda acts: without(acts, "incident"))
    forged = built.write(tmp_path / "b.zip")
    assert failures(forged) == []
    assert failures(forged, seen={"root": [root]}) == ["root seen"]
    assert failures(forged, seen={"log": [entry]}) == ["log seen"]


def test_a_last_batch_dropped_with_its_signatures_is_caught_by_its_root(built, tmp_path):
    """V15, I28"""
    dropped, sealed = built.epochs[-1], built.sealed_by_hash()
    group = "w1"
    lines = built.lines("roll.jsonl")
    left = len(dropped["ballots"])
    for line in lines:
        if left and line["c"] == dropped["cell"] and line["s"]:
            line["s"], left = 0, left - 1
    built.set_lines("roll.jsonl", lines)
    signed = canonical.parse(built.parts["register.json"])["signed"]
    signed[dropped["cell"]] -= len(dropped["ballots"])
    archives.sign_register(built, signed, built.keys.register)
    built.set_epochs(built.epochs[:-1])
    built.set_sealed(sealed)
    plain, left = built.lines("plain.jsonl"), len(dropped["ballots"])
    for line in plain:
        taken = min(left, line["n"]) if line["g"] == group else 0
        line["n"], left = line["n"] - taken, left - taken
    built.set_lines("plain.jsonl", [line for line in plain if line["n"]])
    built.recount()
    path = built.write(tmp_path / "a.zip")
    assert failures(path) == []
    assert failures(path, seen={"root": [dropped["root"]]}) == ["root seen"]


@pytest.mark.parametrize("day", ["2031-05-05", "2026-05-02", "2026-05-14"])
def test_batches_dated_when_nobody_voted_are_caught(built, tmp_path, day):
    """V14, I21, I22"""
    sealed = built.sealed_by_hash()
    built.set_epochs([*built.epochs[:-1], built.epochs[-1] | {"closed_on": day}])
    built.set_sealed(sealed)
    built.recount()
    assert failures(built.write(tmp_path / "a.zip")) == ["dates"]


def test_a_vote_put_off_is_dated_by_its_new_end(built, tmp_path):
    """V14: the grace counts from the closing that was put off."""
    later = (OPENS + timedelta(days=8)).isoformat()
    put_off: Act = (OPENS + timedelta(days=2), "extended", {"closes_at": later, "reason": "?"})
    rewritten(built, lambda b, a: [*b, put_off, *a])
    assert failures(built.write(tmp_path / "a.zip")) == ["dates"]
    rewritten(
        built, lambda b, a: [*b, put_off, *[(at + timedelta(days=1), act, told) for at, act, told in a]]
    )
    assert failures(built.write(tmp_path / "b.zip")) == []


def test_minutes_that_are_no_pdf_are_caught(built, tmp_path):
    """V14, I20"""
    built.parts["minutes.pdf"] = b"<html>adopted</html>"
    built.recount()
    assert failures(built.write(tmp_path / "a.zip")) == ["minutes"]


def test_an_impossible_answer_counted_as_a_plain_line_is_caught(built, tmp_path):
    """V14, I57"""
    lines = built.lines("plain.jsonl")
    next(line for line in lines if "a" in line)["a"][0] = 7
    built.set_lines("plain.jsonl", sorted(lines, key=canonical.dump))
    built.recount()
    assert "opened ballots" in failures(built.write(tmp_path / "a.zip"))


def test_a_sealed_ballot_of_another_length_is_caught(built, tmp_path):
    """V14, I59"""
    import hashlib

    sealed = built.sealed_by_hash()
    was = built.epochs[-1]["ballots"][0]
    short = sealed.pop(was)[:-1]
    name = hashlib.sha256(short).hexdigest()
    sealed[name] = short
    built.epochs[-1]["ballots"][0] = name
    built.set_epochs(built.epochs)
    built.set_sealed(sealed)
    built.recount()
    assert "sealed ballots" in failures(built.write(tmp_path / "a.zip"))


def test_an_elector_finds_what_the_register_says_of_them(built, tmp_path):
    """V15"""
    path = built.write(tmp_path / "a.zip")
    lines = built.lines("roll.jsonl")
    absent, voter = (next(line for line in lines if line["s"] == signed) for signed in (0, 1))
    for line in (absent, voter):
        good, said = run(path, seen={"mark": [line["m"].upper() + "\n"]})
        assert good
        assert f"ok    mark: on the roll, cell {line['c']}, signatures: {line['s']}" in said
    assert failures(path, seen={"mark": ["0" * 64], "root": [""], "log": ["x"]}) == [
        "mark",
        "root seen",
        "log seen",
    ]


# --- draws


def drawn_anew(
    built: Built, secrets: Mapping[str, str], acts: Callable[[Acts], Acts] = lambda acts: acts
) -> None:
    """Counted and logged with these secrets of the register."""
    root = built.epochs[-1]["root"]
    seeds = {question: audit_chain.seed_of_draw(secret, root) for question, secret in secrets.items()}
    signed = canonical.parse(built.parts["register.json"])["signed"]
    counted = result.count(built.manifest, built.lines("plain.jsonl"), signed, seed=seeds)
    built.parts["result.json"] = canonical.dump(counted)
    after = changed(archives.acts_after(built), audit_chain.DRAW_REVEALED, {"secrets": dict(secrets)})
    built.set_lines("audit.jsonl", archives.audit([*archives.acts_before(built), *acts(after)]))


def test_the_seed_of_a_draw_is_of_the_secret_in_the_manifest_and_the_last_root(tmp_path):
    """V08"""
    built = tied("draw", version=2)
    assert failures(built.write(tmp_path / "a.zip")) == []
    told = canonical.parse(built.parts["result.json"])
    root = built.epochs[-1]["root"]
    seed = canonical.sha256(b"capco/seed/1\n" + f"{archives.secret_of('q1')}:{root}".encode())
    assert told["seed"] == {"q1": seed}
    assert told["questions"][0]["decision"]["tie"]["seed"] == seed


@pytest.mark.parametrize("favoured", [0, 1])
def test_neither_candidate_can_be_made_to_win_afterwards(tmp_path, favoured):
    """V08, I48: a secret found for the purpose is not the one that the manifest promised."""
    built = tied("draw", version=2)
    ids = canonical.parse(built.parts["result.json"])["questions"][0]["decision"]["tie"]["choices"]
    for trial in range(100):
        drawn_anew(built, {"q1": f"found {trial}"})
        decision = canonical.parse(built.parts["result.json"])["questions"][0]["decision"]
        if decision["winners"] == [ids[favoured]]:
            break
    assert failures(built.write(tmp_path / "a.zip")) == ["result"]


def test_a_second_or_later_commitment_is_caught(tmp_path):
    """V08, I50: the log can only repeat what the manifest promised."""
    built = tied("draw", version=2)
    found = {"draws": [{"question": "q1", "commitment": audit_chain.draw_commitment("found")}]}
    late: Act = (OPENS + timedelta(hours=6), audit_chain.DRAW_COMMITTED, found)
    drawn_anew(built, {"q1": "found"}, lambda acts: [late, *acts])
    assert failures(built.write(tmp_path / "a.zip")) == ["result"]
    drawn_anew(built, {"q1": archives.secret_of("q1")}, lambda acts: [late, *acts])
    assert failures(built.write(tmp_path / "b.zip")) == ["result"]


@pytest.mark.parametrize("secrets", [{}, {"q1": 7}, {"q2": "x"}, {"q1": "secret of q1", "q2": "x"}, None, []])
def test_secrets_that_were_not_promised_are_caught(tmp_path, secrets):
    """V08"""
    built = tied("draw", version=2)
    after = changed(archives.acts_after(built), audit_chain.DRAW_REVEALED, {"secrets": secrets})
    built.set_lines("audit.jsonl", archives.audit([*archives.acts_before(built), *after]))
    assert failures(built.write(tmp_path / "a.zip")) == ["result"]


# --- what was sealed before


@pytest.mark.parametrize("version", [1, 2])
def test_archives_of_both_formats_are_verified_and_say_which_they_are(tmp_path, version):
    """V08"""
    good, said = run(archives.build(version=version).write(tmp_path / "a.zip"))
    assert good, said
    assert f"format {version}," in said[1]
    assert ("name 0 of its entries" in "".join(said)) == (version == 1)
