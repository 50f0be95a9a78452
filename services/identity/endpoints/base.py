"""What all endpoints use."""

import hashlib
import hmac
import secrets
from typing import Any
from uuid import UUID

from chassis.pages import decode_cursor, moment
from chassis.service import Call, Service, Transaction
from identity.clients.assertions import Assertions
from identity.clients.passwords import Argon2Passwords
from identity.domain.account import normalise_email
from identity.domain.assertion import LIFE_SECONDS, claims_of
from identity.domain.ports import After
from identity.domain.session import SignedIn
from identity.domain.throttle import Attempt, limits, network_of
from identity.domain.unit_of_work import UnitOfWork
from identity.endpoints import views
from identity.unit_of_work import unit_of_work
from identity.use_cases.record_attempts import record_attempts

DONE = {"done": True}
CHECK_YOUR_MAIL = {"status": "check_your_mail"}


class Endpoints(Service):
    passwords = Argon2Passwords()

    def unit_of_work(self, tx: Transaction, call: Call | None = None) -> UnitOfWork:
        return unit_of_work(tx, self.config, self.passwords, call)

    def session_view(self, signed_in: SignedIn) -> dict[str, Any]:
        return views.session(signed_in, *Assertions(self.config).issue(claims_of(signed_in), LIFE_SECONDS))

    def signed_in_view(self, signed_in: SignedIn) -> dict[str, Any]:
        """With a mark for the browser; not while the address may be anyone's."""
        account = signed_in.account
        mark = self.mark_for_browser(account.email) if account.email_confirmed else None
        return {**self.session_view(signed_in), "known_browser": mark}

    def count_try(self, call: Call, purpose: str, email: str) -> tuple[int, ...]:
        """Count a try with an address from a client. Refuses: too_many_attempts.

        By both together first, so that nobody uses up what its owner may try from elsewhere.
        """
        network, address = network_of(call.client_address), normalise_email(email)
        return self.count(
            call,
            (f"{purpose}_pair", f"{address} {network}"),
            (f"{purpose}_email", address),
            (f"{purpose}_address", network),
        )

    def count(self, call: Call, *tries: tuple[str, str]) -> tuple[int, ...]:
        """Count a try under each (limit, whose). Committed at once: a try counts even if what follows is
        refused.
        """
        known = limits(self.config.values)
        attempts = [Attempt(known[name], self._bucket(name, whose)) for name, whose in tries]
        with self.db.transaction() as tx:
            return record_attempts(self.unit_of_work(tx, call), attempts)

    def _bucket(self, name: str, whose: str) -> str:
        """Keyed, so that the table tells nobody which addresses were tried."""
        return self._keyed(f"{name}:{whose}")

    def _keyed(self, text: str) -> str:
        key = self.config.text("SECRET_KEY").encode()
        return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()

    def mark_for_browser(self, email: str) -> str:
        """What a browser keeps that has signed in to this address: it says so later, and nothing else."""
        number = secrets.token_hex(16)
        return f"{number}.{self._keyed(f'browser:{email}:{number}')}"

    def known_browser(self, mark: str | None, email: str) -> str | None:
        """The browser's number, when it has signed in to this address before."""
        number, _, proof = (mark or "").partition(".")
        due = self._keyed(f"browser:{normalise_email(email)}:{number}")
        return number if hmac.compare_digest(due.encode(), proof.encode()) else None


def after_moment(call: Call, sort: str) -> After:
    """Where a page ordered by time and id begins. Refuses: cursor_invalid."""
    key = decode_cursor(call.request["cursor"], sort, moment, UUID)
    return None if key is None else (key[0], key[1])
