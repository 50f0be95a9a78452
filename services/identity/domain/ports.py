"""What is stored, as use cases see it. Pages are asked for with one row more than shown."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from identity.domain.account import Account, Standing
from identity.domain.audit import AuditEntry
from identity.domain.consent import Consent
from identity.domain.credential import Credential
from identity.domain.grant import Grant, Member
from identity.domain.invitation import Invitation
from identity.domain.organisation import Group, Organisation, ParticipantType
from identity.domain.session import Session
from identity.domain.throttle import Attempt

After = tuple[datetime, UUID] | None


class Accounts(Protocol):
    def add(self, account: Account, registration_key: bytes | None) -> bool:
        """False when an account was already opened with this key."""

    def find(self, account_id: UUID) -> Account | None: ...

    def of_registration(self, registration_key: bytes) -> Account | None: ...

    def confirmed(self, email: str) -> Account | None: ...

    def for_sign_in(self, email: str) -> Account | None:
        """The account that confirmed the address, else the newest that says it is theirs."""

    def unconfirmed(self, email: str) -> list[Account]:
        """Those that say the address is theirs, the newest first."""

    def with_live_session(self, account_id: UUID, session_id: UUID, now: datetime) -> Account | None: ...

    def change(self, account_id: UUID, changes: Mapping[str, Any]) -> Account: ...

    def touch(self, account_id: UUID) -> int:
        """The account's next version, taken for something that happened to it."""

    def confirm(self, account_id: UUID, email: str, now: datetime) -> Account | None:
        """The account with `email` as its confirmed address; None when another account has confirmed it."""

    def standing(self, account_id: UUID) -> Standing: ...

    def choose_type(self, account_id: UUID, organisation_id: UUID, participant_type_id: UUID) -> None: ...

    def with_confirmed_address(self, account_ids: Sequence[UUID]) -> list[Account]: ...


class Sessions(Protocol):
    def add(self, session: Session, token_hash: bytes) -> None: ...

    def of_token(self, token_hash: bytes) -> tuple[Session, int] | None:
        """The session, locked, and the generation of the token."""

    def rotate(self, session: Session, token_hash: bytes, now: datetime) -> None: ...

    def add_sibling(self, session: Session, token_hash: bytes, now: datetime) -> None: ...

    def end(self, account_id: UUID, session_id: UUID, now: datetime) -> bool:
        """False when it had ended before or is not the account's."""

    def end_all(self, account_id: UUID, now: datetime, but: UUID | None = None) -> list[UUID]: ...

    def live(self, account_id: UUID, now: datetime, after: After, limit: int) -> list[Session]: ...


class Credentials(Protocol):
    def add(self, credential: Credential) -> None: ...

    def take(self, credential_id: UUID) -> Credential | None:
        """Locked until the end of the transaction."""

    def mint(self, credential_id: UUID, secret_hash: bytes, now: datetime) -> None: ...

    def use(self, secret_hash: bytes, kind: str, now: datetime) -> Credential | None:
        """The credential, used from now on; None when the secret is of no use (any more)."""

    def of_secret(self, secret_hash: bytes, kind: str) -> Credential | None: ...

    def cancel_of_account(self, account_id: UUID, kinds: Sequence[str], now: datetime) -> None: ...

    def cancel_since(self, account_id: UUID, kind: str, since: datetime, now: datetime) -> None:
        """Those of a kind that were asked for at `since` or later."""

    def cancel_rivals(self, address: str, account_id: UUID, kind: str, now: datetime) -> None:
        """Those of a kind that were sent there for other accounts."""

    def cancel_of_invitation(self, invitation_id: UUID, now: datetime) -> None: ...


class Attempts(Protocol):
    def oldest_counted(self, attempt: Attempt, now: datetime) -> datetime | None:
        """The attempt that must leave the window before there is room for one more; None when there is
        room.
        """

    def newest(self, attempt: Attempt) -> datetime | None: ...

    def add(self, attempts: Sequence[Attempt], now: datetime) -> tuple[int, ...]: ...

    def forget(self, numbers: Sequence[int]) -> None: ...


