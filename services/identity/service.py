"""The service's class."""

from datetime import timedelta

from chassis.service import Call, ReceivedFact, Service, Transaction, scheduled, subscribes
from contracts.consultations import facts as consultations
from identity.clients.passwords import Argon2Passwords
from identity.domain import rights
from identity.domain.throttle import limits
from identity.domain.unit_of_work import UnitOfWork
from identity.facts.received import project_seen
from identity.storage.tidying import forget_what_is_over
from identity.unit_of_work import unit_of_work


class IdentityService(Service):
    name = "identity"
    rights_table = rights.TABLE
    use_cases = "identity.use_cases"
    passwords = Argon2Passwords()

    def unit_of_work(self, tx: Transaction, call: Call | None = None) -> UnitOfWork:
        return unit_of_work(tx, self.config, self.passwords, call)

    @subscribes(consultations.project_published)
    def on_project_published(self, fact: ReceivedFact, tx: Transaction) -> None:
        self.unit_of_work(tx).organisations.learn_project(*project_seen(fact))

    @subscribes(consultations.project_changed)
    def on_project_changed(self, fact: ReceivedFact, tx: Transaction) -> None:
        self.unit_of_work(tx).organisations.learn_project(*project_seen(fact))

    @scheduled(300)
    def forget_what_is_over(self, tx: Transaction) -> None:
        longest = max(limit.seconds for limit in limits(self.config.values).values())
        forget_what_is_over(tx.connection, timedelta(seconds=longest))
