"""What many do at the same moment, on a real database."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from chassis.actor import NOBODY, Actor
from chassis.clock import FrozenClock
from chassis.storage import Storage
from contracts.identity import accounts as ops
from contracts.refused import Refused
from identity.domain.credential import hash_secret, new_secret
from identity.domain.grant import Grant
from identity.domain.throttle import Attempt, Limit
from identity.domain.unit_of_work import UnitOfWork
from identity.storage.tidying import forget_what_is_over
from identity.tests.factories import NOON, a_credential, a_session, an_account, an_invitation, an_organisation
from identity.tests.in_process import unit_of_work
from identity.tests.people import PASSWORD, Town
from identity.use_cases.accept_invitation import accept_invitation
from identity.use_cases.confirm_email import confirm_email
from identity.use_cases.record_attempts import record_attempts
from identity.use_cases.refresh_session import end_if_reused, refresh_session
from identity.use_cases.register_account import Registration, register_account
from identity.use_cases.roles import take_role

MANY = 50


@pytest.fixture
def at_noon(storage: Storage) -> Storage:
    return Storage(storage.engine, FrozenClock(NOON))


def all_at_once(storage: Storage, acts: Sequence[Callable[[UnitOfWork], Any]]) -> Counter[str]:
    """How each act ended, every one in a transaction of its own, all begun together."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[UnitOfWork], Any]) -> str:
        barrier.wait()
        try:
            with storage.transaction() as tx:
                act(unit_of_work(tx))
        except Refused as refused:
            return refused.code
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return Counter(pool.map(run, acts))


def test_of_fifty_accounts_with_one_address_one_confirms_it(at_noon: Storage) -> None:
    """ID-1: an address is one account's, whatever happens at the same moment."""
    secrets = [new_secret() for _ in range(MANY)]
    with at_noon.transaction() as tx:
        uow = unit_of_work(tx)
        for secret in secrets:
            account = an_account(email="wanted@example.org")
            uow.accounts.add(account, None)
            credential = a_credential("email_confirmation", account_id=account.id, address=account.email)
            uow.credentials.add(credential)
            uow.credentials.mint(credential.id, hash_secret(secret), NOON)
    acts = [partial(confirm_email, actor=NOBODY, token=secret) for secret in secrets]
    assert all_at_once(at_noon, acts) == {"done": 1, "link_expired": MANY - 1}
    assert counted(at_noon, "account WHERE email_confirmed_at IS NOT NULL") == 1
    assert counted(at_noon, "outbox WHERE fact = 'identity.email_confirmed.v1'") == 1


def test_of_fifty_sign_ups_at_once_with_one_address_the_last_has_the_only_link(storage: Storage) -> None:
    """B13"""
    asked = {
        "email": "Wanted@example.org", "display_name": "Camille", "language": "fr", "birth_on": None, "postcode": None,
        "terms_version": "1", "device": "", "password": PASSWORD,
    }  # fmt: skip

    def register(uow: UnitOfWork, number: int) -> None:
        ready = Registration(password_hash=f"hash {number}")
        register_account(uow, asked, f"key {number}", ready)

    acts = [partial(register, number=number) for number in range(MANY)]
    assert all_at_once(storage, acts) == {"done": MANY}
    open_links = "credential_request WHERE used_at IS NULL AND cancelled_at IS NULL"
    assert counted(storage, open_links) == 1
    newest = "SELECT id FROM account ORDER BY created_at DESC LIMIT 1"
    assert counted(storage, f"{open_links} AND account_id = ({newest})") == 1


def test_one_secret_used_fifty_times_at_once_serves_once(at_noon: Storage) -> None:
    organisation, host, guest = an_organisation(), an_account(), an_account(email="guest@example.org")
    session, secret = a_session(guest.id), new_secret()
    with at_noon.transaction() as tx:
        uow = unit_of_work(tx)
        uow.organisations.add(organisation)
        for account in (host, guest):
            uow.accounts.add(account, None)
        uow.sessions.add(session, hash_secret("refresh"))
        invitation = an_invitation(Grant("analyst", organisation.id), guest.email, host.id)
        uow.invitations.add(invitation)
        credential = a_credential("invitation", invitation_id=invitation.id, address=guest.email)
        uow.credentials.add(credential)
        uow.credentials.mint(credential.id, hash_secret(secret), NOON)
    actor = Actor(id=guest.id, session_id=session.id)
    acts = [lambda uow: accept_invitation(uow, actor, secret)] * MANY
    assert all_at_once(at_noon, acts) == {"done": 1, "link_expired": MANY - 1}
    assert counted(at_noon, "role_grant") == 1