class Organisations(Protocol):
    def add(self, organisation: Organisation) -> bool:
        """False when the slug is taken."""

    def find(self, organisation_id: UUID) -> Organisation | None: ...

    def by_slug(self, slug: str) -> Organisation | None: ...

    def change(
        self, organisation_id: UUID, version: int, changes: Mapping[str, Any]
    ) -> Organisation | None: ...

    def page(self, after: tuple[str, UUID] | None, limit: int) -> list[Organisation]: ...

    def has_project(self, organisation_id: UUID, project_id: UUID) -> bool: ...

    def learn_project(self, project_id: UUID, organisation_id: UUID) -> None: ...


class Grants(Protocol):
    def roles(self, account_id: UUID, session_id: UUID | None, scopes: Iterable[UUID]) -> frozenset[str]:
        """Roles held now, everywhere or in one of the organisations, while the session is not ended."""

    def give(self, account_id: UUID, grant: Grant, now: datetime) -> bool:
        """False when it was held already."""

    def take(self, account_id: UUID, grant: Grant) -> bool: ...

    def keepers(self, organisation_id: UUID) -> int:
        """How many organisers of the whole organisation there are."""

    def member(self, organisation_id: UUID, account_id: UUID) -> Member | None: ...

    def members(self, organisation_id: UUID, after: After, limit: int) -> list[Member]: ...


class Invitations(Protocol):
    def add(self, invitation: Invitation) -> None: ...

    def find(self, invitation_id: UUID) -> Invitation | None: ...

    def pending(self, grant: Grant, email: str, now: datetime) -> list[Invitation]: ...

    def accept(self, invitation_id: UUID, account_id: UUID, now: datetime) -> bool: ...

    def revoke(self, invitation_id: UUID, now: datetime) -> bool: ...

    def page(self, organisation_id: UUID, after: After, limit: int) -> list[Invitation]: ...


class ParticipantTypes(Protocol):
    def add(self, participant_type: ParticipantType) -> None: ...

    def find(self, participant_type_id: UUID) -> ParticipantType | None: ...

    def retire(self, participant_type_id: UUID, now: datetime) -> ParticipantType: ...

    def of(self, organisation_id: UUID) -> list[ParticipantType]: ...


class Groups(Protocol):
    def add(self, group: Group) -> None: ...

    def find(self, group_id: UUID) -> Group | None: ...

    def page(self, organisation_id: UUID, after: tuple[str, UUID] | None, limit: int) -> list[Group]:
        """In the alphabet of their names."""

    def add_address(self, group_id: UUID, email: str, now: datetime) -> bool: ...

    def remove_address(self, group_id: UUID, email: str) -> bool: ...

    def move_address(self, before: str, after: str) -> None: ...

    def of_account(self, account_id: UUID, organisation_id: UUID | None = None) -> frozenset[UUID]: ...

    def accounts(self, group_id: UUID, after: UUID | None, limit: int) -> list[UUID]: ...


class Consents(Protocol):
    def log(self, consent: Consent) -> None: ...

    def current(self, account_id: UUID) -> list[Consent]: ...

    def granted(self, account_ids: Sequence[UUID]) -> dict[UUID, list[str]]:
        """The purposes each of the accounts agrees to now."""


class Audit(Protocol):
    def write(self, entry: AuditEntry) -> None: ...

    def page(
        self,
        organisation_id: UUID,
        since: datetime | None,
        until: datetime | None,
        after: After,
        limit: int,
    ) -> list[AuditEntry]: ...


class Passwords(Protocol):
    """Slow by design: called outside transactions wherever it can be."""

    def hash(self, password: str) -> str: ...

    def matches(self, password_hash: str | None, password: str) -> bool:
        """Takes as long when there is no hash."""

    def is_strong(self, password: str, about_owner: Sequence[str]) -> bool: ...


class Assertions(Protocol):
    """Access tokens, which every service checks by itself."""

    def issue(self, claims: Mapping[str, Any], seconds: int) -> tuple[str, datetime]:
        """A token, and when it is over."""

    def public_keys(self) -> list[dict[str, Any]]:
        """The key in use, and those that are still (or will be) trusted while keys are changed."""
