"""Run the verifier on a file, and take archives apart and together again as a forger would."""

from pathlib import Path

from formats import canonical
from votation.domain import archive
from votation.tests import archives
from votation.verifier.__main__ import verify


def run(path: Path, **options) -> tuple[bool, list[str]]:
    said: list[str] = []
    good = verify(path, say=said.append, language="en", **options)
    return good, said


def failures(path: Path, **options) -> list[str]:
    """The first word or two of each failed check's line; at most those not for want of another."""
    good, said = run(path, **options)
    failed = [line.removeprefix("FAIL  ") for line in said if line.startswith("FAIL")]
    assert good == (not failed)
    return [line.split(":")[0] for line in failed if "not checked" not in line]


def flipped(raw: bytes, place: int, bit: int) -> bytes:
    changed = bytearray(raw)
    changed[place] ^= 1 << bit
    return bytes(changed)


def contents(path: Path) -> dict[str, bytes]:
    with archive.Archive(path) as opened:
        return {name: opened.read(name, 2**30) for name in archive.NAMES}


def repacked(files: dict[str, bytes], path: Path) -> Path:
    """A sound container around any bytes."""
    with path.open("w+b") as file:
        entries = [archive._write_entry(file, name, files[name])[0] for name in archive.NAMES]
        file.write(archive._directory(entries))
    return path


def reindexed(files: dict[str, bytes], built: archives.Built) -> dict[str, bytes]:
    index = {
        "schema": archive.SCHEMA,
        "votation": built.manifest["votation"],
        "manifest": built.hash,
        "files": [
            {"name": name, "bytes": len(files[name]), "sha256": canonical.sha256(files[name])}
            for name in archive.FILES
        ],
    }
    return files | {archive.INDEX: canonical.dump(canonical.signed("archive", index, built.keys.register))}
