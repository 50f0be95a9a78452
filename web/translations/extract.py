"""What pages and code ask to translate; `python -m web.translations.extract` lists what is missing."""

from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract_from_file

from web.core.i18n import FOLDER, catalogue_files, read_catalogue

WEB = FOLDER.parent
KEYWORDS: dict[str, tuple[int, ...] | None] = {"_": None, "gettext": None, "ngettext": (1, 2), "later": None}
SKIP = {"node_modules", "tests", "static"}


def files() -> Iterator[tuple[Path, str]]:
    for path in sorted(WEB.rglob("*")):
        if SKIP.isdisjoint(path.relative_to(WEB).parts):
            if path.suffix == ".py":
                yield path, "python"
            elif path.suffix == ".html":
                yield path, "jinja2.ext:babel_extract"


def used() -> dict[str | tuple[str, ...], str]:
    """Every sentence asked for (a pair when it has a plural) and where it is first asked."""
    found: dict[str | tuple[str, ...], str] = {}
    for path, method in files():
        for line, message, *_ in extract_from_file(method, str(path), KEYWORDS, options={"trimmed": "true"}):
            found.setdefault(message, f"{path.relative_to(WEB)}:{line}")
    return found


def missing(code: str = "fr") -> dict[str | tuple[str, ...], str]:
    known = read_catalogue(code)
    return {message: place for message, place in used().items() if message not in known}


def unused(code: str = "fr") -> list[str]:
    asked = {message if isinstance(message, str) else message[0] for message in used()}
    kept = (message.id if isinstance(message.id, str) else message.id[0] for message in read_catalogue(code))
    return sorted(sentence for sentence in kept if sentence and sentence not in asked)


if __name__ == "__main__":
    for message, place in missing().items():
        print(f"#: {place}")
        if isinstance(message, str):
            print(f'msgid "{message}"\nmsgstr ""\n')
        else:
            print(f'msgid "{message[0]}"\nmsgid_plural "{message[1]}"\nmsgstr[0] ""\nmsgstr[1] ""\n')
    print(f"# files: {', '.join(path.name for path in catalogue_files('fr'))}; unused: {unused()}")
