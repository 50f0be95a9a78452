"""The service's class: what it hands its use cases, the facts it subscribes to, and its timed work."""

from typing import ClassVar
from uuid import UUID

from chassis.service import Call, ReceivedFact, Service, Transaction, scheduled, subscribes
from chassis.service_client import BoundServiceClient, ServiceClient
from consultations.domain import rights as our_rights
from consultations.facts import received
from consultations.unit_of_work import UnitOfWork
from consultations.use_cases.follow_votation import take_outcome, take_window
from consultations.use_cases.forget_expired_exports import forget_expired_exports
from consultations.use_cases.publish_waiting import publish_waiting
from consultations.use_cases.tell_closing_soon import tell_closing_soon
from contracts.identity import facts as identity_facts
from contracts.votation import facts as votation_facts


class ConsultationsService(Service):
    name = "consultations"
    rights_table: ClassVar[dict[str, frozenset[str]]] = our_rights.TABLE
    use_cases = "consultations.use_cases"
    identity: BoundServiceClient = ServiceClient("identity")
    votation: BoundServiceClient = ServiceClient("votation")

    def unit_of_work(self, tx: Transaction, call: Call | None = None) -> UnitOfWork:
        if call is None:
            return UnitOfWork(tx)
        return UnitOfWork(tx, call.actor, may=call.may, permit=call.permit, preloaded=call.preloaded)

    @subscribes(identity_facts.organisation_created)
    def on_organisation_created(self, fact: ReceivedFact, tx: Transaction) -> None:
        self.unit_of_work(tx).organisations.store(vars(received.organisation(fact)))

    @subscribes(identity_facts.organisation_changed)
    def on_organisation_changed(self, fact: ReceivedFact, tx: Transaction) -> None:
        self.unit_of_work(tx).organisations.store(vars(received.organisation(fact)))

    @subscribes(identity_facts.participant_type_defined)
    def on_participant_type_defined(self, fact: ReceivedFact, tx: Transaction) -> None:
        self.unit_of_work(tx).organisations.store_type(received.participant_type(fact))

    @subscribes(identity_facts.email_confirmed)
    def on_email_confirmed(self, fact: ReceivedFact, tx: Transaction) -> None:
        publish_waiting(self.unit_of_work(tx), UUID(str(fact.data["account_id"])))

    @subscribes(votation_facts.announced)
    def on_votation_announced(self, fact: ReceivedFact, tx: Transaction) -> None:
        take_window(self.unit_of_work(tx), received.votation_window(fact))

    @subscribes(votation_facts.extended)
    def on_votation_extended(self, fact: ReceivedFact, tx: Transaction) -> None:
        take_window(self.unit_of_work(tx), received.votation_window(fact))

    @subscribes(votation_facts.proclaimed)
    def on_votation_proclaimed(self, fact: ReceivedFact, tx: Transaction) -> None:
        take_outcome(self.unit_of_work(tx), received.votation_outcome(fact, tx.now()))

    @scheduled(seconds=60)
    def announce_closing(self, tx: Transaction) -> None:
        tell_closing_soon(self.unit_of_work(tx))

    @scheduled(seconds=3600)
    def forget_exports(self, tx: Transaction) -> None:
        forget_expired_exports(self.unit_of_work(tx))

    @scheduled(seconds=2)
    def fold_figures(self, tx: Transaction) -> None:
        """Adds what was written lately to the sums; a long backlog over several ticks."""
        self.unit_of_work(tx).figures.fold()

    @scheduled(0.2, on_every_replica=True)
    def fold_counters(self) -> None:
        """Often, since each vote on a text looks at what is pending of it.

        Replicas leave each other's rows alone.
        """
        with self.db.transaction() as tx:
            self.unit_of_work(tx).counters.fold()
