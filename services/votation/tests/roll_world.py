"""A draft votation with a roll to fill, and a way to call its endpoints and its worker without a broker."""

import json
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import orjson
from sqlalchemy import insert, text

from chassis.config import Config
from chassis.dispatcher import OperationDispatcher
from chassis.envelope import CallEnvelope
from chassis.files import LocalFileStore
from chassis.storage import Storage, make_engine
from chassis.testing.database import owned
from chassis.worker import LIMITS, Worker
from contracts.refused import Refused
from votation import roll_work
from votation.domain import rights
from votation.service import VotationService
from votation.storage.tables import votation

HANDLERS = {
    "read_roll": roll_work.read_roll,
    "write_roll": roll_work.write_roll,
    "forget_roll_import": roll_work.forget_roll_import,
}
HEADER = "Numéro;Nom;Courriel;Collège;Voix\n"
FILE = HEADER + "1;Léa;lea@example.org;Cadres;2\n2;Zoé;zoe@example.org;;1\n3;Ali;ali@example.org;Cadres;1\n"
DAY = timedelta(days=1)


class Verifier:
    """Tokens are their claims: signatures are the chassis' subject."""

    def verify(self, token: str, *audiences: str) -> dict[str, Any]:
        claims: dict[str, Any] = json.loads(token)
        return claims


class Identity:
    """Stands in for the neighbour: the accounts of groups, by (organisation, group)."""

    def __init__(self) -> None:
        self.groups: dict[tuple[UUID, UUID], list[UUID]] = {}

    def call(self, call: Any, operation: Any, request: dict[str, Any], key: str | None = None) -> Any:
        assert operation.name == "members_of_group"
        members = self.groups.get((request["organisation_id"], request["group_id"]))
        if members is None:
            raise Refused("not_found")
        left = [each for each in sorted(members) if request["after"] is None or each > request["after"]]
        shown = left[: request["limit"]]
        following = shown[-1] if len(left) > len(shown) else None
        return {"items": [{"account_id": each} for each in shown], "next": following}


