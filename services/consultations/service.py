"""The door of consultations. Its operations stand in `consultations.doors`, one mixin per subject."""

from typing import ClassVar

from chassis.actor import NOBODY
from chassis.service import ReceivedFact, Transaction, subscribes
from consultations.desk import lay
from consultations.domain import rights as our_rights
from consultations.doors.acts import ActDoor
from consultations.doors.contributions import ContributionDoor
from consultations.doors.exports import ExportDoor
from consultations.doors.figures import FigureDoor
from consultations.doors.moderation import ModerationDoor
from consultations.doors.opinions import OpinionDoor
from consultations.doors.projects import ProjectDoor
from consultations.doors.steps import StepDoor
from consultations.facts import heard
from consultations.storage.organisations import StoredOrganisations
from consultations.use_cases.follow_votation import take_outcome, take_window
from contracts.identity import facts as identity_facts
from contracts.votation import facts as votation_facts


class ConsultationsService(
    ProjectDoor, StepDoor, ActDoor, FigureDoor, ExportDoor, ContributionDoor, OpinionDoor, ModerationDoor
):
    name = "consultations"
    rights_table: ClassVar[dict[str, frozenset[str]]] = our_rights.TABLE

    @subscribes(identity_facts.organisation_created)
    def on_organisation_created(self, fact: ReceivedFact, tx: Transaction) -> None:
        StoredOrganisations(tx.connection).hear(heard.organisation(fact))

    @subscribes(identity_facts.organisation_changed)
    def on_organisation_changed(self, fact: ReceivedFact, tx: Transaction) -> None:
        StoredOrganisations(tx.connection).hear(heard.organisation(fact))

    @subscribes(identity_facts.participant_type_defined)
    def on_participant_type_defined(self, fact: ReceivedFact, tx: Transaction) -> None:
        StoredOrganisations(tx.connection).hear_type(heard.participant_type(fact))

    @subscribes(votation_facts.announced)
    def on_votation_announced(self, fact: ReceivedFact, tx: Transaction) -> None:
        take_window(lay(tx, NOBODY), heard.votation_window(fact))

    @subscribes(votation_facts.extended)
    def on_votation_extended(self, fact: ReceivedFact, tx: Transaction) -> None:
        take_window(lay(tx, NOBODY), heard.votation_window(fact))

    @subscribes(votation_facts.proclaimed)
    def on_votation_proclaimed(self, fact: ReceivedFact, tx: Transaction) -> None:
        take_outcome(lay(tx, NOBODY), heard.votation_outcome(fact, tx.now()))
