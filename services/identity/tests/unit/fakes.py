"""The ports of a unit of work, kept in memory."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from contracts.refused import Refused
from identity.domain.account import Account, Standing
from identity.domain.audit import AuditEntry
from identity.domain.consent import Consent
from identity.domain.credential import Credential, hash_secret, new_secret
from identity.domain.events import Event
from identity.domain.grant import Grant, Member
from identity.domain.invitation import Invitation
from identity.domain.organisation import Group, Organisation, ParticipantType
from identity.domain.session import Session
from identity.domain.throttle import Attempt
from identity.domain.unit_of_work import UnitOfWork
from identity.tests.factories import NOON


class FakeAccounts:
    def __init__(self) -> None:
        self.rows: dict[UUID, Account] = {}
        self.keys: dict[bytes, UUID] = {}
        self.standings: dict[UUID, Standing] = {}

    def add(self, account: Account, registration_key: bytes | None) -> bool:
        if registration_key in self.keys:
            return False
        if registration_key is not None:
            self.keys[registration_key] = account.id
        self.rows[account.id] = account
        return True

    def find(self, account_id: UUID) -> Account | None:
        return self.rows.get(account_id)

    def of_registration(self, registration_key: bytes) -> Account | None:
        return self.rows.get(self.keys.get(registration_key, UUID(int=0)))

    def confirmed(self, email: str) -> Account | None:
        return next((a for a in self.rows.values() if a.email == email and a.email_confirmed), None)

    def for_sign_in(self, email: str) -> Account | None:
        newest = sorted((a for a in self.rows.values() if a.email == email), key=lambda a: a.created_at)
        return self.confirmed(email) or (newest[-1] if newest else None)

    def unconfirmed(self, email: str) -> list[Account]:
        its = [a for a in self.rows.values() if a.email == email and not a.email_confirmed]
        return sorted(its, key=lambda a: a.created_at, reverse=True)

    def with_live_session(self, account_id: UUID, session_id: UUID, now: datetime) -> Account | None:
        return self.rows.get(account_id)

    def change(self, account_id: UUID, changes: Mapping[str, Any]) -> Account:
        before = self.rows[account_id]
        after = self.rows[account_id] = dataclasses.replace(before, version=before.version + 1, **changes)
        return after

    def touch(self, account_id: UUID) -> int:
        return self.change(account_id, {}).version

    def confirm(self, account_id: UUID, email: str, now: datetime) -> Account | None:
        owner = self.confirmed(email)
        if owner is not None and owner.id != account_id:
            return None
        return self.change(account_id, {"email": email, "email_confirmed_at": now, "pending_email": None})

    def standing(self, account_id: UUID) -> Standing:
        return self.standings.get(account_id, Standing())

    def choose_type(self, account_id: UUID, organisation_id: UUID, participant_type_id: UUID) -> None:
        self.standings[account_id] = Standing(participant_types={organisation_id: participant_type_id})

    def with_confirmed_address(self, account_ids: Sequence[UUID]) -> list[Account]:
        return [a for a in self.rows.values() if a.id in account_ids and a.email_confirmed]


class FakeSessions:
    def __init__(self) -> None:
        self.rows: dict[UUID, Session] = {}
        self.tokens: dict[bytes, tuple[UUID, int]] = {}

    def add(self, session: Session, token_hash: bytes) -> None:
        self.rows[session.id] = session
        self.tokens[token_hash] = (session.id, session.generation)

    def of_token(self, token_hash: bytes) -> tuple[Session, int] | None:
        found = self.tokens.get(token_hash)
        return None if found is None else (self.rows[found[0]], found[1])

    def rotate(self, session: Session, token_hash: bytes, now: datetime) -> None:
        turned: dict[str, Any] = {
            "generation": session.generation + 1,
            "rotated_at": now,
            "last_used_at": now,
        }
        self.add(dataclasses.replace(session, **turned), token_hash)

    def add_sibling(self, session: Session, token_hash: bytes, now: datetime) -> None:
        self.add(dataclasses.replace(session, last_used_at=now), token_hash)

    def end(self, account_id: UUID, session_id: UUID, now: datetime) -> bool:
        found = self.rows.get(session_id)
        if found is None or found.account_id != account_id or found.ended_at is not None:
            return False
        self.rows[session_id] = dataclasses.replace(found, ended_at=now)
        return True

    def end_all(self, account_id: UUID, now: datetime, but: UUID | None = None) -> list[UUID]:
        return [each for each in list(self.rows) if each != but and self.end(account_id, each, now)]

    def live(self, account_id: UUID, now: datetime, after: Any, limit: int) -> list[Session]:
        return [s for s in self.rows.values() if s.account_id == account_id and s.is_live(now)]


class FakeCredentials:
    def __init__(self) -> None:
        self.rows: dict[UUID, Credential] = {}
        self.hashes: dict[UUID, bytes] = {}

    def add(self, credential: Credential) -> None:
        self.rows[credential.id] = credential

    def take(self, credential_id: UUID) -> Credential | None:
        return self.rows.get(credential_id)

    def mint(self, credential_id: UUID, secret_hash: bytes, now: datetime) -> None:
        self.hashes[credential_id] = secret_hash

    def use(self, secret_hash: bytes, kind: str, now: datetime) -> Credential | None:
        found = self.of_secret(secret_hash, kind)
        if found is None or not found.is_open(now):
            return None
        used = self.rows[found.id] = dataclasses.replace(found, used_at=now)
        return used

    def of_secret(self, secret_hash: bytes, kind: str) -> Credential | None:
        its = [self.rows[each] for each, known in self.hashes.items() if known == secret_hash]
        return next((each for each in its if each.kind == kind), None)

    def cancel_of_account(self, account_id: UUID, kinds: Sequence[str], now: datetime) -> None:
        for each in list(self.rows.values()):
            if each.account_id == account_id and each.kind in kinds and each.used_at is None:
                self.rows[each.id] = dataclasses.replace(each, cancelled_at=now)

    def cancel_since(self, account_id: UUID, kind: str, since: datetime, now: datetime) -> None:
        for each in list(self.rows.values()):
            later = each.requested_at is not None and each.requested_at >= since
            if each.account_id == account_id and each.kind == kind and later and each.used_at is None:
                self.rows[each.id] = dataclasses.replace(each, cancelled_at=now)

    def cancel_rivals(self, address: str, account_id: UUID, kind: str, now: datetime) -> None:
        for each in list(self.rows.values()):
            rival = each.address == address and each.account_id != account_id and each.kind == kind
            if rival and each.used_at is None:
                self.rows[each.id] = dataclasses.replace(each, cancelled_at=now)

    def cancel_of_invitation(self, invitation_id: UUID, now: datetime) -> None:
        for each in list(self.rows.values()):
            if each.invitation_id == invitation_id:
                self.rows[each.id] = dataclasses.replace(each, cancelled_at=now)

    def hand_out(self, credential: Credential) -> str:
        """A stored credential's secret, as a mail would carry it."""
        secret = new_secret()
        self.add(credential)
        self.hashes[credential.id] = hash_secret(secret)
        return secret


