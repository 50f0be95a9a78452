"""A question between its form and the format of the manifest (docs/votation-formats.md, "Question")."""

from collections.abc import Callable, Mapping
from typing import Any

from web.core.i18n import _
from web.votation.office.question_kinds import usual_grades
from web.votation.office.workspace import Act, whole

Data = Mapping[str, Any]
TAKE_A_SHARE = frozenset({"yes_no", "single", "several"})
SHARES: dict[str, tuple[list[int], bool]] = {
    "half": ([1, 2], True),
    "two_thirds": ([2, 3], False),
    "three_quarters": ([3, 4], False),
}
QUORUMS: dict[str, list[int]] = {"quarter": [1, 4], "third": [1, 3], "half": [1, 2], "two_thirds": [2, 3]}
MOST_TERM = 10_000
MOST_STV_SEATS = 15
FIELDS = (
    *("title", "explanation", "choices", "yes", "no", "abstain", "abstain_label", "blank"),
    *("min", "max", "total", "exact", "most_each", "least", "most", "grades", "method"),
    *("ties_allowed", "complete", "seats", "count", "base", "majority", "own_p", "own_q", "own_strict"),
    *(
        "quorum",
        "quorum_p",
        "quorum_q",
        "quorum_of",
        "quorum_strict",
        "colleges",
        "tie",
        "adopted",
        "rejected",
    ),
)
FLAGS = ("abstain", "blank", "exact", "ties_allowed", "complete", "own_strict", "quorum_strict")


# --- from the manifest's format to the fields


def fields_of(question: Data | None, kind: str) -> dict[str, Any]:
    """The values of the form: of a stored question, or what suits a new one of this kind."""
    if question is None:
        return _fresh(kind)
    rule = question["rule"]
    choices, limits = question["choices"], question["limits"]
    labels = {choice["id"]: choice["label"] for choice in choices}
    fields = {
        **_fresh(kind),
        "title": question["title"],
        "explanation": question["explanation"],
        "choices": "\n".join(_line(choice) for choice in choices),
        "yes": labels.get("yes", ""),
        "no": labels.get("no", ""),
        "abstain": _box("abstain" in labels),
        "abstain_label": labels.get("abstain", "") or _("Abstention"),
        "blank": _box(question["blank"]),
        "grades": "\n".join(question["grades"]) or "\n".join(usual_grades()),
        "method": question["method"] or "schulze",
        "ties_allowed": _box(question["ties_allowed"]),
        "complete": _box(question["complete"]),
        "seats": question["seats"],
        "count": rule["count"],
        "base": rule["base"],
        "colleges": rule["colleges"],
        "tie": rule["tie"],
        **rule["outcomes"],
        **_majority_fields(rule),
        **_quorum_fields(rule["quorum"]),
    }
    return fields | {
        name: _box(value) if isinstance(value, bool) else value for name, value in limits.items()
    }


def _fresh(kind: str) -> dict[str, Any]:
    return {
        "title": "", "explanation": "", "choices": "", "yes": _("For"), "no": _("Against"), "abstain": "",
        "abstain_label": _("Abstention"), "blank": "yes", "min": 1, "max": 3, "total": 10, "exact": "",
        "most_each": 10, "least": 0, "most": 10, "grades": "\n".join(usual_grades()), "method": "schulze",
        "ties_allowed": "yes" if kind == "ranking" else "", "complete": "", "seats": 1, "count": "heads",
        "base": "expressed", "majority": "half" if kind == "yes_no" else "relative", "own_p": "", "own_q": "",
        "own_strict": "", "quorum": "none", "quorum_p": "", "quorum_q": "", "quorum_of": "electors",
        "quorum_strict": "", "colleges": "together", "tie": "none", "adopted": "", "rejected": "",
    }  # fmt: skip


def _box(value: object) -> str:
    return "yes" if value else ""


def _line(choice: Data) -> str:
    explanation = " ".join(choice["explanation"].split())
    return f"{choice['label']} | {explanation}" if explanation else str(choice["label"])


