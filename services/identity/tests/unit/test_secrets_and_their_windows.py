"""Every secret before, in and after its life: until the last instant, not at the end itself (ID-1, ID-3)."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest

from chassis.actor import NOBODY, Actor
from contracts.refused import Refused
from identity.domain.credential import LIFETIMES
from identity.domain.grant import Grant
from identity.domain.unit_of_work import UnitOfWork
from identity.tests.factories import NOON, a_credential, an_account, an_invitation, an_organisation
from identity.tests.unit.fakes import FakeWorld
from identity.use_cases.accept_invitation import accept_invitation, read_invitation
from identity.use_cases.change_email import confirm_email_change
from identity.use_cases.confirm_email import confirm_email
from identity.use_cases.mint_credential import mint_credential
from identity.use_cases.reset_password import reset_password
from identity.use_cases.sign_in_by_link import sign_in_by_link
from identity.use_cases.take_back_account import take_back_account

TICK = timedelta(microseconds=1)
USES: dict[str, Callable[[UnitOfWork, str], object]] = {
    "email_confirmation": lambda uow, secret: confirm_email(uow, NOBODY, secret),
    "password_reset": lambda uow, secret: reset_password(uow, secret, "hash of marmalade"),
    "magic_link": lambda uow, secret: sign_in_by_link(uow, secret, ""),
    "email_change": lambda uow, secret: confirm_email_change(uow, NOBODY, secret),
    "email_changed": lambda uow, secret: take_back_account(uow, secret, "hash of nothing"),
}
LIVES = {
    "email_confirmation": 168,
    "password_reset": 1,
    "magic_link": 0.25,
    "email_change": 1,
    "invitation": 168,
    "email_changed": 168,
    "password_changed": 168,
}


def handed_out(world: FakeWorld, kind: str) -> str:
    confirmed = None if kind == "email_confirmation" else NOON
    account = an_account(
        email="old@example.org", email_confirmed_at=confirmed, pending_email="new@example.org"
    )
    world.accounts.add(account, None)
    address = account.pending_email if kind == "email_change" else account.email
    return world.credentials.hand_out(a_credential(kind, account_id=account.id, address=address))


@pytest.mark.parametrize("kind", LIVES)
def test_each_kind_lives_as_long_as_it_should(kind: str) -> None:
    assert LIFETIMES[kind] == timedelta(hours=LIVES[kind])


@pytest.mark.parametrize("kind", USES)
def test_a_secret_serves_until_the_last_instant_of_its_life(world: FakeWorld, kind: str) -> None:
    secret = handed_out(world, kind)
    USES[kind](world.at(NOON + LIFETIMES[kind] - TICK), secret)


@pytest.mark.parametrize("kind", USES)
@pytest.mark.parametrize("late_by", [timedelta(0), timedelta(days=300)])
def test_a_secret_serves_no_more_when_its_life_is_over(
    world: FakeWorld, kind: str, late_by: timedelta
) -> None:
    secret = handed_out(world, kind)
    with pytest.raises(Refused, match="link_expired"):
        USES[kind](world.at(NOON + LIFETIMES[kind] + late_by), secret)
    assert world.events == []


@pytest.mark.parametrize("kind", USES)
def test_a_secret_serves_once(world: FakeWorld, kind: str) -> None:
    secret = handed_out(world, kind)
    USES[kind](world.uow, secret)
    with pytest.raises(Refused, match="link_expired"):
        USES[kind](world.uow, secret)


@pytest.mark.parametrize("kind", USES)
def test_no_secret_serves_another_purpose(world: FakeWorld, kind: str) -> None:
    secret = handed_out(world, kind)
    for other, use in USES.items():
        if other != kind:
            with pytest.raises(Refused, match="link_expired"):
                use(world.uow, secret)


@pytest.mark.parametrize("kind", [kind for kind in USES if kind != "email_changed"])
def test_a_secret_sent_to_an_address_left_meanwhile_is_void(world: FakeWorld, kind: str) -> None:
    secret = handed_out(world, kind)
    account = next(iter(world.accounts.rows.values()))
    world.accounts.change(account.id, {"email": "elsewhere@example.org", "pending_email": None})
    with pytest.raises(Refused, match="link_expired"):
        USES[kind](world.uow, secret)


@pytest.mark.parametrize(
    ("after", "outcome"),
    [(timedelta(0), True), (timedelta(days=7) - TICK, True), (timedelta(days=7), False)],
)
def test_an_invitation_can_be_accepted_for_seven_days(
    world: FakeWorld, after: timedelta, outcome: bool
) -> None:
    """ID-3"""
    organisation, guest, host = an_organisation(), an_account(email="guest@example.org"), an_account()
    for account in (guest, host):
        world.accounts.add(account, None)
    world.organisations.add(organisation)
    invitation = an_invitation(Grant("analyst", organisation.id), "guest@example.org", host.id)
    world.invitations.add(invitation)
    secret = world.credentials.hand_out(
        a_credential("invitation", invitation_id=invitation.id, address="guest@example.org")
    )
    uow, actor = world.at(NOON + after), Actor(id=guest.id, session_id=guest.id)
    if outcome:
        assert read_invitation(uow, secret).invitation == invitation
        accept_invitation(uow, actor, secret)
        assert world.grants.held == [(guest.id, Grant("analyst", organisation.id))]
        return
    for attempt in (lambda: read_invitation(uow, secret), lambda: accept_invitation(uow, actor, secret)):
        with pytest.raises(Refused, match="link_expired"):
            attempt()
    assert world.grants.held == []


@pytest.mark.parametrize("kind", USES)
def test_no_mail_is_sent_for_what_is_over(world: FakeWorld, kind: str) -> None:
    handed_out(world, kind)
    (credential,) = world.credentials.rows.values()
    assert mint_credential(world.at(credential.expires_at - TICK), credential.id, kind).wanted
    assert not mint_credential(world.at(credential.expires_at), credential.id, kind).wanted


@pytest.mark.parametrize("kind", USES)
def test_no_mail_is_sent_under_another_kind_or_for_nobody(world: FakeWorld, kind: str) -> None:
    handed_out(world, kind)
    (credential,) = world.credentials.rows.values()
    assert not mint_credential(world.uow, credential.id, "invitation").wanted
    twin = a_credential("magic_link")
    world.credentials.add(twin)
    assert not mint_credential(world.uow, twin.id, "magic_link").wanted


def test_no_mail_is_sent_for_another_account_than_the_one_named(world: FakeWorld) -> None:
    handed_out(world, "email_confirmation")
    (credential,) = world.credentials.rows.values()
    of_other = an_account().id
    assert not mint_credential(world.uow, credential.id, "email_confirmation", of_other).wanted
    assert mint_credential(world.uow, credential.id, "email_confirmation", credential.account_id).wanted


def test_who_never_confirmed_is_reminded_by_a_link_that_confirms(world: FakeWorld) -> None:
    """ID-2"""
    account, reminder = an_account(email_confirmed_at=None), uuid4()
    world.accounts.add(account, None)
    first = mint_credential(world.uow, reminder, "email_confirmation", account.id)
    again = mint_credential(world.uow, reminder, "email_confirmation", account.id)
    assert first.wanted
    assert again.address == account.email
    assert len(world.credentials.rows) == 1
    assert again.secret is not None
    confirm_email(world.uow, NOBODY, again.secret)
    assert not mint_credential(world.uow, uuid4(), "email_confirmation", account.id).wanted


def test_nobody_is_reminded_of_one_of_several_accounts_that_wait_for_the_address(world: FakeWorld) -> None:
    """B13"""
    accounts = [an_account(email="one@example.org", email_confirmed_at=None) for _ in range(2)]
    for account in accounts:
        world.accounts.add(account, None)
    assert not any(
        mint_credential(world.uow, uuid4(), "email_confirmation", each.id).wanted for each in accounts
    )
    assert not world.credentials.rows


def test_no_confirmation_is_mailed_once_another_account_has_the_address(world: FakeWorld) -> None:
    handed_out(world, "email_confirmation")
    (credential,) = world.credentials.rows.values()
    world.accounts.add(an_account(email="old@example.org", email_confirmed_at=NOON), None)
    assert not mint_credential(world.uow, credential.id, "email_confirmation").wanted
