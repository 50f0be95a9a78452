"""A question as frozen in the manifest. Format: docs/votation-formats.md, "Question"."""

import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from contracts.refused import Refused
from votation.domain import rule as rules
from votation.domain.rule import Form, Rule

KINDS = ("yes_no", "single", "several", "points", "ranking", "score", "majority_judgment")
METHODS = ("schulze", "instant_runoff", "borda", "stv")
MOST_STV_SEATS = 15  # exact fractions grow with each
YES_NO = (("yes", "no"), ("yes", "no", "abstain"))
FEWEST_CHOICES = {"score": 1, "majority_judgment": 1}
MOST_QUESTIONS = 50
MOST_CHOICES = 200
MOST_GRADES = 20
MOST_POINTS = 1_000_000
FURTHEST_SCORE = 1_000
LONGEST_TITLE = 500
LONGEST_LABEL = 500
LONGEST_EXPLANATION = 20_000
QUESTION_ID = re.compile(r"q[1-9][0-9]{0,2}")
CHOICE_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
FIELDS = (
    *("id", "kind", "title", "explanation", "choices", "blank", "limits", "grades"),
    *("method", "ties_allowed", "complete", "seats", "rule"),
)


@dataclass(frozen=True)
class Choice:
    id: str
    label: str
    explanation: str = ""


@dataclass(frozen=True)
class Limits:
    """several: `min`, `max`; points: `total`, `exact`, `most_each`; score: `least`, `most`; others: none."""

    min: int = 0
    max: int = 0
    total: int = 0
    exact: bool = False
    most_each: int = 0
    least: int = 0
    most: int = 0


LIMITS_OF: dict[str, tuple[str, ...]] = {
    "several": ("min", "max"),
    "points": ("total", "exact", "most_each"),
    "score": ("least", "most"),
}


@dataclass(frozen=True)
class Question:
    id: str
    kind: str
    title: str
    choices: tuple[Choice, ...]
    explanation: str = ""
    blank: bool = True
    limits: Limits = Limits()
    grades: tuple[str, ...] = ()
    method: str | None = None
    ties_allowed: bool = False
    complete: bool = False
    seats: int = 1
    rule: Rule = rules.NEUTRAL

    @classmethod
    def from_data(cls, data: Any, path: str = "questions.0") -> "Question":
        """Raises Refused(question_invalid), naming each field that is wrong, by its path."""
        form = Form(data, path)
        question = _read(form)
        form.refuse_if_wrong("question_invalid")
        if question is None:
            raise Refused("question_invalid", fields={path: ["invalid"]})
        return question

    def to_data(self) -> dict[str, Any]:
        limits = asdict(self.limits)
        return {
            "id": self.id,
            "kind": self.kind,
            "title": self.title,
            "explanation": self.explanation,
            "choices": [asdict(choice) for choice in self.choices],
            "blank": self.blank,
            "limits": {name: limits[name] for name in LIMITS_OF.get(self.kind, ())},
            "grades": list(self.grades),
            "method": self.method,
            "ties_allowed": self.ties_allowed,
            "complete": self.complete,
            "seats": self.seats,
            "rule": self.rule.to_data(),
        }

    @property
    def choice_ids(self) -> tuple[str, ...]:
        return tuple(choice.id for choice in self.choices)


def questions_from_data(data: Any, path: str = "questions") -> tuple[Question, ...]:
    """All the questions of a votation, in order, each with its own id. Raises Refused(question_invalid)."""
    form = Form(data, path)
    questions: list[Question] = []
    if not isinstance(data, list | tuple) or not data:
        form.wrong("", "too_few:1")
    elif len(data) > MOST_QUESTIONS:
        form.wrong("", f"too_many:{MOST_QUESTIONS}")
    else:
        for index in range(len(data)):
            question = _read(form.inside(str(index)))
            if question is not None and question.id in {other.id for other in questions}:
                form.wrong(f"{index}.id", "invalid_id")
            if question is not None:
                questions.append(question)
    form.refuse_if_wrong("question_invalid")
    return tuple(questions)


def _read(form: Form) -> Question | None:
    """The question of this form; None, or nonsense with complaints in the form, where it is not one."""
    if not form.has_exactly(FIELDS):
        return None
    kind = form.one_of("kind", KINDS)
    if form.data["kind"] != kind:
        return None
    choices = _choices(form, kind)
    question = Question(
        id=_id(form, QUESTION_ID),
        kind=kind,
        title=form.text("title", LONGEST_TITLE, shortest=1),
        explanation=form.text("explanation", LONGEST_EXPLANATION),
        choices=choices,
        blank=form.boolean("blank"),
        limits=_limits(form.inside("limits"), kind, len(choices)),
        grades=_grades(form, kind),
        method=_method(form, kind),
        ties_allowed=form.boolean("ties_allowed"),
        complete=form.boolean("complete"),
        seats=form.integer("seats", 1, max(len(choices), 1)),
        rule=rules.read(form.inside("rule")),
    )
    _require_coherent(question, form)
    return question