def _majority_fields(rule: Data) -> dict[str, Any]:
    share, strict = rule["share"], rule["strict"]
    if share is None:
        return {"majority": "relative"}
    known = next((name for name, said in SHARES.items() if said == (list(share), strict)), None)
    if known:
        return {"majority": known}
    return {"majority": "own", "own_p": share[0], "own_q": share[1], "own_strict": _box(strict)}


def _quorum_fields(quorum: Data | None) -> dict[str, Any]:
    if quorum is None:
        return {}
    share = list(quorum["share"])
    known = next((name for name, said in QUORUMS.items() if said == share), "own")
    own = {"quorum_p": share[0], "quorum_q": share[1]} if known == "own" else {}
    return {"quorum": known, "quorum_of": quorum["of"], "quorum_strict": _box(quorum["strict"]), **own}


# --- from the fields to the manifest's format


def question_of(form: Act, kind: str, question_id: str, before: Data | None) -> dict[str, Any] | None:
    """The question as typed; nothing, with complaints beside the fields, when it is not one."""
    form.require(title=_("Write the question."))
    choices = _choices(form, kind, before)
    question = {
        "id": question_id,
        "kind": kind,
        "title": form["title"],
        "explanation": form["explanation"],
        "choices": choices,
        "blank": form["blank"] == "yes",
        "limits": LIMITS[kind](form, len(choices)) if kind in LIMITS else {},
        "grades": _grades(form) if kind == "majority_judgment" else [],
        "method": (form["method"] or "schulze") if kind == "ranking" else None,
        "ties_allowed": kind == "ranking" and form["method"] != "stv" and form["ties_allowed"] == "yes",
        "complete": kind == "ranking" and form["complete"] == "yes",
        "seats": _seats(form, kind, len(choices)),
        "rule": _rule(form, kind),
    }
    return None if form.errors else question


def _choices(form: Act, kind: str, before: Data | None) -> list[dict[str, str]]:
    if kind == "yes_no":
        wanted = ["yes", "no", *(["abstain"] if form["abstain"] == "yes" else [])]
        fields = {"yes": "yes", "no": "no", "abstain": "abstain_label"}
        for name in wanted:
            form.require(**{fields[name]: _("Write the words of this answer.")})
        return [{"id": name, "label": form[fields[name]], "explanation": ""} for name in wanted]
    known = {choice["label"]: choice["id"] for choice in before["choices"]} if before else {}
    taken = set(known.values())
    lines = [line.strip() for line in form["choices"].split("\n") if line.strip()]
    choices: list[dict[str, str]] = []
    for line in lines:
        label, _bar, explanation = (part.strip() for part in line.partition("|"))
        choice_id = known.pop(label, None) or _fresh_id("c", taken)
        taken.add(choice_id)
        choices.append({"id": choice_id, "label": label, "explanation": explanation})
    labels = [choice["label"] for choice in choices]
    if len(labels) < 2:
        form.fail("choices", _("Write at least two choices, one on each line."))
    elif len(labels) != len(set(labels)):
        twice = next(label for label in labels if labels.count(label) > 1)
        form.fail("choices", _("“%(choice)s” is written twice.", choice=twice))
    return choices


def _fresh_id(letter: str, taken: set[str]) -> str:
    number = 1
    while f"{letter}{number}" in taken:
        number += 1
    return f"{letter}{number}"


def next_id(questions: list[Data]) -> str:
    return _fresh_id("q", {question["id"] for question in questions})


def _grades(form: Act) -> list[str]:
    grades = [line.strip() for line in form["grades"].split("\n") if line.strip()]
    if not 2 <= len(grades) <= 10:
        form.fail("grades", _("Write from two to ten grades, one on each line, the best first."))
    elif len(grades) != len(set(grades)):
        form.fail("grades", _("A grade is written twice."))
    return grades


def _several(form: Act, choices: int) -> dict[str, Any]:
    most = whole(form, "max", 1, max(choices, 1))
    return {"min": whole(form, "min", 0, most), "max": most}


