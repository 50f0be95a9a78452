"""A decision rule in a sentence, as minutes and pages say it."""

from collections.abc import Mapping
from typing import Any

BASES = {
    "fr": {"expressed": "des suffrages exprimés", "voters": "des votants", "roll": "des inscrits"},
    "en": {"expressed": "of the votes expressed", "voters": "of the voters", "roll": "of those on the roll"},
}
TIES = {
    "fr": {
        "none": "égalité : ex æquo, une proposition à égalité est rejetée",
        "eldest": "égalité : le plus âgé l'emporte",
        "president": "égalité : la voix du président est prépondérante",
        "run_off": "égalité : un second tour départage",
        "draw": "égalité : tirage au sort vérifiable",
    },
    "en": {
        "none": "tie: equal, a proposal with a tie is rejected",
        "eldest": "tie: the eldest wins",
        "president": "tie: the president has the casting vote",
        "run_off": "tie: a run-off decides",
        "draw": "tie: a draw that anyone can replay",
    },
}


def rule_in_words(question: Mapping[str, Any], language: str) -> str:
    """What makes a question adopted or someone elected, the quorum, and what settles a tie."""
    rule = question["rule"]
    parts = [_majority(question, rule, language), _quorum(rule, language), TIES[language][rule["tie"]]]
    if rule["colleges"] == "each":
        parts.insert(1, "dans chaque collège" if language == "fr" else "in every college")
    if rule["count"] == "weights":
        parts.insert(1, "voix pondérées" if language == "fr" else "weighted votes")
    text = " ; ".join(part for part in parts if part) if language == "fr" else "; ".join(filter(None, parts))
    return text[:1].upper() + text[1:] + "."


def _majority(question: Mapping[str, Any], rule: Mapping[str, Any], language: str) -> str:
    if rule["share"] is None:
        seats = question["seats"]
        if language == "fr":
            return "majorité relative" if seats == 1 else f"majorité relative, {seats} sièges"
        return "relative majority" if seats == 1 else f"relative majority, {seats} seats"
    p, q = rule["share"]
    of = BASES[language][rule["base"]]
    if (p, q) == (1, 2) and rule["strict"]:
        return f"plus de la moitié {of}" if language == "fr" else f"more than half {of}"
    if language == "fr":
        return f"{'plus de' if rule['strict'] else 'au moins'} {p}/{q} {of}"
    return f"{'more than' if rule['strict'] else 'at least'} {p}/{q} {of}"


def _quorum(rule: Mapping[str, Any], language: str) -> str:
    quorum = rule["quorum"]
    if quorum is None:
        return "sans quorum" if language == "fr" else "no quorum"
    p, q = quorum["share"]
    if language == "fr":
        of = "des inscrits" if quorum["of"] == "electors" else "des voix inscrites"
        return f"quorum : {'plus de' if quorum['strict'] else 'au moins'} {p}/{q} {of}"
    of = "of those on the roll" if quorum["of"] == "electors" else "of the votes on the roll"
    return f"quorum: {'more than' if quorum['strict'] else 'at least'} {p}/{q} {of}"
