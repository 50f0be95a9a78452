"""What someone was doing when they were asked to sign in: where, and what they had typed there.

It travels in hidden fields from page to page of signing in, so it needs no script and no memory of ours.
When they are signed in, one button sends it as they wrote it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import request

from web.core.request_context import local_path
from web.core.session import pending, read_cookie

KEPT, NEXT = "kept", "next"
COOKIE = "capco_next"
COOKIE_AGE = 3600
OPINIONS = ("agree", "mixed", "disagree")
NOT_KEPT = {"csrf_token", KEPT, NEXT}
SECRET = "password"  # noqa: S105 - the part of a field's name that says it is never carried


@dataclass(frozen=True)
class PendingForm:
    """A form that waits: its address and its fields, in order."""

    address: str
    fields: tuple[tuple[str, str], ...]

    def written(self) -> str:
        return json.dumps({"address": self.address, "fields": self.fields}, separators=(",", ":"))


def of_this_request() -> PendingForm:
    """The form that was just sent, without its proof and without any password."""
    fields = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in NOT_KEPT and SECRET not in name
    ]
    return PendingForm(local_path(request.full_path.rstrip("?")), tuple(fields))


def waiting() -> PendingForm | None:
    """The form that waits, carried by the one just sent."""
    try:
        said: Any = json.loads(request.form.get(KEPT, ""))
        fields = tuple((str(name), str(value)) for name, value in said["fields"])
        address = local_path(str(said["address"]))
    except (ValueError, TypeError, KeyError):
        return None
    return PendingForm(address, fields) if address != "/" else None


def destination(fallback: str = "/") -> str:
    """Where to go once signed in: what the address, the form or the browser remembers, in that order."""
    asked = request.values.get(NEXT) or read_cookie(COOKIE)
    return local_path(asked) if asked else fallback


def remember(address: str) -> None:
    """Keep a destination in this browser for an hour: a mail comes between, or the address is secret."""
    pending()[COOKIE] = (local_path(address), COOKIE_AGE)


def forget() -> None:
    if read_cookie(COOKIE):
        pending()[COOKIE] = (None, None)


def opinion_waiting() -> str:
    """The opinion that a stranger pressed before signing in, from the address they come back to; else nothing."""
    asked = urlsplit(destination())
    said = parse_qs(asked.query).get("opinion", [""])[0]
    return said if asked.path.endswith("/avis") and said in OPINIONS else ""


def hidden(kept: PendingForm | None) -> Mapping[str, str]:
    """The hidden fields that a page of signing in carries on to the next."""
    asked = request.values.get(NEXT)
    fields = {NEXT: local_path(asked)} if asked else {}
    return fields | ({KEPT: kept.written()} if kept else {})
