"""Letters written from the wording of their kind and language.

The wording is plain text in blocks (`fr/magic_link.txt`); the HTML is one MJML layout, compiled once, into
which the same paragraphs are put, escaped. So both parts always say the same, and nothing a person typed is
ever markup.
"""

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import jinja2
import mrml

from notifications.domain.grounds import consent_for
from notifications.domain.letter import (
    LANGUAGES,
    Credential,
    Letter,
    Matter,
    Names,
    greeting_name,
    one_line,
    text_colour_on,
)
from notifications.domain.message import (
    CREDENTIAL_KINDS,
    LETTER_KINDS,
    PASSWORD_CHANGED,
    VOTATION_CODE,
    WINDOW_MOVED,
    Message,
)
from notifications.templates import dates, pages, typography, votation, words

HERE = Path(__file__).parent
PRODUCT = "Capco"
ZONE = "Europe/Paris"
UNSORTED_KINDS = CREDENTIAL_KINDS | LETTER_KINDS  # no mail client sorts these away as mails of a list


class LetterWriter:
    """Writes letters whose links lead to `public_url`."""

    def __init__(self, public_url: str, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._public_url = public_url.rstrip("/")
        self._now = now
        loader = jinja2.FunctionLoader(_wording)
        # Not markup: the HTML layout escapes what comes out of here.
        self._wordings = jinja2.Environment(loader=loader, undefined=jinja2.StrictUndefined)  # noqa: S701
        self._blocks: dict[tuple[str, str], jinja2.Template] = {}

    @cached_property
    def _layout(self) -> jinja2.Template:
        no_fonts = mrml.RenderOptions(
            fonts={}
        )  # else a font's name alone has it fetched from Google by each reader
        html = mrml.to_html((HERE / "layout.mjml").read_text(), None, no_fonts).content
        return jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined).from_string(html)

    def prepare(self) -> None:
        """Compile everything, so that a broken template stops the start and not a mail."""
        _ = self._layout
        for language in LANGUAGES:
            dates.said(self._now(), ZONE, language)  # reads the language's names of days and zones
            for path in (HERE / language).glob("*.txt"):
                self._template(language, path.stem)
                time.sleep(0)  # other work of the process goes on

    def write(self, matter: Matter) -> Letter:
        message, language = matter.message, matter.recipient.language
        said = self._said(matter)
        link = self._public_url + self._page(matter)
        brand = one_line(matter.brand.name or PRODUCT, 80)
        return Letter(
            message_id=message.message_id,
            recipient=matter.recipient,
            sender_name=brand,
            subject=one_line(said["subject"]),
            text=_as_text(said, link, brand),
            html=self._as_html(said, link, brand, matter.brand.colour, language),
            stopped_at=said["stopped_at"] or None,
            answer_to=matter.brand.contact,
            list_id=None if message.kind in UNSORTED_KINDS else _list_id(matter),
        )

    def _said(self, matter: Matter) -> dict[str, Any]:
        """The blocks of the wording, each a list of paragraphs or one line."""
        language = matter.recipient.language
        template = self._template(language, matter.message.kind)
        context = template.new_context(self._variables(matter))
        set_in = typography.SETTINGS[language]
        said = {name: set_in("".join(block(context))) for name, block in template.blocks.items()}
        shown = {name: _paragraphs(said.get(name, "")) for name in ("body", "quote", "after", "why")}
        shown["body"].insert(0, _greeting(matter))
        shown["after"] += [set_in(said) for said in _contact(matter)]
        heads = {
            name: one_line(said.get(name, "")) for name in ("subject", "heading", "figure", "button", "also")
        }
        stopped = consent_for(matter.message.kind) is not None
        stop = {"stop": set_in(words.STOP[language]) if stopped else ""}
        stop["stopped_at"] = self._public_url + pages.MY_CONSENTS if stopped else ""
        more = {**stop, "is_code": matter.message.kind == VOTATION_CODE, "elsewhere": self._elsewhere(matter)}
        return {**shown, **heads, **more, "by_hand": set_in(words.BY_HAND[language])}

    def _template(self, language: str, kind: str) -> jinja2.Template:
        key = (language, kind)
        if key not in self._blocks:
            self._blocks[key] = self._wordings.get_template(f"{language}/{kind}.txt")
        return self._blocks[key]

    def _variables(self, matter: Matter) -> dict[str, Any]:
        message, language = matter.message, matter.recipient.language
        variables: dict[str, Any] = {
            "organisation": one_line(matter.brand.name or "", 120),
            "decision": message.decision,
            "thing": words.THINGS[language].get(message.target or "", ""),
        }
        if matter.credential:
            expires_at, role = matter.credential.expires_at, matter.credential.role
            variables["lasts"] = dates.lasting(expires_at - self._now(), language) if expires_at else None
            variables["role"] = words.ROLES[language].get(role or "")
            variables |= self._about_change(matter.credential, language)
        if matter.names:
            variables |= self._about_project(message, matter.names, language)
        if matter.notice:
            variables |= votation.variables(matter.notice, message.useless_after, self._now(), language)
        return variables

    def _about_change(self, credential: Credential, language: str) -> dict[str, Any]:
        """When, and by which browser. An account has no time zone: the hour names the one it is said in."""
        happened_at = credential.happened_at
        return {
            "happened": dates.said(happened_at, ZONE, language) if happened_at else None,
            "device": one_line(credential.device or "", 60),
        }

    def _about_project(self, message: Message, names: Names, language: str) -> dict[str, Any]:
        window, before = names.window, message.closes_at_before

        def said(moment: datetime | None) -> str | None:
            return dates.said(moment, names.time_zone, language) if moment else None

        moved_end = message.kind == WINDOW_MOVED and before != window.closes_at
        return {
            "project": one_line(names.project_title),
            "step": one_line(names.step_title or names.project_title),
            "title": one_line(names.subject_title or ""),
            "reason": (names.reason or "").strip() or None,
            "opens": said(window.opens_at),
            "closes": said(window.closes_at),
            "closes_before": said(before) if moved_end else None,
            "opens_later": window.opens_at is not None and window.opens_at > self._now(),
            "closed": window.closes_at is not None and window.closes_at <= self._now(),
        }

    def _elsewhere(self, matter: Matter) -> str:
        """The public page of what the letter is about, beside its main link."""
        return self._public_url + pages.votation(matter.notice.votation_id) if matter.notice else ""

    def _page(self, matter: Matter) -> str:
        message, names = matter.message, matter.names
        if message.kind in pages.SECRETS:
            minted = matter.credential.secret if matter.credential else None
            if not minted:
                raise ValueError("a link without its secret")
            return pages.secret(message.kind, minted)
        if message.kind == PASSWORD_CHANGED:
            return pages.FORGOTTEN
        if matter.notice:
            return votation.page(message.kind, matter.notice)
        if names is None:
            return pages.SIGN_IN
        if message.decision in ("trash", "hide"):
            return pages.MY_MODERATED
        return pages.project(names.project_slug, message.step_id)

    def _as_html(self, said: dict[str, Any], link: str, brand: str, colour: str, language: str) -> str:
        return self._layout.render(
            **said,
            link=link,
            brand=brand,
            colour=colour,
            on_colour=text_colour_on(colour),
            language=language,
            preview=one_line(said["body"][1] if len(said["body"]) > 1 else said["heading"], 140),
        )


