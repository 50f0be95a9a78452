"""Accounts and sessions over the real broker and database (ID-1, ID-2, ID-7, ID-8)."""

import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chassis.tokens import Verifier
from contracts.identity import accounts as accounts_ops
from contracts.identity import internal as internal_ops
from contracts.identity import members as members_ops
from contracts.identity import sessions as sessions_ops
from contracts.refused import Refused
from identity.tests.people import PASSWORD, Town

OTHER_PASSWORD = "marmalade lighthouse 1887"


def test_registration_opens_an_unconfirmed_account_with_a_session(
    town: Town, told: Callable[[str], list[Any]]
) -> None:
    """ID-1, ID-2: who has not confirmed yet can act."""
    person = town.register("Camille@Example.org", birth_on="1990-02-28", postcode="94 000")
    account = person.ask(accounts_ops.get_my_account)
    assert account["email"] == "camille@example.org"
    assert account["email_confirmed"] is False
    assert (account["birth_on"], account["postcode"]) == ("1990-02-28", "94 000")
    assert told("identity.account_registered.v1") == [{"account_id": person.id}]
    assert told("identity.consent_decided.v1")[0]["granted"] == "yes"


def test_an_access_token_says_who_and_is_checked_offline(
    town: Town, environments: dict[str, dict[str, str]]
) -> None:
    """ID-8"""
    person = town.register(language="en")
    keys = Path(environments["consultations"]["TRUSTED_KEYS_FILE"]).read_text()
    claims = Verifier(keys).verify(person.token)
    assert claims["sub"] == person.id
    assert claims["sid"] == person.session["session_id"]
    assert (claims["conf"], claims["lang"], claims["roles"], claims["types"]) == (False, "en", [], {})
    assert claims["ver"] == 1
    assert claims["exp"] - claims["iat"] == 300
    published = town.ask(sessions_ops.get_key_set)["keys"]
    assert [key["kid"] for key in published]
    assert all("d" not in key for key in published)


def test_confirming_the_address_changes_what_tokens_say(town: Town, told: Callable[[str], list[Any]]) -> None:
    person = town.register()
    person.ask(accounts_ops.confirm_email, token=town.secret("email_confirmation"))
    assert told("identity.email_confirmed.v1") == [{"account_id": person.id}]
    assert [fact["account_id"] for fact in told("identity.rights_changed.v1")] == [person.id]
    assert person.ask(accounts_ops.get_my_account)["email_confirmed"] is True


def test_a_confirmation_secret_serves_once(town: Town) -> None:
    town.register()
    secret = town.secret("email_confirmation")
    town.ask(accounts_ops.confirm_email, token=secret)
    assert town.refusal(accounts_ops.confirm_email, token=secret) == "link_expired"


def test_a_secret_made_again_replaces_the_one_before(town: Town) -> None:
    town.register()
    first, second = town.secret("email_confirmation"), town.secret("email_confirmation")
    assert town.refusal(accounts_ops.confirm_email, token=first) == "link_expired"
    assert town.refusal(accounts_ops.confirm_email, token=second) == ""


def test_a_secret_serves_its_own_purpose_only(town: Town) -> None:
    person = town.confirmed()
    town.ask(accounts_ops.request_password_reset, email=person.email)
    secret = town.secret("password_reset")
    for operation in (
        accounts_ops.confirm_email,
        sessions_ops.sign_in_by_link,
        accounts_ops.confirm_email_change,
        members_ops.read_invitation,
    ):
        assert town.refusal(operation, token=secret) == "link_expired"


def test_registering_a_known_address_answers_alike_and_confirms_nothing(town: Town) -> None:
    """ID-1: the same answer, whether or not the address is known."""
    owner = town.confirmed("owner@example.org")
    newcomer = town.register("OWNER@example.org", display_name="Somebody Else")
    assert newcomer.id != owner.id
    assert newcomer.session.keys() == owner.session.keys()
    assert len(town.requests("already_registered")) == 1
    mail = town.mint("already_registered")
    assert (mail["wanted"], mail["address"], mail["display_name"]) == (
        True, "owner@example.org", "Camille Durand",
    )  # fmt: skip
    assert town.refusal(accounts_ops.confirm_email, token=mail["secret"]) == "link_expired"
    assert owner.sign_in().id == owner.id


