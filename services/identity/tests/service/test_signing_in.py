"""ID-1: signing in by password or link, what is counted against guessing, sessions and their ends."""

import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text

from contracts.identity import accounts as accounts_ops
from contracts.identity import sessions as sessions_ops
from contracts.refused import Refused
from identity.tests.people import PASSWORD, Town

OTHER_PASSWORD = "marmalade lighthouse 1887"


def test_signs_in_with_the_right_password_only(town: Town) -> None:
    person = town.confirmed()
    assert person.sign_in().id == person.id
    assert (
        town.refusal(sessions_ops.sign_in, email=person.email, password=OTHER_PASSWORD) == "wrong_credentials"
    )
    assert (
        town.refusal(sessions_ops.sign_in, email="no@example.org", password=PASSWORD) == "wrong_credentials"
    )


def test_who_has_not_confirmed_signs_in_until_someone_confirms_the_address(town: Town) -> None:
    squatter = town.register("mine@example.org", password=OTHER_PASSWORD)
    assert squatter.sign_in(OTHER_PASSWORD).id == squatter.id
    owner = town.confirmed("mine@example.org")
    assert owner.sign_in().id == owner.id
    assert (
        town.refusal(sessions_ops.sign_in, email="mine@example.org", password=OTHER_PASSWORD)
        == "wrong_credentials"
    )


def test_failed_tries_are_counted_and_make_wait(town: Town) -> None:
    """ID-10: throttling of sign-in, by address tried and network."""
    person = town.confirmed()
    with town.from_one_network():
        for _ in range(10):
            assert (
                town.refusal(sessions_ops.sign_in, email=person.email, password="wrong")
                == "wrong_credentials"
            )
        with pytest.raises(Refused) as refused:
            person.sign_in()
    assert refused.value.code == "too_many_attempts"
    assert 0 < refused.value.details["retry_after"] <= 20


def test_a_throttle_is_the_same_for_an_unknown_address(town: Town) -> None:
    with town.from_one_network():
        codes = [
            town.refusal(sessions_ops.sign_in, email="no@example.org", password="wrong") for _ in range(11)
        ]
    assert codes == ["wrong_credentials"] * 10 + ["too_many_attempts"]


def test_an_attacker_with_ten_networks_does_not_shut_the_owner_out(town: Town) -> None:
    """A01: neither by passwords, nor by asking for links and resets."""
    person = town.confirmed()
    for _ in range(10):
        with town.from_one_network():
            for _ in range(10):
                assert (
                    town.refusal(sessions_ops.sign_in, email=person.email, password="wrong")
                    == "wrong_credentials"
                )
            assert (
                town.refusal(sessions_ops.sign_in, email=person.email, password="wrong")
                == "too_many_attempts"
            )
    assert person.sign_in().id == person.id


def test_a_browser_that_signed_in_before_is_not_kept_waiting_by_others(town: Town) -> None:
    """A01: even beside the attacker, in the same network; and its own guesses are counted."""
    person = town.confirmed()
    with town.from_one_network():
        mark = person.sign_in().session["known_browser"]
        for _ in range(11):
            town.refusal(sessions_ops.sign_in, email=person.email, password="wrong")
        asked = {"email": person.email, "known_browser": mark}
        assert (
            town.refusal(sessions_ops.sign_in, password=PASSWORD, email=person.email) == "too_many_attempts"
        )
        assert town.refusal(sessions_ops.sign_in, password=PASSWORD, **asked) == ""
        codes = [town.refusal(sessions_ops.sign_in, password="wrong", **asked) for _ in range(11)]
    assert codes == ["wrong_credentials"] * 10 + ["too_many_attempts"]


def test_the_mark_of_a_browser_serves_for_its_own_address_only(town: Town) -> None:
    """A01"""
    person, other = town.confirmed(), town.confirmed()
    mark = other.sign_in().session["known_browser"]
    assert town.register().session.get("known_browser") is None
    with town.from_one_network():
        for forged in (mark, "a.b", mark.replace(".", ""), "") * 3:
            town.refusal(sessions_ops.sign_in, email=person.email, password="wrong", known_browser=forged)
        assert (
            town.refusal(sessions_ops.sign_in, email=person.email, password=PASSWORD, known_browser=mark)
            == "too_many_attempts"
        )


