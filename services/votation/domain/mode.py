"""How ballots stay secret: a strategy behind one interface, by the name that a votation's manifest freezes."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from formats import canonical, sealed_ballot
from votation.domain import sealing, shares
from votation.domain.manifest import SEALED_BOX, Manifest
from votation.domain.sealing import Null, Opened


class Reader(Protocol):
    """Opens the ballots of one votation."""

    def open(self, sealed: bytes) -> Opened | Null: ...


class Mode(Protocol):
    """What the box, the count and the verifier ask of a mode."""

    def ballot_length(self, manifest: Manifest) -> int:
        """Bytes of every ballot: no other is let into the box."""

    def reader(self, manifest: Manifest, parts: Sequence[bytes]) -> Reader:
        """With the parts of the bureau's key. Refuses: shares_too_few, share_invalid."""


class SealedBox:
    """Sealed in the browser for the election key, whose parts the bureau puts together after closing."""

    def ballot_length(self, manifest: Manifest) -> int:
        return sealed_ballot.sealed_length(manifest)

    def reader(self, manifest: Manifest, parts: Sequence[bytes]) -> Reader:
        bureau, public = manifest["bureau"], canonical.unb64(manifest["keys"]["election"], 32)
        hashes = [member["share"] for member in bureau["members"]]
        return sealing.Opener(manifest, shares.combine(parts, bureau["threshold"], public, hashes))


MODES: Mapping[str, Mode] = {SEALED_BOX: SealedBox()}


def mode_of(manifest: Manifest) -> Mode:
    return MODES[manifest["mode"]]
