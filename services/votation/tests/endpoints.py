"""The endpoints of register and box, in one process: with a token or without, as the gateway and siblings do."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import orjson

from chassis.dispatcher import OperationDispatcher
from chassis.envelope import CallEnvelope
from chassis.service import endpoints_of
from contracts.refused import Refused
from votation.box.domain import rights as box_rights
from votation.box.service import BallotBoxService
from votation.domain import rights
from votation.service import VotationService
from votation.tests.in_process import World
from votation.tests.roll_world import Verifier

PUBLIC = {
    "list_votations", "get_votation", "list_events", "list_audit", "get_manifest", "get_turnout", "get_risk_grid",
    "check_roll", "find_mark", "get_result", "open_minutes", "open_archive", "get_booth", "request_code", "issue_right",
}  # fmt: skip
SIGNED_IN = {"get_my_place"}
MANAGED = {
    "create_votation", "change_votation", "freeze_votation", "reopen_draft", "record_ceremony", "seal_votation",
    "suspend_votation", "resume_votation", "extend_votation", "cancel_votation", "record_event", "list_electors",
    "list_signatures", "add_elector", "correct_elector", "remove_elector", "give_proxy", "withdraw_proxy",
    "ask_mailing", "list_mailings", "write_to_elector",
    "proclaim_votation", "archive_votation", "destroy_votation", "read_roll", "check_roll_import", "get_roll_import",
    "list_roll_problems", "apply_roll_import", "fill_roll_from_group",
}  # fmt: skip
SIBLINGS = {
    "consume_right": "box",
    "rights_used": "box",
    "sign_register": "box",
    "get_register": "box",
    "owner_of_votation": "consultations",
    "mailing_slice": "notifications",
    "mint_letter": "notifications",
    "sample_letter": "notifications",
}
BOX_PUBLIC = {"cast_ballot", "get_board", "list_epochs", "get_epoch", "find_ballot", "get_count"}
BOX_MANAGED = {"count_ballots"}
BOX_SIBLINGS = dict.fromkeys(("prepare_box", "open_box", "close_box", "plain_slice"), "votation")


class ServiceClient:
    """Nobody is there: whoever gets so far was let in."""

    def call(self, *_: Any) -> Any:
        raise Refused("unavailable")


class Endpoints:
    """The operations of one service, asked without a broker."""

    def __init__(self, service: Any, storage: Any, table: Any, name: str) -> None:
        self.service = service
        service.db = storage
        service.config = self
        for neighbour in ("identity", "consultations", "box", "votation"):
            setattr(service, neighbour, ServiceClient())
        self.dispatcher = OperationDispatcher(storage, Verifier(), name, table)  # type: ignore[arg-type]
        self.endpoints = endpoints_of(type(service))

    @staticmethod
    def text(_name: str) -> str:
        return "register"

    def ask(self, name: str, token: str | None, asked: dict[str, Any]) -> str:
        """`in`, or the refusal's code."""
        error = self.answer(name, token, asked)["error"]
        return str(error["code"]) if error else "in"

    def answer(self, name: str, token: str | None, asked: dict[str, Any]) -> dict[str, Any]:
        """The reply: its `result`, or its `error`."""
        envelope = CallEnvelope(
            operation=name,
            reply_to="",
            correlation_id="",
            request=json.loads(json.dumps(asked, default=str)),
            token=token,
            key=uuid4().hex,
            language="fr",
            request_id="",
            client_address=None,
            deadline=datetime.now(UTC).timestamp() + 5,
            traceparent=None,
        )
        endpoint = self.endpoints[name]
        reply: dict[str, Any] = orjson.loads(self.dispatcher.answer(endpoint, self.service, envelope))
        return reply


def register_endpoints(world: World) -> Endpoints:
    return Endpoints(VotationService(), world.register, rights.TABLE, "votation")


def box_endpoints(world: World) -> Endpoints:
    return Endpoints(BallotBoxService(), world.box, box_rights.TABLE, "box")


def someone(role: str | None, scope: UUID | None) -> str:
    return json.dumps({
        "iss": "identity", "sub": str(uuid4()), "sid": str(uuid4()), "name": "Camille", "conf": True,
        "roles": [[role, str(scope) if scope else None]] if role else [], "types": {},
    })  # fmt: skip


def roll_import(uow: Any, votation_id: UUID) -> UUID:
    """A file that was read for a roll."""
    values = {
        "id": uuid4(), "votation_id": votation_id, "state": "guessed", "file_key": "uploads/x.csv",
        "encoding": "utf-8", "separator": ";", "has_header": True, "columns": {}, "sample": [], "job_id": None,
        "lines": 0, "good": 0, "problems": 0, "weights": 0, "colleges": [], "created_at": datetime.now(UTC),
    }  # fmt: skip
    return UUID(str(uow.rolls.add_import(values).id))
