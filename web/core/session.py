"""Who the reader is: two tokens in cookies, kept fresh, and the proof that a form was served by us.

    open_session(answer.data)      after POST /sessions: {"access_token": …, "refresh_token": …}
    close_session()                at sign-out
    signed_in(), account_id()      for pages; `@sign_in_required` for routes

No cookie is set for someone who only reads.
"""

import base64
import json
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from functools import wraps
from hashlib import sha256
from typing import Any, ParamSpec

from flask import Flask, Response, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import Signer

from contracts.identity import sessions
from web.core.calls import call_of
from web.core.gateway_client import Gateway, Tokens, Unavailable
from web.core.request_context import local_path, request_id, settings, traceparent

ACCESS, REFRESH, CSRF = "capco_access", "capco_refresh", "capco_csrf"
KIOSK = "capco_kiosk"  # what locks a tablet to the kiosk, see web/participate/kiosk_lock.py
BROWSER = "capco_browser"  # stays at sign-out, so that others' wrong passwords keep nobody waiting here
BROWSER_DAYS = 180
EARLY = 30
REFRESH_DAYS = 30
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
P = ParamSpec("P")


def cookie_name(name: str) -> str:
    return f"__Host-{name}" if settings().secure else name


def read_cookie(name: str) -> str | None:
    """The cookie's value, as this very request has already changed it if it did."""
    if name in pending():
        return pending()[name][0]
    return request.cookies.get(cookie_name(name))


def pending() -> dict[str, tuple[str | None, int | None]]:
    """Cookies to write with the answer: name -> (value or None to forget, age in seconds or None)."""
    if "cookies" not in g:
        g.cookies = {}
    found: dict[str, tuple[str | None, int | None]] = g.cookies
    return found


def write_cookies(response: Response) -> Response:
    for name, (value, age) in pending().items():
        if value is None:
            response.delete_cookie(cookie_name(name), path="/", secure=settings().secure, samesite="Lax")
            continue
        response.set_cookie(
            cookie_name(name),
            value,
            max_age=age,
            path="/",
            httponly=True,
            samesite="Lax",
            secure=settings().secure,
        )
    if pending():
        response.headers["Cache-Control"] = "no-store"
    return response


# --- tokens


