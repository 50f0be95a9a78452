"""Known or unknown, an address costs the same work: the same statements, the same password checks (ID-1)."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from contracts.identity import accounts as accounts_ops
from contracts.identity import sessions as sessions_ops
from contracts.operations import Operation
from identity.clients.passwords import Argon2Passwords
from identity.tests.in_process import InProcess
from identity.tests.people import Town


class CountedPasswords(Argon2Passwords):
    """Counts what takes long."""

    def __init__(self) -> None:
        super().__init__()
        self.done: list[str] = []

    def hash(self, password: str) -> str:
        self.done.append("hash")
        return super().hash(password)

    def matches(self, password_hash: str | None, password: str) -> bool:
        self.done.append("verify")
        return super().matches(password_hash, password)


@contextmanager
def work_of(town: Town, caller: InProcess) -> Iterator[list[str]]:
    """The statements sent to the database and the password work, in order."""
    passwords = CountedPasswords()
    caller.service.passwords = passwords
    done = passwords.done

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        done.append(re.sub(r"\d{6,}", "n", statement))  # advisory locks are numbers in the statement

    event.listen(town.storage.engine, "before_cursor_execute", note)
    yield done
    event.remove(town.storage.engine, "before_cursor_execute", note)


REGISTRATION = {
    "password": "another one, kestrel",
    "display_name": "Camille",
    "terms_accepted": True,
    "terms_version": "1",
}


@pytest.mark.parametrize(
    ("operation", "asked", "password_work"),
    [
        (sessions_ops.sign_in, {"password": "wrong"}, ["verify"]),
        (accounts_ops.register_account, REGISTRATION, ["verify", "hash"]),
        (accounts_ops.request_password_reset, {}, []),
        (sessions_ops.request_magic_link, {}, []),
    ],
    ids=lambda given: getattr(given, "name", ""),
)
def test_an_unknown_address_costs_what_a_known_one_does(
    town: Town,
    caller_within: InProcess,
    operation: Operation,
    asked: dict[str, Any],
    password_work: list[str],
) -> None:
    """ID-1"""
    town.confirmed("known@example.org")
    town.register("unconfirmed@example.org")
    works = {}
    for address in ("known", "unconfirmed", "unknown"):
        with work_of(town, caller_within) as done:
            town.refusal(operation, email=f"{address}@example.org", **asked)
        works[address] = done
    assert works["known"] == works["unknown"] == works["unconfirmed"]
    assert [each for each in works["known"] if each in ("hash", "verify")] == password_work
    assert len(works["known"]) > 3


def test_the_facts_told_do_not_tell_a_known_address_from_an_unknown_one(town: Town) -> None:
    town.confirmed("known@example.org")
    for operation, kind in (
        (accounts_ops.request_password_reset, "password_reset"),
        (sessions_ops.request_magic_link, "magic_link"),
    ):
        for address in ("known@example.org", "unknown@example.org"):
            town.ask(operation, email=address)
        assert len(town.requests(kind)) == 2


def test_an_unknown_link_costs_what_a_used_one_does(town: Town, caller_within: InProcess) -> None:
    """U45"""
    person = town.confirmed("known@example.org")
    town.ask(sessions_ops.request_magic_link, email=person.email)
    used = town.secret("magic_link")
    town.ask(sessions_ops.sign_in_by_link, token=used)
    works = {}
    for name, token in (("used", used), ("unknown", "x" * len(used))):
        with work_of(town, caller_within) as done:
            assert town.refusal(accounts_ops.check_link, token=token, kind="magic_link") == "link_expired"
        works[name] = done
    assert works["used"] == works["unknown"]
    assert not [statement for statement in works["used"] if "UPDATE" in statement or "INSERT" in statement]
