"""Every role at every operation of register and box, in two organisations (ID-3): what is not allowed is shut."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from contracts.identity.choices import ORGANISATION_ROLES, PLATFORM_ROLES
from contracts.services import OPERATIONS
from votation.tests.endpoints import (
    BOX_MANAGED,
    BOX_PUBLIC,
    BOX_SIBLINGS,
    MANAGED,
    PUBLIC,
    SIBLINGS,
    SIGNED_IN,
    box_endpoints,
    register_endpoints,
    roll_import,
    someone,
)
from votation.tests.in_process import World
from votation.use_cases.loading import get_stored_votation as stored

ORGANISERS = {"platform_admin", "organiser"}
FOLLOWERS = ORGANISERS | {"supervisor", "decision_maker", "analyst"}
SHUT = ("sign_in_required", "forbidden")


def test_every_operation_is_walked():
    assert set(OPERATIONS["votation"]) == PUBLIC | SIGNED_IN | MANAGED | SIBLINGS.keys()
    assert set(OPERATIONS["box"]) == BOX_PUBLIC | BOX_MANAGED | BOX_SIBLINGS.keys()


@pytest.fixture
def places(migrated):
    """A votation in each of two organisations, and the endpoints of both services."""
    from chassis.testing.fixtures import empty

    register, box = migrated("votation"), migrated("votation.box")
    empty(register)
    empty(box)
    worlds = [World(register, box).open(6) for _ in range(2)]
    found = []
    for world in worlds:
        with world.at_register() as uow:
            votation = stored(uow, world.id)
            reading = {"import_id": roll_import(uow, world.id)}
        found.append((world, votation.organisation_id, reading))
    return (
        register_endpoints(worlds[0]),
        box_endpoints(worlds[0]),
        *found,
    )


def requests_about(world: World, organisation: UUID, reading: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Complete requests about an open votation: what is allowed is refused for its state or version, and changes
    nothing."""
    it = {"votation_id": world.id}
    act = {**it, "version": 0}
    elector = {"elector_id": world.electors[0]}
    later = datetime.now(UTC) + timedelta(days=9)
    member = {"name": "Camille", "share": "0" * 64, "acknowledged": True}
    key = {"election_key": "A" * 43, "members": [member], "threshold": 1, "test_opened": True}
    columns = {"encoding": "utf-8", "separator": ";", "has_header": True, "columns": {"reference": 0}}
    asked: dict[str, dict[str, Any]] = {
        **dict.fromkeys(PUBLIC | SIGNED_IN, it),
        **dict.fromkeys(MANAGED, act),
        "list_votations": {},
        "check_roll": it | {"email": "qui@example.org"},
        "get_booth": it | {"link": "x" * 43}, "issue_right": it | {"link": "x" * 43}, "request_code": it | {"link": "x" * 43},
        "create_votation": {"organisation_id": organisation, "title": "Une votation"},
        "record_ceremony": act | key,
        "suspend_votation": act | {"reason": "Parce que"}, "cancel_votation": act | {"reason": "Parce que"},
        "extend_votation": act | {"reason": "Parce que", "closes_at": later},
        "record_event": act | {"kind": "incident", "text": "Une panne"},
        "find_mark": it | {"mark": "0" * 64}, "list_signatures": it,
        "list_electors": it, "list_mailings": it, "ask_mailing": act | {"kind": "reminder"},
        "write_to_elector": elector,
        "add_elector": it | {"reference": "de trop", "email": "d@example.org"},
        "correct_elector": elector | {"reason": "Parce que", "weight": 2}, "remove_elector": elector | {"reason": "Parce que"},
        "give_proxy": it | {"giver_id": world.electors[0], "holder_id": world.electors[1]},
        "withdraw_proxy": {"giver_id": world.electors[0]},
        "read_roll": it | {"file": "ailleurs"}, "check_roll_import": reading | columns,
        "get_roll_import": reading, "list_roll_problems": reading, "apply_roll_import": reading,
        "fill_roll_from_group": act | {"group_id": uuid4()},
    }  # fmt: skip
    return asked


def box_requests(world: World) -> dict[str, dict[str, Any]]:
    it = {"votation_id": world.id}
    return {
        **dict.fromkeys(BOX_PUBLIC, it),
        "cast_ballot": it | {"right": "A" * 43, "sealed": "AAAA"},
        "get_epoch": it | {"number": 1},
        "find_ballot": it | {"ballot": "0" * 64},
        "count_ballots": it | {"shares": ["rien"]},
    }