def claims(token: str | None) -> dict[str, Any]:
    """What an access token says. Not verified here: the gateway does, and nothing is decided on it alone."""
    try:
        payload = (token or "").split(".")[1]
        said = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (IndexError, ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def open_session(tokens: Mapping[str, Any]) -> None:
    """Keep the tokens the gateway gave. The proof for forms changes with the person."""
    age = REFRESH_DAYS * 86400
    pending()[ACCESS] = (str(tokens["access_token"]), age)
    if tokens.get("refresh_token"):
        pending()[REFRESH] = (str(tokens["refresh_token"]), age)
    if read_cookie(KIOSK) and not request.values.get("next", "").startswith("/kiosque/"):
        pending()[KIOSK] = (None, None)
    if tokens.get("known_browser"):
        pending()[BROWSER] = (str(tokens["known_browser"]), BROWSER_DAYS * 86400)
    renew_csrf()


def close_session() -> None:
    pending()[ACCESS] = pending()[REFRESH] = (None, None)
    renew_csrf()


def access_token() -> str | None:
    """The access token, refreshed first when it is about to expire."""
    token = read_cookie(ACCESS)
    if (token or read_cookie(REFRESH)) and _expires_soon(token) and "refresh_tried" not in g:
        refresh()
        token = read_cookie(ACCESS)
    return token


def _expires_soon(token: str | None) -> bool:
    if not token:
        return True
    expires = claims(token).get("exp")
    return isinstance(expires, int | float) and expires - time.time() < EARLY


def refresh() -> bool:
    """Trade the refresh token for new ones, once per request. A refused one signs the reader out."""
    token = read_cookie(REFRESH)
    if not token or g.get("refresh_tried"):
        return False
    g.refresh_tried = True
    exchanges: Exchanges = current_app.extensions["capco.exchanges"]
    try:
        tokens = exchanges.trade(token)
    except Unavailable:
        return False
    if tokens is None:
        pending()[ACCESS] = pending()[REFRESH] = (None, None)
        return False
    age = REFRESH_DAYS * 86400
    pending()[ACCESS] = (str(tokens["access_token"]), age)
    pending()[REFRESH] = (str(tokens.get("refresh_token") or token), age)
    return True


def trade_no_more() -> None:
    """For an answer sent while it is made: its cookies have left, a token traded now would be lost."""
    g.refresh_tried = True


class Exchanges:
    """Refresh tokens are used once. Two requests of one browser that arrive together share one exchange."""

    KEEP = 30

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.running: dict[str, threading.Lock] = {}
        self.done: OrderedDict[str, tuple[float, dict[str, Any] | None]] = OrderedDict()

    def trade(self, token: str) -> dict[str, Any] | None:
        name = sha256(token.encode()).hexdigest()
        with self.lock:
            self._forget_old()
            turn = self.running.setdefault(name, threading.Lock())
        with turn:
            known = self.done.get(name)
            if known:
                return known[1]
            tokens = self._ask(token)
            with self.lock:
                self.done[name] = (time.monotonic(), tokens)
        return tokens

    def _forget_old(self) -> None:
        while self.done and next(iter(self.done.values()))[0] < time.monotonic() - self.KEEP:
            name, _ = self.done.popitem(last=False)
            self.running.pop(name, None)

    @staticmethod
    def _ask(token: str) -> dict[str, Any] | None:
        gateway: Gateway = current_app.extensions["capco.gateway"]
        headers = {
            "Idempotency-Key": sha256(b"refresh" + token.encode()).hexdigest(),
            "X-Request-Id": request_id(),
            "traceparent": traceparent(),
            "X-Forwarded-For": request.remote_addr or "",
        }
        call = call_of(sessions.refresh_session, {"refresh_token": token})
        response = gateway.send(call.method, call.path, headers, json=call.body)
        if response.status_code >= 500 or response.status_code == 429:
            raise Unavailable
        if response.status_code >= 400:
            return None
        tokens: dict[str, Any] = response.json()
        return tokens


def signed_in() -> bool:
    return bool(access_token())


def has_workspace() -> bool:
    """Whether a role, in any organisation, gives this person a workspace."""
    return bool(claims(access_token()).get("roles"))


def landing_address() -> str:
    """Where someone lands who was going nowhere: their workspace, else what is open to them."""
    return url_for("organiser.index" if has_workspace() else "landing.show")


def account_id() -> str | None:
    return claims(access_token()).get("sub")


def address_confirmed() -> bool:
    """Whether the reader's e-mail address is confirmed, as their token says."""
    return bool(claims(access_token()).get("conf"))


def sign_in_required(
    view: Callable[P, ResponseReturnValue],
) -> Callable[P, ResponseReturnValue]:
    """Send someone who is not signed in to sign in, and back here afterwards."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        if signed_in():
            return view(*args, **kwargs)
        return redirect(sign_in_address())

    return guarded


def sign_in_address() -> str:
    """Where to sign in, remembering where the reader was."""
    here = request.full_path.rstrip("?") if request.method == "GET" else local_path(request.referrer)
    return url_for("sign_in.show", next=here)


# --- proof that a form is ours


def renew_csrf() -> None:
    pending()[CSRF] = (secrets.token_hex(32), None)


def _signer(secret: str) -> Signer:
    return Signer(secret, salt="form", key_derivation="hmac", digest_method=sha256)


def csrf_token() -> str:
    """The proof for a form: a word signed with this browser's secret, another one each time, so that compressed pages
    do not leak it. Flask-WTF repeats the same word on every page."""
    if not read_cookie(CSRF):
        renew_csrf()
    return _signer(read_cookie(CSRF) or "").sign(secrets.token_urlsafe(16)).decode()


def needs_no_proof(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Mark a route that reads no cookie and knows nobody: nobody's session can be misused through it."""
    view.needs_no_proof = True  # type: ignore[attr-defined]
    return view


def check_form_is_ours() -> None:
    """Whatever may change something comes from our own page, with the proof of this browser's session."""
    view = current_app.view_functions.get(request.endpoint or "")
    if request.method in SAFE_METHODS or getattr(view, "needs_no_proof", False):
        return
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        abort(403, "origin")
    origin = request.headers.get("Origin")
    if origin and origin not in {settings().origin, request.host_url.rstrip("/")}:
        abort(403, "origin")
    given = request.form.get("csrf_token") or request.headers.get("X-CSRF-Token", "")
    secret = request.cookies.get(cookie_name(CSRF), "")
    if not secret or not _signer(secret).validate(given):
        abort(403, "csrf")


# --- one sentence for the next page


def install(app: Flask) -> None:
    app.extensions["capco.exchanges"] = Exchanges()
    app.extensions["capco.tokens"] = Tokens(access_token, refresh)
    app.before_request(check_form_is_ours)
    app.after_request(write_cookies)
    app.jinja_env.globals.update(
        csrf_token=csrf_token,
        signed_in=signed_in,
        has_workspace=has_workspace,
    )
