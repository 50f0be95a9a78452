"""The service's class: operations, subscriptions, and the work done every second."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from eventlet import GreenPool
from nameko.extensions import DependencyProvider

from chassis import logs
from chassis.service import Call, ReceivedFact, Service, Transaction, scheduled, subscribes
from chassis.service_client import BoundServiceClient, ServiceClient
from contracts.consultations import facts as consultations_facts
from contracts.identity import facts as identity_facts
from contracts.votation import facts as votation_facts
from notifications import counters, post
from notifications.clients.neighbours import ConsultationsClient, IdentityClient, VotationClient
from notifications.domain import rights
from notifications.domain.message import STATES
from notifications.domain.ports import Repositories
from notifications.domain.unit_of_work import MailingContext, SendContext, UnitOfWork
from notifications.facts import received
from notifications.storage.repositories import repositories
from notifications.use_cases.keep_mailing import keep_mailing
from notifications.use_cases.note_participation import note_participation
from notifications.use_cases.remind_of_closing import remind_of_closing
from notifications.use_cases.request_credential_mail import request_credential_mail
from notifications.use_cases.send_due import send_due
from notifications.use_cases.spread import spread
from notifications.use_cases.sweep import sweep
from notifications.use_cases.tell_author import tell_author
from notifications.use_cases.tell_window_moved import tell_window_moved
from notifications.use_cases.walk_mailings import walk_mailings

SENDING_SECONDS = 3.0
WALKING_SECONDS = 3.0
NEWEST_FIRST = "newest"


class Post(DependencyProvider):  # type: ignore[misc]
    """The post office of this process: its writer and its connections to the mail server."""

    def setup(self) -> None:
        self._office = post.office(self.container.config["PARTS"]["config"])

    def get_dependency(self, _worker_ctx: Any) -> post.Office:
        return self._office


class NotificationsService(Service):
    name = "notifications"
    rights_table = rights.TABLE
    use_cases = "notifications.use_cases"
    identity: BoundServiceClient = ServiceClient("identity")
    consultations: BoundServiceClient = ServiceClient("consultations")
    votation: BoundServiceClient = ServiceClient("votation")
    office: post.Office = Post()

    def unit_of_work(self, tx: Transaction, call: Call | None = None) -> UnitOfWork:
        return UnitOfWork(
            **vars(repositories(tx.connection)),
            now=tx.now,
            permit=call.permit if call else _forbid,
            writer=self.office.writer,
        )

    @subscribes(identity_facts.credential_mail_requested)
    def on_credential_mail_requested(self, fact: ReceivedFact, tx: Transaction) -> None:
        data = fact.data
        request_credential_mail(self.unit_of_work(tx), data["request_id"], data["kind"], data["expires_at"])

    @subscribes(consultations_facts.window_moved)
    def on_window_moved(self, fact: ReceivedFact, tx: Transaction) -> None:
        tell_window_moved(
            self.unit_of_work(tx), received.moved_window(fact), announced=fact.data["announced"]
        )

    @subscribes(consultations_facts.step_closing_soon)
    def on_step_closing_soon(self, fact: ReceivedFact, tx: Transaction) -> None:
        remind_of_closing(self.unit_of_work(tx), received.closing_step(fact))

    @subscribes(consultations_facts.moderated)
    def on_moderated(self, fact: ReceivedFact, tx: Transaction) -> None:
        tell_author(self.unit_of_work(tx), received.decision(fact))

    @subscribes(consultations_facts.version_left_alone)
    def on_version_left_alone(self, fact: ReceivedFact, tx: Transaction) -> None:
        if message := received.version_left_alone(fact):
            self.unit_of_work(tx).messages.add([message])

    @subscribes(consultations_facts.contribution_submitted, together=True)
    def on_contribution_submitted(self, fact: ReceivedFact, tx: Transaction) -> None:
        self._note(fact, tx, "published")

    @subscribes(consultations_facts.contribution_published, together=True)
    def on_contribution_published(self, fact: ReceivedFact, tx: Transaction) -> None:
        self._note(fact, tx, "published")

    @subscribes(consultations_facts.version_proposed, together=True)
    def on_version_proposed(self, fact: ReceivedFact, tx: Transaction) -> None:
        self._note(fact, tx, "published")

    @subscribes(consultations_facts.argument_added, together=True)
    def on_argument_added(self, fact: ReceivedFact, tx: Transaction) -> None:
        self._note(fact, tx, "published")

    @subscribes(consultations_facts.source_added, together=True)
    def on_source_added(self, fact: ReceivedFact, tx: Transaction) -> None:
        self._note(fact, tx, "published")

    @subscribes(consultations_facts.opinion_vote_cast, together=True)
    def on_opinion_vote_cast(self, fact: ReceivedFact, tx: Transaction) -> None:
        self._note(fact, tx, "counted")

    @subscribes(consultations_facts.support_given, together=True)
    def on_support_given(self, fact: ReceivedFact, tx: Transaction) -> None:
        self._note(fact, tx, None)

    @subscribes(votation_facts.mailing_due)
    def on_mailing_due(self, fact: ReceivedFact, tx: Transaction) -> None:
        keep_mailing(self.unit_of_work(tx), received.due_mailing(fact))

    @subscribes(identity_facts.organisation_created)
    def on_organisation_created(self, fact: ReceivedFact, tx: Transaction) -> None:
        self._know(fact, tx)

    @subscribes(identity_facts.organisation_changed)
    def on_organisation_changed(self, fact: ReceivedFact, tx: Transaction) -> None:
        self._know(fact, tx)

    @scheduled(1)
    def spread(self, tx: Transaction) -> None:
        spread(self.unit_of_work(tx))

    @scheduled(1, on_every_replica=True)
    def walk_mailings(self) -> None:
        until = time.monotonic() + WALKING_SECONDS
        uow = MailingContext(self._opening, self._votation(), _complain)
        while walk_mailings(uow) and time.monotonic() < until:
            pass

    @scheduled(15)
    def sweep(self, tx: Transaction) -> None:
        for state, count in sweep(self.unit_of_work(tx)).items():
            counters.SWEPT.labels(state).inc(count)
            logs.get_logger().warning("claims_swept", state=state, count=count)

    @scheduled(15, on_every_replica=True)
    def count_messages(self) -> None:
        with self.db.snapshot() as tx:
            counts = repositories(tx.connection).messages.counts()
        for state in STATES:
            counters.WAITING.labels(state).set(counts.get(state, 0))

    @scheduled(1, on_every_replica=True)
    def send_due(self) -> None:
        """Every connection sends until nothing is due; a few seconds at most, since a stop waits for it."""
        until = time.monotonic() + SENDING_SECONDS
        pool = GreenPool(len(self.office.mailers))
        for mailer in self.office.mailers:
            pool.spawn(self._send_until, mailer, until)
        pool.waitall()

    def _note(self, fact: ReceivedFact, tx: Transaction, field: str | None) -> None:
        """`field` says whether what was done is in view."""
        data = fact.data
        note_participation(
            self.unit_of_work(tx),
            data["project_id"],
            data["step_id"],
            data.get("account_id"),
            published=bool(data[field]) if field else None,
        )

    def _know(self, fact: ReceivedFact, tx: Transaction) -> None:
        organisations = repositories(tx.connection).organisations
        organisations.know(fact.data["organisation_id"], fact.aggregate_version, received.brand(fact))

    def _send_until(self, mailer: Any, until: float) -> None:
        uow = self._send_context(mailer, until)
        try:
            while not uow.time_is_up() and send_due(uow):
                pass
        except Exception as error:  # noqa: BLE001 - what was claimed is swept, the next tick goes on
            uow.complain("sending_failed", error)

    @contextmanager
    def _opening(self) -> Iterator[tuple[Repositories, datetime]]:
        with self.db.transaction() as tx:
            yield repositories(tx.connection), tx.now()

    def _votation(self) -> VotationClient:
        return VotationClient(lambda operation, request: self.votation.call(None, operation, request))

    def _send_context(self, mailer: Any, until: float) -> SendContext:
        return SendContext(
            opening=self._opening,
            identity=IdentityClient(lambda operation, request: self.identity.call(None, operation, request)),
            consultations=ConsultationsClient(
                lambda operation, request: self.consultations.call(None, operation, request)
            ),
            votation=self._votation(),
            writer=self.office.writer,
            mailer=mailer,
            time_is_up=lambda: time.monotonic() >= until,
            count=lambda kind, outcome: counters.MESSAGES.labels(kind, outcome).inc(),
            complain=_complain,
            pause=time.sleep,
        )


def _complain(event: str, error: Exception) -> None:
    logs.get_logger().warning(event, error=type(error).__name__, where=logs.where(error))


def _forbid(*_scopes: UUID | None) -> None:
    raise RuntimeError("nobody asks: there is no right to check")