def test_of_two_sign_ups_with_one_address_the_later_is_meant(town: Town) -> None:
    """B13: whichever mail is pressed, the password chosen last works."""
    first = town.register("slow@example.org")
    early_link = town.secret("email_confirmation")
    second = town.register("slow@example.org", password=OTHER_PASSWORD)
    late_link = town.secret("email_confirmation")
    assert town.refusal(accounts_ops.confirm_email, token=early_link) == "link_expired"
    assert second.sign_in(OTHER_PASSWORD).id == second.id
    second.ask(accounts_ops.confirm_email, token=late_link)
    assert second.renew().session["account"]["email_confirmed"] is True
    assert second.sign_in(OTHER_PASSWORD).id == second.id
    assert (
        town.refusal(sessions_ops.refresh_session, refresh_token=first.session["refresh_token"])
        == "session_ended"
    )
    assert first.refusal(accounts_ops.get_my_account) == "token_invalid"


def test_two_sign_ups_with_one_address_and_password_are_one_account(town: Town) -> None:
    """B13: either mail confirms it, and what was written with either stays with it."""
    first = town.register("twice@example.org", display_name="Camille")
    early_link = town.secret("email_confirmation")
    second = town.register("Twice@example.org", display_name="Camille D.", postcode="35000")
    assert second.id == first.id
    second.ask(accounts_ops.confirm_email, token=early_link)
    account = second.ask(accounts_ops.get_my_account)
    assert (account["email_confirmed"], account["display_name"], account["postcode"]) == (
        True,
        "Camille D.",
        "35000",
    )
    assert town.mint("email_confirmation")["wanted"] is False


def test_a_stranger_s_open_session_does_not_become_the_owner_s_confirmed_account(town: Town) -> None:
    """B13: who reads the mail may not be who opened the account."""
    stranger = town.register("owner@example.org")
    town.ask(accounts_ops.confirm_email, token=town.secret("email_confirmation"))
    assert stranger.refusal(accounts_ops.get_my_account) == "token_invalid"
    assert (
        town.refusal(sessions_ops.refresh_session, refresh_token=stranger.session["refresh_token"])
        == "session_ended"
    )


def test_the_session_that_confirms_goes_on_and_others_end(town: Town) -> None:
    """B13"""
    here = town.register()
    elsewhere = here.sign_in()
    here.ask(accounts_ops.confirm_email, token=town.secret("email_confirmation"))
    assert here.renew().session["account"]["email_confirmed"] is True
    assert elsewhere.refusal(accounts_ops.get_my_account) == "token_invalid"


def test_who_asks_for_the_mail_again_is_meant_though_another_signed_up_since(town: Town) -> None:
    """B13: a stranger who signs up later does not take the address away."""
    owner = town.register("mine@example.org")
    stranger = town.register("mine@example.org", password=OTHER_PASSWORD)
    strangers_link = town.secret("email_confirmation")
    owner.ask(accounts_ops.resend_confirmation)
    owner.ask(accounts_ops.confirm_email, token=town.secret("email_confirmation"))
    assert town.refusal(accounts_ops.confirm_email, token=strangers_link) == "link_expired"
    assert owner.renew().sign_in().id == owner.id
    assert stranger.refusal(accounts_ops.get_my_account) == "token_invalid"


def test_accepting_an_invitation_ends_what_others_opened_with_the_address(town: Town) -> None:
    """B13"""
    organiser = town.appointed()
    organisation = organiser.organisation()
    stranger = town.register("invited@example.org", password=OTHER_PASSWORD)
    guest = town.register("invited@example.org")
    organiser.invite(organisation["id"], guest, "moderator")
    assert guest.session["account"]["email_confirmed"] is True
    assert stranger.refusal(accounts_ops.get_my_account) == "token_invalid"


def test_who_confirms_a_new_address_is_alone_in_the_account(town: Town) -> None:
    """B13: who reads the new address may not be who asked for the change."""
    person = town.confirmed()
    person.ask(accounts_ops.change_email, password=PASSWORD, new_email="new@example.org")
    town.ask(accounts_ops.confirm_email_change, token=town.secret("email_change"))
    assert person.refusal(accounts_ops.get_my_account) == "token_invalid"


