"""How often something may be tried: sliding windows, exact, shared by all replicas through the database."""

import ipaddress
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from contracts.refused import Refused

# name: (most, seconds, pause). Each can be set as THROTTLE_<NAME>="most/seconds" or "most/seconds/pause".
# What others can use up for someone (an address, a network many share) never shuts: beyond the number one more try is
# taken each pause. `pair` is an address tried from one network, `browser` one that signed in to it before.
DEFAULTS = {
    "sign_in_browser": (10, 900, 20),
    "sign_in_pair": (10, 900, 20),
    "sign_in_email": (200, 900, 5),
    "sign_in_address": (100, 900, 1),
    "register_pair": (5, 3600, 300),
    "register_email": (10, 3600, 300),
    "register_address": (20, 3600, 0),
    "mail_pair": (5, 3600, 300),
    "mail_email": (10, 3600, 300),
    "mail_address": (50, 3600, 30),
    "password_account": (10, 900, 20),
    "invite_account": (100, 3600, 0),
}


@dataclass(frozen=True)
class Limit:
    """At most `most` attempts in any `seconds`, and beyond them one each `pause` seconds (0: none)."""

    name: str
    most: int
    seconds: int
    pause: int = 0

    @property
    def window(self) -> timedelta:
        return timedelta(seconds=self.seconds)


@dataclass(frozen=True)
class Attempt:
    """A try, counted under `bucket`, which tells nobody whose it is."""

    limit: Limit
    bucket: str


def limits(settings: Mapping[str, str]) -> dict[str, Limit]:
    """The limits of this installation; THROTTLE_FACTOR multiplies them. Raises ValueError on what is no
    limit.
    """
    factor = float(settings.get("THROTTLE_FACTOR", "1"))
    by_name = {}
    for name, usual in DEFAULTS.items():
        given = settings.get(f"THROTTLE_{name.upper()}")
        most, seconds, pause = usual if given is None else _read(given, usual[2])
        if min(most * factor, seconds, pause + 1) <= 0:
            raise ValueError(f"THROTTLE_{name.upper()} allows nothing")
        by_name[name] = Limit(name, max(1, math.floor(most * factor)), seconds, pause)
    return by_name


def _read(given: str, usual_pause: int) -> tuple[int, int, int]:
    most, seconds, *pause = (int(part) for part in given.split("/", 2))
    return most, seconds, pause[0] if pause else usual_pause


def require_within_limit(
    attempt: Attempt, oldest_counted: datetime | None, newest: datetime | None, now: datetime
) -> None:
    """`oldest_counted` is the attempt that must leave the window first. Raises Refused(too_many_attempts)."""
    if oldest_counted is None:
        return
    left = oldest_counted + attempt.limit.window - now
    if attempt.limit.pause and newest is not None:
        left = min(left, newest + timedelta(seconds=attempt.limit.pause) - now)
    if left > timedelta(0):
        raise Refused("too_many_attempts", retry_after=math.ceil(left.total_seconds()))


def network_of(address: str | None) -> str:
    """What is counted as one client: an IPv4 address, or the /64 network that one IPv6 customer has."""
    try:
        parsed = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"
    if parsed.version == 4:
        return str(parsed)
    return str(parsed.ipv4_mapped or ipaddress.ip_network((int(parsed), 64), strict=False).network_address)