def _points(form: Act, choices: int) -> dict[str, Any]:
    total, exact = whole(form, "total", 1, 1_000_000), form["exact"] == "yes"
    least = -(-total // max(choices, 1)) if exact else 1
    return {"total": total, "exact": exact, "most_each": whole(form, "most_each", least, total)}


def _score(form: Act, _choices: int) -> dict[str, Any]:
    least = whole(form, "least", -1000, 999)
    return {"least": least, "most": whole(form, "most", least + 1, 1000)}


LIMITS: dict[str, Callable[[Act, int], dict[str, Any]]] = {
    "several": _several,
    "points": _points,
    "score": _score,
}


def _seats(form: Act, kind: str, choices: int) -> int:
    if kind == "yes_no" or (kind == "ranking" and form["method"] == "instant_runoff"):
        return 1
    most = MOST_STV_SEATS if kind == "ranking" and form["method"] == "stv" else choices
    return whole(form, "seats", 1, max(min(most, choices), 1))


def _rule(form: Act, kind: str) -> dict[str, Any]:
    share, strict = _share(form) if kind in TAKE_A_SHARE else (None, True)
    return {
        "count": form["count"] or "heads",
        "base": (form["base"] or "expressed") if kind in TAKE_A_SHARE else "expressed",
        "share": share,
        "strict": strict,
        "quorum": _quorum(form),
        "colleges": (form["colleges"] or "together") if kind == "yes_no" else "together",
        "tie": form["tie"] or "none",
        "outcomes": {"adopted": form["adopted"], "rejected": form["rejected"] if kind == "yes_no" else ""},
    }


def _share(form: Act) -> tuple[list[int] | None, bool]:
    majority = form["majority"]
    if majority != "own":
        return SHARES.get(majority, (None, True))
    strict = form["own_strict"] == "yes"
    return _fraction(form, "own_p", "own_q", strict=strict), strict


def _fraction(form: Act, p: str, q: str, *, strict: bool) -> list[int]:
    below, above = whole(form, q, 1, MOST_TERM), whole(form, p, 1, MOST_TERM)
    if p not in form.errors and q not in form.errors and (above > below or (strict and above == below)):
        form.fail(p, _("A share is at most the whole: write the smaller number first."))
    return [above, below]


def _quorum(form: Act) -> dict[str, Any] | None:
    asked = form["quorum"]
    if asked in ("", "none"):
        return None
    strict = form["quorum_strict"] == "yes"
    share = QUORUMS.get(asked) or _fraction(form, "quorum_p", "quorum_q", strict=strict)
    return {"of": form["quorum_of"] or "electors", "share": list(share), "strict": strict}


def place_of(path: str) -> str | None:
    """Where the gateway's complaint about a part of a question goes in its form."""
    parts = path.split(".")
    if "quorum" in parts:
        return "quorum"
    if "rule" in parts and parts[-1] in ("share", "strict", "0", "1"):
        return "majority"
    named = [part for part in parts if part in FIELDS]
    return named[0] if named else ("title" if "questions" in parts else None)


# --- the sentence it will yield


def examples(question: Data) -> list[str]:
    """How the result will be told, with figures made up."""
    rule, outcomes = question["rule"], question["rule"]["outcomes"]
    if question["kind"] != "yes_no":
        first = question["choices"][0]["label"]
        return [
            _("120 voters: %(name)s %(wins)s", name=first, wins=outcomes["adopted"] or _("wins")),
        ]
    yes, no = (choice["label"][:1].lower() + choice["label"][1:] for choice in question["choices"][:2])
    p, q = rule["share"] or (1, 2)
    enough = min(100, 100 * p // q + 4)
    said = [
        _("120 voters, %(share)s%% %(side)s: %(outcome)s", share=enough, side=yes, outcome=outcomes["adopted"] or _("adopted")),
        _("120 voters, %(share)s%% %(side)s: %(outcome)s", share=76, side=no, outcome=outcomes["rejected"] or _("rejected")),
    ]  # fmt: skip
    if rule["quorum"]:
        said.append(_("18 voters: the quorum is not reached, nothing is decided"))
    return said
