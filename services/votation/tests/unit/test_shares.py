"""Any threshold of shares gives the key back; fewer give nothing."""

import random
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl.public import PrivateKey

from contracts.refused import Refused
from votation.domain import shares

KEY = bytes(range(32))
PUBLIC = PrivateKey(KEY).public_key.encode()
# Made by the npm package shamir-secret-sharing 0.0.4, for a key of KEY
OF_NPM = (
    bytes.fromhex("7ad883b7f85bfbeea225f96980def479cf3bb4799d570c6e70f8586263f27f14ee"),
    bytes.fromhex("3e80b5da0951edbb2012f2a6992a61f5f368fecfd267521813d4681471c3825f38"),
    bytes.fromhex("7e58d2a1b5ffdbeb0ec0e9a256c1cc973aabf2f7899319dd24b89cd1a58203e6f3"),
)


def refusal(call) -> Refused:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value


@pytest.mark.parametrize(("members", "threshold"), [(1, 1), (3, 1), (2, 2), (3, 2), (5, 3), (7, 7)])
def test_any_threshold_of_shares_gives_the_key(members, threshold):
    split = shares.split(KEY, members, threshold)
    assert {len(share) for share in split} == {33}
    for number in range(threshold, members + 1):
        for some in combinations(split, number):
            assert shares.combine(some[::-1], threshold, PUBLIC) == KEY


@pytest.mark.parametrize(("members", "threshold"), [(3, 2), (5, 3)])
def test_fewer_never_give_it(members, threshold):
    """Invariant 5."""
    for some in combinations(shares.split(KEY, members, threshold), threshold - 1):
        refused = refusal(lambda some=some: shares.combine(some, threshold, PUBLIC))
        assert (refused.code, refused.details) == (
            "shares_too_few",
            {"needed": threshold, "given": threshold - 1},
        )
        if threshold > 2:
            assert refusal(lambda some=some: shares.combine(some, threshold - 1, PUBLIC)).details == {
                "why": "other_key"
            }


def test_one_share_short_fits_every_key_equally():
    """With one share of two, each value of a byte of the key is as likely as any other."""
    seen = {shares.split(KEY, 2, 2)[0][0] for _ in range(3000)}
    assert len(seen) == 256


def test_combines_shares_of_the_browsers_package():
    for some in combinations(OF_NPM, 2):
        assert shares.combine(some, 2, PUBLIC) == KEY


def test_names_the_share_that_is_wrong():
    split = shares.split(KEY, 3, 2)
    hashes = [shares.share_hash(share) for share in split]
    false = split[1][:5] + bytes([split[1][5] ^ 1]) + split[1][6:]
    for some, why, place in [
        ([split[0], false], "unknown", 2),
        ([split[0], split[0]], "twice", 2),
        ([b"short", split[0]], "malformed", 1),
        ([split[0], split[1][:-1] + b"\0"], "malformed", 2),
    ]:
        refused = refusal(lambda some=some: shares.combine(some, 2, PUBLIC, hashes))
        assert (refused.code, refused.details) == ("share_invalid", {"why": why, "place": place})
    for some in ([split[0], false], [*split[:1], false, split[2]]):
        refused = refusal(lambda some=some: shares.combine(some, 2, PUBLIC))
        assert (refused.code, refused.details) == ("share_invalid", {"why": "other_key"})


def test_a_share_of_another_key_is_noticed_with_a_threshold_of_one():
    mine, other = shares.split(KEY, 2, 1), shares.split(bytes(32), 2, 1)
    assert refusal(lambda: shares.combine([mine[0], other[1]], 1, PUBLIC)).details == {"why": "other_key"}
    assert refusal(lambda: shares.combine([other[1]], 1, PUBLIC)).details == {"why": "other_key"}


@given(st.binary(min_size=33, max_size=33), st.randoms(use_true_random=False))
@settings(deadline=None)
def test_reads_a_share_as_people_type_it(share, chance):
    text = shares.to_text(share)
    assert text.startswith("CAPCO1-")
    assert shares.from_text(text) == share
    typed = "".join(
        chance.choice((each, each.lower())) for each in text.replace("-", chance.choice((" ", "", " - ")))
    )
    typed = "".join(chance.choice({"0": "0Oo", "1": "1IilL"}.get(each, each)) for each in typed)
    assert shares.from_text(typed) == shares.from_text(f"  {typed}\n") == share
    assert shares.find(f"Gardez ceci.\n\n{typed}\n") == share
    assert shares.from_text(text.removeprefix("CAPCO1-")) == share


@given(st.binary(min_size=33, max_size=33), st.integers(0, 55), st.integers(1, 31))
@settings(deadline=None, max_examples=200)
def test_a_mistyped_character_is_noticed(share, place, shift):
    """The check is 16 bits: one mistake in 65,536 would pass, and the share's hash then says so."""
    letters = list(shares.to_text(share).removeprefix("CAPCO1").replace("-", ""))
    letters[place] = shares.ALPHABET[(shares.ALPHABET.index(letters[place]) + shift) % 32]
    typed = "".join(letters)
    try:
        read = shares.from_text(typed)
    except Refused:
        return
    assert shares.share_hash(read) != shares.share_hash(share)


@given(st.text(max_size=80))
@settings(deadline=None)
def test_nonsense_is_mistyped(text):
    assert refusal(lambda: shares.from_text(text)).details == {"why": "mistyped"}
    assert refusal(lambda: shares.find(text)).details == {"why": "mistyped"}


@pytest.mark.parametrize(("members", "threshold"), [(0, 0), (2, 3), (2, 0), (256, 2)])
def test_refuses_an_impossible_bureau(members, threshold):
    with pytest.raises(ValueError, match="threshold"):
        shares.split(KEY, members, threshold)


def test_the_field_is_a_field():
    chance = random.Random(1)
    for _ in range(300):
        a, b, c = (chance.randrange(1, 256) for _ in range(3))
        assert shares._times(a, shares._inverse(a)) == 1
        assert shares._times(a, b ^ c) == shares._times(a, b) ^ shares._times(a, c)
    assert shares._times(0x57, 0x83) == 0xC1  # FIPS 197, 4.2
