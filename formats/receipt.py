"""What an elector keeps: the box has this sealed ballot, signed. It does not tell what the ballot says."""

from collections.abc import Mapping
from typing import Any

from formats import canonical

SCHEMA = "capco.receipt/1"
TAG = "receipt"
FIELDS = {"schema", "votation", "manifest", "ballot", "sealed_by", "signature"}
SEALERS = ("elector", "server")


def sign(votation: str, manifest_hash: str, ballot: str, sealed_by: str, key: bytes) -> dict[str, Any]:
    """The receipt of the ballot with this hash, by the board's key."""
    record = {
        "schema": SCHEMA,
        "votation": votation,
        "manifest": manifest_hash,
        "ballot": ballot,
        "sealed_by": sealed_by,
    }
    return canonical.signed(TAG, record, key)


def complaint(receipt: object, manifest: Mapping[str, Any], manifest_hash: str) -> str | None:
    """What is wrong with a receipt of this votation: malformed, other_votation, other_manifest or forged.

    `manifest` is one that `manifest.check` has nothing to say about. Whether the ballot is on the board is for
    who holds the board.
    """
    if not isinstance(receipt, dict) or set(receipt) != FIELDS or receipt["schema"] != SCHEMA:
        return "malformed"
    if not canonical.is_hash(receipt["ballot"]) or receipt["sealed_by"] not in SEALERS:
        return "malformed"
    if receipt["votation"] != manifest["votation"]:
        return "other_votation"
    if receipt["manifest"] != manifest_hash:
        return "other_manifest"
    if not canonical.holds(TAG, receipt, manifest["keys"]["board"]):
        return "forged"
    return None
