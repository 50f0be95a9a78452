"""A consultation to argue in, and a way to call operations without a broker."""

import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import orjson
from sqlalchemy import insert, text, update

from chassis.dispatcher import OperationDispatcher
from chassis.envelope import CallEnvelope
from chassis.storage import Storage
from consultations.domain import rights
from consultations.service import ConsultationsService
from consultations.storage.counters import StoredCounters
from consultations.storage.tables import frame
from consultations.unit_of_work import UnitOfWork
from consultations.use_cases import eligibility
from consultations.use_cases.publish_waiting import publish_waiting
from contracts.refused import Refused
from contracts.services import OPERATIONS

OPENED = timedelta(days=1)
SECTION = {
    "help_text": "", "role": "plain", "contributable": True, "votes": True, "arguments": "for_and_against",
    "sources": True, "versions": True, "sort": "votes", "depth": 1, "version": 1, "title": "Une rubrique",
}  # fmt: skip


class Verifier:
    """Tokens are their claims: signatures are the chassis' subject."""

    def verify(self, token: str, *audiences: str) -> dict[str, Any]:
        claims: dict[str, Any] = json.loads(token)
        return claims


class Identity:
    """Stands in for the neighbour service: who is in which group, who does not meet what."""

    def __init__(self) -> None:
        self.owners: dict[UUID, UUID] = {}
        self.groups: dict[UUID, list[UUID]] = {}
        self.unmet: dict[UUID, list[str]] = {}
        self.asked: list[str] = []

    def call(self, call: Any, operation: Any, request: dict[str, Any], key: str | None = None) -> Any:
        self.asked.append(operation.name)
        if operation.name == "owner_of_group":
            return {"organisation_id": str(owner_in(self.owners, request["group_id"]))}
        account = request["account_id"]
        if operation.name == "groups_of":
            return {"groups": self.groups.get(account, [])}
        return {"unmet": self.unmet.get(account, [])}


class Votations:
    """Stands in for votation: whose each votation is."""

    def __init__(self) -> None:
        self.owners: dict[UUID, UUID] = {}

    def call(self, call: Any, operation: Any, request: dict[str, Any], key: str | None = None) -> Any:
        return {"organisation_id": str(owner_in(self.owners, request["votation_id"]))}


def owner_in(owners: dict[UUID, UUID], id: UUID) -> UUID:
    if id not in owners:
        raise Refused("not_found")
    return owners[id]


