"""Bytes that two programs agree on: canonical JSON, hashes, base64url and signatures.

`docs/votation-formats.md` is the law; nothing here is lenient, because a second spelling of the same thing is a
second hash of it.
"""

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from nacl.exceptions import CryptoError
from nacl.signing import SigningKey, VerifyKey

MOST = 2**53 - 1  # what every language reads exactly
DIGITS = len(str(MOST)) + 1  # and the sign

Record = Mapping[str, Any]


class NotCanonicalError(ValueError):
    """Neither these bytes nor this value are canonical JSON."""


def dump(value: Any) -> bytes:
    """Canonical JSON. Raises NotCanonicalError on what has none: fractions, numbers over 2⁵³, keys that are
    not text, lone surrogates.
    """
    try:
        _require_plain(value)
        return _encode(value)
    except (ValueError, TypeError, RecursionError) as error:
        raise NotCanonicalError(str(error)) from error


def parse(raw: bytes) -> Any:
    """The value of these bytes. Raises NotCanonicalError when they are not the one spelling of it."""
    try:
        value = json.loads(
            raw.decode(), parse_float=_refuse_number, parse_constant=_refuse_number, parse_int=_whole
        )
        again = _encode(value)
    except (ValueError, RecursionError) as error:
        raise NotCanonicalError(f"not JSON of this kind: {str(error)[:80]}") from error
    if again != raw:
        raise NotCanonicalError("the same value has another spelling")
    return value


def sha256(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def hash_of(value: Any) -> str:
    """The hash of a value's canonical JSON."""
    return sha256(dump(value))


def tagged(tag: str, x: Any) -> bytes:
    """What is hashed or signed under a tag: bytes as they are, anything else as canonical JSON."""
    return b"capco/" + tag.encode() + b"/1\n" + (x if isinstance(x, bytes) else dump(x))


def tagged_hash(tag: str, x: Any) -> str:
    return sha256(tagged(tag, x))


def b64(raw: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unb64(text: object, length: int | None = None) -> bytes:
    """The bytes of the only text that stands for them. Raises ValueError, also on any other `length`."""
    if not isinstance(text, str) or not text.isascii():
        raise ValueError("not base64url")
    raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    if b64(raw) != text or (length is not None and len(raw) != length):
        raise ValueError("not the base64url of so many bytes")
    return raw


def is_hash(value: object) -> bool:
    """Whether this is a SHA-256 in lower-case hexadecimal."""
    return isinstance(value, str) and len(value) == 64 and set(value) <= set("0123456789abcdef")


def without(record: Record, *names: str) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name not in names}


def public_key(key: bytes) -> str:
    """What verifies the signatures of this Ed25519 key (32 bytes, the seed)."""
    return b64(SigningKey(key).verify_key.encode())


def signature(tag: str, record: Record, key: bytes) -> str:
    """The signature of the record, whatever it already has under `signature`."""
    return b64(SigningKey(key).sign(tagged(tag, without(record, "signature"))).signature)


def signed(tag: str, record: Record, key: bytes) -> dict[str, Any]:
    return without(record, "signature") | {"signature": signature(tag, record, key)}


def signer(tag: str, key: bytes) -> Callable[[Record], str]:
    """Signs records under one tag: for who must sign without holding the key."""
    return lambda record: signature(tag, record, key)


def holds(tag: str, record: Record, public: object) -> bool:
    """Whether the record bears its signature by this public key. Never raises, whatever it is given."""
    return verifies(tag, without(record, "signature"), record.get("signature"), public)


def verifies(tag: str, signed_record: Record, text: object, public: object) -> bool:
    """The same, for a signature kept beside what it signs."""
    try:
        key, proof = VerifyKey(unb64(public, 32)), unb64(text, 64)
        key.verify(tagged(tag, signed_record), proof)
    except (ValueError, CryptoError):
        return False
    return True


_encode_text = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
).encode


def _encode(value: Any) -> bytes:
    return _encode_text(value).encode()


def _refuse_number(text: str) -> Any:
    raise ValueError(f"not a whole number: {text[:20]}")


def _whole(text: str) -> int:
    if len(text) > DIGITS or abs(number := int(text)) > MOST:
        raise ValueError("a number over 2⁵³")
    return number


def _require_plain(value: Any) -> None:
    if type(value) is dict:
        if not all(isinstance(name, str) for name in value):
            raise TypeError("a key that is not text")
        _require_all_plain(value.values())
    elif type(value) in (list, tuple):
        _require_all_plain(value)
    elif isinstance(value, int):
        if abs(value) > MOST:
            raise ValueError("a number over 2⁵³")
    elif value is not None and not isinstance(value, str):
        raise TypeError(f"{type(value).__name__} has no canonical JSON")


def _require_all_plain(values: Iterable[Any]) -> None:
    for each in values:
        _require_plain(each)
