"""Votes: on contributions and versions, for arguments and sources. And what keeps their counters."""

from typing import Any

from chassis.envelope import ReceivedFact
from chassis.operations import Call
from chassis.service import command, scheduled, subscribes
from chassis.storage import Transaction
from consultations.endpoints.admission import Admitting
from consultations.facts.received_accounts import CONFIRMED, account_of
from consultations.storage.counters import StoredCounters
from consultations.unit_of_work import unit_of_work
from consultations.use_cases.cast_opinion_vote import cast_opinion_vote
from consultations.use_cases.publish_waiting import publish_waiting
from consultations.use_cases.support_remark import support_remark, unsupport_remark
from consultations.use_cases.withdraw_opinion_vote import withdraw_opinion_vote
from contracts.consultations import contributions as contributions_ops
from contracts.consultations import debate as debate_ops


class OpinionEndpoints(Admitting):
    @command(contributions_ops.cast_opinion_vote, preload="at_contribution")
    def cast_opinion_vote(self, call: Call, tx: Transaction) -> Any:
        request = call.request
        return cast_opinion_vote(
            unit_of_work(tx, call),
            call.actor,
            request["contribution_id"],
            request["value"],
            request["accepted_checkboxes"],
        )

    @command(contributions_ops.withdraw_opinion_vote, preload="looking_at_contribution")
    def withdraw_opinion_vote(self, call: Call, tx: Transaction) -> Any:
        return withdraw_opinion_vote(unit_of_work(tx, call), call.actor, call.request["contribution_id"])

    @command(debate_ops.vote_argument, preload="at_argument")
    def vote_argument(self, call: Call, tx: Transaction) -> Any:
        return support_remark(unit_of_work(tx, call), call.actor, "argument", call.request["argument_id"])

    @command(debate_ops.unvote_argument, preload="at_argument")
    def unvote_argument(self, call: Call, tx: Transaction) -> Any:
        return unsupport_remark(unit_of_work(tx, call), call.actor, "argument", call.request["argument_id"])

    @command(debate_ops.vote_source, preload="at_source")
    def vote_source(self, call: Call, tx: Transaction) -> Any:
        return support_remark(unit_of_work(tx, call), call.actor, "source", call.request["source_id"])

    @command(debate_ops.unvote_source, preload="at_source")
    def unvote_source(self, call: Call, tx: Transaction) -> Any:
        return unsupport_remark(unit_of_work(tx, call), call.actor, "source", call.request["source_id"])

    @subscribes(CONFIRMED)
    def on_email_confirmed(self, fact: ReceivedFact, tx: Transaction) -> None:
        publish_waiting(unit_of_work(tx), account_of(fact))

    @scheduled(0.2, on_every_replica=True)
    def fold_counters(self) -> None:
        """Often, since each vote on a text looks at what is pending of it.

        Replicas leave each other's rows alone.
        """
        with self.db.transaction() as tx:
            StoredCounters(tx.connection).fold()
