"""A sealed ballot says what the elector said, or is null; it never says something else and never fails."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl.public import PublicKey, SealedBox

from formats import canonical, sealed_ballot
from votation.domain import manifest, sealing
from votation.domain.answer import OutOfRange
from votation.domain.question import questions_from_data
from votation.tests import archives

BUILT = archives.build([archives.CellPlan("a", 9, 0)], nulls=0)
FROZEN, KEY = BUILT.manifest, BUILT.keys.election
QUESTIONS = questions_from_data(FROZEN["questions"])
OPENER = sealing.Opener(FROZEN, KEY)
SAID = archives.answers(QUESTIONS, random.Random(3))
SEALED = sealing.seal(FROZEN, SAID)


def sealed_bytes(padded: bytes) -> bytes:
    return SealedBox(PublicKey(canonical.unb64(FROZEN["keys"]["election"]))).encrypt(padded)


def padded(plain: bytes) -> bytes:
    return (plain + b"\x80").ljust(FROZEN["ballot_bytes"], b"\0")


@given(st.integers(0, 10**6))
@settings(deadline=None, max_examples=60)
def test_opens_what_was_sealed(seed):
    said = archives.answers(QUESTIONS, random.Random(seed))
    sealed = sealing.seal(FROZEN, said)
    assert len(sealed) == sealed_ballot.sealed_length(FROZEN)
    assert OPENER.open(sealed) == sealing.Opened(said) == sealing.open_ballot(FROZEN, KEY, sealed)


def test_any_changed_bit_makes_the_ballot_null():
    """Invariant 6."""
    for bit in range(len(SEALED) * 8):
        changed = bytearray(SEALED)
        changed[bit // 8] ^= 1 << bit % 8
        assert OPENER.open(bytes(changed)) == sealing.Null("undecryptable")


def test_any_changed_bit_under_the_seal_makes_it_null_or_valid_but_never_fails():
    plain = padded(sealed_ballot.plain_ballot(SAID, BUILT.hash, bytes(16)))
    for bit in range(len(plain) * 8):
        changed = bytearray(plain)
        changed[bit // 8] ^= 1 << bit % 8
        ballot = OPENER.open(sealed_bytes(bytes(changed)))
        assert isinstance(ballot, sealing.Opened) or ballot.reason in {
            "malformed",
            "wrong_manifest",
            "out_of_range",
        }


@given(st.binary(max_size=400))
@settings(deadline=None)
def test_bytes_that_nobody_sealed_are_null(raw):
    assert OPENER.open(raw) == sealing.Null("undecryptable")


@given(st.binary(max_size=FROZEN["ballot_bytes"] + 40))
@settings(deadline=None)
def test_nonsense_under_the_seal_is_null(raw):
    assert OPENER.open(sealed_bytes(raw)) == sealing.Null("malformed")


GOOD = {"a": SAID, "m": BUILT.hash, "n": "A" * 22}


@pytest.mark.parametrize(
    ("plain", "reason"),
    [
        (canonical.dump(GOOD | {"m": "0" * 64}), "wrong_manifest"),
        (canonical.dump(GOOD | {"m": None}), "wrong_manifest"),
        (canonical.dump(GOOD | {"m": [GOOD["m"]]}), "wrong_manifest"),
        (canonical.dump(GOOD | {"a": SAID[:-1]}), "out_of_range"),
        (canonical.dump(GOOD | {"a": [*SAID, None]}), "out_of_range"),
        (canonical.dump(GOOD | {"a": {}}), "out_of_range"),
        (canonical.dump(GOOD | {"a": [True, *SAID[1:]]}), "out_of_range"),
        (canonical.dump(GOOD | {"a": [99, *SAID[1:]]}), "out_of_range"),
        (canonical.dump(GOOD | {"n": "A" * 21 + "B"}), "malformed"),
        (canonical.dump(GOOD | {"n": "A" * 20}), "malformed"),
        (canonical.dump(GOOD | {"x": 1}), "malformed"),
        (canonical.dump([GOOD]), "malformed"),
        (canonical.dump(GOOD).replace(b":", b": ", 1), "malformed"),
        (canonical.dump(GOOD).replace(b'"a":[', b'"a":[1.5,'), "malformed"),
        (b"[" * (FROZEN["ballot_bytes"] - 1), "malformed"),
        (b"", "malformed"),
    ],
)
def test_is_null_with_its_reason(plain, reason):
    assert OPENER.open(sealed_bytes(padded(plain))) == sealing.Null(reason)


def test_another_length_is_malformed_even_if_it_says_something():
    plain = canonical.dump(GOOD) + b"\x80"
    assert OPENER.open(sealed_bytes(plain)) == sealing.Null("malformed")
    assert OPENER.open(sealed_bytes(padded(canonical.dump(GOOD)) + bytes(64))) == sealing.Null("malformed")


def test_another_key_opens_nothing():
    assert sealing.open_ballot(FROZEN, b"x" * 32, SEALED) == sealing.Null("undecryptable")


def test_nobody_seals_a_ballot_that_would_be_null():
    with pytest.raises(OutOfRange):
        sealing.seal(FROZEN, [99, *SAID[1:]])


def test_two_ballots_that_say_the_same_share_neither_bytes_nor_length_with_what_they_say():
    again = sealing.seal(FROZEN, SAID)
    assert again != SEALED
    assert len(again) == len(SEALED) == len(sealing.seal(FROZEN, [None] * len(SAID)))


@pytest.mark.parametrize("kind", sorted(archives.ANSWER))
@given(seed=st.integers(0, 10**6))
@settings(deadline=None, max_examples=25)
def test_padding_is_longer_than_any_ballot_by_less_than_a_block_or_so(kind, seed):
    questions = questions_from_data([archives.question(kind)])
    longest = manifest.ballot_bytes(questions)
    plain = sealed_ballot.plain_ballot(
        archives.answers(questions, random.Random(seed)), BUILT.hash, bytes(16)
    )
    assert longest % 64 == 0
    assert len(plain) < longest <= 192
