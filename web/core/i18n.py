"""French first, English second. Keys are English sentences; French is in `<area>/translations/fr/*.po`.

In templates `_("…")`, `ngettext("%(num)s vote", "%(num)s votes", n)`; in Python the same from this module.
French spaces (before ; : ! ? and inside « ») and apostrophes are put in when catalogues are read: type plain ones.
"""

from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path

from babel import numbers
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, redirect, request, url_for
from flask.typing import ResponseReturnValue
from jinja2 import Undefined

from web.core.request_context import LANGUAGE_COOKIE, LANGUAGES, language, local_path, settings
from web.core.typography import typeset

AREAS = Path(__file__).parents[1]


def _typeset_message(message: Message) -> Message:
    said = message.string or ""
    message.string = typeset(said) if isinstance(said, str) else tuple(typeset(part) for part in said)
    return message


def catalogue_files(code: str) -> Iterator[Path]:
    yield from sorted(AREAS.glob(f"*/translations/{code}/*.po"))


def read_catalogue(code: str) -> Catalog:
    """All subjects of a language in one catalogue, which has one rule of plurals for them all."""
    whole = Catalog(locale=code)
    for path in catalogue_files(code):
        with path.open("rb") as file:
            part = read_po(file, locale=code, abort_invalid=True)
            if part.num_plurals != whole.num_plurals:
                raise ValueError(
                    f"{path.name}: {part.num_plurals} forms of number, the pages' {code} has {whole.num_plurals}"
                )
            for message in part:
                if message.id and message.string:
                    found = _typeset_message(message) if code == "fr" else message
                    whole.add(found.id, found.string, context=found.context)
    return whole


@cache
def translations(code: str) -> NullTranslations:
    compiled = BytesIO()
    write_mo(compiled, read_catalogue(code))
    compiled.seek(0)
    return Translations(compiled)


def locale() -> str:
    return "fr_FR" if language() == "fr" else "en_GB"


def number(value: float | Decimal) -> str:
    return numbers.format_decimal(value, locale=locale())


def _(message: str, /, **values: object) -> str:
    text = translations(language()).ugettext(message)
    return text % values if values else text


def ngettext(singular: str, plural: str, count: int, /, **values: object) -> str:
    """A sentence that depends on a number, itself written `%(num)s` in the language's way."""
    text = translations(language()).ungettext(singular, plural, count)
    return text % {"num": number(count), **values}


def gettext_noop(message: str) -> str:
    """Mark a sentence for translation where it is defined; `_` translates it where it is shown."""
    return message


def _shown(message: object) -> str:
    """`{{ _(label) }}` of a missing value is nothing, not the header of the catalogue."""
    if message is None or message == "" or isinstance(message, Undefined):
        return ""
    return translations(language()).ugettext(str(message))


def _shown_plural(singular: str, plural: str, number: int) -> str:
    return translations(language()).ungettext(singular, plural, number)


def switch_language(code: str) -> ResponseReturnValue:
    """Remember the choice and go back to the same page."""
    answer = redirect(local_path(request.args.get("next") or request.referrer))
    if code in LANGUAGES:
        answer.set_cookie(
            LANGUAGE_COOKIE, code, max_age=365 * 86400, path="/", samesite="Lax", secure=settings().secure
        )
    return answer


def language_links() -> list[dict[str, object]]:
    here = request.full_path.rstrip("?")
    return [
        {
            "code": code,
            "name": name,
            "current": code == language(),
            "href": url_for("switch_language", code=code, next=here),
        }
        for code, name in LANGUAGES.items()
    ]


def install(app: Flask) -> None:
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(_shown, _shown_plural, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.globals.update(language=language, language_links=language_links)
    app.add_url_rule("/langue/<code>", "switch_language", switch_language)
