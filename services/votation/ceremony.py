"""Make an election key and its shares on a computer of one's own, without the page's script and without network.

    python -m votation.ceremony --threshold 2 --into DIRECTORY MEMBER MEMBER MEMBER
    python -m votation.ceremony --check SHAREFILE SHAREFILE

The first writes a file per member, readable by its owner alone, and prints the public part, to be pasted in the page.
The second is the test vote: it puts shares together again, seals a ballot and opens it.
"""

import argparse
import json
import os
import re
import secrets
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nacl.public import PrivateKey, PublicKey, SealedBox

from contracts.normalisation import slug
from contracts.refused import Refused
from formats import canonical
from votation.domain import shares

SHARE_FILE = """\
Part de la clé de dépouillement / Share of the election key

Gardez ce fichier pour vous seul, en deux endroits. Sans {threshold} des {members} parts, rien ne sera dépouillé.
Keep this file to yourself, in two places. Without {threshold} of the {members} shares nothing can be counted.

member: {name}
place: {place}
threshold: {threshold}
members: {members}
election: {public}

{share}
"""
FIELD = re.compile(r"^(election|threshold): (\S+)$", re.MULTILINE)
TEST_BALLOT = b"capco test vote "


@dataclass(frozen=True)
class Ceremony:
    """`public` is the X25519 key, in base64url; a share for each member, in their order."""

    public: str
    members: tuple[str, ...]
    threshold: int
    shares: tuple[bytes, ...]

    def public_part(self) -> dict[str, Any]:
        """What the page is told: nothing that opens a ballot."""
        members = [
            {"name": name, "share": shares.share_hash(share)}
            for name, share in zip(self.members, self.shares, strict=True)
        ]
        return {"election": self.public, "members": members, "threshold": self.threshold}


def hold(members: Sequence[str], threshold: int) -> Ceremony:
    """A key pair and its shares. Of the private key only the shares are left."""
    private = PrivateKey.generate()
    public = canonical.b64(private.public_key.encode())
    split = shares.split(private.encode(), len(members), threshold)
    return Ceremony(public, tuple(members), threshold, tuple(split))


def write(ceremony: Ceremony, directory: Path) -> list[Path]:
    """A file per member, which none but its owner may read. Never writes over a file."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    files = []
    for place, (name, share) in enumerate(zip(ceremony.members, ceremony.shares, strict=True), 1):
        text = SHARE_FILE.format(
            name=name, place=place, threshold=ceremony.threshold, members=len(ceremony.members),
            public=ceremony.public, share=shares.to_text(share),
        )  # fmt: skip
        path = directory / f"share-{place}-{slug(name, 40, 'member')}.txt"
        with os.fdopen(
            os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
        ) as file:
            file.write(text)
        files.append(path)
    return files


def try_out(texts: Sequence[str]) -> str:
    """Seal and open a ballot with the shares of these files; returns the election key that they open.

    Refuses as `shares.combine`, and share_invalid (why: other_election) where the files are not of one ceremony.
    """
    stated = {tuple(sorted(FIELD.findall(text))) for text in texts}
    fields: dict[str, str] = dict(stated.pop()) if len(stated) == 1 else {}
    if set(fields) != {"election", "threshold"} or not fields["threshold"].isdecimal():
        raise Refused("share_invalid", why="other_election")
    try:
        public = canonical.unb64(fields["election"], 32)
    except ValueError as error:
        raise Refused("share_invalid", why="other_election") from error
    key = shares.combine(list(map(shares.find, texts)), int(fields["threshold"][:3]), public)
    ballot = TEST_BALLOT + secrets.token_bytes(16)
    if SealedBox(PrivateKey(key)).decrypt(SealedBox(PublicKey(public)).encrypt(ballot)) != ballot:
        raise Refused("share_invalid", why="other_key")
    return fields["election"]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m votation.ceremony", description=__doc__.splitlines()[0])
    parser.add_argument(
        "names", nargs="*", metavar="MEMBER", help="the members of the bureau, or share files to check"
    )
    parser.add_argument("--threshold", type=int, metavar="T", help="how many of them open the ballots")
    parser.add_argument("--into", type=Path, metavar="DIRECTORY", help="where to write the share files")
    parser.add_argument("--check", action="store_true", help="run the test vote with the given share files")
    options = parser.parse_args(arguments)
    if not options.names:
        parser.error("members, or share files to check, are needed")
    if options.check:
        return _check(list(map(Path, options.names)))
    if options.into is None or options.threshold is None:
        parser.error("--threshold and --into are needed")
    if len(options.names) > shares.MOST_MEMBERS or not 1 <= options.threshold <= len(options.names):
        parser.error("the threshold is from 1 to the number of members, 255 at most")
    if any(not name.isprintable() or not name.strip() for name in options.names):
        parser.error("a name is a line of text")
    return _hold(options.names, options.threshold, options.into)


def _hold(members: Sequence[str], threshold: int, directory: Path) -> int:
    ceremony = hold(members, threshold)
    try:
        files = write(ceremony, directory)
    except OSError as error:
        print(f"{error.filename}: {error.strerror}", file=sys.stderr)
        return 1
    for path in files:
        print(path, file=sys.stderr)
    print(json.dumps(ceremony.public_part(), ensure_ascii=False, indent=2))
    return 0


def _check(files: Sequence[Path]) -> int:
    try:
        public = try_out([path.read_text(encoding="utf-8") for path in files])
    except Refused as refused:
        details = ", ".join(f"{name} {value}" for name, value in refused.details.items())
        print(f"FAIL  {refused.code} ({details})")
        return 1
    except (OSError, ValueError) as error:
        print(f"FAIL  {error}")
        return 1
    print(f"ok    un bulletin d'essai scellé puis ouvert / a test ballot sealed and opened: {public}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
