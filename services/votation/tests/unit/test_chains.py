"""Receipts, board, roll and audit log: what follows follows, and nothing else does."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formats import board, canonical, receipt
from votation.domain import audit_chain, roll_marks
from votation.tests import archives

BUILT = archives.build(nulls=0)
FROZEN, M, KEY = BUILT.manifest, BUILT.hash, BUILT.keys.board
OTHER = b"o" * 32
AT = datetime(2026, 5, 4, 8, 0, 0, 123456, tzinfo=UTC)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 2**60) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=4,
)


def complaint(given_receipt):
    return receipt.complaint(given_receipt, FROZEN, M)


def test_a_receipt_proves_what_the_box_signed():
    """VO-4"""
    mine = BUILT.receipts[0]
    assert complaint(mine) is None
    assert complaint(receipt.sign(FROZEN["votation"], M, "a" * 64, "server", KEY)) is None
    assert complaint(receipt.sign(FROZEN["votation"], M, "a" * 64, "elector", OTHER)) == "forged"
    assert complaint(mine | {"ballot": "b" * 64}) == "forged"
    assert complaint(mine | {"sealed_by": "server"}) == "forged"
    assert complaint(receipt.sign("another", M, "a" * 64, "elector", KEY)) == "other_votation"
    assert complaint(receipt.sign(FROZEN["votation"], "0" * 64, "a" * 64, "elector", KEY)) == "other_manifest"


@pytest.mark.parametrize("field", sorted(receipt.FIELDS))
@given(value=json_values)
@settings(deadline=None, max_examples=15)
def test_no_other_value_makes_a_receipt(field, value):
    assert complaint(BUILT.receipts[0] | {field: value}) is not None


@pytest.mark.parametrize("none", [None, [], "", 7, {}, {"signature": "A" * 86}])
def test_an_unsigned_receipt_is_none(none):
    assert complaint(none) == "malformed"
    assert complaint(canonical.without(BUILT.receipts[0], "signature")) == "malformed"


def followed(epochs):
    chain = board.Chain(FROZEN, M)
    return list(board.follow(epochs, chain)), chain


def broken(epochs):
    with pytest.raises(board.BrokenError) as error:
        followed(epochs)
    return error.value.code, error.value.number


def test_a_board_is_followed_to_its_last_root():
    ballots, chain = followed(BUILT.epochs)
    assert chain.root == BUILT.epochs[-1]["root"]
    assert len(ballots) == chain.total == 44
    assert chain.ballots == {"a1": 27, "a3": 9, "b1": 8}
    assert all(chain.has(mine["ballot"]) for mine in BUILT.receipts)
    assert not chain.has("0" * 64)


def test_an_empty_board_ends_where_it_begins():
    assert followed([])[1].root == board.genesis(M)


def resigned(record, **changes):
    changed = record | changes
    changed["root"] = board.root(changed)
    return changed | {"signature": canonical.signature("epoch-root", {"root": changed["root"]}, KEY)}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"number": 2}, "number"),
        ({"number": True}, "malformed"),
        ({"number": "1"}, "malformed"),
        ({"previous": "0" * 64}, "previous"),
        ({"votation": "another"}, "other_manifest"),
        ({"manifest": "0" * 64}, "other_manifest"),
        ({"cell": "zz"}, "unknown_cell"),
        ({"cell": ["a1"]}, "unknown_cell"),
        ({"ballots": []}, "malformed"),
        ({"ballots": ["x"]}, "malformed"),
        ({"ballots": {}}, "malformed"),
        ({"ballots": BUILT.epochs[0]["ballots"][::-1]}, "not_sorted"),
        ({"ballots": BUILT.epochs[0]["ballots"][:1] * 2}, "not_sorted"),
        ({"by_server": 6}, "malformed"),
        ({"by_server": -1}, "malformed"),
        ({"by_server": False}, "malformed"),
        ({"closed_on": "2026-05-04T06:00:00+00:00"}, "malformed"),
        ({"closed_on": "2026-02-30"}, "malformed"),
        ({"schema": "capco.epoch/3"}, "malformed"),
    ],
)
def test_the_holder_of_the_key_cannot_bend_an_epoch(changes, code):
    assert broken([resigned(BUILT.epochs[0], **changes)]) == (code, 1)


def test_an_epoch_is_signed_and_rooted():
    first, second = BUILT.epochs[:2]
    assert broken([first | {"root": "0" * 64}]) == ("root", 1)
    assert broken([first | {"signature": second["signature"]}]) == ("signature", 1)
    assert broken([first | {"signature": None}]) == ("signature", 1)
    assert broken([canonical.without(first, "signature")]) == ("malformed", 1)
    assert broken([None]) == ("malformed", 1)


def test_epochs_are_neither_dropped_nor_swapped_nor_repeated():
    first, second, third, *_ = BUILT.epochs
    assert broken([second])[0] == "number"
    assert broken([first, third])[0] == "number"
    assert broken([second, first])[0] == "number"
    assert broken([first, first])[0] == "number"


def test_a_ballot_is_on_the_board_once():
    first, second, *_ = BUILT.epochs
    again = resigned(second, ballots=sorted([*second["ballots"][1:], first["ballots"][0]]))
    assert broken([first, again]) == ("ballot_twice", 2)


def test_only_the_last_epoch_of_a_cell_is_short():
    """A short epoch tells more of the order than was promised."""
    first, second, *_ = BUILT.epochs
    short = resigned(first, ballots=first["ballots"][:2])
    assert broken([short, resigned(second, previous=short["root"])]) == ("after_last", 2)


@given(
    st.lists(st.binary(min_size=16, max_size=16), unique=True, max_size=8), st.randoms(use_true_random=False)
)
@settings(deadline=None)
def test_a_commitment_is_of_the_roll_whatever_its_order(secrets, chance):
    electors = [(roll_marks.mark("v", each), chance.choice(("a", "b"))) for each in secrets]
    before = roll_marks.commitment(electors)
    chance.shuffle(electors)
    assert roll_marks.commitment(electors) == before
    lines = "".join(f"{mark} {cell}\n" for mark, cell in sorted(electors))
    assert before == canonical.tagged_hash("roll", lines.encode())
    if electors:
        assert roll_marks.commitment(electors[1:]) != before
        mark, cell = electors[0]
        assert roll_marks.commitment([(mark, cell + "x"), *electors[1:]]) != before


def test_a_mark_is_of_one_votation_and_one_secret():
    secret = roll_marks.new_secret()
    assert roll_marks.mark("v", secret) == roll_marks.mark("v", secret) != roll_marks.mark("w", secret)
    with pytest.raises(ValueError, match="16 bytes"):
        roll_marks.mark("v", b"short")
    with pytest.raises(ValueError, match="rise"):
        roll_marks.commitment([("a" * 64, "x"), ("a" * 64, "x")])


def log(number=4):
    return list(
        archives.audit([(AT + timedelta(hours=each), f"act{each}", {"n": each}) for each in range(number)])
    )


def test_an_audit_log_is_followed_to_its_last_entry():
    entries = log()
    assert audit_chain.verify(entries) == entries[-1]["hash"]
    assert audit_chain.verify([]) == "0" * 64
    assert entries[0]["at"] == "2026-05-04T08:00:00+00:00"
    assert entries[0]["previous"] == "0" * 64


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        (lambda log: log[1:], "number"),
        (lambda log: [log[0], *log[2:]], "number"),
        (lambda log: [log[1], log[0], *log[2:]], "number"),
        (lambda log: [log[0] | {"act": "other"}, *log[1:]], "hash"),
        (lambda log: [log[0] | {"previous": "1" * 64}, *log[1:]], "previous"),
        (lambda log: [log[0] | {"at": "2026-05-04 08:00"}, *log[1:]], "malformed"),
        (lambda log: [log[0] | {"at": "9999-12-31T23:59:59-14:00"}, *log[1:]], "malformed"),
        (lambda log: [log[0] | {"seq": True}, *log[1:]], "malformed"),
        (lambda log: [log[0] | {"details": []}, *log[1:]], "malformed"),
        (lambda log: [log[0] | {"x": 1}, *log[1:]], "malformed"),
        (lambda log: [7], "malformed"),
    ],
)
def test_an_audit_log_bends_nowhere(changed, code):
    with pytest.raises(audit_chain.BrokenError) as error:
        audit_chain.verify(changed(log()))
    assert error.value.code == code