def test_a_registration_sent_again_with_its_key_opens_no_second_account(
    town: Town, told: Callable[[str], list[Any]]
) -> None:
    key = uuid.uuid4().hex
    asked = {
        "display_name": "Camille",
        "terms_accepted": True,
        "terms_version": "1",
        "email": "twice@example.org",
    }
    first = town.ask(accounts_ops.register_account, key=key, password=PASSWORD, **asked)
    second = town.ask(accounts_ops.register_account, key=key, password=PASSWORD, **asked)
    assert first["account"]["id"] == second["account"]["id"]
    assert first["refresh_token"] != second["refresh_token"]
    assert len(told("identity.account_registered.v1")) == 1
    with pytest.raises(Refused, match="idempotency_key_reused"):
        town.ask(accounts_ops.register_account, key=key, password=OTHER_PASSWORD, **asked)


@pytest.mark.parametrize(
    ("change", "complaints"),
    [
        ({"password": "password1"}, {"password": ["password_too_short:12"]}),
        ({"password": "passwordpassword1"}, {"password": ["password_too_weak"]}),
        ({"password": "camilledurand1"}, {"password": ["password_too_weak"]}),
        ({"terms_accepted": False}, {"terms_accepted": ["not_accepted"]}),
        ({"birth_on": "2199-01-01"}, {"birth_on": ["birth_to_come"]}),
        ({"birth_on": "1850-01-01"}, {"birth_on": ["birth_too_long_ago:130"]}),
        ({"birth_on": "2001-02-29"}, {"birth_on": ["invalid_day"]}),
        ({"postcode": "'; --"}, {"postcode": ["invalid_postcode"]}),
        ({"email": "nobody"}, {"email": ["invalid_email"]}),
        ({"role": "platform_admin"}, {"role": ["unknown_field"]}),
    ],
)
def test_refuses_a_registration_with_its_complaint(
    town: Town, change: dict[str, Any], complaints: dict[str, list[str]]
) -> None:
    with pytest.raises(Refused) as refused:
        town.register(**change)
    assert refused.value.code == "invalid_input"
    assert refused.value.fields == complaints


def test_all_that_is_wrong_with_a_registration_is_told_at_once(town: Town) -> None:
    """U29"""
    wrong = {"email": "nobody", "password": "court", "birth_on": "2199-01-01", "postcode": "ABCDE99999"}
    with pytest.raises(Refused) as refused:
        town.register(**wrong, terms_accepted=False)
    assert refused.value.fields == {
        "email": ["invalid_email"],
        "password": ["password_too_short:12"],
        "birth_on": ["birth_to_come"],
        "postcode": ["invalid_postcode"],
        "terms_accepted": ["not_accepted"],
    }


def test_all_that_is_wrong_with_a_profile_is_told_at_once(town: Town) -> None:
    """U29"""
    person = town.confirmed()
    with pytest.raises(Refused) as refused:
        person.ask(
            accounts_ops.update_my_account, display_name="A", birth_on="2199-01-01", postcode="ABCDE99999"
        )
    assert refused.value.fields == {
        "display_name": ["too_short:2"],
        "birth_on": ["birth_to_come"],
        "postcode": ["invalid_postcode"],
    }


def test_a_new_address_holds_once_it_is_confirmed(town: Town) -> None:
    person = town.confirmed()
    assert (
        person.refusal(accounts_ops.change_email, password="wrong", new_email="new@example.org")
        == "wrong_password"
    )
    person.ask(accounts_ops.change_email, password=PASSWORD, new_email="New@example.org")
    account = person.ask(accounts_ops.get_my_account)
    assert (account["email"], account["pending_email"]) == (person.email, "new@example.org")
    mail = town.mint("email_change")
    assert mail["address"] == "new@example.org"
    person.ask(accounts_ops.confirm_email_change, token=mail["secret"])
    account = person.ask(accounts_ops.get_my_account)
    assert (account["email"], account["pending_email"]) == ("new@example.org", None)


