"""One act by Back and send again, or by a double press, is one act.

A double press brings the form's own key twice, so the gateway answers it once. Back fetches the page anew, with
another key, and the browser puts the old words into it: this browser's cookie knows, for as long as the act may be the
same, what was sent and where its answer led. Whoever sends it again is led there, and told.

What creates (201) is known for an hour, what is asked for (202: a letter, an export) for two minutes. Any other act
makes all that forgotten: what was taken away or changed may be made once more.
"""

import base64
import hmac
import json
from hashlib import sha256
from typing import NamedTuple

from flask import Flask, Response, abort, g, redirect, request

from web.core.formats import now
from web.core.i18n import _
from web.core.notices import notice, place_of_notice
from web.core.request_context import local_path
from web.core.session import CSRF, account_id, pending, read_cookie

COOKIE = "capco_sent"
MINUTES = {201: 60, 202: 2}
MOST, LONGEST = 5, 300
NOT_TYPED = {"idempotency_key", "csrf_token", "version", "seen"}


class Sent(NamedTuple):
    """`mark` is of who sent what and where, `leads` the address of its answer, `at` the place of its notice there."""

    mark: str
    until: int
    minutes: int
    leads: str
    at: str


def lead_there() -> None:
    """If this very form was sent a moment ago: end this request where the first one led."""
    found = next((each for each in _known() if each.mark == _mark()), None)
    if found is None:
        return
    notice(
        _(
            "You had already sent this: it was done once. If you do want it twice, change something in it, "
            "or wait %(minutes)s minutes.",
            minutes=found.minutes,
        ),
        "important",
        at=found.at,
    )
    g.sending = None
    abort(redirect(_on_this_site(found.leads), 303))


def remember(status: int) -> None:
    """The gateway accepted what this request sent, with that status."""
    g.sending = status


def _on_this_site(address: str) -> str:
    path, sign, fragment = address.partition("#")
    return local_path(path) + sign + fragment


def _mark() -> str:
    """Under the secret of this browser's session, so that nothing typed can be guessed from it."""
    fields = sorted(each for each in request.form.items(multi=True) if each[0] not in NOT_TYPED)
    said = json.dumps([account_id(), request.full_path, fields, _files()], default=str)
    return hmac.new((read_cookie(CSRF) or "").encode(), said.encode(), sha256).hexdigest()[:20]


def _files() -> list[tuple[str, str]]:
    found = []
    for name, file in request.files.items(multi=True):
        place = file.stream.tell()
        file.stream.seek(0)
        found.append((name, sha256(file.stream.read()).hexdigest()))
        file.stream.seek(place)
    return found


def _known() -> list[Sent]:
    try:
        said = json.loads(base64.urlsafe_b64decode(read_cookie(COOKIE) or "W10="))
        found = [
            Sent(str(mark), int(until), int(minutes), str(leads), str(at))
            for mark, until, minutes, leads, at in said
        ]
    except (ValueError, TypeError, RecursionError):
        return []
    return [each for each in found if each.until > now().timestamp()]


def _keep(response: Response) -> Response:
    """Note where an accepted form led, or forget all that an act of another kind may have undone."""
    status = g.get("sending")
    if status is None:
        return response
    minutes, leads = MINUTES.get(status), response.headers.get("Location", "")
    if minutes is None or CSRF in pending():
        if read_cookie(COOKIE):
            pending()[COOKIE] = (None, None)
    elif 300 <= response.status_code < 400 and len(leads) <= LONGEST:
        sent = Sent(_mark(), int(now().timestamp()) + minutes * 60, minutes, leads, place_of_notice())
        known = [*_known(), sent][-MOST:]
        said = json.dumps(known, separators=(",", ":")).encode()
        pending()[COOKIE] = (base64.urlsafe_b64encode(said).decode(), minutes * 60)
    return response


def install(app: Flask) -> None:
    app.after_request(_keep)
