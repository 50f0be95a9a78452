"""What may be answered to a question, read from a page's controls: for a browser without JavaScript, the twin of
`assets/scripts/votation/answers.js`. Names of controls are in web/README.md, "The booth".
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

Question = Mapping[str, Any]
Typed = MultiDict[str, str]
WHOLE = re.compile(r"[-+]?[0-9]{1,7}")
ONE = {"yes_no", "single"}
MISSING, WRONG = object(), object()


@dataclass(frozen=True)
class Problem:
    """Why an answer cannot be taken: a code of the booth's words, and what fills its sentence."""

    code: str
    values: Mapping[str, int]

    @classmethod
    def of(cls, code: str, **values: int) -> "Problem":
        return cls(code, values)


def _number(typed: str, empty: Any = MISSING) -> Any:
    if typed == "":
        return empty
    return int(typed) if WHOLE.fullmatch(typed) else WRONG


def names_of(question: Question) -> list[str]:
    """The names of all its controls."""
    name = question["id"]
    return [name, f"{name}.blank", *(f"{name}.{place}" for place in range(len(question["choices"])))]


def _typed_in(typed: Typed, question: Question, empty: Any) -> list[Any]:
    return [
        _number(typed.get(f"{question['id']}.{place}", "").strip(), empty)
        for place in range(len(question["choices"]))
    ]


def read(typed: Typed, question: Question) -> tuple[Any, Problem | None]:
    """The answer as it goes into the ballot, None where blank, and what is wrong with it."""
    if question["kind"] in ONE:
        given = typed.get(question["id"], "")
        answer = None if given == "blank" else _number(given)
        return answer, problem_with(question, answer)
    if question["kind"] == "several":
        read_all: list[Any] = [_number(each, WRONG) for each in typed.getlist(question["id"])]
        answer = sorted(read_all) if WRONG not in read_all else read_all
        given_any = bool(answer)
    else:
        answer = _typed_in(typed, question, EMPTY[question["kind"]])
        given_any = any(value is not MISSING and value not in NOTHING[question["kind"]] for value in answer)
    if typed.get(f"{question['id']}.blank"):
        return (answer, Problem.of("both")) if given_any else (None, problem_with(question, None))
    return answer, problem_with(question, answer)


EMPTY: dict[str, Any] = {"points": 0, "ranking": None, "score": MISSING, "majority_judgment": MISSING}
NOTHING: dict[str, tuple[Any, ...]] = {
    "points": (0,),
    "ranking": (None,),
    "score": (),
    "majority_judgment": (),
}


def problem_with(question: Question, answer: Any) -> Problem | None:
    if answer is None:
        return None if question["blank"] else Problem.of("missing")
    if answer is MISSING:
        return Problem.of("missing")
    return JUDGES[question["kind"]](question, answer)


def _one(question: Question, answer: Any) -> Problem | None:
    inside = isinstance(answer, int) and 0 <= answer < len(question["choices"])
    return None if inside else Problem.of("missing")


def _several(question: Question, answer: Sequence[Any]) -> Problem | None:
    most, limits = len(question["choices"]) - 1, question["limits"]
    known = all(isinstance(each, int) and 0 <= each <= most for each in answer)
    if not known or len(set(answer)) != len(answer):
        return Problem.of("out_of_range", least=0, most=most)
    if len(answer) < limits["min"]:
        return Problem.of("too_few", min=limits["min"], max=limits["max"])
    return (
        Problem.of("too_many", min=limits["min"], max=limits["max"]) if len(answer) > limits["max"] else None
    )


def _each_between(answer: Sequence[Any], least: int, most: int) -> Problem | None:
    if any(value is WRONG for value in answer):
        return Problem.of("not_whole")
    if any(isinstance(value, int) and not least <= value <= most for value in answer):
        return Problem.of("out_of_range", least=least, most=most)
    return Problem.of("missing") if any(value is MISSING for value in answer) else None


def _points(question: Question, answer: Sequence[Any]) -> Problem | None:
    limits = question["limits"]
    found = _each_between(answer, 0, limits["most_each"])
    if found:
        return found
    left = limits["total"] - sum(answer)
    if left < 0:
        return Problem.of("points_over", total=limits["total"], over=-left)
    return Problem.of("points_left", total=limits["total"], left=left) if limits["exact"] and left else None


def _ranking(question: Question, answer: Sequence[Any]) -> Problem | None:
    ranks = [rank for rank in answer if rank is not None]
    found = _each_between(ranks, 1, len(question["choices"]))
    if found:
        return found
    if question["complete"] and len(ranks) < len(question["choices"]):
        return Problem.of("rank_missing")
    twice = next((rank for place, rank in enumerate(ranks) if ranks.index(rank) != place), None)
    return (
        Problem.of("rank_twice", rank=twice) if twice is not None and not question["ties_allowed"] else None
    )


def _score(question: Question, answer: Sequence[Any]) -> Problem | None:
    return _each_between(answer, question["limits"]["least"], question["limits"]["most"])


def _grades(question: Question, answer: Sequence[Any]) -> Problem | None:
    return _each_between(answer, 0, len(question["grades"]) - 1)


JUDGES: dict[str, Callable[[Question, Any], Problem | None]] = {
    "yes_no": _one,
    "single": _one,
    "several": _several,
    "points": _points,
    "ranking": _ranking,
    "score": _score,
    "majority_judgment": _grades,
}


def tell(question: Question, answer: Any, say: Callable[..., str]) -> list[str]:
    """An answer in the organiser's words, a line per thing chosen; `say(key, **values)` makes the sentences."""
    if answer is None:
        return [say("said_blank")]
    labels = [choice["label"] for choice in question["choices"]]
    kind = question["kind"]
    if kind in ONE:
        return [labels[answer]]
    if kind == "several":
        lines = [labels[place] for place in answer]
    else:
        pairs = [(value, label) for value, label in zip(answer, labels, strict=True) if value is not None]
        if kind == "ranking":
            pairs.sort(key=lambda pair: pair[0])
        if kind == "points":
            pairs = [pair for pair in pairs if pair[0]]
        if kind == "majority_judgment":
            pairs = [(question["grades"][value], label) for value, label in pairs]
        lines = [say(SAID[kind], choice=label, value=value) for value, label in pairs]
    return lines or [say("said_nothing")]


SAID = {
    "points": "said_points",
    "ranking": "said_rank",
    "score": "said_score",
    "majority_judgment": "said_grade",
}
