"""Refusals as RFC 9457 problems, in French or English."""

import html
import math
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from contracts.refusals import FIELD_MESSAGES
from contracts.refused import Refused
from contracts.services import REFUSALS, refusal_of
from gateway.answers import NO_STORE, Answer, Header
from gateway.visit import RequestContext

PROBLEM: Header = (b"content-type", b"application/problem+json")
TITLES = {
    400: ("Demande mal formée", "Malformed request"),
    401: ("Connexion nécessaire", "Sign-in needed"),
    403: ("Action non permise", "Not permitted"),
    404: ("Introuvable", "Not found"),
    405: ("Méthode non permise", "Method not allowed"),
    409: ("Pas possible en l'état", "Not possible as things stand"),
    410: ("N'existe plus", "Gone"),
    412: ("Version dépassée", "Outdated version"),
    413: ("Contenu trop volumineux", "Content too large"),
    415: ("Format non pris en charge", "Unsupported format"),
    422: ("Saisie à corriger", "Input to correct"),
    428: ("Version à indiquer", "Version needed"),
    429: ("Trop de demandes", "Too many requests"),
    500: ("Erreur de notre côté", "Error on our side"),
    503: ("Service momentanément indisponible", "Service unavailable for a moment"),
    504: ("Réponse trop tardive", "Answer too late"),
}
RESERVED = frozenset({"type", "title", "status", "detail", "instance", "code", "errors", "request_id"})
ERRORS_AT_MOST = 20
DEFAULT_RETRY = {429: 10, 503: 2, 504: 1}


class _Number(int):
    """A number of a sentence: `{lines}` in its language, `{lines:line has|lines have}` the words that go with it."""

    most_of_one: tuple[int, ...] = (1,)
    mark = ","

    def __format__(self, words: str) -> str:
        one, bar, many = words.partition("|")
        if bar:
            return one if self in self.most_of_one else many
        return f"{int(self):,}".replace(",", self.mark)


class _FrenchNumber(_Number):
    most_of_one = (0, 1)  # nothing is singular in French
    mark = "\u202f"


class _Missing(str):
    """What a sentence has where a detail is not known: an ellipsis, and the words for many."""

    def __format__(self, words: str) -> str:
        return words.partition("|")[2] or "…"


def told(sentence: str, details: Mapping[str, Any], *, french: bool) -> str:
    """A refusal's sentence with its details, numbers and plurals as its language has them."""
    number = _FrenchNumber if french else _Number
    return sentence.format_map(
        _Details({name: number(value) if type(value) is int else value for name, value in details.items()})
    )


class _Details(dict[str, Any]):
    """Values of a sentence's placeholders; a missing one leaves an ellipsis, never an error."""

    def __missing__(self, key: str) -> str:
        return _Missing("…")


def problem(refused: Refused, visit: RequestContext) -> Answer:
    """The answer to someone who was refused. What is not in the closed list becomes `internal_error`."""
    refusal = refusal_of(visit.operation.split(".")[0], refused.code)
    if refusal is None:
        refused, refusal = Refused("internal_error"), REFUSALS["internal_error"]
    details = dict(refused.details)
    retry = _retry_after(refusal.status, details)
    if retry is not None:
        details["retry_after"] = retry
    french = visit.language == "fr"
    content: dict[str, Any] = {name: value for name, value in details.items() if name not in RESERVED}
    content |= {
        "type": f"/problems/{refusal.code}",
        "title": TITLES[refusal.status][0 if french else 1],
        "status": refusal.status,
        "code": refusal.code,
        "detail": told(refusal.fr if french else refusal.en, details, french=french),
        "request_id": visit.request_id,
    }
    if refused.fields:
        content["errors"] = field_errors(refused.fields, french)
    headers = _headers(refusal.code, refusal.status, retry, details, visit.language)
    return Answer(refusal.status, orjson.dumps(content), [PROBLEM, *headers])


def field_errors(fields: Mapping[str, Sequence[str]], french: bool) -> list[dict[str, str]]:
    """One entry per complaint, twenty at most: the field's dotted path, its code, its limit if any, its sentence."""
    errors: list[dict[str, str]] = []
    for name, complaints in fields.items():
        for complaint in complaints[: ERRORS_AT_MOST - len(errors)]:
            code, _, limit = str(complaint).partition(":")
            if code not in FIELD_MESSAGES:
                code, limit = "invalid", ""
            shown = int(limit) if limit.isascii() and limit.isdigit() else limit
            sentence = told(
                FIELD_MESSAGES[code][0 if french else 1], {"limit": shown} if limit else {}, french=french
            )
            error = {"field": name, "code": code, "detail": sentence}
            errors.append(error | {"limit": limit} if limit else error)
    return errors


def _retry_after(status: int, details: Mapping[str, Any]) -> int | None:
    given = details.get("retry_after")
    if isinstance(given, int | float) and math.isfinite(given):
        return max(1, math.ceil(given))
    return DEFAULT_RETRY.get(status)


def _headers(
    code: str, status: int, retry: int | None, details: Mapping[str, Any], language: str
) -> list[Header]:
    headers = [NO_STORE, (b"content-language", language.encode())]
    if retry is not None:
        headers.append((b"retry-after", str(retry).encode()))
    if status == 401:
        error = ', error="invalid_token"' if code in ("token_invalid", "token_stale") else ""
        headers.append((b"www-authenticate", f'Bearer realm="capco"{error}'.encode()))
    if status == 405 and "allow" in details:
        headers.append((b"allow", str(details["allow"]).encode()))
    if status in (400, 413):  # what is left of the body is not read
        headers.append((b"connection", b"close"))
    return headers


def page(code: str) -> str | None:
    """What a refusal's code means, for the person who follows a problem's `type`."""
    refusal = REFUSALS.get(code)
    if refusal is None:
        return None
    fr, en = (html.escape(told(text, {}, french=text is refusal.fr)) for text in (refusal.fr, refusal.en))
    return (
        f'<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>{refusal.code}</title></head>'
        f'<body><main><h1><code>{refusal.code}</code></h1><p>HTTP {refusal.status}</p><p lang="fr">{fr}</p>'
        f'<p lang="en">{en}</p></main></body></html>'
    )