class FakeAttempts:
    def __init__(self) -> None:
        self.hits: dict[int, tuple[str, datetime]] = {}

    def oldest_counted(self, attempt: Attempt, now: datetime) -> datetime | None:
        since = now - attempt.limit.window
        counted = sorted(at for bucket, at in self.hits.values() if bucket == attempt.bucket and at > since)
        return counted[-attempt.limit.most] if len(counted) >= attempt.limit.most else None

    def newest(self, attempt: Attempt) -> datetime | None:
        return max((at for bucket, at in self.hits.values() if bucket == attempt.bucket), default=None)

    def add(self, attempts: Sequence[Attempt], now: datetime) -> tuple[int, ...]:
        first = len(self.hits)
        self.hits.update({first + n: (attempt.bucket, now) for n, attempt in enumerate(attempts)})
        return tuple(range(first, len(self.hits)))

    def forget(self, numbers: Sequence[int]) -> None:
        for number in numbers:
            del self.hits[number]


class FakeOrganisations:
    def __init__(self) -> None:
        self.rows: dict[UUID, Organisation] = {}
        self.projects: dict[UUID, UUID] = {}

    def add(self, organisation: Organisation) -> bool:
        if self.by_slug(organisation.slug) is not None:
            return False
        self.rows[organisation.id] = organisation
        return True

    def find(self, organisation_id: UUID) -> Organisation | None:
        return self.rows.get(organisation_id)

    def by_slug(self, slug: str) -> Organisation | None:
        return next((each for each in self.rows.values() if each.slug == slug), None)

    def change(self, organisation_id: UUID, version: int, changes: Mapping[str, Any]) -> Organisation | None:
        before = self.rows[organisation_id]
        if before.version != version:
            return None
        after = self.rows[organisation_id] = dataclasses.replace(before, version=version + 1, **changes)
        return after

    def page(self, after: Any, limit: int) -> list[Organisation]:
        return list(self.rows.values())

    def has_project(self, organisation_id: UUID, project_id: UUID) -> bool:
        return self.projects.get(project_id) == organisation_id

    def learn_project(self, project_id: UUID, organisation_id: UUID) -> None:
        self.projects.setdefault(project_id, organisation_id)


