"""One value, one spelling, one hash."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formats import canonical

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
integers = st.integers(-canonical.MOST, canonical.MOST)
values = st.recursive(
    st.none() | st.booleans() | integers | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


@given(values)
@settings(deadline=None)
def test_a_value_comes_back_from_its_bytes(value):
    raw = canonical.dump(value)
    assert canonical.parse(raw) == value
    assert raw == json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


@given(st.binary(max_size=40) | values.map(lambda value: json.dumps(value).encode()))
@settings(deadline=None)
def test_bytes_are_the_one_spelling_or_refused(raw):
    try:
        value = canonical.parse(raw)
    except canonical.NotCanonicalError:
        return
    assert canonical.dump(value) == raw


@pytest.mark.parametrize(
    "raw",
    [
        b"", b" 1", b"1 ", b"1.0", b"1e3", b"-0", b"01", b"NaN", b"Infinity", b"-Infinity", b"9007199254740992",
        b"9" * 10_000, b'{"b":1,"a":2}', b'{"a":1,"a":1}', b'{"a": 1}', b'"\\u00e9"', b'"\\/"', b'"\\ud800"',
        b'"\xff"', b"\xef\xbb\xbf1", b"[" * 100_000, b"[" * 100_000 + b"]" * 100_000, b'"\\u001F"', b"[1,]", b"tru",
    ],
)  # fmt: skip
def test_refuses_every_other_spelling(raw):
    with pytest.raises(canonical.NotCanonicalError):
        canonical.parse(raw)


def nested(depth):
    value: list[Any] = []
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    "value", [1.0, {1: 2}, {None: 1}, 2**53, -(2**53), b"a", {"a"}, "\ud800", object(), nested(10**5)]
)
def test_refuses_a_value_that_has_no_spelling(value):
    with pytest.raises(canonical.NotCanonicalError):
        canonical.dump(value)


@given(st.binary(max_size=70))
@settings(deadline=None)
def test_base64url_has_one_text(raw):
    text = canonical.b64(raw)
    assert canonical.unb64(text, len(raw)) == raw
    for other in (text + "=", text + "A", text + "====", " " + text, text + "\n", text + "é", None, raw):
        with pytest.raises(ValueError):  # noqa: PT011 (also those of the standard library)
            canonical.unb64(other, len(raw))


def test_refuses_base64url_whose_last_bits_are_not_zero():
    assert canonical.unb64("AA") == b"\0"
    with pytest.raises(ValueError, match="base64url"):
        canonical.unb64("AB")


def test_signs_under_one_tag_and_by_one_key():
    key, other = b"k" * 32, b"o" * 32
    record = canonical.signed("receipt", {"a": 1}, key)
    public = canonical.public_key(key)
    assert canonical.holds("receipt", record, public)
    assert canonical.signer("receipt", key)({"a": 1}) == record["signature"]
    assert not canonical.holds("register", record, public)
    assert not canonical.holds("receipt", record | {"a": 2}, public)
    assert not canonical.holds("receipt", record, canonical.public_key(other))


@pytest.mark.parametrize("proof", [None, "", 7, "A" * 86, "A" * 85, ["A"]])
@pytest.mark.parametrize("public", [None, "", 7, "A" * 43, {}])
def test_no_signature_holds_that_is_none(proof, public):
    assert not canonical.holds("receipt", {"a": 1, "signature": proof}, public)


def test_a_tag_stands_before_what_is_hashed():
    assert canonical.tagged_hash("roll", b"x") == canonical.sha256(b"capco/roll/1\nx")
    assert canonical.tagged_hash("epoch", {"b": 1, "a": "é"}) == canonical.sha256(
        'capco/epoch/1\n{"a":"é","b":1}'.encode()
    )
