"""The service's class of the ballot box: its subscriptions and its scheduled work. Its operations are its use cases."""

from collections.abc import Sequence
from typing import ClassVar
from uuid import UUID

from chassis.operations import BeforeTransaction
from chassis.server_log import clear_log_after
from chassis.service import Call, ReceivedFact, Service, Transaction, scheduled, subscribes
from chassis.service_client import BoundServiceClient, ServiceClient
from contracts.votation import facts as votation_facts
from votation.box.domain import rights
from votation.box.unit_of_work import UnitOfWork
from votation.box.use_cases.close_epochs import close_full_epochs, have_signed
from votation.box.use_cases.destroy_box import destroy_box
from votation.box.use_cases.register_client import RegisterClient
from votation.box.use_cases.settle_ballots import settle_ballots
from votation.domain.keys import Keys


class BallotBoxService(Service):
    name = "box"
    use_cases = "votation.box.use_cases"
    rights_table: ClassVar[dict[str, frozenset[str]]] = rights.TABLE
    votation: BoundServiceClient = ServiceClient("votation")

    def unit_of_work(self, tx: Transaction, call: Call | None = None) -> UnitOfWork:
        return UnitOfWork(tx, Keys(self.config.text("SECRET_KEY").encode()), call)

    @property
    def alone(self) -> BeforeTransaction[UnitOfWork]:
        """Transactions and calls in nobody's name."""
        return BeforeTransaction(self)

    @subscribes(votation_facts.cancelled)
    def on_cancelled(self, fact: ReceivedFact, tx: Transaction) -> None:
        destroy_box(self.unit_of_work(tx), fact.data["votation_id"])

    @subscribes(votation_facts.destroyed)
    def on_destroyed(self, fact: ReceivedFact, tx: Transaction) -> None:
        destroy_box(self.unit_of_work(tx), fact.data["votation_id"])

    @scheduled(1, on_every_replica=True)
    def lengthen_boards(self) -> None:
        register = RegisterClient(self.alone.ask)
        close_full_epochs(self.alone.transaction, register)
        have_signed(self.alone.transaction, register)

    @scheduled(3, on_every_replica=True)
    def settle_ballots(self) -> None:
        settle_ballots(self.alone.transaction, RegisterClient(self.alone.ask))

    @scheduled(20, on_every_replica=True)
    def clear_log(self) -> None:
        """Have the server's log forget what the box deleted, after each closing."""

        def waiting() -> list[UUID]:
            with self.alone.transaction() as uow:
                return uow.boxes.logs_to_clear()

        def note(votation_ids: Sequence[UUID]) -> None:
            with self.alone.transaction() as uow:
                uow.boxes.log_cleared(votation_ids)

        clear_log_after(self.db, waiting, note)