class FakeGrants:
    def __init__(self) -> None:
        self.held: list[tuple[UUID, Grant]] = []

    def roles(self, account_id: UUID, session_id: UUID | None, scopes: Iterable[UUID]) -> frozenset[str]:
        wanted = {None, *scopes}
        return frozenset(g.role for a, g in self.held if a == account_id and g.scope in wanted)

    def give(self, account_id: UUID, grant: Grant, now: datetime) -> bool:
        new = (account_id, grant) not in self.held
        self.held += [(account_id, grant)] if new else []
        return new

    def take(self, account_id: UUID, grant: Grant) -> bool:
        if (account_id, grant) not in self.held:
            return False
        self.held.remove((account_id, grant))
        return True

    def keepers(self, organisation_id: UUID) -> int:
        return sum(g.organisation_id == organisation_id and g.keeps_organisation for _, g in self.held)

    def member(self, organisation_id: UUID, account_id: UUID) -> Member | None:
        its = tuple(g for a, g in self.held if a == account_id and g.organisation_id == organisation_id)
        return Member(account_id, "Camille", "c@example.org", NOON, its) if its else None

    def members(self, organisation_id: UUID, after: Any, limit: int) -> list[Member]:
        found = (self.member(organisation_id, each) for each in dict.fromkeys(a for a, _ in self.held))
        return [member for member in found if member is not None]


class FakeInvitations:
    def __init__(self) -> None:
        self.rows: dict[UUID, Invitation] = {}

    def add(self, invitation: Invitation) -> None:
        self.rows[invitation.id] = invitation

    def find(self, invitation_id: UUID) -> Invitation | None:
        return self.rows.get(invitation_id)

    def pending(self, grant: Grant, email: str, now: datetime) -> list[Invitation]:
        sent = (each for each in self.rows.values() if each.status(now) == "sent")
        return [each for each in sent if each.grant == grant and each.email == email]

    def accept(self, invitation_id: UUID, account_id: UUID, now: datetime) -> bool:
        found = self.rows[invitation_id]
        accepted = dataclasses.replace(found, accepted_at=now, accepted_by=account_id)
        self.rows[invitation_id] = accepted if found.status(now) == "sent" else found
        return found.status(now) == "sent"

    def revoke(self, invitation_id: UUID, now: datetime) -> bool:
        found = self.rows[invitation_id]
        self.rows[invitation_id] = dataclasses.replace(found, revoked_at=now)
        return found.accepted_at is None

    def page(self, organisation_id: UUID, after: Any, limit: int) -> list[Invitation]:
        return [each for each in self.rows.values() if each.organisation_id == organisation_id]


class FakeParticipantTypes:
    def __init__(self) -> None:
        self.rows: dict[UUID, ParticipantType] = {}

    def add(self, participant_type: ParticipantType) -> None:
        self.rows[participant_type.id] = participant_type

    def find(self, participant_type_id: UUID) -> ParticipantType | None:
        return self.rows.get(participant_type_id)

    def retire(self, participant_type_id: UUID, now: datetime) -> ParticipantType:
        retired = dataclasses.replace(self.rows[participant_type_id], retired=True)
        self.rows[participant_type_id] = retired
        return retired

    def of(self, organisation_id: UUID) -> list[ParticipantType]:
        return [each for each in self.rows.values() if each.organisation_id == organisation_id]


