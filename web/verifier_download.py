"""The verifier as one file that runs with Python and PyNaCl alone: `python votation-verifier.pyz ARCHIVE`.

Part of the build, and of the standard library only: it copies the sources that the verifier is made of, byte for byte,
and the description of the formats. The same sources give the same bytes, so that anyone who has the code can make the
file again and compare its hash.
"""

import zipfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VERSION = "2"  # of the formats it reads at most: capco.manifest/2
REQUIREMENT = "PyNaCl"
FORMATS = ROOT / "docs" / "votation-formats.md"
SOURCES = (
    ("contracts", ("__init__.py", "refused.py", "normalisation.py")),
    ("formats", ("*.py",)),
    ("services/votation", ("__init__.py", "domain/**/*.py", "verifier/**/*.py")),
)
MAIN = b"""import sys

try:
    import nacl  # noqa: F401
except ImportError:
    sys.exit("PyNaCl is needed / il faut PyNaCl : python -m pip install PyNaCl")

from votation.verifier.__main__ import main

sys.exit(main())
"""


def sources() -> list[Path]:
    """Every file that goes into the download."""
    return sorted(
        {path for folder, patterns in SOURCES for each in patterns for path in (ROOT / folder).glob(each)}
    )


def write(path: Path) -> Path:
    """A zip application, stored and undated, so that its hash depends on its sources alone."""
    with path.open("wb") as file:
        file.write(b"#!/usr/bin/env python3\n")
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            for name, content in _entries():
                entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
                entry.external_attr = 0o644 << 16
                archive.writestr(entry, content)
    return path


def _entries() -> Iterator[tuple[str, bytes]]:
    yield "__main__.py", MAIN
    yield "votation-formats.md", FORMATS.read_bytes()
    for path in sources():
        name = path.relative_to(ROOT).as_posix().removeprefix("services/")
        yield name, path.read_bytes()
