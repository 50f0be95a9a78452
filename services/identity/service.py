"""The door of identity."""

from datetime import timedelta

from chassis.service import ReceivedFact, Transaction, scheduled, subscribes
from contracts.consultations import facts as consultations
from identity.desk import lay
from identity.domain import rights
from identity.domain.throttle import limits
from identity.doors.accounts import AccountDoors
from identity.doors.members import MemberDoors
from identity.doors.organisations import OrganisationDoors
from identity.doors.sessions import SessionDoors
from identity.doors.siblings import SiblingDoors
from identity.facts.heard import project_seen
from identity.storage.tidying import forget_what_is_over


class IdentityService(AccountDoors, SessionDoors, OrganisationDoors, MemberDoors, SiblingDoors):
    name = "identity"
    rights_table = rights.TABLE

    @subscribes(consultations.project_published)
    def on_project_published(self, fact: ReceivedFact, tx: Transaction) -> None:
        lay(tx).organisations.learn_project(*project_seen(fact))

    @subscribes(consultations.project_changed)
    def on_project_changed(self, fact: ReceivedFact, tx: Transaction) -> None:
        lay(tx).organisations.learn_project(*project_seen(fact))

    @scheduled(300)
    def forget_what_is_over(self, tx: Transaction) -> None:
        longest = max(limit.seconds for limit in limits(self.config.values).values())
        forget_what_is_over(tx.connection, timedelta(seconds=longest))