def test_changing_to_someone_elses_address_answers_alike_and_does_nothing(town: Town) -> None:
    owner, person = town.confirmed(), town.confirmed()
    person.ask(accounts_ops.change_email, password=PASSWORD, new_email=owner.email)
    assert town.requests("email_change") == []
    assert town.mint("already_registered")["display_name"] == "Camille Durand"


def test_an_address_confirmed_meanwhile_cannot_be_changed_to(town: Town) -> None:
    person = town.confirmed()
    person.ask(accounts_ops.change_email, password=PASSWORD, new_email="wanted@example.org")
    secret = town.secret("email_change")
    town.confirmed("wanted@example.org")
    assert town.refusal(accounts_ops.confirm_email_change, token=secret) == "link_expired"


def test_consents_are_logged_and_the_last_word_holds(town: Town, told: Callable[[str], list[Any]]) -> None:
    """ID-7"""
    person = town.register()
    person.ask(accounts_ops.decide_consent, purpose="project_news", granted=True, text_version="3")
    person.ask(accounts_ops.decide_consent, purpose="project_news", granted=False, text_version="3")
    items = {item["purpose"]: item["granted"] for item in person.ask(accounts_ops.list_my_consents)["items"]}
    assert items == {"terms": True, "project_news": False}
    assert [fact["granted"] for fact in told("identity.consent_decided.v1")] == ["yes", "yes", "no"]


def test_changes_what_is_given_of_ones_account(town: Town) -> None:
    person = town.register(postcode="94000")
    changed = person.ask(accounts_ops.update_my_account, display_name="Camille D.", postcode=None)
    assert (changed["display_name"], changed["postcode"], changed["language"]) == ("Camille D.", None, "fr")


def test_a_name_that_reads_like_a_link_is_not_put_into_a_mail(town: Town) -> None:
    town.register(display_name="Win now at evil.example")
    assert town.mint("email_confirmation")["display_name"] is None


def test_the_link_of_a_reminder_confirms_the_address(town: Town) -> None:
    """ID-2"""
    person = town.register()
    asked = {"request_id": str(uuid.uuid4()), "kind": "email_confirmation", "account_id": person.id}
    mails = [town.ask(internal_ops.mint_credential, town.sibling("notifications"), **asked) for _ in range(2)]
    assert [mail["address"] for mail in mails] == [person.email] * 2
    person.ask(accounts_ops.confirm_email, token=mails[-1]["secret"])
    assert person.ask(accounts_ops.get_my_account)["email_confirmed"]


def test_only_notifications_makes_secrets(town: Town) -> None:
    person = town.register()
    request = {"request_id": town.requests("email_confirmation")[-1], "kind": "email_confirmation"}
    assert town.refusal(internal_ops.mint_credential, **request) == "forbidden"
    assert town.refusal(internal_ops.mint_credential, person.token, **request) == "token_invalid"
    assert town.refusal(internal_ops.mint_credential, town.sibling("consultations"), **request) == "forbidden"


def test_the_hub_is_not_stalled_by_passwords(town: Town) -> None:
    """A greenlet that holds the process for 0.3 s is named in the log."""
    began = time.time()
    for _ in range(5):
        town.register()
    assert time.time() - began < 30


def test_notifications_learns_the_consents_that_hold_when_it_sends(town: Town) -> None:
    """B04: given, refused, never asked."""
    person, never = town.confirmed(), town.confirmed()
    token = town.sibling("notifications")

    def consents() -> dict[str, list[str]]:
        answer = town.ask(internal_ops.addresses_of, token, account_ids=[person.id, never.id])
        return {its["account_id"]: its["consents"] for its in answer["items"]}

    person.ask(accounts_ops.decide_consent, purpose="project_news", granted=True, text_version="3")
    assert consents() == {person.id: ["project_news", "terms"], never.id: ["terms"]}
    person.ask(accounts_ops.decide_consent, purpose="project_news", granted=False, text_version="3")
    assert consents() == {person.id: ["terms"], never.id: ["terms"]}
    assert (
        person.refusal(accounts_ops.decide_consent, purpose="public_name", granted=True, text_version="3")
        == "invalid_input"
    )