def test_links_asked_for_in_one_network_do_not_use_up_the_owner_s(town: Town) -> None:
    """A01"""
    person = town.confirmed()
    with town.from_one_network():
        codes = [town.refusal(sessions_ops.request_magic_link, email=person.email) for _ in range(7)]
    assert codes == [""] * 5 + ["too_many_attempts"] * 2
    assert town.refusal(sessions_ops.request_magic_link, email=person.email) == ""
    assert town.refusal(accounts_ops.request_password_reset, email=person.email) == ""


def test_signing_in_well_uses_nothing_up(town: Town) -> None:
    person = town.confirmed()
    for _ in range(12):
        person.sign_in()


def test_refreshing_turns_the_token(town: Town) -> None:
    """ID-8"""
    person = town.register()
    first = person.session["refresh_token"]
    person.renew()
    assert person.session["refresh_token"] != first
    assert town.refusal(sessions_ops.refresh_session, refresh_token="nothing-like-it") == "session_ended"


def test_a_lost_answer_can_be_asked_for_again_for_a_while(town: Town) -> None:
    person = town.register()
    first = person.session["refresh_token"]
    person.renew()
    sibling = town.ask(sessions_ops.refresh_session, refresh_token=first)
    assert town.refusal(sessions_ops.refresh_session, refresh_token=sibling["refresh_token"]) == ""
    assert town.refusal(sessions_ops.refresh_session, refresh_token=person.session["refresh_token"]) == ""


def test_an_old_token_that_comes_again_ends_the_session(town: Town, told: Callable[[str], list[Any]]) -> None:
    """ID-8: a stolen copy is of no use, and is noticed."""
    person = town.register()
    first = person.session["refresh_token"]
    person.renew()
    with town.storage.engine.begin() as connection:
        connection.execute(text("UPDATE session SET rotated_at = rotated_at - interval '30 seconds'"))
    assert town.refusal(sessions_ops.refresh_session, refresh_token=first) == "session_ended"
    assert (
        town.refusal(sessions_ops.refresh_session, refresh_token=person.session["refresh_token"])
        == "session_ended"
    )
    ended = {"account_id": person.id, "session_id": person.session["session_id"]}
    assert told("identity.session_ended.v1") == [ended]
    assert person.refusal(accounts_ops.get_my_account) == "token_invalid"


def test_only_hashes_of_tokens_are_stored(town: Town) -> None:
    person = town.confirmed()
    dumped = b""
    with town.storage.engine.connect() as connection:
        for table in ("session_token", "credential_request", "account", "session", "outbox", "idempotency"):
            rows = connection.execute(text(f'SELECT t::text FROM "{table}" t')).scalars()
            dumped += "".join(rows).encode()
    assert person.session["refresh_token"].encode() not in dumped
    assert PASSWORD.encode() not in dumped
    assert hashlib.sha256(person.session["refresh_token"].encode()).hexdigest().encode() in dumped


def test_no_fact_and_no_log_names_anybody(town: Town, identity: Any) -> None:
    person = town.confirmed("canary-8d1f@example.org", display_name="Canary 8d1f")
    person.sign_in()
    town.refusal(sessions_ops.sign_in, email=person.email, password="canary-8d1f")
    town.ask(accounts_ops.request_password_reset, email=person.email)
    with town.storage.engine.connect() as connection:
        facts = "".join(connection.execute(text("SELECT data FROM outbox")).scalars())
    assert "8d1f" not in facts
    assert "8d1f" not in identity.log.read_text()


def test_lists_and_ends_ones_sessions(town: Town, told: Callable[[str], list[Any]]) -> None:
    """ID-1: sessions listed and revocable by their owner."""
    person = town.confirmed()
    other = person.sign_in()
    items = person.ask(sessions_ops.list_my_sessions)["items"]
    assert [item["current"] for item in items] == [False, True]
    assert items[0]["device"] == "Firefox"
    first = person.ask(sessions_ops.list_my_sessions, limit=1)
    rest = person.ask(sessions_ops.list_my_sessions, limit=1, cursor=first["next_cursor"])
    assert [*first["items"], *rest["items"]] == items
    assert rest["next_cursor"] is None
    person.ask(sessions_ops.end_session, session_id=other.session["session_id"])
    assert (
        town.refusal(sessions_ops.refresh_session, refresh_token=other.session["refresh_token"])
        == "session_ended"
    )
    assert other.refusal(accounts_ops.get_my_account) == "token_invalid"
    assert len(person.ask(sessions_ops.list_my_sessions)["items"]) == 1


