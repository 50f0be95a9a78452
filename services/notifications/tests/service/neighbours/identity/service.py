"""Mints secrets and tells addresses as the test's file says: `addresses` by id, ids `unwanted`, `english`."""

import json
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

from chassis.service import Call, Service, Transaction, command, query
from contracts.identity import internal as ops


def told_by_test() -> dict[str, Any]:
    told: dict[str, Any] = json.loads(Path(os.environ["TEST_STATE"]).read_text())
    return told


class IdentityService(Service):
    name = "identity"

    @command(ops.mint_credential)
    def mint_credential(self, call: Call, tx: Transaction) -> Any:
        state, whom = told_by_test(), str(call.request["account_id"] or call.request["request_id"])
        if whom in state["unwanted"]:
            return {"wanted": False}
        return {
            "wanted": True,
            "address": state["addresses"].get(whom, f"{whom}@example.org"),
            "language": "en" if whom in state["english"] else "fr",
            "display_name": "Camille Durand",
            "secret": f"secret-of-{whom}",
            "expires_at": tx.now() + timedelta(hours=1),
            "organisation_name": "Ville de Nantes" if call.request["kind"] == "invitation" else None,
            "role": "moderator" if call.request["kind"] == "invitation" else None,
        }

    @query(ops.addresses_of)
    def addresses_of(self, call: Call, tx: Transaction) -> Any:
        state, asked = told_by_test(), [str(id_) for id_ in call.request["account_ids"]]
        return {
            "items": [
                {
                    "account_id": id_,
                    "address": state["addresses"].get(id_, f"{id_}@example.org"),
                    "language": "en" if id_ in state["english"] else "fr",
                    "display_name": "Camille Durand",
                    "consents": [] if id_ in state.get("refused", ()) else ["terms", "project_news"],
                }
                for id_ in asked
                if id_ not in state["unwanted"]
            ]
        }
