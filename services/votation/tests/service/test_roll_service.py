"""A roll by file and by group over the real broker, with a worker and a relay's outbox as they run."""

import time
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert

from chassis.files import LocalFileStore
from contracts.refused import Refused
from contracts.votation import rolls as ops
from votation.storage.tables import votation

NEIGHBOUR = '''
"""Stands in for identity: three accounts are in every group."""

from uuid import UUID

from chassis.service import Service, query
from contracts.identity import internal as ops


class IdentityService(Service):
    name = "identity"

    @query(ops.members_of_group)
    def members_of_group(self, call, tx):
        after = call.request["after"]
        shown = 1 if after is None else after.int + 1
        return {"items": [{"account_id": UUID(int=shown)}], "next": UUID(int=shown) if shown < 3 else None}
'''
CONTENT = "Numéro;Nom;Courriel;Voix\n" + "".join(f"{n};Léa {n};lea{n}@example.org;2\n" for n in range(2000))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("files")


@pytest.fixture(scope="module", autouse=True)
def running(start, tmp_path_factory, folder):
    package = tmp_path_factory.mktemp("neighbours") / "identity"
    (package / "migrations" / "versions").mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "service.py").write_text(NEIGHBOUR)
    start("votation", FILES_DIR=str(folder))
    start("identity", extra_path=str(package.parent))
    return start("votation", "worker", FILES_DIR=str(folder))


@pytest.fixture
def draft(storage):
    values = {
        "id": uuid4(), "organisation_id": uuid4(), "title": "Accord", "summary": "", "presentation": "",
        "legal_basis": "", "language": "fr", "time_zone": "Europe/Paris", "questions": [], "grace_seconds": 600,
        "bureau": [], "threshold": 1, "proxies_per_holder": 0, "accepts_small_cells": False, "risk_answers": {},
        "roll_by": "none", "state": "draft", "created_at": datetime.now(UTC), "version": 1,
        "turnout_told": 0, "box_opened": False, "plain_read": False,
    }  # fmt: skip
    with storage.transaction() as tx:
        tx.connection.execute(insert(votation).values(**values))
    return values


def until(caller, organiser, import_id, state):
    for _ in range(600):
        found = caller.ask(ops.get_roll_import, {"import_id": import_id}, organiser)
        if found["state"] in (state, "failed"):
            return found
        time.sleep(0.1)
    raise AssertionError(f"still {found['state']}")


def test_a_roll_by_file_then_by_group(caller, actor_of, draft, folder):
    """VO-2"""
    key = f"uploads/{uuid4()}.csv"
    with LocalFileStore(str(folder)).writing(key) as file:
        file.write(CONTENT.encode("cp1252"))
    organiser = actor_of("organiser", draft["organisation_id"])
    found = caller.ask(ops.read_roll, {"votation_id": draft["id"], "file": key}, organiser)
    told = {name: found[name] for name in ("encoding", "separator", "has_header", "columns")}
    assert told["encoding"] == "windows-1252"
    caller.ask(ops.check_roll_import, {"import_id": found["id"], **told}, organiser)
    found = until(caller, organiser, found["id"], "read")
    assert (found["lines"], found["good"], found["problems"], found["weights"]) == (2000, 2000, 0, 4000)
    caller.ask(ops.apply_roll_import, {"import_id": found["id"]}, organiser)
    assert until(caller, organiser, found["id"], "written")["state"] == "written"
    page = caller.ask(ops.list_electors, {"votation_id": draft["id"], "q": "lea77@"}, organiser)
    assert [(item["name"], item["weight"]) for item in page["items"]] == [("Léa 77", 2)]

    asked = {"votation_id": draft["id"], "version": 2, "group_id": uuid4(), "college": "H"}
    view = caller.ask(ops.fill_roll_from_group, asked, organiser)
    assert (view["electors"], view["roll_by"], view["version"]) == (3, "accounts", 3)
    mine = actor_of(account_id=UUID(int=2))
    with pytest.raises(Refused) as refused:
        caller.ask(ops.get_my_place, {"votation_id": draft["id"]}, mine)
    assert refused.value.code == "not_found"


def test_a_stranger_is_not_told_that_there_is_a_draft(caller, actor_of, draft):
    elsewhere = actor_of("organiser", uuid4())
    with pytest.raises(Refused) as refused:
        caller.ask(ops.list_electors, {"votation_id": draft["id"]}, elsewhere)
    assert refused.value.code == "not_found"
