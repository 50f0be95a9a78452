"""What an owner hears of their account's address and password, and how the account is taken back (U07)."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text

from contracts.identity import accounts as accounts_ops
from contracts.identity import groups as groups_ops
from contracts.identity import internal as internal_ops
from contracts.identity import members as members_ops
from contracts.identity import sessions as sessions_ops
from identity.tests.people import PASSWORD, Person, Town

OTHER_PASSWORD = "marmalade lighthouse 1887"
TOLD = ("email_changed", "password_changed")


def moved(town: Town, person: Person, address: str) -> str:
    """The account has another address; the secret that was sent to the one before."""
    person.ask(accounts_ops.change_email, password=PASSWORD, new_email=address)
    person.ask(
        accounts_ops.confirm_email_change, token=town.secret("email_change"), device="Firefox, Windows"
    )
    return town.secret("email_changed")


def pass_time(town: Town, span: str) -> None:
    with town.storage.engine.begin() as connection:
        shifted = "UPDATE credential_request SET expires_at = expires_at - CAST(:span AS interval)"
        connection.execute(text(shifted), {"span": span})


def told(town: Town) -> list[int]:
    return [len(town.requests(kind)) for kind in TOLD]


def test_the_old_address_hears_once_of_the_change(town: Town) -> None:
    """U07"""
    person, bystander = town.confirmed("old@example.org"), town.confirmed()
    person.ask(accounts_ops.change_email, password=PASSWORD, new_email="new@example.org")
    assert told(town) == [0, 0]
    secret = town.secret("email_change")
    person.ask(accounts_ops.confirm_email_change, token=secret, device="Firefox, Windows")
    assert town.refusal(accounts_ops.confirm_email_change, token=secret, device="Firefox") == "link_expired"
    assert told(town) == [1, 0]
    mail = town.mint("email_changed")
    assert (mail["wanted"], mail["address"], mail["device"]) == (True, "old@example.org", "Firefox, Windows")
    assert mail["happened_at"] < mail["expires_at"]
    assert bystander.refusal(accounts_ops.get_my_account) == ""


def test_the_account_is_taken_back_once(town: Town, told: Callable[[str], list[Any]]) -> None:
    """U07: the old address again, nobody signed in, and no password but the one to be chosen."""
    person = town.confirmed("old@example.org")
    secret = moved(town, person, "new@example.org")
    thief = Person(town, "new@example.org", {}).sign_in()
    taken = town.ask(accounts_ops.take_back_account, token=secret)
    assert told("identity.session_ended.v1")[-1] == {"account_id": person.id, "session_id": None}
    for signed_in in (person, thief):
        assert signed_in.refusal(accounts_ops.get_my_account) == "token_invalid"
        assert (
            town.refusal(sessions_ops.refresh_session, refresh_token=signed_in.session["refresh_token"])
            == "session_ended"
        )
    for address in ("old@example.org", "new@example.org"):
        assert town.refusal(sessions_ops.sign_in, email=address, password=PASSWORD) == "wrong_credentials"
    assert town.refusal(accounts_ops.take_back_account, token=secret) == "link_expired"
    assert (
        town.refusal(accounts_ops.reset_password, token=taken["password_token"], password=OTHER_PASSWORD)
        == ""
    )
    owner = Person(town, "old@example.org", {}).sign_in(OTHER_PASSWORD)
    account = owner.ask(accounts_ops.get_my_account)
    assert (owner.id, account["email"], account["email_confirmed"]) == (person.id, "old@example.org", True)
    assert account["pending_email"] is None


def test_the_new_address_is_nobody_s_after_taking_back(town: Town) -> None:
    """U07: no link sent there serves, and it can be someone else's."""
    person = town.confirmed("old@example.org")
    secret = moved(town, person, "new@example.org")
    town.ask(sessions_ops.request_magic_link, email="new@example.org")
    town.ask(accounts_ops.request_password_reset, email="new@example.org")
    magic, reset = town.secret("magic_link"), town.secret("password_reset")
    town.ask(accounts_ops.take_back_account, token=secret)
    assert town.refusal(sessions_ops.sign_in_by_link, token=magic) == "link_expired"
    assert town.refusal(accounts_ops.reset_password, token=reset, password=OTHER_PASSWORD) == "link_expired"
    town.ask(sessions_ops.request_magic_link, email="new@example.org")
    assert town.mint("magic_link")["wanted"] is False
    assert town.confirmed("new@example.org").id != person.id


@pytest.mark.parametrize(
    ("passed", "code"),
    [("6 days 23 hours 59 minutes", ""), ("7 days", "link_expired"), ("90 days", "link_expired")],
)
def test_an_account_can_be_taken_back_for_seven_days(town: Town, passed: str, code: str) -> None:
    """U07"""
    secret = moved(town, town.confirmed("old@example.org"), "new@example.org")
    pass_time(town, passed)
    assert town.refusal(accounts_ops.check_link, token=secret, kind="email_changed") == code
    assert town.refusal(accounts_ops.take_back_account, token=secret) == code


