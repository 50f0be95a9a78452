"""Gather what each letter of a batch is made of, asking each neighbour as little as possible."""

from collections.abc import Sequence
from uuid import UUID

from notifications.domain.grounds import consent_for
from notifications.domain.letter import Brand, Credential, Matter, Names, Recipient
from notifications.domain.message import MOVED_AGAIN, Message
from notifications.domain.unit_of_work import SendContext


class NotWanted(Exception):
    """There is no reason, or no one, to send a message to any more. Its text says why, in a few words."""


class Gathering:
    """One batch: addresses asked for at once, names once per thing, secrets one by one as letters leave."""

    def __init__(self, uow: SendContext, batch: Sequence[Message]) -> None:
        self._uow = uow
        self._accounts = [m.account_id for m in batch if m.account_id and not m.needs_secret]
        self._recipients: dict[UUID, Recipient] | None = None
        self._names: dict[tuple[UUID | None, ...], Names | None] = {}
        organisations = {m.organisation_id for m in batch if m.organisation_id}
        with uow.opening() as (shelves, self._now):
            self._brands = shelves.organisations.brands(organisations) if organisations else {}

    def matter(self, message: Message) -> Matter:
        """Everything the letter needs. Raises NotWanted, NeighbourAway."""
        if message.is_late(self._now):
            raise NotWanted("too late")
        if message.is_superseded:
            raise NotWanted(MOVED_AGAIN)
        if message.letter_id:
            return self._matter_of_letter(message)
        names = self._names_for(message)
        credential = self._mint(message) if message.needs_secret else None
        recipient = credential.recipient if credential else self._recipient(message)
        if recipient is None:
            raise NotWanted("no address")
        consent = consent_for(message.kind)
        if consent is not None and consent not in recipient.consents:
            raise NotWanted("no consent")
        return Matter(message, recipient, self._brand(message, names, credential), credential, names)

    def _matter_of_letter(self, message: Message) -> Matter:
        notice = self._uow.votation.notice(message)
        if notice is None:
            raise NotWanted("no longer wanted")
        if notice.recipient is None:
            raise NotWanted("no address")
        return Matter(message, notice.recipient, self._brand(message, None, None), notice=notice)

    def _mint(self, message: Message) -> Credential:
        credential = self._uow.identity.mint(message)
        if not credential.wanted:
            raise NotWanted("done already")
        return credential

    def _recipient(self, message: Message) -> Recipient | None:
        if self._recipients is None:
            self._recipients = self._uow.identity.recipients(self._accounts)
        return self._recipients.get(message.account_id) if message.account_id else None

    def _names_for(self, message: Message) -> Names | None:
        if message.project_id is None:
            return None
        key = (message.project_id, message.step_id, message.target_id)
        if key not in self._names:
            self._names[key] = self._uow.consultations.names(message)
        names = self._names[key]
        if names is None:
            raise NotWanted("gone")
        if not message.agrees_with(names.window):
            raise NotWanted(MOVED_AGAIN)
        if not message.is_about(names.subject_state, names.subject_in_view):
            raise NotWanted("decided otherwise")
        return names

    def _brand(self, message: Message, names: Names | None, credential: Credential | None) -> Brand:
        """The organisation as heard, or as the neighbour names it."""
        known = self._brands.get(message.organisation_id) if message.organisation_id else None
        if known:
            return known
        if names:
            return Brand(names.organisation_name)
        return (
            Brand(credential.organisation_name, contact=credential.organisation_contact)
            if credential
            else Brand()
        )
