"""Signing in and out."""

from functools import partial
from typing import Any

from chassis.pages import page
from chassis.service import Call, Transaction, command, query
from contracts.identity import sessions as ops
from contracts.refused import Refused
from identity.domain.account import Account
from identity.endpoints import views
from identity.endpoints.base import CHECK_YOUR_MAIL, DONE, Endpoints, after_moment
from identity.use_cases.access import me
from identity.use_cases.end_session import end_session, sign_out
from identity.use_cases.refresh_session import end_if_reused, refresh_session
from identity.use_cases.request_magic_link import request_magic_link
from identity.use_cases.sign_in import candidate, recognise, sign_in
from identity.use_cases.sign_in_by_link import sign_in_by_link


class SessionEndpoints(Endpoints):
    @command(ops.sign_in, preload="recognise")
    def sign_in(self, call: Call, tx: Transaction) -> Any:
        account, attempts = call.preloaded
        return self.signed_in_view(
            sign_in(self.unit_of_work(tx, call), account, attempts, call.request["device"])
        )

    def recognise(self, call: Call) -> tuple[Account, tuple[int, ...]]:
        """The same statements and one password check, whether the address is known or not. A browser that signed in
        before is counted by itself, whatever others try.
        """
        browser = self.known_browser(call.request["known_browser"], call.request["email"])
        attempts = (
            self.count(call, ("sign_in_browser", browser))
            if browser
            else self.count_try(call, "sign_in", call.request["email"])
        )
        with self.db.snapshot() as tx:
            account = candidate(self.unit_of_work(tx, call), call.request["email"])
        return recognise(account, call.request["password"], self.passwords), attempts

    @command(ops.request_magic_link, preload="count_link_to_address")
    def request_magic_link(self, call: Call, tx: Transaction) -> Any:
        request_magic_link(self.unit_of_work(tx, call), call.request["email"])
        return CHECK_YOUR_MAIL

    def count_link_to_address(self, call: Call) -> None:
        self.count_try(call, "mail", call.request["email"])

    @command(ops.sign_in_by_link)
    def sign_in_by_link(self, call: Call, tx: Transaction) -> Any:
        return self.signed_in_view(
            sign_in_by_link(self.unit_of_work(tx, call), call.request["token"], call.request["device"])
        )

    @command(ops.refresh_session, preload="end_if_reused")
    def refresh_session(self, call: Call, tx: Transaction) -> Any:
        return self.session_view(refresh_session(self.unit_of_work(tx, call), call.request["refresh_token"]))

    def end_if_reused(self, call: Call) -> None:
        """In a transaction of its own: the session stays ended though the answer is a refusal."""
        with self.db.transaction() as tx:
            ended = end_if_reused(self.unit_of_work(tx, call), call.request["refresh_token"])
        if ended:
            raise Refused("session_ended")

    @command(ops.sign_out)
    def sign_out(self, call: Call, tx: Transaction) -> Any:
        sign_out(self.unit_of_work(tx, call), call.actor)
        return DONE

    @query(ops.list_my_sessions)
    def list_my_sessions(self, call: Call, tx: Transaction) -> Any:
        here, limit = self.unit_of_work(tx, call), call.request["limit"]
        account = me(here, call.actor)
        rows = here.sessions.live(account.id, tx.now(), after_moment(call, "sessions"), limit)
        found = page(rows, limit, "sessions", lambda its: (its.started_at.isoformat(), its.id))
        entry = partial(views.session_entry, current=call.actor.session_id)
        return {**found, "items": [entry(its) for its in found["items"]]}

    @command(ops.end_session)
    def end_session(self, call: Call, tx: Transaction) -> Any:
        end_session(self.unit_of_work(tx, call), call.actor, call.request["session_id"])
        return DONE
