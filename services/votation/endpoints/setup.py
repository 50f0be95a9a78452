"""Operations on votations: setting up, sealing, and what their bureau may do while they go on."""

from typing import Any
from uuid import UUID

from chassis.pages import after_moment, decode_cursor, integer, page, page_by_moment
from chassis.server_log import server_of
from chassis.service import Call, Transaction, command, query
from contracts.box import internal as box_ops
from contracts.consultations import internal as consultation_ops
from contracts.refused import Refused
from contracts.votation import board as board_ops
from contracts.votation import internal as votation_internal_ops
from contracts.votation import votations as votations_ops
from votation.domain import rights, risk
from votation.endpoints import views
from votation.endpoints.base import RegisterEndpoints
from votation.use_cases.access import found, permitted, seen
from votation.use_cases.cancel_votation import cancel_votation
from votation.use_cases.change_votation import change_votation
from votation.use_cases.create_votation import create_votation
from votation.use_cases.end_votation import archive_votation, destroy_votation
from votation.use_cases.freeze_votation import freeze_votation
from votation.use_cases.read_votation import get_manifest, get_turnout, list_audit, list_events
from votation.use_cases.record_ceremony import record_ceremony
from votation.use_cases.record_event import record_event
from votation.use_cases.reopen_draft import reopen_draft
from votation.use_cases.seal_votation import seal_votation, sealable
from votation.use_cases.suspend_votation import extend_votation, resume_votation, suspend_votation

AUDIT = "audit"