class World:
    """One organisation, one public project, one open step with a section."""

    def __init__(self, storage: Storage) -> None:
        for kept in (eligibility.PLACES, eligibility.STEP_ACCESS, eligibility.MET):
            kept.clear()
        self.storage = storage
        self.texts: list[UUID] = []
        self.identity, self.votations = Identity(), Votations()
        verifier: Any = Verifier()
        self.service = ConsultationsService()
        vars(self.service).update(
            db=storage,
            identity=self.identity,
            votation=self.votations,
            dispatcher=OperationDispatcher(storage, verifier, "consultations", rights.TABLE),
        )
        self.organisation = uuid4()
        self.project = self.add_project()
        self.step = self.add_step()
        self.section = self.add_section()

    # -- the frame, put in place directly: other tests show how organisers do it

    def add_project(self, organisation: UUID | None = None, **more: Any) -> UUID:
        project_id = uuid4()
        values = {
            "id": project_id,
            "organisation_id": organisation or self.organisation,
            "slug": f"p-{project_id}",
            "title": "Projet",
            "summary": "",
            "body": "",
            "language": "fr",
            "time_zone": "Europe/Paris",
            "visibility": "public",
            "authors": [],
            "edition_rank": 1,
            "created_at": datetime.now(UTC),
            "version": 1,
        }
        return self._insert(frame.project, {**values, **more})

    def add_step(
        self, project: UUID | None = None, organisation: UUID | None = None, opens: Any = -OPENED,
        closes: Any = OPENED, **more: Any,
    ) -> UUID:  # fmt: skip
        now = datetime.now(UTC)
        values = {
            "id": uuid4(), "project_id": project or self.project,
            "organisation_id": organisation or self.organisation, "kind": "consultation", "title": "Étape",
            "body": "", "position": int(time.monotonic_ns() % 2**31), "opens_at": now + opens,
            "closes_at": now + closes, "strict_graph": False, "event_mode": False, "moderated_before": False,
            "version": 1,
        }  # fmt: skip
        return self._insert(frame.step, {**values, **more})

    def add_section(self, step: UUID | None = None, project: UUID | None = None, **more: Any) -> UUID:
        values = {
            **SECTION, "id": uuid4(), "step_id": step or self.step, "project_id": project or self.project,
            "position": int(time.monotonic_ns() % 2**31),
        }  # fmt: skip
        return self._insert(frame.section, {**values, **more})

    def add_requirement(self, kind: str, step: UUID | None = None, **more: Any) -> UUID:
        values = {"id": uuid4(), "step_id": step or self.step, "position": 0, "kind": kind, "postcodes": []}
        return self._insert(frame.requirement, {**values, **more})

    def change_step(self, step: UUID | None = None, **changes: Any) -> None:
        with self.storage.transaction() as tx:
            of = frame.step
            tx.connection.execute(
                update(of).where(of.c.id == (step or self.step)).values(**changes, version=of.c.version + 1)
            )

    def close_step(self, step: UUID | None = None) -> None:
        with self.storage.transaction() as tx:
            now = tx.lock_exclusive(step or self.step)
            of = frame.step
            tx.connection.execute(
                update(of)
                .where(of.c.id == (step or self.step))
                .values(closes_at=now, version=of.c.version + 1)
            )

    def _insert(self, table: Any, values: dict[str, Any]) -> UUID:
        with self.storage.transaction() as tx:
            tx.connection.execute(insert(table).values(**values))
        new_id: UUID = values["id"]
        return new_id

    # -- people

    def person(
        self,
        role: str | None = None,
        scope: UUID | None = None,
        *,
        confirmed: bool = True,
        account_id: UUID | None = None,
        name: str = "Camille",
        types: dict[str, str] | None = None,
    ) -> str:
        return json.dumps(
            {
                "iss": "identity",
                "sub": str(account_id or uuid4()),
                "sid": str(uuid4()),
                "name": name,
                "conf": confirmed,
                "roles": [[role, str(scope or self.organisation)]] if role else [],
                "types": types or {},
            }
        )

    @staticmethod
    def id_of(person: str) -> UUID:
        return UUID(json.loads(person)["sub"])

    @staticmethod
    def confirmed(person: str) -> str:
        return json.dumps({**json.loads(person), "conf": True})

    def confirm(self, person: str) -> None:
        """The fact that this person's address was confirmed, as the service hears it."""

        with self.storage.transaction() as tx:
            publish_waiting(UnitOfWork(tx), self.id_of(person))

    # -- asking

    def ask(
        self, name: str, person: str | None = None, key: str | None = None, /, **request: Any
    ) -> dict[str, Any]:
        """The answer of an operation as JSON values. Raises Refused."""
        method = getattr(self.service, name)
        envelope = CallEnvelope(
            operation=name,
            request=json.loads(json.dumps(request, default=str)),
            reply_to="",
            correlation_id="",
            deadline=time.time() + 10,
            token=person,
            language="fr",
            key=key or str(uuid4()),
            request_id="",
            traceparent=None,
            client_address=None,
        )
        assert name in OPERATIONS["consultations"]
        reply = orjson.loads(method(envelope))
        if reply["error"]:
            error = reply["error"]
            raise Refused(error["code"], fields=error["fields"], **error["details"])
        answer: dict[str, Any] = reply["result"]
        return answer

    def contribution(self, person: str | None = None, section: UUID | None = None, **more: Any) -> UUID:
        """Someone's new contribution; someone new unless named."""
        asked = {"section_id": section or self.section, "title": "Un titre", "body": "Un texte"}
        return UUID(self.ask("submit_contribution", person or self.person(), **{**asked, **more})["id"])

    def vote(self, contribution: UUID, value: str = "agree", person: str | None = None) -> dict[str, Any]:
        voter = person or self.person()
        return self.ask("cast_opinion_vote", voter, contribution_id=contribution, value=value)

    def argument(
        self, contribution: UUID, person: str | None = None, side: str = "for", body: str = "Parce que"
    ) -> UUID:
        author = person or self.person()
        return UUID(
            self.ask("add_argument", author, contribution_id=contribution, side=side, body=body)["id"]
        )

    def source(self, contribution: UUID, person: str | None = None) -> UUID:
        asked = {"title": "Un rapport", "link": "https://example.org/r", "category": "report"}
        return UUID(
            self.ask("add_source", person or self.person(), contribution_id=contribution, **asked)["id"]
        )

    def fold(self) -> int:
        with self.storage.transaction() as tx:
            return StoredCounters(tx.connection).fold()

    # -- looking

    def rows(self, statement: str, **values: Any) -> list[Any]:
        with self.storage.engine.connect() as connection:
            return list(connection.execute(text(statement), values).all())

    def rows_changed(self, statement: str, **values: Any) -> None:
        with self.storage.engine.begin() as connection:
            connection.execute(text(statement), values)

    def told(self, name: str) -> list[dict[str, Any]]:
        found = self.rows(
            "SELECT data FROM outbox WHERE fact = :name ORDER BY position", name=f"consultations.{name}.v1"
        )
        return [json.loads(row.data) for row in found]
