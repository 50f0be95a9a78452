"""Tells letters as the test's file says: `letters` by mailing, ids `unwanted`, `english`, `addresses` by letter."""

import json
import os
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from chassis.service import Call, Service, Transaction, command, query
from contracts.refused import Refused
from contracts.votation import internal as ops

ORGANISATION, VOTATION = (f"00000000-0000-0000-0000-00000000000{n}" for n in (1, 4))


def told_by_test() -> dict[str, Any]:
    told: dict[str, Any] = json.loads(Path(os.environ["TEST_STATE"]).read_text())
    return told


class VotationService(Service):
    name = "votation"

    @query(ops.mailing_slice)
    def mailing_slice(self, call: Call, tx: Transaction) -> Any:
        letters = told_by_test()["letters"].get(str(call.request["mailing_id"]))
        if letters is None:
            raise Refused("not_found")
        after, limit = call.request["after"], call.request["limit"]
        left = [id_ for id_ in sorted(map(UUID, letters)) if after is None or id_ > after]
        return {"votation_id": VOTATION, "organisation_id": ORGANISATION, "letters": left[:limit]}

    @query(ops.sample_letter)
    def sample_letter(self, call: Call, tx: Transaction) -> Any:
        return {
            "wanted": True,
            "kind": call.request["kind"],
            "email": None,
            "language": "fr",
            "votation_id": VOTATION,
            "organisation_id": ORGANISATION,
            "project_id": None,
            "title": "Une cour d'école plus verte",
            "opens_at": tx.now() - timedelta(days=1),
            "closes_at": tx.now() + timedelta(days=6),
            "time_zone": "Europe/Paris",
            "link": "exemple",
            "code": None,
            "sentence": None,
            "reference": "A-0042",
            "college": "Parents",
            "mark": "5f" * 32,
            "on_roll": True,
        }

    @command(ops.mint_letter)
    def mint_letter(self, call: Call, tx: Transaction) -> Any:
        state, letter_id = told_by_test(), str(call.request["letter_id"])
        return {
            "wanted": letter_id not in state["unwanted"],
            "kind": "invitation",
            "email": state["addresses"].get(letter_id, f"{letter_id}@example.org"),
            "language": "en" if letter_id in state["english"] else "fr",
            "votation_id": VOTATION,
            "organisation_id": ORGANISATION,
            "title": "Une cour d'école plus verte",
            "opens_at": tx.now() - timedelta(days=1),
            "closes_at": tx.now() + timedelta(days=6),
            "time_zone": "Europe/Paris",
            "link": f"link-of-{letter_id}",
            "code": "12345678",
            "reference": "REF-0042",
            "college": "Parents",
            "mark": f"mark-of-{letter_id}",
            "sentence": "Adopté : 1325 voix pour, 419 contre.",
            "on_roll": True,
        }