class SetupEndpoints(RegisterEndpoints):
    @command(votations_ops.create_votation, preload="ask_owner")
    def create_votation(self, call: Call, tx: Transaction) -> Any:
        at = self.uow(call, tx)
        return views.votation(at, create_votation(at, call.actor, call.request, call.preloaded))

    def ask_owner(self, call: Call) -> UUID | None:
        """Whose the named project is, where no fact told it yet: one may be drafted the moment before its vote."""
        project_id = call.request.get("project_id")
        if project_id is None:
            return None
        with self.db.snapshot() as snapshot:
            at = self.uow(call, snapshot)
            if "votation_id" in call.request:
                permitted(at, call.request["votation_id"])
            else:
                call.permit(call.request["organisation_id"])
            owner = at.projects.owner_of(project_id)
        return owner or self.told_owner(call, project_id)

    def told_owner(self, call: Call | None, project_id: UUID) -> UUID | None:
        """The organisation that consultations says a project is of; nothing for one that does not exist."""
        try:
            told = self.consultations.call(
                call, consultation_ops.owner_of_project, {"project_id": project_id}
            )
        except Refused as refused:
            if refused.code != "not_found":
                raise
            return None
        return UUID(str(told["organisation_id"]))

    @query(votation_internal_ops.owner_of_votation)
    def owner_of_votation(self, call: Call, tx: Transaction) -> Any:
        return {"organisation_id": found(self.uow(call, tx), call.request["votation_id"]).organisation_id}

    @query(votations_ops.list_votations)
    def list_votations(self, call: Call, tx: Transaction) -> Any:
        asked = dict(call.request)
        cursor, limit = after_moment(asked.pop("cursor")), asked.pop("limit")
        at = self.uow(call, tx)
        follows = rights.TABLE[rights.FOLLOW]
        scopes = [scope for role, scope in call.actor.grants if role in follows]
        listed = at.votations.page(
            [scope for scope in scopes if scope], None in scopes, asked, at.now(), cursor, limit
        )
        shown = page_by_moment(listed, limit, lambda votation: (votation.created_at, votation.id))
        return shown | {"items": views.summaries(at, shown["items"])}

    @query(votations_ops.get_votation)
    def get_votation(self, call: Call, tx: Transaction) -> Any:
        at = self.uow(call, tx)
        return views.votation(at, seen(at, call.request["votation_id"]))

    @command(votations_ops.change_votation, preload="ask_owner")
    def change_votation(self, call: Call, tx: Transaction) -> Any:
        asked, at = dict(call.request), self.uow(call, tx)
        votation_id, version = asked.pop("votation_id"), asked.pop("version")
        return views.votation(
            at, change_votation(at, call.actor, votation_id, version, asked, call.preloaded)
        )

    @command(votations_ops.freeze_votation)
    def freeze_votation(self, call: Call, tx: Transaction) -> Any:
        at = self.uow(call, tx)
        return views.votation(at, freeze_votation(at, call.actor, **call.request))

    @command(votations_ops.reopen_draft)
    def reopen_draft(self, call: Call, tx: Transaction) -> Any:
        at = self.uow(call, tx)
        return views.votation(at, reopen_draft(at, call.actor, **call.request))

    @command(votations_ops.record_ceremony)
    def record_ceremony(self, call: Call, tx: Transaction) -> Any:
        at = self.uow(call, tx)
        return views.votation(at, record_ceremony(at, call.actor, call.request))

    @command(votations_ops.seal_votation, preload="prepare_box")
    def seal_votation(self, call: Call, tx: Transaction) -> Any:
        at = self.uow(call, tx)
        board_key, server = call.preloaded
        one_server = None if server is None else server == server_of(tx.connection)
        sealed = seal_votation(at, call.actor, **call.request, board_key=board_key, one_server=one_server)
        return views.votation(at, sealed)

    def prepare_box(self, call: Call) -> tuple[str, str | None]:
        """The board's key, of a box proved empty, and which server holds it."""
        with self.db.snapshot() as snapshot:
            votation = sealable(self.uow(call, snapshot), **call.request)
        asked = {"votation_id": votation.id, "organisation_id": votation.organisation_id}
        box = self.box.call(call, box_ops.prepare_box, asked)
        return str(box["board_key"]), box.get("server")

    @command(votations_ops.suspend_votation)
    def suspend_votation(self, call: Call, tx: Transaction) -> Any:
        at = self.uow(call, tx)
        return views.votation(at, suspend_votation(at, call.actor, **call.request))

    @command(votations_ops.resume_votation)
    def resume_votation(self, call: Call, tx: Transaction) -> Any:
        at = self.uow(call, tx)
        return views.votation(at, resume_votation(at, call.actor, **call.request))

    @command(votations_ops.extend_votation)
    def extend_votation(self, call: Call, tx: Transaction) -> Any:
        at = self.uow(call, tx)
        return views.votation(at, extend_votation(at, call.actor, **call.request))

    @command(votations_ops.cancel_votation)
    def cancel_votation(self, call: Call, tx: Transaction) -> Any:
        at = self.uow(call, tx)
        return views.votation(at, cancel_votation(at, call.actor, **call.request))

    @command(board_ops.archive_votation)
    def archive_votation(self, call: Call, tx: Transaction) -> Any:
        at = self.uow(call, tx)
        return views.votation(at, archive_votation(at, call.actor, **call.request))

    @command(board_ops.destroy_votation)
    def destroy_votation(self, call: Call, tx: Transaction) -> Any:
        at = self.uow(call, tx)
        return views.votation(at, destroy_votation(at, call.actor, **call.request))

    @command(votations_ops.record_event)
    def record_event(self, call: Call, tx: Transaction) -> Any:
        return record_event(self.uow(call, tx), call.actor, **call.request)

    @query(votations_ops.list_events)
    def list_events(self, call: Call, tx: Transaction) -> Any:
        asked = call.request
        listed = list_events(
            self.uow(call, tx), asked["votation_id"], after_moment(asked["cursor"]), asked["limit"]
        )
        return page_by_moment(listed, asked["limit"], lambda event: (event["happened_at"], event["id"]))

    @query(votations_ops.list_audit)
    def list_audit(self, call: Call, tx: Transaction) -> Any:
        asked = call.request
        (seq,) = decode_cursor(asked["cursor"], AUDIT, integer) or (0,)
        listed = list_audit(self.uow(call, tx), asked["votation_id"], seq, asked["limit"])
        return page(listed, asked["limit"], AUDIT, lambda entry: [entry["seq"]])

    @query(votations_ops.get_manifest)
    def get_manifest(self, call: Call, tx: Transaction) -> Any:
        return get_manifest(self.uow(call, tx), call.request["votation_id"])

    @query(board_ops.get_turnout)
    def get_turnout(self, call: Call, tx: Transaction) -> Any:
        return get_turnout(self.uow(call, tx), call.request["votation_id"])

    @query(votations_ops.get_risk_grid)
    def get_risk_grid(self, call: Call, tx: Transaction) -> Any:
        seen(self.uow(call, tx), call.request["votation_id"])
        return {
            "source": risk.SOURCE,
            "valid_until": risk.VALID_UNTIL,
            "level_met": risk.LEVEL_MET,
            "questions": [vars(question) for question in risk.GRID],
        }
