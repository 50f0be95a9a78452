"""The verifier passes an untouched archive and no other."""

import json
import random
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from formats import canonical, receipt, sealed_ballot
from votation.domain import archive, audit_chain, result, sealing, shares
from votation.tests import archives
from votation.tests.verifying import contents, failures, flipped, reindexed, repacked, run
from votation.verifier.__main__ import main

ROOT = Path(__file__).resolve().parents[4]
THIEF = b"t" * 32  # the key of someone who has none of ours


@pytest.fixture
def built() -> archives.Built:
    return archives.build()


@pytest.mark.parametrize("published_by", ["weight", "cell"])
def test_passes_an_untouched_archive(tmp_path, published_by):
    """Invariant 13: the recount by the verifier equals the result."""
    untouched = archives.build(published_by=published_by, nulls=3)
    path = untouched.write(tmp_path / "a.zip")
    good, said = run(path)
    assert good, said
    assert len(said) == 15
    assert all(line.startswith("ok    ") for line in said[:-1])
    assert untouched.hash in said[1]


@given(
    st.lists(st.tuples(st.integers(1, 9), st.integers(0, 9), st.integers(1, 3)), min_size=1, max_size=4),
    st.sampled_from(sorted(archives.ANSWER)),
    st.integers(1, 6),
    st.integers(0, 10**6),
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_passes_whatever_votation_was_held_regularly(tmp_path, cells, kind, batch, seed):
    """Invariants 4 and 6, also with cells where nobody voted and boxes that stay empty."""
    plan = [
        archives.CellPlan(f"c{place}", electors, min(electors, voters), weight)
        for place, (electors, voters, weight) in enumerate(cells)
    ]
    held = archives.build(plan, [archives.question(kind)], batch=batch, seed=seed, nulls=seed % 3)
    good, said = run(held.write(tmp_path / "held.zip"))
    assert good, said


def test_the_same_content_is_the_same_bytes(built, tmp_path):
    one = built.write(tmp_path / "one.zip").read_bytes()
    built.parts = {name: iter([part[:7], part[7:]]) for name, part in built.parts.items()}
    assert built.write(tmp_path / "two.zip").read_bytes() == one


def test_speaks_french_first_and_exits_by_what_it_found(built, tmp_path, capsys):
    path = built.write(tmp_path / "a.zip")
    assert main([str(path)]) == 0
    assert "ok    procès-verbal : " in capsys.readouterr().out
    path.write_bytes(path.read_bytes()[:-1])
    assert main([str(path)]) == 1
    assert "FAIL  fichier : ce n'est pas une archive" in capsys.readouterr().out
    with pytest.raises(SystemExit) as usage:
        main([])
    assert usage.value.code == 2


def test_runs_alone_without_the_suite_around_it(built, tmp_path):
    path = built.write(tmp_path / "a.zip")
    program = (
        "import sys, runpy\n"
        "sys.argv[0] = 'verifier'\n"
        "try: runpy.run_module('votation.verifier', run_name='__main__')\n"
        "except SystemExit as end: assert end.code == 0\n"
        "own = {'votation', 'contracts', 'formats', 'nacl', '_cffi_backend', 'cffi'} | set(sys.stdlib_module_names)\n"
        "others = {name.split('.')[0] for name in sys.modules} - own\n"
        "loaded = {name for name in sys.modules if name.startswith(('votation', 'contracts'))}\n"
        "print(sorted(each for each in others if not each.startswith('_')), sorted(\n"
        "    each for each in loaded if not each.startswith(('votation.domain', 'votation.verifier'))))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)],
        env={"PYTHONPATH": f"{ROOT}:{ROOT / 'services'}", "LC_ALL": "C", "PYTHONIOENCODING": "ascii"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert (
        done.stdout.splitlines()[-1]
        == "[] ['contracts', 'contracts.normalisation', 'contracts.refused', 'votation']"
    )


# One flipped bit


def test_one_flipped_bit_anywhere_in_the_file_is_caught(built, tmp_path):
    """Invariant 6: every bit of every header, and some of everything else."""
    path = built.write(tmp_path / "a.zip")
    raw = path.read_bytes()
    with archive.Archive(path) as whole:
        entries = whole.entries
    content = {place for each in entries.values() for place in range(each.start, each.start + each.size)}
    structure = sorted(set(range(len(raw))) - content)
    chance = random.Random(7)
    edges = {place for each in entries.values() for place in (each.start, each.start + each.size - 1)}
    places = [(place, chance.randrange(8)) for place in (*structure, *sorted(edges))]
    changed = tmp_path / "changed.zip"
    for place, bit in places:
        changed.write_bytes(flipped(raw, place, bit))
        with pytest.raises(archive.MalformedError):
            contents(changed)
    for place in chance.sample(sorted(content), 60) + chance.sample(structure, 30):
        changed.write_bytes(flipped(raw, place, chance.randrange(8)))
        assert failures(changed), place


@pytest.mark.parametrize("name", sorted(archive.FILES))
def test_one_flipped_bit_in_a_file_is_caught_even_in_a_sound_container(built, tmp_path, name):
    """By whoever can write a ZIP with good CRCs but has no key: the index was signed for other bytes."""
    genuine = built.write(tmp_path / "a.zip")
    chance = random.Random(name)
    for _ in range(6):
        forged = dict(contents(genuine))
        raw = forged[name]
        forged[name] = flipped(raw, chance.randrange(len(raw)), chance.randrange(8))
        assert failures(repacked(forged, tmp_path / "forged.zip"))


@pytest.mark.parametrize("name", sorted(set(archive.FILES) - {"minutes.pdf"}))
def test_one_flipped_bit_in_a_file_is_caught_by_the_files_themselves(tmp_path, name):
    """Even with an index that the holder of the board's key signed again."""
    built = archives.build()
    chance = random.Random(name)
    for _ in range(12):
        raw = canonical.dump(built.manifest) if name == "manifest.json" else built.parts[name]
        place, bit = chance.randrange(len(raw)), chance.randrange(8)
        forged = {
            **built.parts,
            "manifest.json": canonical.dump(built.manifest),
            name: flipped(raw, place, bit),
        }
        assert failures(repacked(reindexed(forged, built), tmp_path / "forged.zip")), (place, bit)


def test_one_flipped_bit_of_the_minutes_is_caught_by_the_log(built, tmp_path):
    built.parts["minutes.pdf"] = flipped(built.parts["minutes.pdf"], 20, 3)
    assert failures(built.write(tmp_path / "a.zip")) == ["minutes"]


# What the holder of the board's key tries: index, epochs and receipts are signed anew


def drop(built):
    victim = built.epochs[-1]["ballots"].pop()
    republish(built)
    return victim


def republish(built, sealed=()):
    known = built.sealed_by_hash() | {sealed_ballot.ballot_hash(each): each for each in sealed}
    built.set_epochs(built.epochs)
    built.set_sealed(known)


def insert(built):
    extra = sealing.seal(built.manifest, [None] * len(built.manifest["questions"]))
    built.epochs[-1]["ballots"].append(sealed_ballot.ballot_hash(extra))
    republish(built, [extra])
    lines = built.lines("plain.jsonl")
    built.set_lines("plain.jsonl", more(lines, "w1", [None] * len(built.manifest["questions"])))


def more(lines, group, said):
    """The same plain ballots with one more of these answers."""
    for line in lines:
        if line["g"] == group and line.get("a") == said:
            line["n"] += 1
            return lines
    added = [*lines, {"a": said, "g": group, "n": 1}]
    return sorted(added, key=canonical.dump)


def test_a_dropped_ballot_is_caught(built, tmp_path):
    drop(built)
    assert "box and signatures" in failures(built.write(tmp_path / "a.zip"))


def test_a_replaced_ballot_is_caught_by_its_receipt(built, tmp_path):
    """Signatures cannot tell: only who keeps a receipt can."""
    victim = drop(built)
    insert(built)
    mine = next(each for each in built.receipts if each["ballot"] == victim)
    (tmp_path / "receipt.json").write_bytes(canonical.dump(mine))
    path = built.write(tmp_path / "a.zip")
    assert "receipt receipt.json" in failures(path, receipts=[tmp_path / "receipt.json"])
    assert "sealed ballots" not in failures(path)


def test_a_replaced_ballot_is_caught_by_the_bureau_that_opens_them_again(built, tmp_path):
    for member, share in enumerate(built.keys.shares):
        (tmp_path / f"{member}.txt").write_text(shares.to_text(share))
    two = [tmp_path / "0.txt", tmp_path / "2.txt"]
    assert failures(built.write(tmp_path / "a.zip"), share_files=two) == []
    lines = built.lines("plain.jsonl")
    line = next(each for each in lines if each["n"] == 1 and "a" in each)
    line["a"] = [None] * len(line["a"])
    built.set_lines("plain.jsonl", sorted(lines, key=canonical.dump))
    built.recount()
    lied = built.write(tmp_path / "b.zip")
    assert failures(lied) == []  # who opened the ballots may lie: the limit of the sealed box, unless
    assert failures(lied, share_files=two) == ["opening"]
    assert failures(lied, share_files=two[:1]) == ["opening"]


def test_a_ballot_inserted_by_the_holder_of_the_boards_key_is_caught(built, tmp_path):
    """Stuffing: nobody signed for it, and the register's key is not theirs."""
    insert(built)
    assert failures(built.write(tmp_path / "a.zip")) == ["box and signatures", "log and board", "result"]
    signed = canonical.parse(built.parts["register.json"])["signed"]
    signed[built.epochs[-1]["cell"]] += 1
    register_by(built, signed, built.keys.board)
    built.recount()
    assert failures(built.write(tmp_path / "b.zip")) == ["signatures"]


def test_stuffing_for_those_who_did_not_sign_needs_the_registers_key(built, tmp_path):
    lines = built.lines("roll.jsonl")
    absent = next(line for line in lines if line["s"] == 0 and line["c"] == "a3")
    absent["s"] = 1
    built.set_lines("roll.jsonl", lines)
    signed = canonical.parse(built.parts["register.json"])["signed"]
    genuine = built.parts["register.json"]
    assert failures(built.write(tmp_path / "a.zip")) == ["signatures"]
    signed["a3"] += 1
    register_by(built, signed, built.keys.board)
    assert "signatures" in failures(built.write(tmp_path / "b.zip"))
    built.parts["register.json"] = canonical.dump(canonical.parse(genuine) | {"signed": signed})
    assert "signatures" in failures(built.write(tmp_path / "c.zip"))


def register_by(built, signed, key):
    archives.sign_register(built, signed, key)


def test_moving_ballots_between_cells_is_caught(tmp_path):
    """As many ballots as signatures in all, but not where the weights are."""
    built = archives.build(batch=1)
    built.epochs[-1]["cell"] = "a3"
    republish(built)
    assert "box and signatures" in failures(built.write(tmp_path / "a.zip"))


def test_swapped_labels_are_caught_by_everything_that_bears_the_manifests_hash(built, tmp_path):
    choices = built.manifest["questions"][1]["choices"]
    choices[0]["label"], choices[1]["label"] = choices[1]["label"], choices[0]["label"]
    path = built.write(tmp_path / "a.zip")
    assert {"board", "signatures"} <= set(failures(path))


def test_swapped_labels_are_caught_by_a_receipt_whoever_signs_all_anew(built, tmp_path):
    """With every key of ours: what is outside, a receipt or the hash that was shown, still says."""
    (tmp_path / "receipt.json").write_bytes(canonical.dump(built.receipts[0]))
    was = built.hash
    choices = built.manifest["questions"][1]["choices"]
    choices[0]["label"], choices[1]["label"] = choices[1]["label"], choices[0]["label"]
    log = list(archives.audit(archives.acts_before(built)))
    for epoch in built.epochs:
        epoch |= {"manifest": built.hash, "log": log[-1]["hash"]}
    republish(built)
    signed = canonical.parse(built.parts["register.json"])["signed"]
    register_by(built, signed, built.keys.register)
    built.recount()
    path = built.write(tmp_path / "a.zip")
    assert failures(path) == []
    assert failures(path, receipts=[tmp_path / "receipt.json"]) == ["receipt receipt.json"]
    assert failures(path, expected=was) == ["expected manifest"]
    assert failures(path, expected=built.hash.upper()) == []


def test_reordered_epochs_are_caught(built, tmp_path):
    lines = built.lines("board.jsonl")
    lines[1], lines[2] = lines[2], lines[1]
    built.set_lines("board.jsonl", lines)
    assert "board" in failures(built.write(tmp_path / "a.zip"))


def test_epochs_signed_by_another_key_are_caught(built, tmp_path):
    built.set_epochs(built.epochs, THIEF)
    assert "board" in failures(built.write(tmp_path / "a.zip"))


def test_an_index_signed_by_another_key_is_caught(built, tmp_path):
    assert failures(built.write(tmp_path / "a.zip", key=THIEF)) == ["index"]


def test_decoy_hashes_are_caught(built, tmp_path):
    """Hashes of no ballot, to make the box look fuller or to have one for each receipt."""
    built.epochs[-1]["ballots"][0] = "0" * 64
    built.set_epochs(built.epochs)
    assert "sealed ballots" in failures(built.write(tmp_path / "a.zip"))
    fewer = built.lines("sealed.jsonl")[:-1]
    built.set_lines("sealed.jsonl", fewer)
    assert "sealed ballots" in failures(built.write(tmp_path / "b.zip"))


def test_sealed_ballots_in_another_order_or_twice_are_caught(built, tmp_path):
    lines = built.lines("sealed.jsonl")
    for changed in (
        [lines[1], lines[0], *lines[2:]],
        [*lines, lines[0]],
        [{"b": lines[0]["b"] + "="}, *lines[1:]],
    ):
        built.set_lines("sealed.jsonl", changed)
        assert failures(built.write(tmp_path / "a.zip")) == ["sealed ballots"]


def test_a_roll_changed_after_the_commitment_is_caught(built, tmp_path):
    lines = built.lines("roll.jsonl")
    lines[0]["m"] = "0" * 64
    built.set_lines("roll.jsonl", lines)
    signed = canonical.parse(built.parts["register.json"])["signed"]
    register_by(built, signed, built.keys.register)
    assert "roll" in failures(built.write(tmp_path / "a.zip"))


def test_an_elector_added_or_moved_is_caught(built, tmp_path):
    lines = built.lines("roll.jsonl")
    for changed in (
        [*lines, {"m": "f" * 64, "c": "a1", "s": 0}],
        lines[1:],
        lines[::-1],
        [{**lines[0], "c": "zz"}],
    ):
        built.set_lines("roll.jsonl", changed)
        assert "roll" in failures(built.write(tmp_path / "a.zip"))


def test_receipts_are_checked(built, tmp_path):
    path, file = built.write(tmp_path / "a.zip"), tmp_path / "r.json"
    mine = built.receipts[3]
    file.write_text(json.dumps(mine, indent=1) + "\n")  # as someone may have kept it
    assert failures(path, receipts=[file]) == []
    forged = receipt.sign(mine["votation"], built.hash, mine["ballot"], "elector", THIEF)
    unknown = receipt.sign(mine["votation"], built.hash, "0" * 64, "elector", built.keys.board)
    elsewhere = receipt.sign("other", built.hash, mine["ballot"], "elector", built.keys.board)
    unsigned = canonical.without(mine, "signature")
    others: list[Any] = [[], None, {"signature": 1}, mine | {"x": 1}]
    for wrong in (forged, unknown, elsewhere, unsigned, *others):
        file.write_text(json.dumps(wrong))
        assert failures(path, receipts=[file]) == ["receipt r.json"]
    for raw in (b"", b"\xff", b"[" * 10**5, b"9" * 10**5, b"NaN"):
        file.write_bytes(raw)
        assert failures(path, receipts=[file]) == ["receipt r.json"]
    assert failures(path, receipts=[tmp_path / "none", tmp_path]) == [
        "receipt none",
        f"receipt {tmp_path.name}",
    ]


def test_a_result_that_is_not_the_count_is_caught(built, tmp_path):
    told = canonical.parse(built.parts["result.json"])
    told["voters"]["heads"] += 1
    built.parts["result.json"] = canonical.dump(told)
    assert failures(built.write(tmp_path / "a.zip")) == ["log and board", "result"]


def test_plain_ballots_that_are_not_the_sealed_ones_in_number_are_caught(built, tmp_path):
    lines = built.lines("plain.jsonl")
    one = next(line for line in lines if "a" in line)
    for changed in (
        lines[1:], lines[::-1], [lines[0], *lines], [{**lines[0], "n": lines[0]["n"] + 1}, *lines[1:]],
        [{**one, "g": "w9"}], [{**one, "n": 0}], [{**one, "n": True}], [{**one, "n": 2**53 - 1}], [{**one, "a": []}],
        [{**one, "g": ["w1"]}], [{"g": "w1", "n": 1, "null": ["malformed"]}], [{"g": "w1", "n": 1, "null": "because"}],
    ):  # fmt: skip
        built.set_lines("plain.jsonl", changed)
        assert "opened ballots" in failures(built.write(tmp_path / "a.zip"))


# Ties


def tied(rule: str, version: int = 1) -> archives.Built:
    """One voter for each of two choices. In version 1 the log is looked at for ties alone."""
    question = archives.question("single", rule=archives.RULE | {"tie": rule})
    plan = [archives.CellPlan("a", 9, 2)]
    for seed in range(200):
        built = archives.build(plan, [question], nulls=0, seed=seed, version=version)
        decision = canonical.parse(built.parts["result.json"])["questions"][0]["decision"]
        if decision["tie"] is not None:
            return built
    raise AssertionError


def with_log(built: archives.Built, acts: Sequence[Any], **settled) -> None:
    signed = canonical.parse(built.parts["register.json"])["signed"]
    counted = result.count(built.manifest, built.lines("plain.jsonl"), signed, **settled)
    built.parts["result.json"] = canonical.dump(counted)
    minutes = {"sha256": canonical.sha256(built.parts["minutes.pdf"])}
    built.set_lines("audit.jsonl", archives.audit([*acts, (AFTER, audit_chain.MINUTES_SIGNED, minutes)]))


BEFORE, AFTER = archives.OPENS.replace(day=1), archives.OPENS.replace(day=20)


def test_a_draw_is_replayed_if_its_seed_was_committed_to_before_opening(tmp_path):
    built, seed = tied("draw"), "5eed"
    commit = {"commitment": audit_chain.draw_commitment(seed)}
    committed, late = [(at, audit_chain.DRAW_COMMITTED, commit) for at in (BEFORE, archives.OPENS)]
    revealed = (AFTER, audit_chain.DRAW_REVEALED, {"seed": seed})
    with_log(built, [committed, revealed], seed=seed)
    assert failures(built.write(tmp_path / "a.zip")) == []
    other = (AFTER, audit_chain.DRAW_REVEALED, {"seed": "chosen"})
    for acts, told in (
        ([revealed], seed), ([late, revealed], seed), ([committed, other], "chosen"), ([committed], seed),
        ([committed, revealed, revealed], seed), ([committed, (AFTER, audit_chain.DRAW_REVEALED, {})], seed),
        ([revealed, committed], seed), ([committed, committed, revealed], seed),
    ):  # fmt: skip
        with_log(built, acts, seed=told)
        assert failures(built.write(tmp_path / "b.zip")) == ["result"]


def test_a_tie_settled_by_someone_is_in_the_log(tmp_path):
    built = tied("president")
    told = canonical.parse(built.parts["result.json"])["questions"][0]["decision"]
    winners = told["tie"]["choices"][:1]
    settled = {"q1": {"by": "president", "winners": winners}}
    act = (AFTER, audit_chain.TIE_SETTLED, {"question": "q1", "by": "president", "winners": winners})
    with_log(built, [act], settlements=settled)
    assert failures(built.write(tmp_path / "a.zip")) == []
    wrong: list[Any] = [
        (AFTER, audit_chain.TIE_SETTLED, {"question": each, "by": [], "winners": 7})
        for each in ("q1", "q9", None)
    ]
    for acts in ([], [act, act], *([each] for each in wrong)):
        with_log(built, acts, settlements=settled)
        assert failures(built.write(tmp_path / "b.zip")) == ["result"]
