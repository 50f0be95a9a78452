"""Reports, the moderators' work list, decisions and appeals."""

from typing import Any

from chassis.operations import Call
from chassis.service import command, query
from chassis.storage import Transaction
from consultations.domain.moderation import Read
from consultations.endpoints.admission import Admitting
from consultations.endpoints.cursors import after, one_page
from consultations.unit_of_work import unit_of_work
from consultations.use_cases.appeal import appeal
from consultations.use_cases.list_moderation import list_moderation, list_my_moderated
from consultations.use_cases.moderate import moderate
from consultations.use_cases.report_something import report_something
from contracts.consultations import moderation as ops

DONE = {"done": True}
WORK_LIST, MINE = "work", "mine"


class ModerationEndpoints(Admitting):
    @command(ops.report, preload="looking_at_target")
    def report(self, call: Call, tx: Transaction) -> Any:
        report_something(unit_of_work(tx, call), call.actor, call.request)
        return DONE

    @query(ops.list_moderation)
    def list_moderation(self, call: Call, tx: Transaction) -> Any:
        asked = call.request
        key, limit = after(asked["cursor"], "oldest", WORK_LIST), asked["limit"]
        rows = list_moderation(
            unit_of_work(tx, call),
            call.actor,
            asked["organisation_id"],
            asked["project_id"],
            asked["waiting"],
            key,
            limit,
        )
        return one_page(rows, limit, WORK_LIST)

    @command(ops.moderate)
    def moderate(self, call: Call, tx: Transaction) -> Any:
        asked = call.request
        targets = [Read(**each) for each in asked["targets"]]
        acts, changed = moderate(
            unit_of_work(tx, call),
            call.actor,
            asked["organisation_id"],
            targets,
            asked["decision"],
            asked["reason"],
        )
        return {"items": acts, "changed": changed}

    @query(ops.list_my_moderated)
    def list_my_moderated(self, call: Call, tx: Transaction) -> Any:
        key, limit = after(call.request["cursor"], "newest", MINE), call.request["limit"]
        return one_page(list_my_moderated(unit_of_work(tx, call), call.actor, key, limit), limit, MINE)

    @command(ops.appeal)
    def appeal(self, call: Call, tx: Transaction) -> Any:
        asked = call.request
        appeal(unit_of_work(tx, call), call.actor, asked["target"], asked["target_id"], asked["body"])
        return DONE
