"""What the page of a result shows, from `result.json` (docs/votation-formats.md, "Result") and the questions."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from babel import numbers

from web.core.i18n import _, locale, number
from web.core.request_context import language
from web.votation.result_checks import _checks

Data = Mapping[str, Any]
NO_SIDES = ("agree", "disagree", "mixed")
# From the best grade to the worst: they differ by lightness as well as by hue.
GRADES = ("#0f5c3f", "#3f8f5f", "#93bf7a", "#e3cd6b", "#e0a045", "#c9642f", "#96291f")


def hundredths(value: int) -> str:
    """7597 is « 75,97 % »."""
    return _percent(Decimal(value) / 10000, "#,##0.00")


def _percent(share: Decimal, pattern: str) -> str:
    mark = "\u00a0%" if language() == "fr" else "%"
    return numbers.format_percent(share, pattern + mark, locale=locale())


def share_of(part: int, whole: int) -> int:
    """Hundredths of a percent, half up, as the count rounds them."""
    return (2 * part * 10_000 + whole) // (2 * whole) if whole else 0


def shown(result: Data, questions: Sequence[Data]) -> list[dict[str, Any]]:
    """Each question with all that its part of the page says."""
    by_id = {question["id"]: question for question in questions}
    rows_of = {each["id"]: each["rows"] for each in (result.get("breakdown") or {}).get("questions", [])}
    return [
        _question(by_id[found["id"]], found, result, rows_of.get(found["id"]) or [])
        for found in result["questions"]
        if found["id"] in by_id
    ]


def _question(question: Data, found: Data, result: Data, rows: Sequence[Data]) -> dict[str, Any]:
    labels = {choice["id"]: choice["label"] for choice in question["choices"]}
    count = found["count"]
    winners = set(found["decision"]["winners"])
    return {
        "question": question,
        "id": found["id"],
        "sentence": found["decision"]["sentence"],
        "outcome": found["decision"]["outcome"],
        "lines": _lines(question, found, winners),
        "unit": _unit(question, count),
        "balance": _balance(found, result, count),
        "method": question.get("method") or question["kind"],
        "pairwise": _pairwise(found["tally"]) if "pairwise" in found["tally"] else None,
        "rounds": _rounds(found["tally"], question) if "rounds" in found["tally"] else None,
        "gauges": _gauges(question, found) if "gauges" in found["tally"] else None,
        "checks": _checks(found["decision"], labels),
        "breakdown": _breakdown(rows, labels),
        "labels": [choice["label"] for choice in question["choices"]],
    }


def _unit(question: Data, count: str) -> str:
    if question["kind"] == "points" or question.get("method") == "borda":
        return _("Points")
    if question["kind"] == "score":
        return _("Sum of the scores")
    return _("Votes, by weight") if count == "weights" else _("Votes")


def _lines(question: Data, found: Data, winners: set[str]) -> list[dict[str, Any]]:
    """A line per choice: yes and no in their order, others from the first to the last."""
    places = {choice["id"]: place for place, choice in enumerate(question["choices"])}
    percentages = {each["choice"]: each for each in found["percentages"]}
    halves = found["tally"].get("unit") == 2
    order = (
        sorted(found["ranking"], key=lambda each: places[each["choice"]])
        if question["kind"] == "yes_no"
        else found["ranking"]
    )
    return [
        {
            "label": question["choices"][places[each["choice"]]]["label"],
            "rank": each["rank"],
            "votes": each["votes"],
            "written": None if each["votes"] is None else _halved(each["votes"], halves),
            "percentages": percentages.get(each["choice"]),
            "won": each["choice"] in winners,
            "kind": NO_SIDES[min(places[each["choice"]], 2)] if question["kind"] == "yes_no" else "plain",
        }
        for each in order
    ]  # fmt: skip


def _halved(votes: int, halves: bool) -> str:
    return number(Decimal(votes) / 2) if halves else number(votes)


def _balance(found: Data, result: Data, count: str) -> list[dict[str, Any]]:
    """From the roll to the votes cast: nothing is left out, and every line sums."""
    unit = "heads" if count == "heads" else "weights"
    roll = result["roll"]["electors" if count == "heads" else "weights"]
    voters = result["voters"][unit]
    lines = [
        (_("On the roll"), roll),
        (_("Did not vote"), roll - voters),
        (_("Voted"), voters),
        (_("Blank"), found["blank"][unit]),
        (_("Null"), found["null"][unit]),
        (_("Votes cast"), found["expressed"][unit]),
    ]
    return [{"label": label, "value": value, "share": share_of(value, roll)} for label, value in lines]


def nulls(result: Data) -> list[dict[str, Any]]:
    """Why ballots were null, where some were."""
    words = {
        "undecryptable": _("could not be opened"),
        "malformed": _("not readable"),
        "wrong_manifest": _("made under other rules"),
        "out_of_range": _("answers that are not possible"),
    }
    return [{"label": words[reason], "value": value} for reason, value in result["null"].items() if value]


def _pairwise(tally: Data) -> list[list[dict[str, Any]]]:
    """Row i, column j: how many prefer i to j, and whether they are more than those who prefer j to i."""
    table = tally["pairwise"]
    return [
        [
            {"votes": votes, "wins": votes > table[j][i], "same": i == j}
            for j, votes in enumerate(row)
        ]
        for i, row in enumerate(table)
    ]  # fmt: skip


def _rounds(tally: Data, question: Data) -> dict[str, Any]:
    """A row per choice, a column per round."""
    rounds, unit = tally["rounds"], tally.get("unit", 1)
    votes = [dict(map(tuple, each["votes"])) for each in rounds]
    return {
        "numbers": list(range(1, len(rounds) + 1)),
        "rows": [
            {
                "label": choice["label"],
                "cells": [
                    {
                        "votes": None if place not in column else _of_unit(column[place], unit),
                        "out": place in (rounds[at]["eliminated"] or []),
                        "in": place in rounds[at].get("elected", []),
                    }
                    for at, column in enumerate(votes)
                ],
            }
            for place, choice in enumerate(question["choices"])
        ],
        "exhausted": [_of_unit(each["exhausted"], unit) for each in rounds],
        "quota": tally.get("quota"),
        "possible": [
            [question["choices"][place]["label"] for place in elected]
            for elected in tally.get("possible", [])
        ],
    }


def _of_unit(votes: int, unit: int) -> str:
    """Votes that move on in parts have two decimals, rounded down."""
    return number(votes) if unit == 1 else number(Decimal(100 * votes // unit) / 100)


def _gauges(question: Data, found: Data) -> list[dict[str, Any]]:
    """Per choice, best first: the share of each grade, its median, and where the bars are drawn."""
    tally, grades = found["tally"], question["grades"]
    places = {choice["id"]: place for place, choice in enumerate(question["choices"])}
    shown_ = []
    for each in found["ranking"]:
        place = places[each["choice"]]
        counts = tally["gauges"][place]
        whole = sum(counts)
        left, bars = 0.0, []
        for grade, value in enumerate(counts):
            width = round(100 * value / whole, 3) if whole else 0.0
            bars.append({"x": left, "width": width, "colour": grade_colour(grade, len(grades))})
            left = round(left + width, 3)
        shown_.append(
            {
                "label": question["choices"][place]["label"],
                "rank": each["rank"],
                "median": grades[tally["medians"][place]] if tally["medians"][place] is not None else "",
                "counts": counts,
                "bars": bars,
                "adhesion": tally["adhesions"][place],
                "contestation": tally["contestations"][place],
            }
        )
    return shown_


def grade_colour(grade: int, of: int) -> str:
    return GRADES[round(grade * (len(GRADES) - 1) / max(1, of - 1))]


# --- by college


def _breakdown(rows: Sequence[Data], labels: Mapping[str, str]) -> dict[str, Any] | None:
    if len(rows) < 2:
        return None
    choices = [each["choice"] for each in rows[0]["choices"]]
    return {
        "heads": [labels[choice] for choice in choices],
        "rows": [
            {
                "label": college_names(row["colleges"]),
                "votes": [each["heads"] for each in row["choices"]],
                "blank": row["blank"]["heads"],
                "null": row["null"]["heads"],
                "expressed": row["expressed"]["heads"],
            }
            for row in rows
        ],
    }


def turnout_rows(result: Data) -> list[dict[str, Any]]:
    """Turnout by college, where there are several."""
    rows = (result.get("breakdown") or {}).get("turnout", [])
    if len(rows) < 2:
        return []
    return [
        {
            "label": college_names(row["colleges"]),
            "electors": row["electors"],
            "voters": row["voters"],
            "share": share_of(row["voters"], row["electors"]),
        }
        for row in rows
    ]


def college_names(colleges: Sequence[Sequence[str]]) -> str:
    """« Maternelle et élémentaire, Collège »: sets of colleges, merged where they are small."""
    both = " + "
    return ", ".join(both.join(name or _("Others") for name in names) for names in colleges)
