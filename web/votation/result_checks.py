"""How a result was decided: the quorum, the majority, a tie."""

from collections.abc import Mapping
from typing import Any

from web.core.i18n import _, number
from web.votation.labels import share_words

Data = Mapping[str, Any]


def _checks(decision: Data, labels: Mapping[str, str]) -> list[dict[str, Any]]:
    """Quorum, majority, colleges and tie, each with its computation."""
    checks = []
    if decision["quorum"]:
        checks.append(_quorum_check(decision["quorum"]))
    if decision["majority"]:
        checks.append(_majority_check(decision["majority"], _("Majority")))
    checks += [
        _majority_check(each, _("Majority in %(college)s", college=each["college"] or _("the whole roll")))
        for each in decision["colleges"]
    ]
    if decision["tie"]:
        checks.append(_tie_check(decision["tie"], labels))
    if decision["run_off"]:
        names = ", ".join(labels[choice] for choice in decision["run_off"])
        checks.append(
            {"label": _("Second vote"), "text": _("Between %(names)s.", names=names), "reached": None}
        )
    return checks


def _quorum_check(quorum: Data) -> dict[str, Any]:
    text = (
        _(
            "%(needed)s weights needed (%(share)s of %(roll)s), %(had)s came.",
            needed=number(quorum["needed"]),
            share=share_words(quorum["share"], quorum["strict"]),
            roll=number(quorum["roll"]),
            had=number(quorum["had"]),
        )
        if quorum["of"] == "weights"
        else _(
            "%(needed)s voters needed (%(share)s of %(roll)s), %(had)s came.",
            needed=number(quorum["needed"]),
            share=share_words(quorum["share"], quorum["strict"]),
            roll=number(quorum["roll"]),
            had=number(quorum["had"]),
        )
    )
    return {"label": _("Quorum"), "text": text, "reached": quorum["reached"]}


def _majority_check(majority: Data, label: str) -> dict[str, Any]:
    if majority["share"]:
        text = _(
            "%(needed)s votes needed (%(share)s of %(of)s), %(had)s obtained.",
            needed=number(majority["needed"]),
            share=share_words(majority["share"], majority["strict"]),
            of=number(majority["of"]),
            had=number(majority["had"]),
        )
    else:
        text = _(
            "%(needed)s votes needed to have more than the others, %(had)s obtained.",
            needed=number(majority["needed"]),
            had=number(majority["had"]),
        )
    return {"label": label, "text": text, "reached": majority["reached"]}


def _tie_check(tie: Data, labels: Mapping[str, str]) -> dict[str, Any]:
    names = ", ".join(labels[choice] for choice in tie["choices"])
    text = _("Equal: %(names)s.", names=names)
    if tie["winners"]:
        won = ", ".join(labels[choice] for choice in tie["winners"])
        by = {
            "eldest": _("The eldest wins: %(names)s.", names=won),
            "president": _("The president's vote decides: %(names)s.", names=won),
            "draw": _("The lot fell on: %(names)s.", names=won),
        }
        text += " " + by.get(tie["rule"], won)
    if tie.get("seed"):
        text += " " + _("Seed of the draw: %(seed)s", seed=tie["seed"])
    return {"label": _("Tie"), "text": text, "reached": None}
