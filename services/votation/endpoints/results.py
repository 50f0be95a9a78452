"""Operations on what comes after closing."""

from typing import Any

from chassis.service import Call, Transaction, command, query
from contracts.votation import board as ops
from votation.endpoints import views
from votation.endpoints.base import RegisterEndpoints
from votation.use_cases.read_votation import open_file
from votation.use_cases.take_count import get_result, proclaim_votation


class ResultEndpoints(RegisterEndpoints):
    @query(ops.get_result)
    def get_result(self, call: Call, tx: Transaction) -> Any:
        return get_result(self.uow(call, tx), call.request["votation_id"])

    @command(ops.proclaim_votation)
    def proclaim_votation(self, call: Call, tx: Transaction) -> Any:
        at = self.uow(call, tx)
        return views.votation(at, proclaim_votation(at, call.actor, **call.request))

    @query(ops.open_minutes)
    def open_minutes(self, call: Call, tx: Transaction) -> Any:
        return open_file(self.uow(call, tx), call.request["votation_id"], "minutes")

    @query(ops.open_archive)
    def open_archive(self, call: Call, tx: Transaction) -> Any:
        return open_file(self.uow(call, tx), call.request["votation_id"], "archive")
