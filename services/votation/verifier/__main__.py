"""`python -m votation.verifier ARCHIVE [--receipt FILE]`: a line per check; 0 when all hold, 1 when one fails."""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

from contracts.refused import Refused
from formats.board import BrokenError as BrokenBoardError
from votation.domain.archive import MalformedError
from votation.domain.audit_chain import BrokenError as BrokenLogError
from votation.domain.result import CountMismatch
from votation.verifier import words
from votation.verifier.checks import Details, Failed, Verification
from votation.verifier.log_trace import IrregularError

SHARE_FILE_CHARACTERS = 2**14
EXPLANATIONS: tuple[tuple[type[Exception], Callable[[Any], Failed]], ...] = (
    (Failed, lambda error: error),
    (MalformedError, lambda error: Failed("spelling", where=error.place)),
    (BrokenBoardError, lambda error: Failed("broken", number=error.number, why=error.code)),
    (BrokenLogError, lambda error: Failed("broken", number=error.seq, why=error.code)),
    (IrregularError, lambda error: Failed(error.code, number=error.seq)),
    (CountMismatch, lambda error: Failed("recount", what=error)),
    (Refused, lambda error: Failed("recount", what=error)),
    (OSError, lambda error: Failed("unreadable", what=error.strerror)),
    (Exception, lambda error: Failed("unexpected", what=f"{type(error).__name__} {error}")),
)


def main(arguments: Sequence[str] | None = None) -> int:
    options = _options(arguments)
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")  # a terminal that cannot write é must not end a check
    seen = {"root": options.root, "log": options.log, "mark": options.mark}
    good = verify(
        options.archive, options.receipt, options.manifest, options.share, options.language, print, seen
    )
    return 0 if good else 1


def verify(
    path: Path,
    receipts: Sequence[Path] = (),
    expected: str | None = None,
    share_files: Sequence[Path] = (),
    language: str = "fr",
    say: Callable[[str], object] = print,
    seen: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> bool:
    """Whether every check holds; each is said. Never raises, whatever the files hold.

    `seen`: what someone noted during the vote, by kind: `root`, `log` (hashes), `mark` (an elector's).
    """
    verification, colon = Verification(path), words.COLONS[language]

    def check(name: str, make: Callable[[], Details], **details: object) -> bool:
        failure = _failure(make, details)
        title = words.name(name, language, details)
        if failure is None:
            say(f"ok    {title}{colon}{words.good(name, language, details)}")
        else:
            say(f"FAIL  {title}{colon}{words.reason(failure.code, language, failure.details)}")
        return failure is None

    try:
        good = [check(name, make) for name, make in verification.checks()]
        if expected is not None:
            good.append(check("expected", lambda: verification.expected(expected)))
        good += [check(kind, partial(getattr(verification, kind), of)) for kind in seen for of in seen[kind]]
        good += [check("receipt", lambda at=at: verification.receipt(at), file=at.name) for at in receipts]  # type: ignore[misc]
        if share_files:
            good.append(check("opening", lambda: verification.opening(list(map(_read_share, share_files)))))
    finally:
        verification.close()
    say(words.VERDICTS[all(good)][language])
    return all(good)


def _failure(make: Callable[[], Details], details: dict[str, object]) -> Failed | None:
    """Makes a check, and turns whatever it meets into a reason; else adds what it found to the details."""
    try:
        details |= make()
    except Exception as error:  # noqa: BLE001 (a hostile file may find what we have not thought of)
        return next(explain(error) for kind, explain in EXPLANATIONS if isinstance(error, kind))
    return None


def _read_share(path: Path) -> str:
    with path.open(encoding="utf-8") as file:
        return file.read(SHARE_FILE_CHARACTERS)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m votation.verifier", description="Check the archive of a votation, offline."
    )
    parser.add_argument("archive", type=Path, metavar="ARCHIVE")
    parser.add_argument(
        "--receipt", type=Path, action="append", default=[], metavar="FILE", help="a receipt to look for"
    )
    parser.add_argument("--manifest", metavar="HASH", help="the manifest's hash, as you know it")
    for name, says in (
        ("root", "a root of the board"),
        ("log", "a hash of the log"),
        ("mark", "an elector's mark"),
    ):
        parser.add_argument(
            f"--{name}", action="append", default=[], metavar="HASH", help=f"{says} that you noted before"
        )
    parser.add_argument(
        "--share", type=Path, action="append", default=[], metavar="FILE",
        help="for the bureau: a share of the key, to open the ballots again",
    )  # fmt: skip
    parser.add_argument("--language", choices=words.LANGUAGES, default="fr")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
