"""How the minutes say rules, moments and numbers, in French and in English."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from formats.dates import day_in_words
from votation.domain.sentence import NO_BREAK, Words

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
# How French names the time of the places where its speakers vote; other zones are told by their own name.
FRENCH_TIME = {
    "Europe/Paris": "heure de Paris",
    "Europe/Brussels": "heure de Bruxelles",
    "Europe/Luxembourg": "heure de Luxembourg",
    "Europe/Zurich": "heure de Zurich",
    "Europe/Monaco": "heure de Monaco",
    "America/Guadeloupe": "heure de la Guadeloupe",
    "America/Martinique": "heure de la Martinique",
    "America/Cayenne": "heure de Cayenne",
    "America/Miquelon": "heure de Saint-Pierre-et-Miquelon",
    "America/Montreal": "heure de Montréal",
    "America/Toronto": "heure de Toronto",
    "Indian/Reunion": "heure de La Réunion",
    "Indian/Mayotte": "heure de Mayotte",
    "Pacific/Noumea": "heure de Nouméa",
    "Pacific/Tahiti": "heure de Tahiti",
    "Pacific/Wallis": "heure de Wallis",
}


def rule_in_words(question: Mapping[str, Any], language: str) -> str:
    """What makes a question adopted or someone elected, the quorum, and what settles a tie."""
    rule = question["rule"]
    parts = [_majority(question, rule, language), _quorum(rule, language), TIES[language][rule["tie"]]]
    if rule["colleges"] == "each":
        parts.insert(1, "dans chaque collège" if language == "fr" else "in every college")
    if rule["count"] == "weights":
        parts.insert(1, "voix pondérées" if language == "fr" else "weighted votes")
    text = (
        f"{NO_BREAK}; ".join(part for part in parts if part)
        if language == "fr"
        else "; ".join(filter(None, parts))
    )
    return text[:1].upper() + text[1:] + "."


def _majority(question: Mapping[str, Any], rule: Mapping[str, Any], language: str) -> str:
    if rule["share"] is None:
        seats = question["seats"]
        if language == "fr":
            return "majorité relative" if seats == 1 else f"majorité relative, {seats} sièges"
        return "relative majority" if seats == 1 else f"relative majority, {seats} seats"
    return share_in_words(rule["share"], BASES[language][rule["base"]], language, strict=rule["strict"])


def _quorum(rule: Mapping[str, Any], language: str) -> str:
    quorum = rule["quorum"]
    if quorum is None:
        return "sans quorum" if language == "fr" else "no quorum"
    return (f"quorum{NO_BREAK}: " if language == "fr" else "quorum: ") + quorum_in_words(quorum, language)


def quorum_in_words(quorum: Mapping[str, Any], language: str) -> str:
    """`au moins 1/4 des inscrits`."""
    words = Words(language)
    of_people = quorum["of"] == "electors"
    of = words.of(
        "des inscrits" if of_people else "des voix inscrites",
        "of those on the roll" if of_people else "of the votes on the roll",
    )
    return share_in_words(quorum["share"], of, language, strict=quorum["strict"])


def share_in_words(share: Sequence[int], of: str, language: str, *, strict: bool) -> str:
    """`plus de la moitié des suffrages exprimés`, `au moins 2/3 des inscrits`."""
    words, (p, q) = Words(language), share
    part = words.of("la moitié", "half") if (p, q) == (1, 2) else f"{p}/{q}"
    if strict:
        return f"{words.of('plus de', 'more than')} {part} {of}"
    return f"{words.of('au moins', 'at least')} {part} {of}"


def moment_in_words(at: datetime | None, zone: ZoneInfo, language: str) -> str:
    """`29 novembre 2026 à 16 h 58 min 11 s`, seconds only where there are any."""
    if at is None:
        return ""
    local = at.astimezone(zone)
    if language == "fr":
        minutes = f"{local.minute:02}" + (f" min {local.second:02} s" if local.second else "")
        hours = f"{local.hour} h {minutes}".replace(" ", NO_BREAK)
        return f"{day_in_words(local, language)} à {hours}"
    return f"{day_in_words(local, language)} at {local:%H:%M:%S}".removesuffix(":00")


def zone_in_words(zone: ZoneInfo, at: datetime | None, language: str) -> str:
    """`heure de Paris, UTC+1`, as it is at that moment."""
    name = FRENCH_TIME.get(zone.key, f"fuseau {zone.key}") if language == "fr" else f"time of {zone.key}"
    return name if at is None else f"{name}, {_offset(at.astimezone(zone))}"


def _offset(local: datetime) -> str:
    away = local.utcoffset() or timedelta(0)
    sign, minutes = ("-" if away < timedelta(0) else "+"), abs(away) // timedelta(minutes=1)
    return f"UTC{sign}{minutes // 60}" + (f":{minutes % 60:02}" if minutes % 60 else "")


def duration_in_words(seconds: int, language: str) -> str:
    """`15 minutes`, `aucun`."""
    minutes = seconds // 60
    if not minutes:
        return Words(language).of("aucun", "none")
    return f"{minutes} minute{'s' if minutes > 1 else ''}"


def bureau_in_words(members: int, threshold: int, language: str) -> str:
    """Who holds the key of the box, and how many open it."""
    words = Words(language)
    if members == 1:
        return words.of(
            "Le bureau est d'une seule personne : elle détient toute la clé de l'urne et peut l'ouvrir seule une fois le "
            "vote clos.",
            "The bureau is a single person, who holds the whole key of the box and can open it alone once the vote is closed.",
        )
    shares = words.of(
        "une seule part suffit" if threshold == 1 else f"{threshold} parts sont nécessaires",
        "one share is enough" if threshold == 1 else f"{threshold} shares are needed",
    )
    return words.of(
        f"La clé de l'urne est partagée entre {members} membres ; {shares} pour dépouiller.",
        f"The key of the box is shared among {members} members; {shares} to count.",
    )
