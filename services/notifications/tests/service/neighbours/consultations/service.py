"""Names a project and its step as the test's file says: {"opens_at", "closes_at", "gone"}."""

import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any

from chassis.service import Call, Service, Transaction, query
from contracts.consultations import internal as ops
from contracts.refused import Refused


def moment(told: str | None) -> datetime | None:
    return datetime.fromisoformat(told) if told else None


class ConsultationsService(Service):
    name = "consultations"

    @query(ops.names_of)
    def names_of(self, call: Call, tx: Transaction) -> Any:
        state = json.loads(Path(os.environ["TEST_STATE"]).read_text())
        if state["gone"]:
            raise Refused("not_found")
        return {
            "project_title": "Grenelle de l'alimentation",
            "project_slug": "grenelle",
            "step_title": "Vos propositions",
            "organisation_id": "00000000-0000-0000-0000-000000000001",
            "organisation_name": "Ville de Nantes",
            "time_zone": "Europe/Paris",
            "opens_at": moment(state["opens_at"]),
            "closes_at": moment(state["closes_at"]),
            "public": True,
            "subject_title": "Des cantines sans plastique" if call.request["target"] else None,
            "reason": "Le texte cite une personne." if call.request["target"] else None,
        }
