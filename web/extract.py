"""What pages and code ask to translate; `python -m web.extract` lists what is missing."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from babel.messages.extract import extract_from_file

from web.core.i18n import AREAS, catalogue_files, read_catalogue

KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "gettext_noop": None,
}
SKIP = {"node_modules", "tests", "static"}
Sentence = str | tuple[str, ...]


def files() -> Iterator[tuple[Path, str]]:
    for path in sorted(AREAS.rglob("*")):
        if SKIP.isdisjoint(path.relative_to(AREAS).parts):
            if path.suffix == ".py":
                yield path, "python"
            elif path.suffix == ".html":
                yield path, "jinja2.ext:babel_extract"


def used() -> dict[Sentence, list[str]]:
    """Every sentence asked for (a pair when it has a plural) and where it is asked."""
    places: dict[Sentence, list[str]] = defaultdict(list)
    for path, method in files():
        for line, message, *_ in extract_from_file(method, str(path), KEYWORDS, options={"trimmed": "true"}):
            places[message].append(f"{path.relative_to(AREAS)}:{line}")
    return places


def key(sentence: str | Sequence[str]) -> str:
    """What a catalogue files it under: of a pair, the singular."""
    return sentence if isinstance(sentence, str) else sentence[0]


def missing(code: str = "fr") -> dict[Sentence, list[str]]:
    known = read_catalogue(code)
    return {message: places for message, places in used().items() if message not in known}


def unused(code: str = "fr") -> list[str]:
    wanted = {key(message) for message in used()}
    return sorted(
        key(message.id) for message in read_catalogue(code) if message.id and key(message.id) not in wanted
    )


if __name__ == "__main__":
    for message, places in missing().items():
        print(f"#: {places[0]}")
        if isinstance(message, str):
            print(f'msgid "{message}"\nmsgstr ""\n')
        else:
            print(f'msgid "{message[0]}"\nmsgid_plural "{message[1]}"\nmsgstr[0] ""\nmsgstr[1] ""\n')
    names = (str(path.relative_to(AREAS)) for path in catalogue_files("fr"))
    print(f"# files: {', '.join(names)}; unused: {unused()}")
