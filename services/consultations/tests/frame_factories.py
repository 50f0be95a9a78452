"""Projects, steps and what people wrote in them, as rows of a real database."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text

from chassis.actor import Actor
from chassis.storage import Storage, Transaction
from consultations.domain.organisation import Organisation, ParticipantType
from consultations.domain.project import Project
from consultations.domain.step import Step
from consultations.domain.window import Window
from consultations.unit_of_work import UnitOfWork
from consultations.use_cases.create_project import create_project
from consultations.use_cases.move_window import move_window
from consultations.use_cases.publish_project import publish_project

DAY = timedelta(days=1)


def now() -> datetime:
    return datetime.now(UTC)


def ends(window: Window) -> tuple[datetime | None, datetime | None]:
    return window.opens_at, window.closes_at


def organiser_of(organisation_id: UUID, account_id: UUID | None = None) -> Actor:
    return Actor(
        id=account_id or uuid4(), name="Alix Martin", grants=frozenset({("organiser", organisation_id)})
    )


def uow_of(tx: Transaction, actor: Actor) -> UnitOfWork:
    """That of a call by `actor`, who has every right."""
    return UnitOfWork(tx, actor, permit=lambda *_: None)


@dataclass
class Town:
    """An organisation with its organiser, on one database."""

    storage: Storage
    id: UUID
    organiser: Actor

    def do(
        self, use_case: Callable[..., Any], *arguments: Any, actor: Actor | None = None, **named: Any
    ) -> Any:
        """Run a use case for the organiser in a transaction of its own."""
        who = actor or self.organiser
        with self.storage.transaction() as tx:
            return use_case(uow_of(tx, who), who, *arguments, **named)

    def uow(self, tx: Transaction, actor: Actor | None = None) -> UnitOfWork:
        return uow_of(tx, actor or self.organiser)

    def project(
        self, template: str | None = "open_question", title: str = "Un projet", **asked: Any
    ) -> Project:
        """A draft."""
        request = {
            "organisation_id": self.id,
            "title": title,
            "template": template,
            "summary": "",
            "body": "",
            "language": "fr",
            "time_zone": "Europe/Paris",
            **asked,
        }
        created: Project = self.do(create_project, **request)
        return created

    def steps(self, project: Project) -> list[Step]:
        with self.storage.snapshot() as tx:
            return UnitOfWork(tx).steps.of_project(project.id)

    def step(self, step_id: UUID) -> Step:
        with self.storage.snapshot() as tx:
            found = UnitOfWork(tx).steps.find(step_id)
        assert found is not None
        return found

    def again(self, project: Project) -> Project:
        with self.storage.snapshot() as tx:
            found = UnitOfWork(tx).projects.find(project.id)
        assert found is not None
        return found

    def open(self, project: Project, window: Window | None = None) -> Step:
        """Publish the project with its writing step open; that step."""
        writing = next(step for step in self.steps(project) if step.takes_writing)
        window = window or Window(now() - DAY, now() + DAY)
        self.do(move_window, writing.id, writing.version, *ends(window), "")
        version = self.again(project).version
        self.do(publish_project, project.id, version, "public", None)
        return self.step(writing.id)


def town(storage: Storage, small_group_size: int = 1) -> Town:
    """An organisation that was heard of."""
    organisation_id = uuid4()
    with storage.transaction() as tx:
        organisations = UnitOfWork(tx).organisations
        heard = Organisation(organisation_id, "ville", "Ville", "municipality", None, small_group_size, 1)
        organisations.store(vars(heard))
    return Town(storage, organisation_id, organiser_of(organisation_id))


def participant_type(storage: Storage, organisation_id: UUID, label: str) -> UUID:
    found = ParticipantType(uuid4(), organisation_id, label, label, 1)
    with storage.transaction() as tx:
        UnitOfWork(tx).organisations.store_type(found)
    return found.id


INSERT_CONTRIBUTION = text(
    """
    INSERT INTO contribution (id, organisation_id, project_id, step_id, section_id, version_of, number,
        author_id,
        facilitator_id, title, body, reasons, state, confirmed, cleared, created_at, published_at)
    SELECT :id, p.organisation_id, p.id, s.step_id, s.id, :version_of,
        (SELECT coalesce(max(number), 0) + 1 FROM contribution WHERE step_id = s.step_id),
        :author_id, :facilitator_id, :title, :body, :reasons, :state, true, true, :at, :at
    FROM section s JOIN project p ON p.id = s.project_id WHERE s.id = :section_id
    """
)
INSERT_VOTE = text(
    """
    INSERT INTO opinion_vote (contribution_id, account_id, step_id, value, epoch, counted, cast_at)
    SELECT c.id, :account_id, c.step_id, :value, c.epoch, :counted, :at FROM contribution c WHERE c.id = :id
    """
)
INSERT_PARTICIPATION = text(
    """
    INSERT INTO participation (step_id, account_id, project_id, type_id)
    SELECT s.id, :account_id, s.project_id, :type_id FROM step s WHERE s.id = :step_id ON CONFLICT DO NOTHING
    """
)


@dataclass
class Written:
    """Writes rows as the discussion does, without its rules."""

    storage: Storage

    def run(self, statement: str, **values: Any) -> None:
        with self.storage.engine.begin() as connection:
            connection.execute(text(statement), values)

    def takes_part(self, step_id: UUID, account_id: UUID, type_id: UUID | None = None) -> None:
        with self.storage.engine.begin() as connection:
            connection.execute(
                INSERT_PARTICIPATION, {"step_id": step_id, "account_id": account_id, "type_id": type_id}
            )

    def contribution(
        self,
        section_id: UUID,
        author_id: UUID | None = None,
        state: str = "published",
        title: str = "Un texte",
        version_of: UUID | None = None,
        at: datetime | None = None,
    ) -> UUID:
        """Without an author, one that a facilitator typed."""
        contribution_id = uuid4()
        values = {
            "id": contribution_id,
            "section_id": section_id,
            "author_id": author_id,
            "state": state,
            "title": title,
            "facilitator_id": None if author_id else uuid4(),
            "body": "Parce que.",
            "version_of": version_of,
            "reasons": "Mieux dit." if version_of else None,
            "at": at or now(),
        }
        with self.storage.engine.begin() as connection:
            connection.execute(INSERT_CONTRIBUTION, values)
        return contribution_id

    def vote(
        self,
        contribution_id: UUID,
        account_id: UUID,
        value: int = 1,
        counted: bool = True,
        at: datetime | None = None,
    ) -> None:
        with self.storage.engine.begin() as connection:
            values = {"id": contribution_id, "account_id": account_id, "value": value, "counted": counted}
            connection.execute(INSERT_VOTE, {**values, "at": at or now()})