def test_nobody_ends_someone_elses_session(town: Town) -> None:
    person, stranger = town.register(), town.register()
    session_id = person.session["session_id"]
    assert stranger.refusal(sessions_ops.end_session, session_id=session_id) == "not_found"
    assert person.refusal(accounts_ops.get_my_account) == ""


def test_a_session_is_dead_after_sign_out(town: Town, told: Callable[[str], list[Any]]) -> None:
    person = town.register()
    person.ask(sessions_ops.sign_out)
    assert person.refusal(accounts_ops.get_my_account) == "token_invalid"
    assert (
        town.refusal(sessions_ops.refresh_session, refresh_token=person.session["refresh_token"])
        == "session_ended"
    )
    assert person.refusal(sessions_ops.sign_out) == ""
    assert len(told("identity.session_ended.v1")) == 1


def test_a_reset_sets_the_password_and_ends_every_session(
    town: Town, told: Callable[[str], list[Any]]
) -> None:
    person = town.confirmed()
    town.ask(accounts_ops.request_password_reset, email=person.email)
    secret = town.secret("password_reset")
    town.ask(accounts_ops.reset_password, token=secret, password=OTHER_PASSWORD)
    assert person.refusal(accounts_ops.get_my_account) == "token_invalid"
    assert told("identity.session_ended.v1")[-1] == {"account_id": person.id, "session_id": None}
    assert person.sign_in(OTHER_PASSWORD).id == person.id
    assert town.refusal(sessions_ops.sign_in, email=person.email, password=PASSWORD) == "wrong_credentials"
    assert town.refusal(accounts_ops.reset_password, token=secret, password=OTHER_PASSWORD) == ""  # a retry
    assert town.refusal(accounts_ops.reset_password, token=secret, password=PASSWORD) == "link_expired"


def test_asking_for_a_mail_answers_alike_for_an_unknown_address_and_sends_nothing(town: Town) -> None:
    """ID-1"""
    person = town.confirmed()
    for operation, kind in (
        (accounts_ops.request_password_reset, "password_reset"), (sessions_ops.request_magic_link, "magic_link")
    ):  # fmt: skip
        known = town.ask(operation, email=person.email)
        assert town.mint(kind)["wanted"] is True
        assert town.ask(operation, email="nobody@example.org") == known
        assert town.mint(kind) == dict.fromkeys(town.mint(kind)) | {"wanted": False}


def test_a_magic_link_signs_in_once(town: Town) -> None:
    person = town.confirmed()
    town.ask(sessions_ops.request_magic_link, email=person.email)
    secret = town.secret("magic_link")
    session = town.ask(sessions_ops.sign_in_by_link, token=secret)
    assert session["account"]["id"] == person.id
    assert town.refusal(sessions_ops.sign_in_by_link, token=secret) == "link_expired"


def test_no_magic_link_leads_into_an_account_whose_address_is_not_confirmed(town: Town) -> None:
    squatter = town.register("victim@example.org")
    town.ask(sessions_ops.request_magic_link, email=squatter.email)
    assert town.mint("magic_link")["wanted"] is False


def test_changing_the_password_ends_the_other_sessions(town: Town, told: Callable[[str], list[Any]]) -> None:
    person = town.confirmed()
    other = person.sign_in()
    wrong = {"current_password": "wrong", "new_password": OTHER_PASSWORD}
    right = {"current_password": PASSWORD, "new_password": OTHER_PASSWORD}
    assert person.refusal(accounts_ops.change_password, **wrong) == "wrong_password"
    assert (
        person.refusal(accounts_ops.change_password, current_password=PASSWORD, new_password="azerty")
        == "invalid_input"
    )
    person.ask(accounts_ops.change_password, **right)
    assert person.refusal(accounts_ops.change_password, **right) == ""  # a retry
    assert other.refusal(accounts_ops.get_my_account) == "token_invalid"
    assert person.refusal(accounts_ops.get_my_account) == ""
    assert told("identity.session_ended.v1") == [
        {"account_id": person.id, "session_id": other.session["session_id"]}
    ]
