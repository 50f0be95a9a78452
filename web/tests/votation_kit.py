"""A votation made in Python with PyNaCl alone: what the scripts of the booth must agree with, byte for byte."""

import base64
import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

import nacl.bindings
from nacl.public import PrivateKey, SealedBox
from nacl.signing import SigningKey

VOTATION = "0192b1f0-0000-7000-8000-00000000c0de"
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def sha256(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def tagged(tag: str, value: Any) -> bytes:
    return f"capco/{tag}/1\n".encode() + (value if isinstance(value, bytes) else canonical(value))


def question(number: int, kind: str, *labels: str, **more: Any) -> dict[str, Any]:
    return {
        "id": f"q{number}",
        "kind": kind,
        "title": f"Question {number} : « {kind} »",
        "explanation": "",
        "choices": [
            {"id": f"c{place}", "label": label, "explanation": ""} for place, label in enumerate(labels)
        ],
        "blank": True,
        "limits": {},
        "grades": [],
        "method": None,
        "ties_allowed": False,
        "complete": False,
        "seats": 1,
        "rule": {"count": "heads", "base": "expressed", "share": None},
    } | more


QUESTIONS = [
    question(1, "yes_no", "Oui", "Non"),
    question(2, "several", "Zoé", "Ahmed", "Léa", limits={"min": 1, "max": 2}),
    question(3, "points", "Vélo", "Bus", limits={"total": 10, "exact": True, "most_each": 8}),
    question(4, "ranking", "A", "B", "C", method="schulze"),
    question(5, "score", "Parc", "Quai", limits={"least": -2, "most": 2}),
    question(6, "majority_judgment", "Ici", "Là", grades=["Très bien", "Bien", "À rejeter"]),
]


@dataclass
class Votation:
    """The keys of one, all of them, and its manifest."""

    election: PrivateKey = field(default_factory=PrivateKey.generate)
    board: SigningKey = field(default_factory=SigningKey.generate)
    questions: list[dict[str, Any]] = field(default_factory=lambda: QUESTIONS)
    bureau: dict[str, Any] = field(default_factory=lambda: {"members": [], "threshold": 1})
    ballot_bytes: int = 512

    @property
    def manifest(self) -> dict[str, Any]:
        return {
            "schema": "capco.manifest/1",
            "votation": VOTATION,
            "mode": "sealed_box",
            "title": "Le règlement de l'école </script> é 😀",
            "questions": self.questions,
            "bureau": self.bureau,
            "keys": {
                "election": b64(bytes(self.election.public_key)),
                "board": b64(bytes(self.board.verify_key)),
                "register": b64(bytes(SigningKey(b"r" * 32).verify_key)),
            },
            "ballot_bytes": self.ballot_bytes,
        }

    @property
    def hash(self) -> str:
        return sha256(canonical(self.manifest))

    def sign(self, tag: str, record: dict[str, Any], key: SigningKey | None = None) -> str:
        return b64((key or self.board).sign(tagged(tag, record)).signature)

    def receipt(self, ballot: str, key: SigningKey | None = None, **more: Any) -> dict[str, Any]:
        record = {
            "schema": "capco.receipt/1",
            "votation": VOTATION,
            "manifest": self.hash,
            "ballot": ballot,
            "sealed_by": "elector",
        } | more
        return record | {"signature": self.sign("receipt", record, key)}

    def epoch(self, *ballots: str, **more: Any) -> dict[str, Any]:
        record = {
            "schema": "capco.epoch/2",
            "votation": VOTATION,
            "manifest": self.hash,
            "number": 1,
            "cell": "w1",
            "ballots": sorted(ballots),
            "by_server": 0,
            "closed_on": "2026-05-04",
            "previous": sha256(tagged("genesis", self.hash.encode())),
            "log": "1f" * 32,
        } | more
        root = sha256(tagged("epoch", record))
        return record | {"root": root, "signature": self.sign("epoch-root", {"root": root})}

    def open(self, sealed: bytes) -> dict[str, Any]:
        padded = SealedBox(self.election).decrypt(sealed)
        assert len(padded) == self.manifest["ballot_bytes"]
        plain = nacl.bindings.sodium_unpad(padded, len(padded))
        read = json.loads(plain)
        assert plain == canonical(read)
        return dict(read)


# GF(2⁸) with 0x11b and Shamir's scheme, as short as they are written; the product's own is elsewhere.
def times(left: int, right: int) -> int:
    product = 0
    while right:
        product ^= left if right & 1 else 0
        left = (left << 1) ^ (0x11B if left & 0x80 else 0)
        right >>= 1
    return product


def inverse(value: int) -> int:
    return next(other for other in range(1, 256) if times(value, other) == 1)


def combine(shares: list[bytes]) -> bytes:
    key = [0] * (len(shares[0]) - 1)
    for mine in shares:
        basis = 1
        for other in shares:
            if other is not mine:
                basis = times(basis, times(other[-1], inverse(other[-1] ^ mine[-1])))
        key = [each ^ times(basis, value) for each, value in zip(key, mine, strict=False)]
    return bytes(key)


def split(key: bytes, coefficients: list[bytes], places: list[int]) -> list[bytes]:
    shares = []
    for x in places:
        values = list(coefficients[-1]) if coefficients else list(key)
        for lower in [*coefficients[-2::-1], key] if coefficients else []:
            values = [times(value, x) ^ each for value, each in zip(values, lower, strict=True)]
        shares.append(bytes([*values, x]))
    return shares


def write_share(share: bytes) -> str:
    raw = share + hashlib.sha256(share).digest()[:2]
    bits = "".join(f"{byte:08b}" for byte in raw)
    letters = "".join(ALPHABET[int(bits[at : at + 5], 2)] for at in range(0, len(bits), 5))
    return "CAPCO1-" + "-".join(letters[at : at + 5] for at in range(0, len(letters), 5))
