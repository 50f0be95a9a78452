"""Edits of what others may be editing too.

A form remembers which version it was made from, and a short fingerprint of each of its values. When someone was
faster the page says which fields changed and to what, and keeps what was typed; sending it again is a choice.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from flask import request

from contracts.consultations import projects
from web.core.api import api, bypass_cache_briefly
from web.core.forms import Form
from web.core.gateway_client import Answer, GatewayError
from web.core.i18n import _


def fingerprint(value: object) -> str:
    text = str(value if value is not None else "").replace("\r\n", "\n").strip()
    return sha256(text.encode()).hexdigest()[:8]


@dataclass(frozen=True)
class Change:
    """A field someone else changed meanwhile, and what it holds now."""

    name: str
    now: str


class Edit(Form):
    """A form on stored things: `stored` are the values of its fields, read at `version`."""

    def __init__(
        self, *names: str, stored: Mapping[str, Any], version: int, lists: tuple[str, ...] = ()
    ) -> None:
        super().__init__(*names, lists=lists, defaults=stored)
        self.stored = dict(stored)
        self.version = request.form.get("version") or str(version) if self.submitted else str(version)
        self.seen = request.form.get("seen", "") if self.submitted else self.fingerprints()
        self.changes: list[Change] = []
        self.changed_by: str | None = None

    @property
    def etag(self) -> str:
        return f'"{self.version}"'

    def fingerprints(self) -> str:
        return ",".join(f"{name}:{fingerprint(self.stored.get(name))}" for name in (*self.names, *self.lists))

    def save(self, ask: Callable[[], Answer], read: Callable[[], tuple[Mapping[str, Any], int]]) -> bool:
        """Send; when it comes too late, say what changed. `read` gives the values and version of now."""
        if self.send(ask):
            bypass_cache_briefly()
            return True
        if self.refusal and self.refusal.code == "stale_version":
            self.stored, version = dict(read()[0]), read()[1]
            self._tell_changes()
            self.version, self.seen = str(version), self.fingerprints()
        else:
            self.advise()
        return False

    def advise(self) -> None:
        """Add to the refusal what to do next."""
        advise(self)

    def _tell_changes(self) -> None:
        known = dict(part.split(":", 1) for part in self.seen.split(",") if ":" in part)
        self.changes = [
            Change(name, _shown(self.stored.get(name)))
            for name in (*self.names, *self.lists)
            if name in known and known[name] != fingerprint(self.stored.get(name))
        ]
        self.problem = (
            _(
                "Someone changed this while you were writing. Nothing of yours is lost: compare below, "
                "then save."
            )
            if self.changes
            else _("Someone changed another part of this meanwhile. What you typed is kept: save again.")
        )

    def changed(self, name: str) -> Change | None:
        return next((change for change in self.changes if change.name == name), None)


def _shown(value: Any) -> str:
    if value in ("yes", True):
        return _("yes")
    if value in ("", None, False, []):
        return _("nothing")
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def latest_act(project_id: str) -> Mapping[str, Any] | None:
    """The last administrative act on a project: most likely the change that was faster."""
    try:
        items = api(projects.list_project_audit, project_id=project_id, limit=1).data["items"]
    except GatewayError:
        return None
    return items[0] if items else None


def advise(form: Form) -> None:
    """Add to a refusal what to do next."""
    refusal = form.refusal
    if refusal is None or form.problem != refusal.detail:
        return
    advice = {
        "rules_frozen": _("Texts can still change. To change the rules, wait until the step is closed."),
        "already_took_part": _(
            "What people wrote must stay. You may show the project to members only, or close the step by "
            "moving its dates."
        ),
        "nothing_to_publish": _("Give an opening and a closing date to one step, then come back here."),
        "section_too_deep": _("Place it one level higher."),
        "last_organiser": _("Give the role of organiser to someone else first."),
        "too_many_attempts": _("Nothing is lost: wait, then send this form again."),
        "forbidden": _("Ask an organiser of the organisation, or sign in with another account."),
        "steps_mismatch": _("Reload the page: a step was added or removed meanwhile."),
    }
    if refusal.code in advice:
        form.problem = f"{refusal.detail} {advice[refusal.code]}"


def act(form: Form, ask: Callable[[], Answer]) -> bool:
    """Send something that is not an edit of fields: true when done, else the refusal says what to do next."""
    if form.send(ask):
        bypass_cache_briefly()
        return True
    advise(form)
    return False


def attach_error(form: Form, path: str, name: str) -> None:
    """What a refusal says of `path` stands beside the field `name`."""
    if form.refusal and path in form.refusal.fields:
        form.problem = None
        form.fail(name, form.refusal.fields[path])


def flag(form: Form, name: str) -> bool:
    """Whether a box is ticked."""
    return bool(form[name] == "yes")


def box(value: object) -> str:
    """A stored true or false as a box's value."""
    return "yes" if value else ""
