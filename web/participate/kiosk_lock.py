"""A tablet given to children is locked to the kiosk until the facilitator's code is typed.

The lock is a cookie that no script reads. While it is there, this server answers every address but the kiosk's with the
kiosk. The code is kept as a slow hash; after five wrong ones the next is waited for. Who signs in again with their
password, to go elsewhere than to the kiosk, has taken the lock off.
"""

import base64
import json
import secrets
import time
from dataclasses import asdict, dataclass, replace
from hashlib import pbkdf2_hmac

from flask import Flask, redirect, request, url_for
from flask.typing import ResponseReturnValue

from web.core.session import KIOSK, pending, read_cookie, signed_in

ROUNDS = 100_000
TRIES, WAIT_SECONDS = 5, 60
DAYS = 30
OPEN = {
    "kiosk.show",
    "kiosk.leave",
    "kiosk.state",
    "kiosk.send_idea",
    "kiosk.worker",
    "asset",
    "static",
    "home.healthz",
}
WITHOUT_SESSION = {"sign_in.show"}


@dataclass(frozen=True)
class Lock:
    """`wrong` codes were typed in a row; none is looked at before `until`, in seconds since 1970."""

    step: str
    salt: str
    code: str
    wrong: int = 0
    until: float = 0.0


def _hash(code: str, salt: str) -> str:
    return pbkdf2_hmac("sha256", "".join(code.split()).encode(), salt.encode(), ROUNDS).hex()


def made(step: str, code: str) -> Lock:
    salt = secrets.token_hex(8)
    return Lock(step, salt, _hash(code, salt))


def written(lock: Lock) -> str:
    """As the cookie holds it."""
    return base64.urlsafe_b64encode(json.dumps(asdict(lock)).encode()).decode()


def keep(lock: Lock) -> None:
    """Lock this browser."""
    pending()[KIOSK] = (written(lock), DAYS * 86400)


def locked() -> Lock | None:
    """The lock of this browser. One that cannot be read is none: who can change it can also take it away."""
    try:
        return Lock(**json.loads(base64.urlsafe_b64decode(read_cookie(KIOSK) or "")))
    except (ValueError, TypeError):
        return None


def seconds_to_wait() -> int:
    found = locked()
    return max(0, int(found.until - time.time())) if found else 0


def unlock(code: str) -> bool:
    """Whether the code is the right one; the lock is then gone. A wrong one counts."""
    found = locked()
    if found is None or found.until > time.time():
        return found is None
    if secrets.compare_digest(_hash(code, found.salt), found.code):
        pending()[KIOSK] = (None, None)
        return True
    wrong = found.wrong + 1
    keep(replace(found, wrong=wrong, until=time.time() + WAIT_SECONDS if wrong >= TRIES else 0.0))
    return False


def guard() -> ResponseReturnValue | None:
    """Nothing but the kiosk answers on a locked tablet."""
    if (found := locked()) is None:
        return None
    step = str((request.view_args or {}).get("step_id", found.step))
    if request.endpoint in OPEN and step == found.step:
        return None
    if request.endpoint in WITHOUT_SESSION and not signed_in():
        return None
    return redirect(url_for("kiosk.show", step_id=found.step), 303)


def install(app: Flask) -> None:
    app.before_request(guard)
    app.jinja_env.globals.update(kiosk_locked=locked)
