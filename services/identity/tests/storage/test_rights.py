"""Every role at every operation in two organisations (ID-3)."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text

from contracts.identity import groups as groups_ops
from contracts.identity import members as members_ops
from contracts.identity import organisations as organisations_ops
from contracts.identity.choices import ORGANISATION_ROLES, PLATFORM_ROLES
from contracts.operations import Operation
from contracts.services import OPERATIONS
from identity.tests.people import Person, Town

PUBLIC = {
    "register_account", "confirm_email", "sign_in", "request_magic_link", "sign_in_by_link",
    "refresh_session", "request_password_reset", "reset_password", "confirm_email_change",
    "take_back_account", "check_link",
    "list_organisations", "get_organisation", "read_invitation", "list_participant_types", "get_key_set",
}  # fmt: skip
OWN = {
    "resend_confirmation", "sign_out", "list_my_sessions", "end_session", "change_password", "change_email",
    "get_my_account", "update_my_account", "choose_participant_type", "list_my_consents", "decide_consent",
    "accept_invitation",
}  # fmt: skip
SIBLINGS = {
    "mint_credential": "notifications",
    "addresses_of": "notifications",
    "check_requirements": "consultations",
    "groups_of": "consultations",
    "members_of_group": "votation",
    "owner_of_group": "consultations",
}
ORGANISERS = {"platform_admin", "organiser"}
# What is asked is complete but mostly names nothing that exists: who may gets `not_found`.
IN_ORGANISATION: dict[str, dict[str, Any]] = {
    "change_organisation": {"version": 0},
    "list_members": {},
    "invite_member": {"email": "guest@example.org", "role": "analyst"},
    "list_invitations": {},
    "revoke_invitation": {"invitation_id": uuid.uuid4()},
    "give_role": {"account_id": uuid.uuid4(), "role": "analyst"},
    "take_role": {"account_id": uuid.uuid4(), "role": "analyst"},
    "define_participant_type": {"label_fr": "a", "label_en": "b"},
    "retire_participant_type": {"participant_type_id": uuid.uuid4()},
    "create_group": {"name": "a"},
    "list_groups": {},
    "add_group_member": {"group_id": uuid.uuid4(), "email": "guest@example.org"},
    "remove_group_member": {"group_id": uuid.uuid4(), "email": "guest@example.org"},
    "list_audit_entries": {},
}
CREATORS = {"platform_admin", "network_manager"}


def test_every_operation_is_walked() -> None:
    walked = PUBLIC | OWN | SIBLINGS.keys() | IN_ORGANISATION.keys() | {"create_organisation"}
    assert walked == set(OPERATIONS["identity"])


@pytest.fixture
def two_organisations(admin: Person) -> tuple[str, str]:
    return admin.organisation("Ville")["id"], admin.organisation("Ministère")["id"]


def with_role(town: Town, role: str, organisation_id: str | None) -> Person:
    person = town.register()
    with town.storage.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO role_grant (account_id, role, organisation_id, given_at)"
                " VALUES (:id, :role, :organisation_id, now())"
            ),
            {"id": person.id, "role": role, "organisation_id": organisation_id},
        )
    return person.renew()


def outcome(person: Person, operation: Operation, asked: dict[str, Any]) -> str:
    code = person.refusal(operation, **asked)
    return "refused" if code == "forbidden" else "let in"


@pytest.mark.parametrize("role", [*PLATFORM_ROLES, *ORGANISATION_ROLES])
def test_a_role_opens_what_it_should_where_it_is_held_and_nothing_else(
    town: Town, two_organisations: tuple[str, str], role: str
) -> None:
    """ID-3: a role in one organisation gives nothing in another."""
    own, other = two_organisations
    person = with_role(town, role, None if role in PLATFORM_ROLES else own)
    found = {
        (name, place): outcome(
            person, OPERATIONS["identity"][name], {**asked, "organisation_id": organisation_id}
        )
        for name, asked in IN_ORGANISATION.items()
        for place, organisation_id in (("own", own), ("other", other))
    }
    expected = {
        (name, place): "let in"
        if role in ORGANISERS and (place == "own" or role in PLATFORM_ROLES)
        else "refused"
        for name, place in found
    }
    assert found == expected
    created = outcome(person, organisations_ops.create_organisation, {"name": "Nouvelle", "kind": "union"})
    assert created == ("let in" if role in CREATORS else "refused")


def test_nobody_in_particular_gets_in_nowhere(town: Town, two_organisations: tuple[str, str]) -> None:
    for name, asked in IN_ORGANISATION.items():
        operation = OPERATIONS["identity"][name]
        assert town.refusal(operation, organisation_id=two_organisations[0], **asked) == "sign_in_required"
    assert (
        town.refusal(organisations_ops.create_organisation, name="Nouvelle", kind="union")
        == "sign_in_required"
    )
    for name in OWN:
        assert town.refusal(OPERATIONS["identity"][name]) == "sign_in_required"


def test_a_signed_in_participant_gets_in_nowhere(town: Town, two_organisations: tuple[str, str]) -> None:
    person = town.confirmed()
    for name, asked in IN_ORGANISATION.items():
        there = {**asked, "organisation_id": two_organisations[0]}
        assert outcome(person, OPERATIONS["identity"][name], there) == "refused"


def test_siblings_are_answered_for_their_own_operations_only(town: Town, admin: Person) -> None:
    for name, caller in SIBLINGS.items():
        operation = OPERATIONS["identity"][name]
        for service in ("consultations", "notifications"):
            code = town.refusal(operation, town.sibling(service))
            assert code == ("invalid_input" if service == caller else "forbidden")
        assert town.refusal(operation) == "forbidden"
        assert town.refusal(operation, admin.token) == "token_invalid"


def test_a_sibling_is_nobody_where_people_act(town: Town, two_organisations: tuple[str, str]) -> None:
    for name in (*IN_ORGANISATION, *OWN):
        assert town.refusal(OPERATIONS["identity"][name], town.sibling("consultations")) == "token_invalid"


Thing = Callable[[Person, str], dict[str, Any]]


def an_invitation(person: Person, organisation_id: str) -> dict[str, Any]:
    here = {"organisation_id": organisation_id, "email": "guest@example.org", "role": "analyst"}
    return {"invitation_id": person.ask(members_ops.invite_member, **here)["id"]}


def a_type(person: Person, organisation_id: str) -> dict[str, Any]:
    here = {"organisation_id": organisation_id, "label_fr": "a", "label_en": "b"}
    return {"participant_type_id": person.ask(organisations_ops.define_participant_type, **here)["id"]}


def a_group(person: Person, organisation_id: str) -> dict[str, Any]:
    made = person.ask(groups_ops.create_group, organisation_id=organisation_id, name="a")
    return {"group_id": made["id"], "email": "guest@example.org"}


@pytest.mark.parametrize(
    ("operation", "thing"),
    [
        (members_ops.revoke_invitation, an_invitation),
        (organisations_ops.retire_participant_type, a_type),
        (groups_ops.add_group_member, a_group),
        (groups_ops.remove_group_member, a_group),
    ],
    ids=lambda given: getattr(given, "name", ""),
)
def test_a_thing_of_one_organisation_is_unknown_in_another(
    town: Town, admin: Person, two_organisations: tuple[str, str], operation: Operation, thing: Thing
) -> None:
    own, other = two_organisations
    organiser = with_role(town, "organiser", own)
    foreign = thing(admin, other)
    assert organiser.refusal(operation, organisation_id=own, **foreign) == "not_found"
    assert organiser.refusal(operation, organisation_id=other, **foreign) == "forbidden"
    assert admin.refusal(operation, organisation_id=other, **foreign) == ""