def test_a_thief_who_moves_the_account_twice_does_not_keep_it(town: Town) -> None:
    """U07: the earlier address wins, whoever comes first."""
    person = town.confirmed("old@example.org")
    first = moved(town, person, "thief@example.org")
    second = moved(town, person, "lair@example.org")
    town.ask(accounts_ops.take_back_account, token=second)
    town.ask(accounts_ops.take_back_account, token=first)
    owner_s = town.refusal(sessions_ops.sign_in, email="old@example.org", password=PASSWORD)
    assert owner_s == "wrong_credentials"
    town.ask(sessions_ops.request_magic_link, email="old@example.org")
    assert (
        town.ask(sessions_ops.sign_in_by_link, token=town.secret("magic_link"))["account"]["id"] == person.id
    )


def test_a_link_to_the_thief_s_address_is_void_once_the_owner_took_back(town: Town) -> None:
    """U07"""
    person = town.confirmed("old@example.org")
    first = moved(town, person, "thief@example.org")
    second = moved(town, person, "lair@example.org")
    town.ask(accounts_ops.take_back_account, token=first)
    assert town.refusal(accounts_ops.take_back_account, token=second) == "link_expired"


def test_a_thief_s_new_password_does_not_void_the_way_back(town: Town) -> None:
    """U07"""
    person = town.confirmed("old@example.org")
    secret = moved(town, person, "new@example.org")
    person.ask(accounts_ops.change_password, current_password=PASSWORD, new_password=OTHER_PASSWORD)
    town.ask(accounts_ops.take_back_account, token=secret)
    assert (
        town.refusal(sessions_ops.sign_in, email="old@example.org", password=OTHER_PASSWORD)
        == "wrong_credentials"
    )
    assert town.mint("password_changed")["wanted"] is False


@pytest.mark.parametrize("kind", ["email_confirmation", "email_change", "password_reset", "magic_link"])
def test_nobody_takes_an_account_back_without_its_secret(town: Town, kind: str) -> None:
    """U07: not by guessing, not by the secret of another mail."""
    person = town.confirmed("old@example.org")
    moved(town, person, "new@example.org")
    town.register("other@example.org")
    person.ask(accounts_ops.change_email, password=PASSWORD, new_email="third@example.org")
    town.ask(accounts_ops.request_password_reset, email="new@example.org")
    town.ask(sessions_ops.request_magic_link, email="new@example.org")
    for token in ("guessed", town.secret(kind)):
        assert town.refusal(accounts_ops.take_back_account, token=token) == "link_expired"
    assert person.ask(accounts_ops.get_my_account)["email"] == "new@example.org"


def test_an_address_that_was_never_proven_hears_nothing(town: Town) -> None:
    """U07: it may be a stranger's, who would be handed the account, or alarmed."""
    owner = town.confirmed("victim@example.org")
    squatter = town.register("victim@example.org", password=OTHER_PASSWORD)
    squatter.ask(accounts_ops.change_password, current_password=OTHER_PASSWORD, new_password=PASSWORD)
    squatter.ask(accounts_ops.change_email, password=PASSWORD, new_email="mine@example.org")
    squatter.ask(accounts_ops.confirm_email_change, token=town.secret("email_change"))
    assert told(town) == [0, 0]
    assert owner.refusal(accounts_ops.get_my_account) == ""


def test_an_address_someone_else_confirmed_meanwhile_is_not_taken_from_them(town: Town) -> None:
    """U07"""
    person = town.confirmed("old@example.org")
    secret = moved(town, person, "new@example.org")
    holder = town.confirmed("old@example.org")
    assert town.refusal(accounts_ops.take_back_account, token=secret) == "link_expired"
    assert holder.ask(accounts_ops.get_my_account)["email"] == "old@example.org"
    assert person.ask(accounts_ops.get_my_account)["email"] == "new@example.org"


def test_the_owner_hears_of_a_password_reset(town: Town) -> None:
    """U07: once, however often the answer got lost."""
    person = town.confirmed()
    town.ask(accounts_ops.request_password_reset, email=person.email)
    asked = {"token": town.secret("password_reset"), "password": OTHER_PASSWORD, "device": "Safari, iPhone"}
    town.ask(accounts_ops.reset_password, **asked)
    town.ask(accounts_ops.reset_password, **asked)
    assert told(town) == [0, 1]
    mail = town.mint("password_changed")
    assert (mail["address"], mail["device"]) == (person.email, "Safari, iPhone")


