"""The door of consultations. Its operations stand in `consultations.doors`, one mixin per subject."""

from typing import ClassVar

from chassis.service import HeardFact, Transaction, hears
from consultations.domain import rights as our_rights
from consultations.doors.contributions import ContributionDoor
from consultations.doors.exports import ExportDoor
from consultations.doors.figures import FigureDoor
from consultations.doors.moderation import ModerationDoor
from consultations.doors.opinions import OpinionDoor
from consultations.doors.projects import ProjectDoor
from consultations.doors.steps import StepDoor
from consultations.facts import heard
from consultations.storage.organisations import StoredOrganisations
from contracts.identity import facts as identity_facts


class ConsultationsService(
    ProjectDoor, StepDoor, FigureDoor, ExportDoor, ContributionDoor, OpinionDoor, ModerationDoor
):
    name = "consultations"
    rights_table: ClassVar[dict[str, frozenset[str]]] = our_rights.TABLE

    @hears(identity_facts.organisation_created)
    def on_organisation_created(self, fact: HeardFact, tx: Transaction) -> None:
        StoredOrganisations(tx.connection).hear(heard.organisation(fact))

    @hears(identity_facts.organisation_changed)
    def on_organisation_changed(self, fact: HeardFact, tx: Transaction) -> None:
        StoredOrganisations(tx.connection).hear(heard.organisation(fact))

    @hears(identity_facts.participant_type_defined)
    def on_participant_type_defined(self, fact: HeardFact, tx: Transaction) -> None:
        StoredOrganisations(tx.connection).hear_type(heard.participant_type(fact))