@pytest.mark.parametrize("most", [1, 10])
def test_a_throttle_lets_in_exactly_its_number(storage: Storage, most: int) -> None:
    """ID-10: exact, whatever comes at the same moment to whichever replica."""
    attempts = [Attempt(Limit("by_email", most, 900), "a"), Attempt(Limit("by_address", 1000, 900), "b")]
    acts = [
        lambda uow, order=order: record_attempts(uow, attempts[::order]) for order in (1, -1) * (MANY // 2)
    ]
    assert all_at_once(storage, acts) == {"done": most, "too_many_attempts": MANY - most}
    assert counted(storage, "throttle_hit") == 2 * most


def test_of_organisers_who_all_leave_at_once_one_stays(at_noon: Storage) -> None:
    """ID-3"""
    organisation = an_organisation()
    role = Grant("organiser", organisation.id)
    organisers = [an_account() for _ in range(10)]
    with at_noon.transaction() as tx:
        uow = unit_of_work(tx)
        uow.organisations.add(organisation)
        for account in organisers:
            uow.accounts.add(account, None)
            uow.grants.give(account.id, role, NOON)
    acts = [
        partial(take_role, actor=Actor(id=account.id), account_id=account.id, **vars(role))
        for account in organisers
    ]
    assert all_at_once(at_noon, acts) == {"done": 9, "last_organiser": 1}
    assert counted(at_noon, "role_grant") == 1


def test_one_token_refreshed_by_many_tabs_ends_nothing(at_noon: Storage) -> None:
    """ID-8"""
    account = an_account()
    with at_noon.transaction() as tx:
        unit_of_work(tx).accounts.add(account, None)
        unit_of_work(tx).sessions.add(a_session(account.id), hash_secret("refresh"))

    def refresh(uow: UnitOfWork) -> None:
        assert not end_if_reused(uow, "refresh")
        refresh_session(uow, "refresh")

    assert all_at_once(at_noon, [refresh] * 20) == {"done": 20}
    assert counted(at_noon, "session WHERE generation = 1 AND ended_at IS NULL") == 1
    assert counted(at_noon, "session_token WHERE generation = 1") == 20


def test_one_key_opens_one_account(at_noon: Storage) -> None:
    def register(uow: UnitOfWork) -> None:
        if not uow.accounts.add(an_account(), b"the same key"):
            raise Refused("met a twin")

    assert all_at_once(at_noon, [register] * 20) == {"done": 1, "met a twin": 19}


def test_the_database_itself_keeps_a_projects_role_in_its_organisation(at_noon: Storage) -> None:
    """ID-3"""
    ours, theirs, account, project_id = an_organisation(), an_organisation(), an_account(), uuid4()
    with at_noon.transaction() as tx:
        uow = unit_of_work(tx)
        for organisation in (ours, theirs):
            uow.organisations.add(organisation)
        uow.accounts.add(account, None)
        uow.organisations.learn_project(project_id, theirs.id)
        uow.organisations.learn_project(project_id, ours.id)
        assert uow.organisations.has_project(theirs.id, project_id)
        assert not uow.organisations.has_project(ours.id, project_id)
    with pytest.raises(Exception, match="foreign key"), at_noon.transaction() as tx:
        unit_of_work(tx).grants.give(account.id, Grant("organiser", ours.id, project_id), NOON)


def test_forgets_what_is_over_and_nothing_else(storage: Storage) -> None:
    account = an_account()
    with storage.transaction() as tx:
        uow, now = unit_of_work(tx), tx.now()
        uow.accounts.add(account, b"key")
        old, recent = now - timedelta(days=130), now - timedelta(days=1)
        for moment in (old, recent):
            uow.sessions.add(a_session(account.id, started_at=moment, last_used_at=moment), uuid4().bytes)
            uow.attempts.add([Attempt(Limit("a", 1, 3600), "a")], moment)
        uow.attempts.add([Attempt(Limit("a", 1, 3600), "a")], now)
        for moment in (old, now):
            uow.credentials.add(a_credential("magic_link", expires_at=moment))
        forget_what_is_over(tx.connection, timedelta(hours=1))
    counts = {name: counted(storage, name) for name in ("session", "session_token", "throttle_hit")}
    assert counts == {"session": 1, "session_token": 1, "throttle_hit": 1}
    assert counted(storage, "credential_request") == 1
    assert registration_key(storage, account.id) is None


def counted(storage: Storage, rest: str) -> int:
    with storage.engine.connect() as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM {rest}")).scalar_one())


def registration_key(storage: Storage, account_id: UUID) -> Any:
    with storage.engine.connect() as connection:
        statement = text("SELECT registration_key FROM account WHERE id = :id")
        return connection.execute(statement, {"id": account_id}).scalar_one()


def test_a_registration_sent_five_times_at_once_opens_one_account(town: Town) -> None:
    """ID-1"""
    asked = {
        "email": "eager@example.org",
        "password": PASSWORD,
        "display_name": "Camille",
        "terms_accepted": True,
        "terms_version": "1",
    }
    with ThreadPoolExecutor(5) as pool:
        asking = [pool.submit(town.ask, ops.register_account, key="one key", **asked) for _ in range(5)]
    assert len({each.result()["account"]["id"] for each in asking}) == 1
    assert len({each.result()["refresh_token"] for each in asking}) == 5
    assert counted(town.storage, "account") == 1
    assert len(town.requests("email_confirmation")) == 1
