"""`python -m votation.recount FILE`: what each rule makes of a file of ballots of the field.

Reads BLT, as OpaVote and OpenSTV write it, and PrefLib's `.soc`, `.soi`, `.toc`, `.toi`. Needs no database and no
network. A broken line is named with its number, and the exit code is 1.
"""

import argparse
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from votation.domain.tally import borda, instant_runoff, plurality, schulze, stv
from votation.domain.tally.tallied import Tallied, levels

MOST_CHOICES = 1000
MOST_BYTES = 200_000_000
PREFLIB = (".soc", ".soi", ".toc", ".toi")
Ranking = tuple[int | None, ...]


class Broken(Exception):
    """A line that cannot be read. `line` is its number, from 1; 0 where the file ends too soon."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(f"line {line}: {why}" if line else why)


@dataclass(frozen=True)
class File:
    """Names of the choices, seats, and each ranking (1 the best, None not ranked) with how many cast it.

    `withdrawn` are named only: no ranking holds them.
    """

    names: list[str]
    seats: int
    ballots: list[tuple[Ranking, int]]
    title: str = ""
    withdrawn: tuple[str, ...] = ()
    empty: int = 0

    @property
    def has_equals(self) -> bool:
        return any(len(level) > 1 for ranking, _ in self.ballots for level in levels(ranking))


def read(path: Path, seats: int | None = None) -> File:
    """Raises Broken, OSError."""
    if path.stat().st_size > MOST_BYTES:
        raise Broken(0, "the file is larger than 200 MB")
    lines = path.read_bytes().decode("utf-8-sig", "replace").splitlines()
    if path.suffix.lower() in PREFLIB:
        return _preflib(lines, seats or 1)
    if path.suffix.lower() == ".blt":
        return _blt(lines, seats)
    raise Broken(0, "the name ends with none of .blt .soc .soi .toc .toi")


# --- BLT: "choices seats", "-withdrawn …", "weight first second=third 0", "0", names and title in quotes


def _blt(lines: Sequence[str], seats: int | None) -> File:
    rest = iter([(n, text) for n, line in enumerate(lines, 1) if (text := _without_comment(line))])
    number, text = _following(rest, "the first line, choices and seats")
    choices, told_seats = _whole_numbers(number, text, 2)
    if not 0 < choices <= MOST_CHOICES or not 0 < told_seats <= choices:
        raise Broken(number, "choices and seats are two numbers from 1, seats at most as many as choices")
    out: set[int] = set()
    ballots: list[tuple[int, str]] = []
    while True:
        number, text = _following(rest, "the 0 that ends the ballots")
        if text == "0":
            break
        if text.startswith("-"):
            out |= {_choice(number, word.removeprefix("-"), choices) for word in text.split()}
        else:
            ballots.append((number, text))
    names = [_quoted(*_following(rest, f"the name of choice {place + 1}")) for place in range(choices)]
    title = next((_quoted(*line) for line in rest), "")
    return _without_withdrawn(
        names, title, seats or told_seats, out, [_blt_ballot(choices, *ballot) for ballot in ballots]
    )


def _without_comment(line: str) -> str:
    """What stands before a `#` that is in no quotation marks."""
    match = re.match(r'(?:[^"#]|"[^"]*"?)*', line)
    return (match[0] if match else line).strip()


def _following(rest: Iterator[tuple[int, str]], wanted: str) -> tuple[int, str]:
    line = next(rest, None)
    if line is None:
        raise Broken(0, f"the file ends before {wanted}")
    return line


def _whole_numbers(line: int, text: str, how_many: int) -> list[int]:
    words = text.split()
    if len(words) != how_many or not all(
        word.isascii() and word.isdigit() and len(word) < 10 for word in words
    ):
        raise Broken(line, f"{how_many} whole numbers are expected, not “{text[:60]}”")
    return [int(word) for word in words]


def _choice(line: int, word: str, choices: int) -> int:
    (number,) = _whole_numbers(line, word, 1)
    if not 1 <= number <= choices:
        raise Broken(line, f"there is no choice {number}, only 1 to {choices}")
    return number - 1


def _blt_ballot(choices: int, line: int, text: str) -> tuple[Ranking, int]:
    """`weight choice choice=choice … 0`; `-` is a rank left empty. A number in brackets before it names the ballot."""
    words = re.sub(r"^\([^)]*\)", "", text).split()
    if len(words) < 2 or words[-1] != "0":
        raise Broken(line, "a ballot is a number of ballots, choices from the first, and 0")
    (weight,) = _whole_numbers(line, words[0], 1)
    groups = [word.split("=") for word in words[1:-1] if word != "-"]
    return _ranking(
        line, choices, [[_choice(line, word, choices) for word in group] for group in groups]
    ), weight


def _ranking(line: int, choices: int, groups: Sequence[Sequence[int]]) -> Ranking:
    ranks: list[int | None] = [None] * choices
    for rank, group in enumerate(groups, start=1):
        for choice in group:
            if ranks[choice] is not None:
                raise Broken(line, f"choice {choice + 1} is ranked twice")
            ranks[choice] = rank
    return tuple(ranks)


def _quoted(line: int, text: str) -> str:
    match = re.fullmatch(r'"([^"]*)"', text)
    if match is None:
        raise Broken(line, f"a name in quotation marks is expected, not “{text[:60]}”")
    return match[1]


def _without_withdrawn(
    names: list[str], title: str, seats: int, out: set[int], ballots: list[tuple[Ranking, int]]
) -> File:
    """Whoever withdrew is dropped from every ballot before anything is counted."""
    stay = [choice for choice in range(len(names)) if choice not in out]
    if not stay:
        raise Broken(0, "all choices are withdrawn")
    kept = [(tuple(ranking[choice] for choice in stay), weight) for ranking, weight in ballots]
    return File(
        [names[choice] for choice in stay],
        min(seats, len(stay)),
        [(ranking, weight) for ranking, weight in kept if weight and any(ranking)],
        title,
        tuple(names[choice] for choice in sorted(out)),
        sum(weight for ranking, weight in kept if not any(ranking)),
    )


# --- PrefLib: "# KEY: value" lines, then "count: 1, 2, {3, 4}"; older files begin with their number of choices


def _preflib(lines: Sequence[str], seats: int) -> File:
    if not any(line.startswith("#") for line in lines[:50]):
        return _older_preflib(lines, seats)
    told: dict[str, tuple[int, str]] = {}
    body = []
    for number, line in enumerate(lines, 1):
        if line.startswith("#"):
            key, _, value = line[1:].partition(":")
            told[key.strip().upper()] = number, value.strip()
        elif line.strip():
            body.append((number, line))
    number, value = told.get("NUMBER ALTERNATIVES", (0, ""))
    if not number:
        raise Broken(0, "the line “# NUMBER ALTERNATIVES:” is missing")
    choices = _number_of_choices(number, value)
    names = [told.get(f"ALTERNATIVE NAME {n}", (0, str(n)))[1] for n in range(1, choices + 1)]
    ballots = [_preflib_ballot(choices, number, *_parted(number, line, ":")) for number, line in body]
    return _without_withdrawn(names, told.get("TITLE", (0, ""))[1], min(seats, choices), set(), ballots)


def _older_preflib(lines: Sequence[str], seats: int) -> File:
    rest = iter([(number, line.strip()) for number, line in enumerate(lines, 1) if line.strip()])
    number, text = _following(rest, "its number of choices")
    choices = _number_of_choices(number, text)
    names = []
    for place in range(1, choices + 1):
        number, text = _following(rest, f"the name of choice {place}")
        which, name = _parted(number, text, ",")
        if which.strip() != str(place):
            raise Broken(number, f"the name of choice {place} is expected")
        names.append(name.strip())
    number, text = _following(rest, "its numbers of ballots")
    _whole_numbers(number, text.replace(",", " "), 3)
    ballots = [_preflib_ballot(choices, number, *_parted(number, text, ",")) for number, text in rest]
    return _without_withdrawn(names, "", min(seats, choices), set(), ballots)


def _number_of_choices(line: int, text: str) -> int:
    (choices,) = _whole_numbers(line, text, 1)
    if not 0 < choices <= MOST_CHOICES:
        raise Broken(line, f"there are 1 to {MOST_CHOICES} choices")
    return choices


def _parted(line: int, text: str, sign: str) -> tuple[str, str]:
    before, separator, after = text.partition(sign)
    if not separator:
        raise Broken(line, f"a ballot is a number, “{sign}” and choices, not “{text.strip()[:60]}”")
    return before, after


def _preflib_ballot(choices: int, line: int, count: str, order: str) -> tuple[Ranking, int]:
    (weight,) = _whole_numbers(line, count, 1)
    groups: list[list[int]] = []
    rest = order.strip()
    while rest:
        match = re.match(r"(?:\{([^{}]*)\}|([^{},]+))\s*(?:,\s*|$)", rest)
        if match is None:
            raise Broken(
                line, f"an order is choices parted by commas, equal ones in {{}}, not “{order.strip()[:60]}”"
            )
        words = [match[2]] if match[1] is None else [word for word in match[1].split(",") if word.strip()]
        groups += [[_choice(line, word.strip(), choices) for word in words]] if words else []
        rest = rest[match.end() :]
    return _ranking(line, choices, groups), weight


# --- what each rule makes of it


def outcomes(file: File) -> list[tuple[str, str]]:
    """The name of each rule and whom it elects."""
    choices, ballots = len(file.names), file.ballots
    firsts = [(levels(ranking)[0], weight) for ranking, weight in ballots]
    outcomes = [("Schulze", _elected(file, schulze.tally(ballots, choices)))]
    outcomes.append(("Instant runoff", _elected(file, instant_runoff.tally(ballots, choices), seats=1)))
    if file.has_equals:
        outcomes.append(
            (
                f"Single transferable vote, {file.seats} seat(s)",
                "not counted: some ballots rank choices equal",
            )
        )
    else:
        counted = stv.tally(ballots, choices, file.seats)
        outcomes.append(
            (f"Single transferable vote, {file.seats} seat(s)", _elected(file, counted, seats=file.seats))
        )
    outcomes.append(("Borda", _elected(file, borda.tally(ballots, choices, ties_allowed=True))))
    if all(len(first) == 1 for first, _ in firsts):
        alone = [(first[0], weight) for first, weight in firsts]
        outcomes.append(("Most first choices", _elected(file, plurality.tally(alone, choices))))
        outcomes.append(("Majority of first choices", _majority(file, alone)))
    return outcomes


def _elected(file: File, tallied: Tallied, seats: int = 1) -> str:
    if tallied.possible:
        sets = [
            " and ".join(file.names[choice] for choice in elected) or "nobody" for elected in tallied.possible
        ]
        return "tied, the order of elimination decides: " + " | ".join(sets)
    ordered = sorted(range(len(file.names)), key=lambda choice: (tallied.ranks[choice], choice))
    first = [choice for choice in ordered if tallied.ranks[choice] <= seats]
    names = ", ".join(file.names[choice] for choice in first)
    return f"tied: {names}" if len(first) > seats else names


def _majority(file: File, firsts: Sequence[tuple[int, int]]) -> str:
    votes = plurality.tally(firsts, len(file.names)).votes
    most, whole = max(votes), sum(votes)
    if 2 * most > whole:
        return f"{file.names[votes.index(most)]}, {most} of {whole}"
    return f"nobody has more than half (the first has {most} of {whole})"


def report(file: File) -> Iterator[str]:
    if file.title:
        yield file.title
    ballots = sum(weight for _, weight in file.ballots)
    yield f"{ballots} ballots, {len(file.names)} choices, {file.seats} seat(s)"
    if file.withdrawn:
        yield "withdrawn, dropped before counting: " + ", ".join(file.withdrawn)
    if file.empty:
        yield f"{file.empty} empty ballots, not counted"
    for rule, elected in outcomes(file) if file.ballots else ():
        yield f"{rule}: {elected}"
    if not file.ballots:
        yield "no ballot ranks anybody"


def main(arguments: Sequence[str] | None = None, say: Callable[[str], None] = print) -> int:
    parser = argparse.ArgumentParser(prog="python -m votation.recount", description=__doc__)
    parser.add_argument("file", type=Path, help=".blt, .soc, .soi, .toc or .toi")
    parser.add_argument("--seats", type=int, help="how many are elected, where not as the file says")
    options = parser.parse_args(arguments)
    if options.seats is not None and options.seats < 1:
        parser.error("--seats is a number from 1")
    try:
        file = read(options.file, options.seats)
        for line in report(file):
            say(line)
    except (Broken, OSError) as broken:
        say(f"FAIL  {options.file.name}: {broken}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
