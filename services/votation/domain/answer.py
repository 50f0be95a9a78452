"""What may be answered to a question. Format: docs/votation-formats.md, "Ballot"."""

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Any

from votation.domain.question import Question
from votation.domain.rule import is_integer


class OutOfRange(ValueError):
    """The answer is none that the question allows: the ballot is null, and counted as such."""


def is_blank(answer: Any) -> bool:
    """Only `null` is blank. To choose nobody where that is allowed is an answer, and is expressed."""
    return answer is None


def check(question: Question, answer: Any) -> None:
    """Raises OutOfRange, and nothing else whatever JSON this is."""
    allowed = question.blank if is_blank(answer) else ALLOWS[question.kind](question, answer)
    if not allowed:
        raise OutOfRange(question.id)


def check_all(questions: Sequence[Question], answers: Any) -> None:
    """A ballot's answers, one per question in order. Raises OutOfRange."""
    if not isinstance(answers, list | tuple) or len(answers) != len(questions):
        raise OutOfRange
    for question, answer in zip(questions, answers, strict=True):
        check(question, answer)


def _allows_one(question: Question, answer: Any) -> bool:
    return is_integer(answer) and 0 <= answer < len(question.choices)


def _allows_several(question: Question, answer: Any) -> bool:
    if not isinstance(answer, list | tuple) or not all(_allows_one(question, index) for index in answer):
        return False
    rising = all(before < after for before, after in pairwise(answer))
    return rising and question.limits.min <= len(answer) <= question.limits.max


def _integers(answer: Any, number: int, least: int, most: int) -> bool:
    """Whether this is `number` integers from `least` to `most`."""
    if not isinstance(answer, list | tuple) or len(answer) != number:
        return False
    return all(is_integer(value) and least <= value <= most for value in answer)


def _allows_points(question: Question, answer: Any) -> bool:
    limits = question.limits
    if not _integers(answer, len(question.choices), 0, limits.most_each):
        return False
    given = sum(answer)
    return bool(given == limits.total if limits.exact else given <= limits.total)


def _allows_ranking(question: Question, answer: Any) -> bool:
    """Ranks need not follow one another: their order alone counts."""
    choices = len(question.choices)
    if not isinstance(answer, list | tuple) or len(answer) != choices:
        return False
    ranks = [rank for rank in answer if rank is not None]
    if not _integers(ranks, len(ranks), 1, choices):
        return False
    if question.complete and len(ranks) < choices:
        return False
    return question.ties_allowed or len(set(ranks)) == len(ranks)


def _allows_score(question: Question, answer: Any) -> bool:
    return _integers(answer, len(question.choices), question.limits.least, question.limits.most)


def _allows_grades(question: Question, answer: Any) -> bool:
    return _integers(answer, len(question.choices), 0, len(question.grades) - 1)


ALLOWS: dict[str, Callable[[Question, Any], bool]] = {
    "yes_no": _allows_one,
    "single": _allows_one,
    "several": _allows_several,
    "points": _allows_points,
    "ranking": _allows_ranking,
    "score": _allows_score,
    "majority_judgment": _allows_grades,
}


def longest_answer(question: Question) -> int:
    """The length in bytes of the longest answer in canonical JSON, so that padding hides which was given."""
    blank = len("null") if question.blank else 0
    return max(blank, LONGEST[question.kind](question))


def longest_answers(questions: Sequence[Question]) -> int:
    """The same for the list of a ballot's answers."""
    return _list(longest_answer(question) for question in questions)


def _list(lengths: Iterable[int]) -> int:
    """The length of a list of items so long: brackets, and a comma between two items."""
    sizes = list(lengths)
    return 2 + sum(sizes) + max(len(sizes) - 1, 0)


def _digits(number: int) -> int:
    return len(str(number))


def _longest_one(question: Question) -> int:
    return _digits(len(question.choices) - 1)


def _longest_several(question: Question) -> int:
    choices = len(question.choices)
    return _list(_digits(index) for index in range(choices - question.limits.max, choices))


def _longest_points(question: Question) -> int:
    """A second digit costs 10 points, a third 90 more and so on: the cheapest digits first, while points last."""
    limits, choices = question.limits, len(question.choices)
    left, digits, reached, step = limits.total, choices, 0, 10
    while step <= limits.most_each and left >= step - reached:
        longer = min(choices, left // (step - reached))
        digits, left = digits + longer, left - longer * (step - reached)
        reached, step = step, step * 10
        if longer < choices:
            break
    return 2 + digits + choices - 1


def _longest_ranking(question: Question) -> int:
    choices = len(question.choices)
    if not question.complete:
        return _list(len("null") for _ in range(choices))
    ranks = [choices] * choices if question.ties_allowed else range(1, choices + 1)
    return _list(_digits(rank) for rank in ranks)


def _longest_score(question: Question) -> int:
    longest = max(_digits(question.limits.least), _digits(question.limits.most))
    return _list(longest for _ in question.choices)


def _longest_grades(question: Question) -> int:
    return _list(_digits(len(question.grades) - 1) for _ in question.choices)


LONGEST: dict[str, Callable[[Question], int]] = {
    "yes_no": _longest_one,
    "single": _longest_one,
    "several": _longest_several,
    "points": _longest_points,
    "ranking": _longest_ranking,
    "score": _longest_score,
    "majority_judgment": _longest_grades,
}
