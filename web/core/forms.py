"""Forms that keep what was typed, say what is wrong next to the field, and are never counted twice.

form = Form("title", "text")                       # typed values on POST, empty on GET
if form.submitted and form.send(lambda: api(submit_contribution, key=form.key, **form.values())):
    return redirect(…)
return form.page("participate/contribution/new.html", project=project)
"""

import re
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import make_response, render_template, request
from flask.typing import ResponseReturnValue

from web.core import sent_before
from web.core.formats import moment
from web.core.gateway_client import Answer, Refusal, Unavailable
from web.core.i18n import _
from web.core.typed_dates import read_as_typed

KEY = "idempotency_key"
WHOLE = re.compile(r"-?[0-9]{1,15}")


def whole_number(typed: str) -> int | None:
    """A whole number as one types it; nothing for anything else, or for more than anyone counts."""
    return int(typed) if WHOLE.fullmatch(typed) else None


class Form:
    """What a page asks, what was typed, and what the gateway said of it."""

    def __init__(
        self,
        *names: str,
        lists: tuple[str, ...] = (),
        defaults: Mapping[str, Any] | None = None,
        again: bool = False,
    ) -> None:
        """`again`: what is typed twice is meant twice, since people follow one another at this form."""
        self.names = names
        self.lists = lists
        self.errors: dict[str, str] = {}
        self.problem: str | None = None
        self.status = 200
        self.answer: Answer | None = None
        self.refusal: Refusal | None = None
        self.submitted = request.method == "POST"
        self.again = again
        self.key = (request.form.get(KEY) if self.submitted else None) or secrets.token_urlsafe(18)
        self.typed: dict[str, Any] = dict(defaults or {})
        if self.submitted:
            self.typed |= {name: request.form.get(name, "").replace("\r\n", "\n").strip() for name in names}
            self.typed |= {name: read_as_typed(name, self.typed[name]) for name in names}
            self.typed |= {name: request.form.getlist(name) for name in lists}

    def __getitem__(self, name: str) -> Any:
        return self.typed.get(name, [] if name in self.lists else "")

    @property
    def data(self) -> Any:
        """What the gateway answered to what was sent."""
        return self.answer.data if self.answer else None

    def error(self, name: str) -> str | None:
        return self.errors.get(name)

    def values(self, **more: Any) -> dict[str, Any]:
        """What to send: every declared field that was filled, and `more`."""
        kept = {name: self.typed.get(name) for name in (*self.names, *self.lists)}
        return {name: value for name, value in kept.items() if value not in ("", None)} | more

    def moment(self, name: str, zone: str) -> str | None:
        """The date and hour typed in `name_date` and `name_time`, as an instant with its offset."""
        typed = f"{self.typed.get(name + '_date', '')}T{self.typed.get(name + '_time', '') or '00:00'}"
        try:
            return datetime.fromisoformat(typed).replace(tzinfo=ZoneInfo(zone)).isoformat()
        except ValueError:
            return None

    def require(self, **sentences: str) -> bool:
        """Refuse at once fields left empty, each with its own sentence; true if none is."""
        missing = {name: said for name, said in sentences.items() if not self.typed.get(name)}
        self.errors |= missing
        if missing:
            self.status = 422
        return not missing

    def fail(self, name: str, sentence: str) -> None:
        self.errors[name] = sentence
        self.status = 422

    def send(self, ask: Callable[[], Answer], *, all_at_once: bool = False) -> bool:
        """Ask the gateway; true if it accepted. A refusal goes to its fields, a pause keeps the key.

        `all_at_once`: ask although something is missing, where the service is sure to refuse that too, so that all that
        is wrong is told together. What was created by the same words a moment ago is not created once more, see
        `web/core/sent_before.py`.
        """
        if self.errors and not all_at_once:
            return False
        if not self.again:
            sent_before.lead_there()
        try:
            self.answer = ask()
        except Refusal as refusal:
            self.refuse(refusal)
            return False
        except Unavailable:
            self.status = 503
            self.problem = _(
                "The service is paused. What you wrote is kept below: send it again in a moment, "
                "nothing will be counted twice."
            )
            return False
        sent_before.remember(self.answer.status)
        return True

    def refuse(self, refusal: Refusal) -> None:
        """Take over what the gateway said. The next sending is another one, so it gets another key."""
        self.refusal = refusal
        self.status = refusal.status
        self.key = secrets.token_urlsafe(18)
        for path, sentence in refusal.fields.items():
            name = self._place_of(path)
            if name:
                self.errors.setdefault(name, sentence)
            else:
                self.problem = sentence
        if refusal.code == "idempotency_key_reused":
            self.problem = _(
                "This form was already sent once. If you meant to send a second, different text, "
                "send it again now."
            )
        elif not self.errors and not self.problem:
            self.problem = refusal.detail or _("This was refused. Check the form and try again.")

    def _place_of(self, path: str) -> str | None:
        """The field that a refusal is about; `opens_at` is typed in `opens_date` and `opens_time`."""
        for part in (path, *reversed(path.split("."))):
            if part in {*self.names, *self.lists}:
                return part
            if part.endswith("_at") and f"{part.removesuffix('_at')}_date" in self.names:
                return part.removesuffix("_at")
        return None

    def page(self, template: str, **context: Any) -> ResponseReturnValue:
        """The page with its form; with the status of the refusal when there was one."""
        response = make_response(render_template(template, form=self, **context), self.status)
        response.headers["Cache-Control"] = "no-store"
        return response


def date_time_fields(value: Any, zone: str, name: str) -> dict[str, str]:
    """An instant as the two fields of a `date_time`."""
    found = moment(value)
    if found is None:
        return {f"{name}_date": "", f"{name}_time": ""}
    there = found.astimezone(ZoneInfo(zone))
    return {f"{name}_date": there.strftime("%Y-%m-%d"), f"{name}_time": there.strftime("%H:%M")}


def midnight_after(day: str, zone: str) -> str | None:
    """The end of a day, as an instant; nothing where the calendar ends."""
    try:
        return (datetime.fromisoformat(day) + timedelta(days=1)).replace(tzinfo=ZoneInfo(zone)).isoformat()
    except OverflowError:
        return None