def test_the_owner_hears_of_a_changed_password(town: Town) -> None:
    """U07: once, however often the answer got lost; not of one that was refused."""
    person = town.confirmed()
    right = {"current_password": PASSWORD, "new_password": OTHER_PASSWORD, "device": "Firefox, Linux"}
    assert (
        person.refusal(accounts_ops.change_password, **{**right, "current_password": "wrong"})
        == "wrong_password"
    )
    assert told(town) == [0, 0]
    person.ask(accounts_ops.change_password, **right)
    person.ask(accounts_ops.change_password, **right)
    assert told(town) == [0, 1]
    assert town.mint("password_changed")["address"] == person.email


@pytest.mark.parametrize(
    "device", ["", "call https://evil.example", "evil.example", "+33 6 12 34 56 78", "x" * 90]
)
def test_what_a_thief_calls_their_browser_is_not_put_into_the_mail(town: Town, device: str) -> None:
    """U07"""
    person = town.confirmed()
    person.ask(
        accounts_ops.change_password, current_password=PASSWORD, new_password=OTHER_PASSWORD, device=device
    )
    assert town.mint("password_changed")["device"] is None


def test_groups_follow_the_address_back(town: Town, admin: Person) -> None:
    """U07"""
    person = town.confirmed("old@example.org")
    organisation_id = admin.organisation("Ville")["id"]
    group_id = admin.ask(groups_ops.create_group, organisation_id=organisation_id, name="Bureau")["id"]
    admin.ask(
        groups_ops.add_group_member,
        organisation_id=organisation_id,
        group_id=group_id,
        email="old@example.org",
    )
    secret = moved(town, person, "new@example.org")
    town.ask(accounts_ops.take_back_account, token=secret)
    answer = town.ask(internal_ops.groups_of, town.sibling("consultations"), account_id=person.id)
    assert answer["groups"] == [group_id]


LINKS = {
    "email_confirmation": lambda town, token: town.ask(accounts_ops.confirm_email, token=token),
    "password_reset": lambda town, token: town.ask(
        accounts_ops.reset_password, token=token, password=OTHER_PASSWORD
    ),
    "magic_link": lambda town, token: town.ask(sessions_ops.sign_in_by_link, token=token),
    "email_change": lambda town, token: town.ask(accounts_ops.confirm_email_change, token=token),
    "email_changed": lambda town, token: town.ask(accounts_ops.take_back_account, token=token),
}


def secret_of(town: Town, kind: str) -> str:
    if kind == "email_confirmation":
        town.register()
        return town.secret(kind)
    person = town.confirmed()
    if kind == "email_changed":
        return moved(town, person, "new@example.org")
    if kind == "email_change":
        person.ask(accounts_ops.change_email, password=PASSWORD, new_email="new@example.org")
        return town.secret(kind)
    town.ask(
        sessions_ops.request_magic_link if kind == "magic_link" else accounts_ops.request_password_reset,
        email=person.email,
    )
    return town.secret(kind)


@pytest.mark.parametrize("kind", LINKS)
def test_a_link_says_whether_it_works_and_is_not_used_up_by_asking(town: Town, kind: str) -> None:
    """U45"""
    secret = secret_of(town, kind)
    for _ in range(2):
        assert town.ask(accounts_ops.check_link, token=secret, kind=kind)["expires_at"]
    for other in LINKS:
        if other != kind:
            assert town.refusal(accounts_ops.check_link, token=secret, kind=other) == "link_expired"
    LINKS[kind](town, secret)
    assert town.refusal(accounts_ops.check_link, token=secret, kind=kind) == "link_expired"


@pytest.mark.parametrize("kind", LINKS)
def test_a_link_that_is_over_or_was_replaced_says_so(town: Town, kind: str) -> None:
    """U45"""
    replaced, secret = secret_of(town, kind), town.secret(kind)
    assert town.refusal(accounts_ops.check_link, token=replaced, kind=kind) == "link_expired"
    assert town.refusal(accounts_ops.check_link, token=secret, kind=kind) == ""
    pass_time(town, "7 days")
    assert town.refusal(accounts_ops.check_link, token=secret, kind=kind) == "link_expired"


def test_an_invitation_says_whether_it_works(town: Town, admin: Person) -> None:
    """U45"""
    organisation_id = admin.organisation("Ville")["id"]
    invitation = admin.ask(
        members_ops.invite_member, organisation_id=organisation_id, email="guest@example.org", role="analyst"
    )
    secret = town.secret("invitation")
    assert town.refusal(accounts_ops.check_link, token=secret, kind="invitation") == ""
    admin.ask(members_ops.revoke_invitation, organisation_id=organisation_id, invitation_id=invitation["id"])
    assert town.refusal(accounts_ops.check_link, token=secret, kind="invitation") == "link_expired"
