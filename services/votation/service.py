"""The register's class: its subscriptions and its scheduled work. Its operations are its use cases."""

import contextlib
from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import UUID

from chassis import logs
from chassis.operations import BeforeTransaction
from chassis.server_log import clear_log_after
from chassis.service import Call, ReceivedFact, Service, Transaction, scheduled, subscribes
from chassis.service_client import BoundServiceClient, ServiceClient
from contracts.box import facts as box_facts
from contracts.box import internal as box_ops
from contracts.consultations import facts as consultation_facts
from contracts.identity import facts as identity_facts
from contracts.refused import Refused
from votation.domain import rights
from votation.domain.keys import Keys
from votation.facts import received
from votation.unit_of_work import UnitOfWork
from votation.use_cases.close_votation import advance_votations, close_votation, tell_turnout
from votation.use_cases.forget_roll_imports import forget_roll_imports
from votation.use_cases.project_owner import ask_owner
from votation.use_cases.take_count import keep_plain, note_counted

A_PAGE = 1000


class VotationService(Service):
    name = "votation"
    use_cases = "votation.use_cases"
    rights_table: ClassVar[dict[str, frozenset[str]]] = rights.TABLE
    identity: BoundServiceClient = ServiceClient("identity")
    consultations: BoundServiceClient = ServiceClient("consultations")
    box: BoundServiceClient = ServiceClient("box")

    @property
    def keys(self) -> Keys:
        return Keys(self.config.text("SECRET_KEY").encode())

    def unit_of_work(self, tx: Transaction, call: Call | None = None) -> UnitOfWork:
        return UnitOfWork(tx, self.keys, call)

    @subscribes(identity_facts.organisation_created)
    def on_organisation_created(self, fact: ReceivedFact, tx: Transaction) -> None:
        self.unit_of_work(tx).organisations.store(vars(received.organisation(fact)))

    @subscribes(identity_facts.organisation_changed)
    def on_organisation_changed(self, fact: ReceivedFact, tx: Transaction) -> None:
        self.unit_of_work(tx).organisations.store(vars(received.organisation(fact)))

    @subscribes(consultation_facts.project_published)
    def on_project_published(self, fact: ReceivedFact, tx: Transaction) -> None:
        self.unit_of_work(tx).projects.learn(*received.project(fact))

    @subscribes(consultation_facts.project_changed)
    def on_project_changed(self, fact: ReceivedFact, tx: Transaction) -> None:
        self.unit_of_work(tx).projects.learn(*received.project(fact))

    @subscribes(box_facts.counted)
    def on_counted(self, fact: ReceivedFact, tx: Transaction) -> None:
        note_counted(self.unit_of_work(tx), fact.data["votation_id"])

    @scheduled(1)
    def advance_votations(self, tx: Transaction) -> None:
        advance_votations(self.unit_of_work(tx))

    @scheduled(2)
    def tell_turnout(self, tx: Transaction) -> None:
        tell_turnout(self.unit_of_work(tx))

    @scheduled(3600)
    def forget_roll_imports(self, tx: Transaction) -> None:
        forget_roll_imports(self.unit_of_work(tx))

    # What asks the box runs in every replica, outside any transaction: each of it may be done twice.

    @scheduled(1, on_every_replica=True)
    def open_boxes(self) -> None:
        """Hand the manifest to the box of each votation that was sealed."""
        with self.db.snapshot() as snapshot:
            waiting = self.unit_of_work(snapshot).votations.boxes_to_open()
        for votation_id, manifest in waiting:
            with _told_when_it_fails("open_boxes"):
                self.box.call(None, box_ops.open_box, {"votation_id": votation_id, "manifest": manifest})
                with self.db.transaction() as tx:
                    self.unit_of_work(tx).votations.note(votation_id, {"box_opened": True})

    @scheduled(1, on_every_replica=True)
    def close_votations(self) -> None:
        """Close each votation whose grace is over, when box and register agree."""
        with self.db.snapshot() as snapshot:
            uow = self.unit_of_work(snapshot)
            over = uow.votations.grace_over(uow.now())
        for votation_id in over:
            with _told_when_it_fails("close_votations"):
                closed = self.box.call(None, box_ops.close_box, {"votation_id": votation_id})
                if closed["settled"]:
                    self._close(votation_id, closed)

    def _close(self, votation_id: UUID, closed: dict[str, Any]) -> None:
        with self.db.transaction() as tx:
            uow = self.unit_of_work(tx)
            done = close_votation(
                uow, votation_id, closed["cells"], closed["root"], closed.get("without_right", 0)
            )
            if done is None and votation_id in uow.votations.grace_over(uow.now()):
                logs.get_logger().error("box_and_register_differ", handler="close_votations")

    @scheduled(20, on_every_replica=True)
    def clear_log(self) -> None:
        """Have the server's log forget what the register deleted, after each closing."""

        def waiting() -> list[UUID]:
            with self.db.snapshot() as snapshot:
                return self.unit_of_work(snapshot).votations.logs_to_clear()

        def note(votation_ids: Sequence[UUID]) -> None:
            with self.db.transaction() as tx:
                self.unit_of_work(tx).votations.log_cleared(votation_ids)

        clear_log_after(self.db, waiting, note)

    @scheduled(1, on_every_replica=True)
    def read_counts(self) -> None:
        """Fetch what each counted box holds."""
        with self.db.snapshot() as snapshot:
            waiting = self.unit_of_work(snapshot).votations.plain_to_read()
        for votation_id in waiting:
            with _told_when_it_fails("read_counts"):
                ballots, published = self._plain_of(votation_id)
                with self.db.transaction() as tx:
                    uow = self.unit_of_work(tx)
                    keep_plain(uow, votation_id, ballots, published["breakdown"], published.get("proof"))

    @scheduled(60, on_every_replica=True)
    def learn_owners(self) -> None:
        """Ask whose the projects are that votations named before their organisations were told of."""
        with self.db.snapshot() as snapshot:
            unheard = self.unit_of_work(snapshot).projects.named_unheard()
        for project_id in unheard:
            with _told_when_it_fails("learn_owners", "consultations_away"):
                if (owner := ask_owner(BeforeTransaction(self), project_id)) is not None:
                    with self.db.transaction() as tx:
                        self.unit_of_work(tx).projects.learn(project_id, owner)

    def _plain_of(self, votation_id: UUID) -> tuple[list[dict[str, Any]], dict[str, Any]]:
        """Every counted ballot, and what the box told beside the last of them."""
        ballots: list[dict[str, Any]] = []
        while True:
            request = {"votation_id": votation_id, "after": len(ballots), "limit": A_PAGE}
            slice_ = self.box.call(None, box_ops.plain_slice, request)
            ballots += slice_["plain"]
            if len(slice_["plain"]) < A_PAGE:
                return ballots, slice_


@contextlib.contextmanager
def _told_when_it_fails(what: str, away: str = "box_away") -> Any:
    """Who was asked is away, or not ready: at the next pass."""
    try:
        yield
    except Refused as refused:
        logs.get_logger().warning(away, handler=what, code=refused.code)
    except Exception as error:  # one votation's trouble is not the others'  # noqa: BLE001
        logs.get_logger().error(
            "tick_failed", handler=what, error=type(error).__name__, where=logs.where(error)
        )
