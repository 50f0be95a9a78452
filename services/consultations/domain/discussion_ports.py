"""What the use cases of the discussion need kept. What each method promises stands with its storage."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from consultations.domain.argument import Argument
from consultations.domain.author import Participant
from consultations.domain.contribution import Answered, Contribution, Draft
from consultations.domain.graph import Node
from consultations.domain.moderation import Act, Changed, MyModerated, Target, WorkItem
from consultations.domain.opinion_vote import Support, Vote
from consultations.domain.place import Debated, Gate, Place, Remarked
from consultations.domain.requirement import Requirement
from consultations.domain.search import ContributionQuery
from consultations.domain.source import Source

Key = tuple[Any, ...] | None


class Places(Protocol):
    def of_step(self, step_id: UUID) -> Gate | None: ...

    def of_section(self, section_id: UUID) -> Place | None: ...

    def of_contribution(self, contribution_id: UUID) -> Debated | None: ...

    def of_remark(self, target: str, remark_id: UUID) -> Remarked | None: ...

    def requirements(self, step_id: UUID) -> tuple[Requirement, ...]: ...

    def accepted(self, step_id: UUID, account_id: UUID) -> frozenset[UUID]: ...

    def accept(self, step_id: UUID, account_id: UUID, requirement_ids: list[UUID]) -> None: ...


class Authors(Protocol):
    def remember(self, participant: Participant, now: datetime) -> bool: ...

    def confirm(self, account_id: UUID) -> None: ...

    def is_confirmed(self, account_id: UUID) -> bool: ...

    def take_part(self, step_id: UUID, project_id: UUID, participant: Participant, now: datetime) -> None: ...


class Contributions(Protocol):
    def add(self, place: Place, draft: Draft) -> int: ...

    def add_hands(self, contribution_id: UUID, votes: int) -> None: ...

    def find(self, contribution_id: UUID) -> Contribution | None: ...

    def answers_to(self, contribution_id: UUID) -> list[Contribution]: ...

    def answered_by(self, contribution_id: UUID) -> list[Contribution]: ...

    def lately(
        self, author_id: UUID, title: str, body: str, now: datetime, but: UUID | None = None
    ) -> list[tuple[bool, datetime]]: ...

    def alike(self, section_id: UUID, new: Draft) -> UUID | None:
        """The same text of the same author in the same place, written within the hour before."""

    def answered(self, step_id: UUID, ids: Sequence[UUID]) -> list[Answered]: ...

    def body_of(self, contribution_id: UUID) -> str | None: ...

    def above(self, ids: Sequence[UUID]) -> list[UUID]: ...

    def versions_left_alone(self, contribution_id: UUID) -> list[tuple[UUID, UUID | None, int]]: ...

    def edit(
        self, before: Contribution, version: int, changes: Mapping[str, Any], now: datetime
    ) -> int | None: ...

    def set_answers(self, contribution_id: UUID, answers: Sequence[UUID]) -> None: ...

    def reset_votes(self, contribution_id: UUID) -> None: ...

    def erase(self, contribution_id: UUID) -> int: ...


class OpinionVotes(Protocol):
    def cast(
        self, place: Debated, voter: Participant, value: str, *, counted: bool, now: datetime
    ) -> Vote: ...

    def withdraw(self, place: Debated, account_id: UUID, now: datetime) -> Vote: ...

    def mine(self, step_id: UUID, account_id: UUID) -> list[tuple[UUID, str]]: ...


class Supports(Protocol):
    def give(
        self, target: str, place: Remarked, voter: Participant, *, counted: bool, now: datetime
    ) -> Support: ...

    def take_back(self, target: str, place: Remarked, account_id: UUID, now: datetime) -> Support: ...

    def mine(self, step_id: UUID, account_id: UUID) -> list[UUID]: ...


class Remarks(Protocol):
    def erase(self, id: UUID) -> int: ...

    def lately(self, author_id: UUID, body: str, now: datetime) -> list[tuple[bool, datetime]]: ...


class Arguments(Remarks, Protocol):
    def find_alike(
        self, contribution_id: UUID, author_id: UUID, said: Mapping[str, Any], now: datetime
    ) -> Argument | None:
        """The same remark of the same author on the same contribution, made within the hour before."""

    def add(
        self, id: UUID, place: Debated, author: Participant, *, state: str, confirmed: bool, now: datetime,
        side: str, body: str,
    ) -> None: ...  # fmt: skip

    def find(self, argument_id: UUID) -> Argument | None: ...

    def page(
        self, contribution_id: UUID, reader_id: UUID | None, *, moderates: bool, sort: str, after: Key,
        limit: int, side: str | None = None,
    ) -> list[Argument]: ...  # fmt: skip


class Sources(Remarks, Protocol):
    def find_alike(
        self, contribution_id: UUID, author_id: UUID, said: Mapping[str, Any], now: datetime
    ) -> Source | None:
        """The same remark of the same author on the same contribution, made within the hour before."""

    def add(
        self, id: UUID, place: Debated, author: Participant, *, state: str, confirmed: bool, now: datetime,
        said: dict[str, str],
    ) -> None: ...  # fmt: skip

    def find(self, source_id: UUID) -> Source | None: ...

    def page(
        self, contribution_id: UUID, reader_id: UUID | None, *, moderates: bool, sort: str, after: Key,
        limit: int,
    ) -> list[Source]: ...  # fmt: skip


class Counters(Protocol):
    def bump(self, contribution_id: UUID, **changes: int) -> None: ...


class Search(Protocol):
    def page(self, asked: ContributionQuery, after: Key, limit: int) -> list[Contribution]: ...

    def versions(
        self, contribution_id: UUID, reader_id: UUID | None, *, moderates: bool, sort: str, after: Key,
        limit: int,
    ) -> list[Contribution]: ...  # fmt: skip

    def written_by(self, step_id: UUID, author_id: UUID) -> list[Contribution]: ...


class Graphs(Protocol):
    def nodes(self, step_id: UUID) -> list[Node]: ...

    def unanswered(self, step_id: UUID) -> tuple[int, int]: ...


class Moderation(Protocol):
    def targets(self, target: str, ids: Sequence[UUID]) -> list[Target]: ...

    def changed(self, targets: Sequence[Target]) -> list[Changed]: ...

    def signal(self, target: Target, flags: Sequence[str], now: datetime) -> None: ...

    def report(self, target: Target, account_id: UUID, reason: str, details: str, now: datetime) -> bool: ...

    def open_case(
        self, target: Target, why: str, now: datetime, flags: Sequence[str] = ()
    ) -> tuple[UUID, int]: ...

    def close_case(self, target: Target, now: datetime) -> tuple[UUID, int, bool]: ...

    def drop_case(self, target_id: UUID) -> None: ...

    def set_state(self, target: Target, state: str, trash_reason: str | None, now: datetime) -> int: ...

    def record(self, target: Target, act: Act, moderator_id: UUID, *, after_appeal: bool) -> None: ...

    def appeal(self, target: Target, account_id: UUID, body: str, now: datetime) -> bool: ...

    def may_appeal(self, target: Target) -> bool: ...

    def projects_of(self, organisation_id: UUID, ids: Sequence[UUID]) -> list[UUID]: ...

    def page(
        self, organisation_id: UUID, project_ids: Sequence[UUID] | None, waiting: str | None,
        after: Key, limit: int,
    ) -> list[WorkItem]: ...  # fmt: skip

    def mine(self, author_id: UUID, after: Key, limit: int) -> list[MyModerated]: ...


class Confirmations(Protocol):
    def waiting(self, account_id: UUID) -> tuple[set[UUID], set[UUID]]: ...

    def open_steps(self, step_ids: Sequence[UUID], now: datetime) -> list[UUID]: ...

    def publish(
        self, target: str, account_id: UUID, step_ids: Sequence[UUID], now: datetime
    ) -> list[Target]: ...

    def count_votes(self, account_id: UUID, step_ids: Sequence[UUID]) -> list[tuple[UUID, UUID, int]]: ...

    def count_supports(
        self, account_id: UUID, step_ids: Sequence[UUID]
    ) -> list[tuple[str, UUID, UUID, UUID, int]]: ...