def _wording(name: str) -> str | None:
    path = HERE / name
    return path.read_text() if path.is_file() else None


def _greeting(matter: Matter) -> str:
    plain, named = words.GREETING[matter.recipient.language]
    name = greeting_name(matter.recipient.name)
    return named.format(name=name) if name else plain


def _contact(matter: Matter) -> list[str]:
    """Where to write to the organisation; not beside a code, which is read in a glance."""
    brand = matter.brand
    if not (brand.contact and brand.name) or matter.message.kind == VOTATION_CODE:
        return []
    told = {"organisation": one_line(brand.name, 80), "address": brand.contact}
    return [words.CONTACT[matter.recipient.language].format(**told)]


def _paragraphs(text: str) -> list[str]:
    return [paragraph.strip() for paragraph in re.split(r"\n\s*\n", text) if paragraph.strip()]


def _as_text(said: dict[str, Any], link: str, brand: str) -> str:
    parts = [said["heading"], *said["body"], *filter(None, [said["figure"]])]
    parts += ["\n".join(f"> {line}" for line in paragraph.splitlines()) for paragraph in said["quote"]]
    if said["button"]:
        parts.append(f"{said['button']}\n{link}")
    parts += said["after"]
    if said["also"]:
        parts.append(f"{said['also']}\n{said['elsewhere']}")
    if said["stop"]:
        parts.append(f"{said['stop']}\n{said['stopped_at']}")
    parts.append("-- \n" + "\n".join([*said["why"], brand]))
    return "\n\n".join(parts) + "\n"


def _list_id(matter: Matter) -> str:
    return f"project-{matter.message.project_id}"
