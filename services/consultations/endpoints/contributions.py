"""Contributions, versions, arguments and sources: written, erased and read."""

from typing import Any

from chassis.operations import Call
from chassis.service import command, query
from chassis.storage import Transaction
from consultations.domain.search import ContributionQuery
from consultations.endpoints.admission import Admitting
from consultations.endpoints.cursors import after, one_page
from consultations.unit_of_work import unit_of_work
from consultations.use_cases import list_discussion as lists
from consultations.use_cases.add_argument import add_argument
from consultations.use_cases.add_source import add_source
from consultations.use_cases.edit_contribution import edit_contribution
from consultations.use_cases.erase_contribution import erase_contribution
from consultations.use_cases.erase_remark import erase_remark
from consultations.use_cases.get_contribution import get_contribution
from consultations.use_cases.get_my_participation import get_my_participation
from consultations.use_cases.propose_version import propose_version
from consultations.use_cases.submit_contribution import submit_contribution
from consultations.use_cases.submit_event_idea import submit_event_idea
from contracts.consultations import contributions as contributions_ops
from contracts.consultations import debate as debate_ops
from contracts.consultations import steps as steps_ops

DONE = {"done": True}


class ContributionEndpoints(Admitting):
    @command(contributions_ops.submit_contribution, preload="at_section")
    def submit_contribution(self, call: Call, tx: Transaction) -> Any:
        return submit_contribution(unit_of_work(tx, call), call.actor, call.request)

    @command(contributions_ops.submit_event_idea, preload="at_section")
    def submit_event_idea(self, call: Call, tx: Transaction) -> Any:
        return submit_event_idea(unit_of_work(tx, call), call.actor, call.request)

    @command(contributions_ops.edit_contribution, preload="at_contribution")
    def edit_contribution(self, call: Call, tx: Transaction) -> Any:
        return edit_contribution(unit_of_work(tx, call), call.actor, call.request)

    @command(contributions_ops.erase_contribution, preload="looking_at_contribution")
    def erase_contribution(self, call: Call, tx: Transaction) -> Any:
        erase_contribution(unit_of_work(tx, call), call.actor, call.request["contribution_id"])
        return DONE

    @query(contributions_ops.list_contributions, preload="at_step")
    def list_contributions(self, call: Call, tx: Transaction) -> Any:
        request = dict(call.request)
        cursor, limit = request.pop("cursor"), request.pop("limit")
        asked = ContributionQuery(**request)
        name = f"{asked.sort}:{asked.seed}" if asked.sort == "random" else asked.sort
        key = after(cursor, asked.sort, name)
        return one_page(lists.list_contributions(unit_of_work(tx, call), asked, key, limit), limit, name)

    @query(contributions_ops.get_contribution, preload="looking_at_contribution")
    def get_contribution(self, call: Call, tx: Transaction) -> Any:
        return get_contribution(unit_of_work(tx, call), call.actor, call.request["contribution_id"])

    @command(debate_ops.add_argument, preload="at_contribution")
    def add_argument(self, call: Call, tx: Transaction) -> Any:
        return add_argument(unit_of_work(tx, call), call.actor, call.request)

    @query(debate_ops.list_arguments, preload="looking_at_contribution")
    def list_arguments(self, call: Call, tx: Transaction) -> Any:
        return self._list(call, lists.list_arguments, tx, side=call.request["side"])

    @command(debate_ops.erase_argument, preload="at_argument")
    def erase_argument(self, call: Call, tx: Transaction) -> Any:
        erase_remark(unit_of_work(tx, call), call.actor, "argument", call.request["argument_id"])
        return DONE

    @command(debate_ops.add_source, preload="at_contribution")
    def add_source(self, call: Call, tx: Transaction) -> Any:
        return add_source(unit_of_work(tx, call), call.actor, call.request)

    @query(debate_ops.list_sources, preload="looking_at_contribution")
    def list_sources(self, call: Call, tx: Transaction) -> Any:
        return self._list(call, lists.list_sources, tx)

    @command(debate_ops.erase_source, preload="at_source")
    def erase_source(self, call: Call, tx: Transaction) -> Any:
        erase_remark(unit_of_work(tx, call), call.actor, "source", call.request["source_id"])
        return DONE

    @command(contributions_ops.propose_version, preload="at_contribution")
    def propose_version(self, call: Call, tx: Transaction) -> Any:
        return propose_version(unit_of_work(tx, call), call.actor, call.request)

    @query(contributions_ops.list_versions, preload="looking_at_contribution")
    def list_versions(self, call: Call, tx: Transaction) -> Any:
        return self._list(call, lists.list_versions, tx)

    @query(steps_ops.get_my_participation, preload="at_own_step")
    def get_my_participation(self, call: Call, tx: Transaction) -> Any:
        return get_my_participation(unit_of_work(tx, call), call.actor, call.request["step_id"])

    @query(steps_ops.get_graph, preload="at_step")
    def get_graph(self, call: Call, tx: Transaction) -> Any:
        return lists.get_graph(unit_of_work(tx, call), call.request["step_id"])

    def _list(self, call: Call, use_case: Any, tx: Transaction, **more: Any) -> Any:
        """One page of what stands under a contribution."""
        request, sort = call.request, call.request["sort"]
        key = after(request["cursor"], sort)
        rows = use_case(
            unit_of_work(tx, call),
            call.actor,
            request["contribution_id"],
            sort,
            key,
            request["limit"],
            **more,
        )
        return one_page(rows, request["limit"], sort)