def walk(places: Any, place: int, token: str | None) -> dict[str, str]:
    """Which operations shut the door, and with what word; `in` for the others."""
    register, box, *worlds = places
    world, organisation, reading = worlds[place]
    found = {
        name: register.ask(name, token, asked)
        for name, asked in requests_about(world, organisation, reading).items()
    }
    found |= {name: box.ask(name, token, asked) for name, asked in box_requests(world).items()}
    assert not {name: code for name, code in found.items() if code in ("internal_error", "invalid_input")}
    return {name: code if code in SHUT else "in" for name, code in found.items()}


def expected(role: str | None, here: bool) -> dict[str, str]:
    held = role if here else None
    managed = "in" if held in ORGANISERS else "forbidden"
    return dict.fromkeys(PUBLIC | SIGNED_IN | BOX_PUBLIC, "in") | dict.fromkeys(
        MANAGED | BOX_MANAGED, managed
    )


@pytest.mark.parametrize("role", [None, *PLATFORM_ROLES, *ORGANISATION_ROLES])
def test_a_role_opens_what_it_should_where_it_is_held_and_nothing_else(places, role):
    everywhere = role in PLATFORM_ROLES
    token = someone(role, None if everywhere else places[2][1])
    assert walk(places, 0, token) == expected(role, here=True)
    assert walk(places, 1, token) == expected(role, here=everywhere)


def test_nobody_in_particular_reads_what_is_public_and_may_vote(places):
    found = walk(places, 0, None)
    open_ = PUBLIC | BOX_PUBLIC
    assert found == dict.fromkeys(found, "sign_in_required") | dict.fromkeys(open_, "in")


def test_a_draft_is_there_for_who_follows_it_and_for_nobody_else(places):
    register, _, (_, own, _), (_, other, _) = places
    made = someone("organiser", own)
    register.ask("create_votation", made, {"organisation_id": own, "title": "Un brouillon"})
    with register.service.db.snapshot() as tx:
        draft = tx.connection.exec_driver_sql("SELECT id FROM votation WHERE state = 'draft'").scalar_one()
    for name in (
        "get_votation",
        "get_manifest",
        "list_audit",
        "change_votation",
        "freeze_votation",
        "list_electors",
    ):
        asked = {"votation_id": draft} | ({"version": 0} if name in MANAGED - {"list_electors"} else {})
        for role in (None, *ORGANISATION_ROLES):
            assert register.ask(name, someone(role, other), asked) == "not_found", (name, role)
            seen = register.ask(name, someone(role, own), asked)
            assert (seen == "not_found") == (role not in FOLLOWERS), (name, role)
        assert register.ask(name, None, asked) == "not_found"


def test_siblings_are_answered_for_their_own_operations_only(places):
    register, box, (world, organisation, reading), _ = places
    hashes = {"votation_id": world.id, "right_hash": "0" * 64}
    internal = {
        "consume_right": hashes, "sign_register": {"votation_id": world.id, "rights": ["0" * 64]},
        "get_register": {"votation_id": world.id},
        "mailing_slice": {"mailing_id": uuid4()}, "mint_letter": {"letter_id": uuid4()},
        "sample_letter": {"votation_id": uuid4(), "kind": "invitation"},
    }  # fmt: skip
    of_box = {
        "prepare_box": {"votation_id": world.id, "organisation_id": organisation},
        "open_box": {"votation_id": world.id, "manifest": "{}"}, "close_box": {"votation_id": uuid4()},
        "plain_slice": {"votation_id": world.id},
    }  # fmt: skip
    for endpoints, name_, asked_of, siblings in (
        (register, "votation", internal, SIBLINGS),
        (box, "box", of_box, BOX_SIBLINGS),
    ):
        for caller in ("identity", "gateway", "notifications", "box", "votation", "consultations"):
            token = json.dumps({"iss": caller, "sub": caller, "aud": name_})
            for operation, asked in asked_of.items():
                shut = endpoints.ask(operation, token, asked) == "forbidden"
                assert shut == (siblings[operation] != caller), (operation, caller)
        for operation, asked in asked_of.items():
            assert endpoints.ask(operation, None, asked) == "forbidden"
    token = json.dumps({"iss": "box", "sub": "box", "aud": "votation"})
    for operation, asked in requests_about(world, organisation, reading).items():
        assert register.ask(operation, token, asked) == "token_invalid", operation
