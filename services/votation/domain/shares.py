"""The election key in shares: any `threshold` of them give it back, fewer say nothing of it.

Shamir's scheme over GF(2⁸) with the polynomial 0x11b, byte by byte, as the npm package `shamir-secret-sharing`
has it: a share is the 32 values, then its x coordinate.
"""

import secrets
from collections.abc import Sequence
from functools import reduce

from nacl.public import PrivateKey

from contracts.refused import Refused
from formats import canonical

KEY_BYTES = 32
SHARE_BYTES = KEY_BYTES + 1
CHECK_BYTES = 2
MOST_MEMBERS = 255
PREFIX = "CAPCO1"
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U
MISREAD = str.maketrans("OIL", "011")
CHARACTERS = (SHARE_BYTES + CHECK_BYTES) * 8 // 5


def split(secret: bytes, members: int, threshold: int) -> list[bytes]:
    """A share for each member, in their order."""
    if len(secret) != KEY_BYTES or not 1 <= threshold <= members <= MOST_MEMBERS:
        raise ValueError("a key of 32 bytes, and a threshold from 1 to the number of members")
    polynomials = [bytes([value]) + secrets.token_bytes(threshold - 1) for value in secret]
    return [
        bytes(_evaluate(polynomial, x) for polynomial in polynomials) + bytes([x])
        for x in range(1, members + 1)
    ]


def combine(shares: Sequence[bytes], threshold: int, public: bytes, hashes: Sequence[str] = ()) -> bytes:
    """The key whose public key is `public` (32 bytes).

    With the `hashes` of the manifest a share that is none of them is named by its place. All shares given are
    used, so that a false one is noticed even beside enough good ones (but for the five bits of a key that X25519
    ignores: such a key opens the same ballots). Refuses: shares_too_few (needed, given),
    share_invalid (why: malformed, unknown, twice or other_key; place, from 1, where it is known).
    """
    for place, share in enumerate(shares, 1):
        if len(share) != SHARE_BYTES or share[-1] == 0:
            raise Refused("share_invalid", why="malformed", place=place)
        if hashes and share_hash(share) not in hashes:
            raise Refused("share_invalid", why="unknown", place=place)
        if share[-1] in (other[-1] for other in shares[: place - 1]):
            raise Refused("share_invalid", why="twice", place=place)
    if len(shares) < threshold:
        raise Refused("shares_too_few", needed=threshold, given=len(shares))
    if threshold == 1:
        keys = {share[:-1] for share in shares}
        key = keys.pop() if len(keys) == 1 else bytes(KEY_BYTES)
    else:
        key = _at_zero(shares)
    if PrivateKey(key).public_key.encode() != public:
        raise Refused("share_invalid", why="other_key")
    return key


def share_hash(share: bytes) -> str:
    """What the manifest says of a share."""
    return canonical.sha256(share)


def to_text(share: bytes) -> str:
    """As it is printed and typed: `CAPCO1-`, then groups of five characters."""
    if len(share) != SHARE_BYTES:
        raise ValueError("a share is 33 bytes")
    number = int.from_bytes(share + _check(share))
    letters = "".join(ALPHABET[number >> shift & 31] for shift in range((CHARACTERS - 1) * 5, -1, -5))
    return "-".join([PREFIX, *(letters[at : at + 5] for at in range(0, CHARACTERS, 5))])


def from_text(text: str) -> bytes:
    """The share of a text as someone typed it: case, spaces, hyphens, O for 0 and I or L for 1 are forgiven.

    Refuses share_invalid (why: mistyped).
    """
    letters = "".join(text.split()).replace("-", "").upper().translate(MISREAD)
    prefix = PREFIX.translate(MISREAD)
    letters = letters.removeprefix(prefix) if len(letters) > CHARACTERS else letters
    if len(letters) != CHARACTERS or not set(letters) <= set(ALPHABET):
        raise Refused("share_invalid", why="mistyped")
    number = reduce(lambda value, letter: value << 5 | ALPHABET.index(letter), letters, 0)
    raw = number.to_bytes(SHARE_BYTES + CHECK_BYTES)
    share, check = raw[:SHARE_BYTES], raw[SHARE_BYTES:]
    if check != _check(share):
        raise Refused("share_invalid", why="mistyped")
    return share


def find(text: str) -> bytes:
    """The one share in a text such as a share file. Refuses share_invalid (why: mistyped)."""
    prefix = PREFIX.translate(MISREAD)
    lines = [line for line in text.splitlines() if line.strip().upper().translate(MISREAD).startswith(prefix)]
    if len(lines) != 1:
        raise Refused("share_invalid", why="mistyped")
    return from_text(lines[0])


def _check(share: bytes) -> bytes:
    return bytes.fromhex(share_hash(share))[:CHECK_BYTES]


def _evaluate(polynomial: bytes, x: int) -> int:
    return reduce(lambda value, factor: _times(value, x) ^ factor, reversed(polynomial), 0)


def _at_zero(shares: Sequence[bytes]) -> bytes:
    """Lagrange's interpolation at 0, byte by byte; in this field, adding and subtracting are both xor."""
    key = bytearray(KEY_BYTES)
    for share in shares:
        weight = 1
        for other in shares:
            if other is not share:
                weight = _times(weight, _times(other[-1], _inverse(other[-1] ^ share[-1])))
        for at in range(KEY_BYTES):
            key[at] ^= _times(share[at], weight)
    return bytes(key)


def _times(left: int, right: int) -> int:
    product = 0
    while right:
        if right & 1:
            product ^= left
        left <<= 1
        if left & 0x100:
            left ^= 0x11B
        right >>= 1
    return product


def _inverse(value: int) -> int:
    """value²⁵⁴, since value²⁵⁵ is 1."""
    return reduce(lambda power, _: _times(power, value), range(253), value)