class FakeGroups:
    def __init__(self, accounts: FakeAccounts) -> None:
        self._accounts = accounts
        self.rows: dict[UUID, Group] = {}
        self.addresses: set[tuple[UUID, str]] = set()

    def add(self, group: Group) -> None:
        self.rows[group.id] = group

    def find(self, group_id: UUID) -> Group | None:
        return self.rows.get(group_id)

    def page(self, organisation_id: UUID, after: Any, limit: int) -> list[Group]:
        return [each for each in self.rows.values() if each.organisation_id == organisation_id]

    def add_address(self, group_id: UUID, email: str, now: datetime) -> bool:
        new = (group_id, email) not in self.addresses
        self.addresses.add((group_id, email))
        return new

    def remove_address(self, group_id: UUID, email: str) -> bool:
        known = (group_id, email) in self.addresses
        self.addresses.discard((group_id, email))
        return known

    def move_address(self, before: str, after: str) -> None:
        self.addresses = {(group, after if email == before else email) for group, email in self.addresses}

    def of_account(self, account_id: UUID, organisation_id: UUID | None = None) -> frozenset[UUID]:
        account = self._accounts.rows[account_id]
        its = (group for group, email in self.addresses if email == account.email and account.email_confirmed)
        wanted = (None, *(() if organisation_id is None else (organisation_id,)))
        return frozenset(
            each for each in its if organisation_id is None or self.rows[each].organisation_id in wanted
        )

    def accounts(self, group_id: UUID, after: UUID | None, limit: int) -> list[UUID]:
        found = sorted(
            account.id
            for account in self._accounts.rows.values()
            if (group_id, account.email) in self.addresses and account.email_confirmed
        )
        return [each for each in found if after is None or each > after][: limit + 1]


class FakeConsents:
    def __init__(self) -> None:
        self.logged: list[Consent] = []

    def log(self, consent: Consent) -> None:
        self.logged.append(consent)

    def current(self, account_id: UUID) -> list[Consent]:
        return list({each.purpose: each for each in self.logged if each.account_id == account_id}.values())

    def granted(self, account_ids: Sequence[UUID]) -> dict[UUID, list[str]]:
        return {each: [c.purpose for c in self.current(each) if c.granted] for each in account_ids}


class FakeAudit:
    def __init__(self) -> None:
        self.entries: list[AuditEntry] = []

    def write(self, entry: AuditEntry) -> None:
        self.entries.append(entry)

    def page(self, organisation_id: UUID, since: Any, until: Any, after: Any, limit: int) -> list[AuditEntry]:
        return [each for each in self.entries if each.organisation_id == organisation_id]


class FakePasswords:
    """A hash that anyone can read; `checks` counts the verifications."""

    def __init__(self) -> None:
        self.checks = 0

    def hash(self, password: str) -> str:
        return f"hash of {password}"

    def matches(self, password_hash: str | None, password: str) -> bool:
        self.checks += 1
        return password_hash == self.hash(password)

    def is_strong(self, password: str, about_owner: Sequence[str]) -> bool:
        return "weak" not in password


class FakeAssertions:
    """Tokens that anyone can read."""

    def issue(self, claims: Mapping[str, Any], seconds: int) -> tuple[str, datetime]:
        return f"token of {claims['sub']}", NOON + timedelta(seconds=seconds)

    def public_keys(self) -> list[dict[str, Any]]:
        return []


class FakeWorld:
    """A unit of work whose clock moves when told to; `allowed` are the organisations the actor has the right in."""

    def __init__(self) -> None:
        self.time = NOON
        self.events: list[Event] = []
        self.allowed: set[UUID] | None = None
        self.accounts, self.sessions, self.credentials = FakeAccounts(), FakeSessions(), FakeCredentials()
        self.attempts, self.organisations, self.grants = FakeAttempts(), FakeOrganisations(), FakeGrants()
        self.invitations, self.participant_types = FakeInvitations(), FakeParticipantTypes()
        self.groups, self.consents, self.audit = FakeGroups(self.accounts), FakeConsents(), FakeAudit()
        self.passwords = FakePasswords()

    def at(self, moment: datetime) -> UnitOfWork:
        self.time = moment
        return self.uow

    def later(self, by: timedelta) -> UnitOfWork:
        return self.at(self.time + by)

    def permit(self, *organisations: UUID) -> None:
        if self.allowed is not None and not self.allowed.intersection(organisations):
            raise Refused("forbidden")

    @property
    def uow(self) -> UnitOfWork:
        return UnitOfWork(
            accounts=self.accounts,
            sessions=self.sessions,
            credentials=self.credentials,
            attempts=self.attempts,
            organisations=self.organisations,
            grants=self.grants,
            invitations=self.invitations,
            participant_types=self.participant_types,
            groups=self.groups,
            consents=self.consents,
            audit=self.audit,
            now=lambda: self.time,
            lock_exclusive=lambda *_: self.time,
            permit=self.permit,
            publish=self.events.append,
            passwords=self.passwords,
            assertions=FakeAssertions(),
            keyed_hash=lambda text: f"hash of {text}",
        )
