"""Who is on the union's rolls, as its secretariat's files have them, and what each elector will answer."""

import csv
import io
import random
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.demonstration.union_words import FIRST, LAST

SEED = 1744
ELECTORS, EMPLOYEES = 2304, 688
FOR, AGAINST, BLANK = 419, 1325, 57  # 1,744 expressed
VOTERS = FOR + AGAINST + BLANK
YES, NO = 0, 1
DELEGATES, REPRESENTATIVES = 60, 97
EARLY_BALLOTS = 10
HEADER = ("N° d'adhérent", "Nom et prénom", "Courriel", "Code postal", "Collège", "Voix")


@dataclass(frozen=True)
class Elector:
    reference: str
    name: str
    email: str
    postal_code: str = ""
    college: str = ""


def members(known: Sequence[tuple[str, str]] = ()) -> list[Elector]:
    """The electors of the amendment. `known` are (name, e-mail) of those who have an account: they come first."""
    found = _people(random.Random(SEED), ELECTORS, "MK")
    colleges = ["Salariés"] * EMPLOYEES + ["Libéraux"] * (ELECTORS - EMPLOYEES)
    random.Random(SEED + 1).shuffle(colleges)
    people = [*known, *((elector.name, elector.email) for elector in found[len(known) :])]
    return [
        Elector(elector.reference, name, email, elector.postal_code, college)
        for elector, (name, email), college in zip(found, people, colleges, strict=True)
    ]


def delegates(visitor: tuple[str, str]) -> list[Elector]:
    """The electors of the congress; the last is the account that a visitor signs in with."""
    found = _people(random.Random(SEED + 2), DELEGATES, "DEL")
    return [*found[:-1], Elector(found[-1].reference, *visitor, found[-1].postal_code)]


def representatives() -> list[Elector]:
    return _people(random.Random(SEED + 3), REPRESENTATIVES, "REP")


def answers(references: Iterable[str]) -> dict[str, int | None]:
    """What each of those who vote answers on the amendment: the same whenever it is asked."""
    chance = random.Random(SEED + 4)
    voters = chance.sample(sorted(references), VOTERS)
    said: list[int | None] = [YES] * FOR + [NO] * AGAINST + [None] * BLANK
    chance.shuffle(said)
    return dict(zip(voters, said, strict=True))


def congress_answers(number: int) -> list[Any]:
    """One of the ballots already cast at the congress: three seats, five ranks, three grades."""
    chance = random.Random(SEED + 10 + number)
    board = sorted(chance.sample(range(6), chance.choice((1, 2, 3, 3, 3))))
    ranks = chance.sample(range(1, 6), 5)
    grades = [min(5, max(0, round(chance.gauss(middle, 1.2)))) for middle in (2.4, 3.2, 1.1)]
    return [board, ranks, grades]


@dataclass(frozen=True)
class File:
    """A roll as a secretariat's spreadsheet saves it."""

    path: Path
    electors: int
    encoding: str
    separator: str


def keep(path: Path, electors: Sequence[Elector], encoding: str, separator: str) -> File:
    """Written once: the loader that goes on later reads it again, and visitors may try it by hand."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".new")
        draft.write_bytes(as_csv(electors, encoding, separator))
        draft.rename(path)
    return File(path, len(electors), encoding, separator)


def as_csv(electors: Sequence[Elector], encoding: str, separator: str) -> bytes:
    """Columns that nobody has filled are left out."""
    rows = [(each.reference, each.name, each.email, each.postal_code, each.college, "1") for each in electors]
    kept = [at for at in range(len(HEADER)) if any(row[at] for row in rows)]
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator="\r\n")
    writer.writerows([[row[at] for at in kept] for row in (HEADER, *rows)])
    return text.getvalue().encode(encoding)


def _people(chance: random.Random, count: int, prefix: str) -> list[Elector]:
    numbers = sorted(chance.sample(range(1000, 9999), count))
    return [_person(chance, f"{prefix}-{number}", number) for number in numbers]


def _person(chance: random.Random, reference: str, number: int) -> Elector:
    first, last = chance.choice(FIRST), chance.choice(LAST)
    email = f"{_plain(first)}.{_plain(last)}.{number}@kines.exemple.fr"
    return Elector(
        reference, f"{last} {first}", email, f"{chance.randrange(1, 96):02}{chance.randrange(0, 900, 10):03}"
    )


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower().replace(" ", "-")
