"""What came of handing a letter to a mail server."""

from dataclasses import dataclass


class ServerAway(Exception):
    """No mail server takes letters now; nothing was handed over."""


@dataclass(frozen=True)
class Accepted:
    """The server answers for it from now on."""


@dataclass(frozen=True)
class TurnedDown:
    """A clear no. `code` is the server's (RFC 5321); its text may hold the address and is dropped."""

    code: int

    @property
    def for_good(self) -> bool:
        return self.code >= 500


@dataclass(frozen=True)
class Unsure:
    """The connection was lost after the text had begun to leave: it may have arrived."""


Outcome = Accepted | TurnedDown | Unsure