def _id(form: Form, pattern: re.Pattern[str]) -> str:
    value = form.data["id"]
    if isinstance(value, str) and pattern.fullmatch(value):
        return value
    form.wrong("id", "invalid_id")
    return ""


def _choices(form: Form, kind: str) -> tuple[Choice, ...]:
    data = form.data["choices"]
    if not isinstance(data, list | tuple):
        form.wrong("choices", "invalid")
        return ()
    fewest = FEWEST_CHOICES.get(kind, 2)
    if len(data) < fewest:
        form.wrong("choices", f"too_few:{fewest}")
    if len(data) > MOST_CHOICES:
        form.wrong("choices", f"too_many:{MOST_CHOICES}")
        return ()
    inside = form.inside("choices")
    choices = [_choice(inside.inside(str(index))) for index in range(len(data))]
    ids = [choice.id for choice in choices]
    for index, choice_id in enumerate(ids):
        if choice_id and choice_id in ids[:index]:
            form.wrong(f"choices.{index}.id", "invalid_id")
    if kind == "yes_no" and tuple(ids) not in YES_NO:
        form.wrong("choices", "not_one_of")
    return tuple(choices)


def _choice(form: Form) -> Choice:
    if not form.has_exactly(("id", "label", "explanation")):
        return Choice("", "")
    return Choice(
        _id(form, CHOICE_ID),
        form.text("label", LONGEST_LABEL, shortest=1),
        form.text("explanation", LONGEST_EXPLANATION),
    )


def _several(form: Form, choices: int) -> Limits:
    most = form.integer("max", 1, max(choices, 1))
    return Limits(min=form.integer("min", 0, most), max=most)


def _points(form: Form, choices: int) -> Limits:
    total = form.integer("total", 1, MOST_POINTS)
    exact = form.boolean("exact")
    least_each = -(-total // max(choices, 1)) if exact else 1  # else the points could not all be given
    return Limits(total=total, exact=exact, most_each=form.integer("most_each", least_each, total))


def _score(form: Form, _choices: int) -> Limits:
    least = form.integer("least", -FURTHEST_SCORE, FURTHEST_SCORE - 1)
    return Limits(least=least, most=form.integer("most", least + 1, FURTHEST_SCORE))


READ_LIMITS: dict[str, Callable[[Form, int], Limits]] = {
    "several": _several,
    "points": _points,
    "score": _score,
}


def _limits(form: Form, kind: str, choices: int) -> Limits:
    if not form.has_exactly(LIMITS_OF.get(kind, ())) or kind not in READ_LIMITS:
        return Limits()
    return READ_LIMITS[kind](form, choices)


def _grades(form: Form, kind: str) -> tuple[str, ...]:
    data = form.data["grades"]
    if not isinstance(data, list | tuple) or (kind != "majority_judgment" and data):
        form.wrong("grades", "invalid")
        return ()
    if kind != "majority_judgment":
        return ()
    if len(data) < 2:
        form.wrong("grades", "too_few:2")
    if len(data) > MOST_GRADES:
        form.wrong("grades", f"too_many:{MOST_GRADES}")
        return ()
    inside = form.inside("grades")
    inside.data = {str(index): grade for index, grade in enumerate(data)}
    grades = tuple(inside.text(index, LONGEST_LABEL, shortest=1) for index in inside.data)
    _require_different(form, grades)
    return grades


def _require_different(form: Form, grades: Sequence[str]) -> None:
    for index, grade in enumerate(grades):
        if grade in grades[:index]:
            form.wrong(f"grades.{index}", "invalid")


def _method(form: Form, kind: str) -> str | None:
    if kind == "ranking":
        return form.one_of("method", METHODS)
    if form.data["method"] is not None:
        form.wrong("method", "invalid")
    return None


def _require_coherent(question: Question, form: Form) -> None:
    if question.kind != "ranking":
        for name in ("ties_allowed", "complete"):
            if form.data[name] is True:
                form.wrong(name, "invalid")
    elects_one = question.kind == "yes_no" or question.method == "instant_runoff"
    if elects_one and question.seats > 1:
        form.wrong("seats", "too_large:1")
    if question.method == "stv":
        if question.seats > MOST_STV_SEATS:
            form.wrong("seats", f"too_large:{MOST_STV_SEATS}")
        if question.ties_allowed:
            form.wrong("ties_allowed", "invalid")
    rules.require_fits(question.rule, question.kind, form.inside("rule"))