class World:
    def __init__(self, storage: Storage, folder: Path) -> None:
        self.storage = storage
        self.files = LocalFileStore(str(folder))
        config = Config("votation", {"SECRET_KEY": "a secret of these tests", "FILES_DIR": str(folder)})
        self.identity = Identity()
        self.endpoints: Any = VotationService()
        self.endpoints.db, self.endpoints.config = storage, config
        neighbour: Any = self.identity
        self.endpoints.identity = neighbour
        verifier: Any = Verifier()
        self.endpoints.dispatcher = OperationDispatcher(storage, verifier, "votation", rights.TABLE)
        url = storage.engine.url.render_as_string(hide_password=False)
        patient = Storage(make_engine(url, 4, LIMITS))  # as a worker's process has it
        self.worker = Worker(patient, self.files, config, dict(HANDLERS))
        self.organisation = uuid4()
        self.organiser = self.person("organiser", self.organisation)
        self.votation = self.add_votation()

    # -- what other endpoints set up

    def add_votation(self, **more: Any) -> UUID:
        values = {
            "id": uuid4(), "organisation_id": self.organisation, "title": "Accord", "summary": "", "presentation": "",
            "legal_basis": "", "language": "fr", "time_zone": "Europe/Paris", "questions": [], "grace_seconds": 600,
            "bureau": [], "threshold": 1, "proxies_per_holder": 2, "accepts_small_cells": False, "risk_answers": {},
            "roll_by": "none", "state": "draft", "turnout_told": 0, "created_at": datetime.now(UTC), "version": 1,
            "opens_at": datetime.now(UTC) - DAY, "closes_at": datetime.now(UTC) + DAY,
        }  # fmt: skip
        with self.storage.transaction() as tx:
            values |= {"box_opened": False, "plain_read": False}
            tx.connection.execute(insert(votation).values(**values | more))
        return UUID(str((values | more)["id"]))

    def become(self, state: str, votation_id: UUID | None = None, **more: Any) -> None:
        """Put the votation in a state, whatever stands between."""
        changes = {"state": state, **more}
        assigned = ", ".join(f"{name} = :{name}" for name in changes)
        with self.storage.engine.begin() as connection:
            connection.execute(text("ALTER TABLE votation DISABLE TRIGGER votation_rules"))
            connection.execute(
                text(f"UPDATE votation SET {assigned} WHERE id = :id"),
                {**changes, "id": votation_id or self.votation},
            )
            connection.execute(text("ALTER TABLE votation ENABLE TRIGGER votation_rules"))

    @staticmethod
    def person(role: str | None = None, scope: UUID | None = None, account_id: UUID | None = None) -> str:
        roles = [[role, str(scope) if scope else None]] if role else []
        return json.dumps(
            {
                "iss": "identity",
                "sub": str(account_id or uuid4()),
                "sid": str(uuid4()),
                "name": "Camille",
                "conf": True,
                "roles": roles,
                "types": {},
            }
        )

    # -- asking

    def ask(self, name: str, person: str | None = "", key: str | None = None, /, **request: Any) -> Any:
        """The answer of an operation as JSON values; the organiser's unless said otherwise. Raises Refused."""
        envelope = CallEnvelope(
            operation=name,
            request=json.loads(json.dumps(request, default=str)),
            reply_to="",
            correlation_id="",
            token=self.organiser if person == "" else person,
            language="fr",
            key=key or uuid4().hex,
            request_id="r",
            client_address="192.0.2.1",
            deadline=time.time() + 10,
            traceparent=None,
        )
        reply = orjson.loads(getattr(self.endpoints, name)(envelope))
        if reply["error"]:
            error = reply["error"]
            raise Refused(error["code"], fields=error["fields"], **error["details"])
        return reply["result"]

    def refusal(self, name: str, person: str | None = "", /, **request: Any) -> str:
        try:
            self.ask(name, person, **request)
        except Refused as refused:
            return refused.code
        return ""

    def upload(self, content: bytes | str) -> str:
        key = f"uploads/{uuid4()}.csv"
        with self.files.writing(key) as file:
            file.write(content.encode() if isinstance(content, str) else content)
        return key

    def read(self, content: bytes | str, votation_id: UUID | None = None) -> Any:
        return self.ask("read_roll", votation_id=votation_id or self.votation, file=self.upload(content))

    def checked(self, content: bytes | str, **instead: Any) -> Any:
        """The report on a file, read as guessed."""
        return self.check(self.read(content), **instead)

    def check(self, found: Any, **instead: Any) -> Any:
        told = {name: found[name] for name in ("encoding", "separator", "has_header", "columns")}
        self.ask("check_roll_import", import_id=found["id"], **told | instead)
        self.work()
        return self.ask("get_roll_import", import_id=found["id"])

    def applied(self, content: bytes | str) -> Any:
        found = self.checked(content)
        self.ask("apply_roll_import", import_id=found["id"])
        self.work()
        return self.ask("get_roll_import", import_id=found["id"])

    def work(self) -> None:
        while self.worker.work_once():
            pass

    def problems(self, found: Any) -> list[tuple[int, str, str]]:
        items = self.ask("list_roll_problems", import_id=found["id"], limit=100)["items"]
        return [(item["line"], item["column"], item["code"]) for item in items]

    def elector(self, reference: str = "1", **more: Any) -> Any:
        given = {"email": f"e{reference}@example.org", **more}
        return self.ask("add_elector", votation_id=self.votation, reference=reference, **given)

    # -- looking

    def rows(self, statement: str, **asked: Any) -> list[Any]:
        with self.storage.engine.connect() as connection:
            return list(connection.execute(text(statement), asked).mappings())

    def do(self, statement: str, **asked: Any) -> None:
        """As the owner of the tables, to arrange what no act of the service's role leads to."""
        with owned(self.storage.engine) as connection:
            connection.execute(text(statement), asked)

    def audit(self) -> list[tuple[str, dict[str, Any]]]:
        rows = self.rows("SELECT act, details FROM audit_entry ORDER BY seq")
        return [(row["act"], json.loads(row["details"])) for row in rows]

    def told(self, name: str) -> list[dict[str, Any]]:
        rows = self.rows("SELECT data FROM outbox WHERE fact = :name ORDER BY position", name=name)
        return [json.loads(row["data"]) for row in rows]
