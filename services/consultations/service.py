"""The service's class. Its operations stand in `consultations.endpoints`, one mixin per subject."""

from typing import ClassVar

from chassis.service import ReceivedFact, Transaction, subscribes
from consultations.domain import rights as our_rights
from consultations.endpoints.acts import ActEndpoints
from consultations.endpoints.contributions import ContributionEndpoints
from consultations.endpoints.exports import ExportEndpoints
from consultations.endpoints.figures import FigureEndpoints
from consultations.endpoints.moderation import ModerationEndpoints
from consultations.endpoints.opinions import OpinionEndpoints
from consultations.endpoints.projects import ProjectEndpoints
from consultations.endpoints.steps import StepEndpoints
from consultations.facts import received
from consultations.storage.organisations import StoredOrganisations
from consultations.unit_of_work import unit_of_work
from consultations.use_cases.follow_votation import take_outcome, take_window
from contracts.identity import facts as identity_facts
from contracts.votation import facts as votation_facts


class ConsultationsService(
    ProjectEndpoints,
    StepEndpoints,
    ActEndpoints,
    FigureEndpoints,
    ExportEndpoints,
    ContributionEndpoints,
    OpinionEndpoints,
    ModerationEndpoints,
):
    name = "consultations"
    rights_table: ClassVar[dict[str, frozenset[str]]] = our_rights.TABLE

    @subscribes(identity_facts.organisation_created)
    def on_organisation_created(self, fact: ReceivedFact, tx: Transaction) -> None:
        StoredOrganisations(tx.connection).store(vars(received.organisation(fact)))

    @subscribes(identity_facts.organisation_changed)
    def on_organisation_changed(self, fact: ReceivedFact, tx: Transaction) -> None:
        StoredOrganisations(tx.connection).store(vars(received.organisation(fact)))

    @subscribes(identity_facts.participant_type_defined)
    def on_participant_type_defined(self, fact: ReceivedFact, tx: Transaction) -> None:
        StoredOrganisations(tx.connection).store_type(received.participant_type(fact))

    @subscribes(votation_facts.announced)
    def on_votation_announced(self, fact: ReceivedFact, tx: Transaction) -> None:
        take_window(unit_of_work(tx), received.votation_window(fact))

    @subscribes(votation_facts.extended)
    def on_votation_extended(self, fact: ReceivedFact, tx: Transaction) -> None:
        take_window(unit_of_work(tx), received.votation_window(fact))

    @subscribes(votation_facts.proclaimed)
    def on_votation_proclaimed(self, fact: ReceivedFact, tx: Transaction) -> None:
        take_outcome(unit_of_work(tx), received.votation_outcome(fact, tx.now()))
