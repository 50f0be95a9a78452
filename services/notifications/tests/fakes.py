"""Ports played by memory, for unit tests."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from contracts.refused import Refused
from notifications.domain.fan_out import FanOut, Participant
from notifications.domain.letter import Brand, Credential, Letter, Matter, Names, Notice, Recipient
from notifications.domain.mailing import Mailing
from notifications.domain.message import Message, Window
from notifications.domain.ports import NeighbourAway, Repositories
from notifications.domain.posting import Accepted, Outcome, ServerAway
from notifications.domain.unit_of_work import MailingContext, SendContext, UnitOfWork
from notifications.tests.factories import NOW, a_notice, names


class FakeMessages:
    def __init__(self) -> None:
        self.kept: dict[UUID, Message] = {}
        self.due: dict[UUID, datetime] = {}
        self.handed: set[UUID] = set()
        self.claim_lost = False
        self.database_away = 0

    def add(self, messages: Iterable[Message], fan_out_id: UUID | None = None) -> int:
        new = [message for message in messages if message.id not in self.kept]
        self.kept |= {message.id: message for message in new}
        return len(new)

    def find(self, message_id: UUID, *, lock: bool = False) -> Message | None:
        return self.kept.get(message_id)

    def was_told_of(self, account_id: UUID, target_id: UUID) -> bool:
        return any((m.account_id, m.target_id) == (account_id, target_id) for m in self.kept.values())

    def page(
        self,
        organisation_id: UUID | None,
        votation_id: UUID | None,
        state: str | None,
        after: Any,
        limit: int,
    ) -> list[Message]:
        return [
            m
            for m in self.kept.values()
            if m.organisation_id == organisation_id
            and votation_id in (None, m.votation_id)
            and state in (None, m.state)
        ]

    def claim(self, claim_id: UUID, now: datetime, most: int) -> list[Message]:
        due = [m for m in self.kept.values() if m.state == "queued" and self.due.get(m.id, now) <= now]
        claimed = [replace(m, state="sending", claim_id=claim_id) for m in due[:most]]
        self.kept |= {m.id: m for m in claimed}
        return claimed

    def hand(self, message: Message, now: datetime) -> bool:
        self.handed.add(message.id)
        return not self.claim_lost

    def sent(self, message: Message, now: datetime) -> None:
        self._settle(message, state="sent", sent_at=now, attempts=message.attempts + 1)

    def not_wanted(self, message: Message, reason: str) -> None:
        self._settle(message, state="not_wanted", last_error=reason)

    def failed(self, message: Message, error: str) -> None:
        self._settle(message, state="failed", last_error=error, attempts=message.attempts + 1)

    def stale(self, message: Message, error: str) -> None:
        self._settle(message, state="stale", last_error=error, attempts=message.attempts + 1)

    def later(self, message: Message, due_at: datetime, error: str) -> None:
        self.due[message.id] = due_at
        self._settle(message, state="queued", last_error=error, attempts=message.attempts + 1)

    def release(self, messages: Sequence[Message], due_at: datetime) -> None:
        for message in messages:
            if message.id not in self.handed:
                self.take_back(message, due_at)

    def take_back(self, message: Message, due_at: datetime) -> None:
        self.due[message.id] = due_at
        self._settle(message, state="queued")

    def queue_again(self, message_id: UUID, now: datetime) -> None:
        self.kept[message_id] = replace(self.kept[message_id], state="queued", attempts=0)

    def sweep(self, claimed_before: datetime, handed_before: datetime, now: datetime) -> dict[str, int]:
        return {}

    def counts(self) -> dict[str, int]:
        return {}

    def _settle(self, message: Message, **values: Any) -> None:
        if self.database_away:
            self.database_away -= 1
            raise ConnectionError
        self.kept[message.id] = replace(message, claim_id=None, **values)

    def states(self) -> list[str]:
        return [message.state for message in self.kept.values()]


class FakeFanOuts:
    def __init__(self, *unfinished: FanOut) -> None:
        self.unfinished = {fan_out.id: fan_out for fan_out in unfinished}

    def add(self, fan_out: FanOut) -> bool:
        if any(known.cause == fan_out.cause for known in self.unfinished.values()):
            return False
        self.unfinished[fan_out.id] = fan_out
        return True

    def take_unfinished(self, most: int) -> list[FanOut]:
        return list(self.unfinished.values())[:most]

    def advance(self, fan_out_id: UUID, after: UUID) -> None:
        self.unfinished[fan_out_id] = replace(self.unfinished[fan_out_id], after=after)

    def finish(self, fan_out_id: UUID, now: datetime) -> None:
        del self.unfinished[fan_out_id]


class FakeMailings:
    def __init__(self) -> None:
        self.known: dict[UUID, Mailing] = {}
        self.finished: set[UUID] = set()
        self.due_at: dict[UUID, datetime] = {}

    def add(self, mailing: Mailing) -> bool:
        new = mailing.id not in self.known
        self.known.setdefault(mailing.id, mailing)
        return new

    def due(self, now: datetime, most: int) -> list[Mailing]:
        due = [
            m for m in self.known.values() if m.id not in self.finished and self.due_at.get(m.id, now) <= now
        ]
        return sorted(due, key=lambda m: not m.is_urgent)[:most]

    def advance(self, mailing: Mailing, after: UUID) -> None:
        if self.known[mailing.id].after == mailing.after:
            self.known[mailing.id] = replace(mailing, after=after)

    def finish(self, mailing: Mailing, now: datetime) -> None:
        self.finished.add(mailing.id)

    def postpone(self, mailing: Mailing, now: datetime, wait: timedelta) -> None:
        self.due_at[mailing.id] = now + wait


class FakeParticipations:
    def __init__(self, *people: Participant) -> None:
        self.people = sorted(people, key=lambda p: p.account_id)
        self.noted: list[tuple[UUID, UUID, UUID, bool | None]] = []

    def note(self, project_id: UUID, step_id: UUID, account_id: UUID, *, published: bool | None) -> None:
        self.noted.append((project_id, step_id, account_id, published))

    def of_step(self, fan_out: FanOut, most: int) -> list[Participant]:
        return [p for p in self.of_project(fan_out, 10**9) if p.in_step][:most]

    def of_project(self, fan_out: FanOut, most: int) -> list[Participant]:
        return [p for p in self.people if fan_out.after is None or p.account_id > fan_out.after][:most]


class FakeStepWindows:
    def __init__(self) -> None:
        self.known: dict[UUID, tuple[int, Window]] = {}

    def move(self, step_id: UUID, version: int, window: Window) -> bool:
        if step_id in self.known and self.known[step_id][0] >= version:
            return False
        self.known[step_id] = (version, window)
        return True

    def version(self, step_id: UUID) -> int | None:
        return self.known[step_id][0] if step_id in self.known else None


class FakeOrganisations:
    def __init__(self) -> None:
        self.known: dict[UUID, Brand] = {}

    def know(self, organisation_id: UUID, version: int, brand: Brand) -> None:
        self.known[organisation_id] = brand

    def brands(self, organisation_ids: Iterable[UUID]) -> dict[UUID, Brand]:
        return {id_: self.known[id_] for id_ in organisation_ids if id_ in self.known}


class FakeIdentity:
    """Everyone lives at <id>@example.org; mails to those in `confirmed_already` are not wanted any more."""

    def __init__(self) -> None:
        self.away = self.broken = False
        self.wanted = True
        self.without_address: set[UUID] = set()
        self.consents = frozenset({"project_news"})
        self.asked: list[Sequence[UUID]] = []

    def mint(self, message: Message) -> Credential:
        if self.broken:
            raise Refused("internal_error")
        if self.away:
            raise NeighbourAway
        recipient = Recipient(f"{message.account_id or message.credential_request_id}@example.org", "fr")
        return Credential(self.wanted, recipient if self.wanted else None, "secret")

    def recipients(self, account_ids: Sequence[UUID]) -> dict[UUID, Recipient]:
        if self.away:
            raise NeighbourAway
        self.asked.append(account_ids)
        return {
            id_: Recipient(f"{id_}@example.org", "fr", "Camille", self.consents)
            for id_ in account_ids
            if id_ not in self.without_address
        }


class FakeConsultations:
    def __init__(self) -> None:
        self.answer: Names | None = names()
        self.asked = 0

    def names(self, message: Message) -> Names | None:
        self.asked += 1
        return self.answer


class FakeVotation:
    """Letters by mailing; each goes to <letter>@example.org as long as it is wanted."""

    def __init__(self) -> None:
        self.letters_of: dict[UUID, list[UUID]] = {}
        self.unwanted: set[UUID] = set()
        self.without_address: set[UUID] = set()
        self.unreadable: set[UUID] = set()
        self.away = False
        self.asked: list[UUID | None] = []

    def letters(self, mailing: Mailing, most: int) -> list[UUID]:
        if self.away:
            raise NeighbourAway
        if mailing.id in self.unreadable:
            raise Refused("internal_error")
        found = sorted(self.letters_of.get(mailing.id, []))
        return [id_ for id_ in found if mailing.after is None or id_ > mailing.after][:most]

    def notice(self, message: Message) -> Notice | None:
        if self.away:
            raise NeighbourAway
        assert message.letter_id
        self.asked.append(message.letter_id)
        if message.letter_id in self.unwanted:
            return None
        nowhere = message.letter_id in self.without_address
        return a_notice(recipient=None if nowhere else Recipient(f"{message.letter_id}@example.org", "fr"))


class FakeMailer:
    def __init__(self, *outcomes: Outcome | Exception) -> None:
        self.outcomes = list(outcomes)
        self.posted: list[Letter] = []
        self.away = False

    def open(self) -> None:
        if self.away:
            raise ServerAway

    def post(self, letter: Letter) -> Outcome:
        outcome = self.outcomes.pop(0) if self.outcomes else Accepted()
        if isinstance(outcome, Exception):
            raise outcome
        self.posted.append(letter)
        return outcome

    def close(self) -> None: ...


class FakeWriter:
    def write(self, matter: Matter) -> Letter:
        return Letter(
            matter.message.message_id, matter.recipient, "Capco", matter.message.kind, "text", "html"
        )


class Office:
    """All fakes together, and the desks on them."""

    def __init__(self, *people: Participant) -> None:
        self.messages, self.fan_outs = FakeMessages(), FakeFanOuts()
        self.participations, self.step_windows = FakeParticipations(*people), FakeStepWindows()
        self.organisations, self.mailings = FakeOrganisations(), FakeMailings()
        self.votation = FakeVotation()
        self.identity, self.consultations, self.mailer = FakeIdentity(), FakeConsultations(), FakeMailer()
        self.now = NOW
        self.counted: list[tuple[str, str]] = []
        self.complaints: list[str] = []
        self.time_is_up: Callable[[], bool] = lambda: False
        self.may: set[UUID | None] = set()
        self.signed_in = True

    def permit(self, *scopes: UUID | None) -> None:
        if not self.signed_in:
            raise Refused("sign_in_required")
        if not self.may & {None, *scopes} and None not in self.may:
            raise Refused("forbidden")

    @property
    def uow(self) -> UnitOfWork:
        return UnitOfWork(
            **vars(self.repositories), now=lambda: self.now, permit=self.permit, writer=FakeWriter()
        )

    @property
    def repositories(self) -> Repositories:
        return Repositories(
            self.messages, self.fan_outs, self.mailings, self.participations, self.step_windows,
            self.organisations,
        )  # fmt: skip

    @contextmanager
    def opening(self) -> Iterator[tuple[Repositories, datetime]]:
        yield self.repositories, self.now

    @property
    def walk(self) -> MailingContext:
        return MailingContext(self.opening, self.votation, lambda event, error: self.complaints.append(event))

    @property
    def post(self) -> SendContext:
        return SendContext(
            self.opening, self.identity, self.consultations, self.votation, FakeWriter(), self.mailer,
            time_is_up=self.time_is_up,
            count=lambda kind, outcome: self.counted.append((kind, outcome)),
            complain=lambda event, error: self.complaints.append(event),
            pause=lambda seconds: None,
        )  # fmt: skip
