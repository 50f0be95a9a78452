"""Organisations, members, invitations, types, groups and the trail (ID-3, ID-4, ID-10)."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text

from contracts.identity import accounts as accounts_ops
from contracts.identity import groups as groups_ops
from contracts.identity import internal as internal_ops
from contracts.identity import members as members_ops
from contracts.identity import organisations as organisations_ops
from contracts.refused import Refused
from identity.tests.people import Person, Town

OutgoingFact = Callable[[str], list[Any]]


@pytest.fixture
def organiser(town: Town, admin: Person) -> Person:
    """The organiser of a city, who is nothing else."""
    organisation = admin.organisation()
    person = admin.invite(organisation["id"], town.register(), "organiser")
    person.city = organisation["id"]  # type: ignore[attr-defined]
    return person


def city(organiser: Person) -> str:
    return str(organiser.city)  # type: ignore[attr-defined]


def test_whoever_opens_a_space_is_its_first_organiser(admin: Person, told: OutgoingFact) -> None:
    """ID-3"""
    made = admin.organisation("Ville de Créteil", colour="#004488")
    assert (made["slug"], made["kind"], made["colour"]) == ("ville-de-creteil", "municipality", "#004488")
    assert told("identity.organisation_created.v1")[0]["organisation_id"] == made["id"]
    assert told("identity.role_given.v1")[-1]["role"] == "organiser"
    grants = admin.ask(accounts_ops.get_my_account)["grants"]
    assert {"role": "organiser", "organisation_id": made["id"], "project_id": None} in grants


def test_a_page_address_is_made_of_the_name_or_refused_when_taken(admin: Person) -> None:
    slugs = [admin.organisation("Lycée Léon-Blum")["slug"] for _ in range(2)]
    assert slugs == ["lycee-leon-blum", "lycee-leon-blum-2"]
    assert (
        admin.refusal(organisations_ops.create_organisation, name="X Y", kind="school", slug=slugs[0])
        == "slug_taken"
    )
    bad = {"name": "X Y", "kind": "school"}
    for slug in ("Majuscules", "deux--tirets", "-", "a b", str(uuid.uuid4())):
        assert admin.refusal(organisations_ops.create_organisation, **bad, slug=slug) == "invalid_input"


def test_anyone_reads_organisations_by_id_slug_and_page(town: Town, admin: Person) -> None:
    names = ["Ville d'Évry", "association des parents", "Ministère", "Union"]
    made = [admin.organisation(name) for name in names]
    assert town.ask(organisations_ops.get_organisation, organisation=made[0]["id"]) == made[0]
    assert town.ask(organisations_ops.get_organisation, organisation=made[0]["slug"]) == made[0]
    assert town.refusal(organisations_ops.get_organisation, organisation="nowhere") == "not_found"
    seen, cursor = [], None
    while True:
        page = town.ask(organisations_ops.list_organisations, limit=3, cursor=cursor)
        seen += [item["name"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert sorted(seen) == sorted(names)
    assert len(seen) == len(names)
    assert town.refusal(organisations_ops.list_organisations, cursor="nonsense") == "cursor_invalid"


ALPHABET = ["culture", "Eau", "Écologie", "énergie", "Œuvre", "voirie", "Zone"]


def every_name(person: Person | Town, operation: Any, **asked: Any) -> list[str]:
    """The names of a list, walked in pages of two."""
    seen: list[str] = []
    cursor = None
    while True:
        page = person.ask(operation, limit=2, cursor=cursor, **asked)
        seen += [item["name"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            return seen


def test_names_are_listed_in_the_alphabet_from_page_to_page(town: Town, admin: Person) -> None:
    """D10"""
    made = [admin.organisation(name) for name in reversed(ALPHABET)]
    assert every_name(town, organisations_ops.list_organisations) == ALPHABET
    here = {"organisation_id": made[0]["id"]}
    for name in reversed(ALPHABET):
        admin.ask(groups_ops.create_group, **here, name=name)
    assert every_name(admin, groups_ops.list_groups, **here) == ALPHABET
    for label in ("Élu", "agent", "Zélateur", "Citoyen"):
        admin.ask(organisations_ops.define_participant_type, **here, label_fr=label, label_en=label)
    types = town.ask(organisations_ops.list_participant_types, **here)["items"]
    assert [each["label_fr"] for each in types] == ["agent", "Citoyen", "Élu", "Zélateur"]


def test_changes_an_organisation_that_is_as_one_read_it(organiser: Person, told: OutgoingFact) -> None:
    changed = organiser.ask(
        organisations_ops.change_organisation, organisation_id=city(organiser), version=1, name="Créteil"
    )
    assert (changed["name"], changed["version"], changed["slug"]) == ("Créteil", 2, "ville-de-creteil")
    stale = {"organisation_id": city(organiser), "version": 1, "name": "Autre"}
    assert organiser.refusal(organisations_ops.change_organisation, **stale) == "stale_version"
    assert told("identity.organisation_changed.v1")[0]["name"] == "Créteil"
    entry = organiser.ask(organisations_ops.list_audit_entries, organisation_id=city(organiser))["items"][0]
    assert (entry["act"], entry["before"], entry["after"]) == (
        "change_organisation", {"name": "Ville de Créteil"}, {"name": "Créteil"},
    )  # fmt: skip
    assert entry["actor_account_id"] == organiser.id
    assert entry["actor_name"] == "Camille Durand"


def test_an_organisation_says_who_answers_for_it(town: Town, organiser: Person) -> None:
    """U40: set, shown to anyone, and taken back."""
    notice = {
        "contact_email": "participer@creteil.example", "phone": "01 00 00 00 00", "postal_address": "1 place\n94000 Créteil",
        "publication_director": "Claire Lemoine, maire",
    }  # fmt: skip
    organiser.ask(organisations_ops.change_organisation, organisation_id=city(organiser), version=1, **notice)
    shown = town.ask(organisations_ops.get_organisation, organisation=city(organiser))
    assert {name: shown[name] for name in notice} == notice
    gone = organiser.ask(
        organisations_ops.change_organisation, organisation_id=city(organiser), version=2, phone=None
    )
    assert gone["phone"] is None
    wrong = {"organisation_id": city(organiser), "version": 3, "contact_email": "nobody"}
    assert organiser.refusal(organisations_ops.change_organisation, **wrong) == "invalid_input"


def test_an_invitation_gives_its_role_and_confirms_the_address(
    town: Town, admin: Person, told: OutgoingFact
) -> None:
    """ID-3: the secret came by that mail."""
    organisation = admin.organisation()
    invited = town.register("guest@example.org")
    admin.ask(
        members_ops.invite_member,
        organisation_id=organisation["id"],
        email="Guest@example.org",
        role="analyst",
    )
    mail = town.mint("invitation")
    assert (mail["address"], mail["organisation_name"], mail["role"], mail["language"]) == (
        "guest@example.org", "Ville de Créteil", "analyst", "fr",
    )  # fmt: skip
    offer = town.ask(members_ops.read_invitation, token=mail["secret"])
    assert (offer["organisation_name"], offer["role"]) == ("Ville de Créteil", "analyst")
    account = invited.ask(members_ops.accept_invitation, token=mail["secret"])
    assert account["email_confirmed"] is True
    assert account["grants"] == [
        {"role": "analyst", "organisation_id": organisation["id"], "project_id": None}
    ]
    assert {"account_id": invited.id} in told("identity.email_confirmed.v1")
    assert invited.refusal(members_ops.accept_invitation, token=mail["secret"]) == "link_expired"
    assert town.refusal(members_ops.read_invitation, token=mail["secret"]) == "link_expired"
    items = admin.ask(members_ops.list_invitations, organisation_id=organisation["id"])["items"]
    assert [item["status"] for item in items] == ["accepted"]


def test_an_invitation_is_for_its_address_only(town: Town, organiser: Person) -> None:
    organiser.ask(
        members_ops.invite_member, organisation_id=city(organiser), email="a@example.org", role="moderator"
    )
    secret = town.secret("invitation")
    assert (
        town.confirmed("b@example.org").refusal(members_ops.accept_invitation, token=secret)
        == "other_address"
    )
    invited = town.register("a@example.org")
    town.confirmed("a@example.org")
    assert (
        invited.refusal(members_ops.accept_invitation, token=secret) == "token_invalid"
    )  # its sessions ended with that
    assert town.refusal(members_ops.read_invitation, token=secret) == ""


def test_a_revoked_or_expired_invitation_serves_nobody(town: Town, organiser: Person) -> None:
    here = {"organisation_id": city(organiser)}
    guest = town.register("guest@example.org")
    sent = organiser.ask(members_ops.invite_member, **here, email=guest.email, role="moderator")
    secret = town.secret("invitation")
    organiser.ask(members_ops.revoke_invitation, **here, invitation_id=sent["id"])
    assert guest.refusal(members_ops.accept_invitation, token=secret) == "link_expired"
    assert town.mint("invitation")["wanted"] is False
    organiser.ask(members_ops.invite_member, **here, email=guest.email, role="moderator")
    secret = town.secret("invitation")
    with town.storage.engine.begin() as connection:
        for table in ("invitation", "credential_request"):
            connection.execute(text(f"UPDATE {table} SET expires_at = expires_at - interval '7 days'"))
    assert guest.refusal(members_ops.accept_invitation, token=secret) == "link_expired"
    statuses = [item["status"] for item in organiser.ask(members_ops.list_invitations, **here)["items"]]
    assert sorted(statuses) == ["accepted", "expired", "revoked"]


def test_inviting_again_replaces_the_open_offer(town: Town, organiser: Person) -> None:
    asked = {"organisation_id": city(organiser), "email": "guest@example.org", "role": "moderator"}
    organiser.ask(members_ops.invite_member, **asked)
    first = town.secret("invitation")
    organiser.ask(members_ops.invite_member, **asked)
    assert town.refusal(members_ops.read_invitation, token=first) == "link_expired"
    assert town.refusal(members_ops.read_invitation, token=town.secret("invitation")) == ""


def test_members_are_listed_with_their_roles_here_and_nowhere_else(
    town: Town, admin: Person, organiser: Person
) -> None:
    elsewhere = admin.organisation("Ministère")
    person = admin.invite(elsewhere["id"], town.register(), "moderator")
    organiser.invite(city(organiser), person, "analyst")
    first = organiser.ask(members_ops.list_members, organisation_id=city(organiser), limit=2)
    second = organiser.ask(
        members_ops.list_members, organisation_id=city(organiser), limit=2, cursor=first["next_cursor"]
    )
    members = {item["account_id"]: item for item in [*first["items"], *second["items"]]}
    assert members.keys() == {admin.id, organiser.id, person.id}
    assert [grant["role"] for grant in members[person.id]["grants"]] == ["analyst"]


def test_a_member_gets_and_loses_a_role_and_their_tokens_go_stale(
    town: Town, organiser: Person, told: OutgoingFact
) -> None:
    """ID-3"""
    person = organiser.invite(city(organiser), town.register(), "moderator")
    role = {"organisation_id": city(organiser), "account_id": person.id, "role": "analyst"}
    member = organiser.ask(members_ops.give_role, **role)
    assert [grant["role"] for grant in member["grants"]] == ["moderator", "analyst"]
    organiser.ask(members_ops.give_role, **role)
    assert [fact["role"] for fact in told("identity.role_given.v1")].count("analyst") == 1
    organiser.ask(members_ops.take_role, **role)
    assert told("identity.role_taken.v1")[0]["account_id"] == person.id
    assert told("identity.rights_changed.v1")[-1]["account_id"] == person.id
    assert organiser.refusal(members_ops.take_role, **role) == "not_found"


def test_a_role_is_given_to_members_only(town: Town, organiser: Person) -> None:
    stranger = town.confirmed()
    role = {"organisation_id": city(organiser), "account_id": stranger.id, "role": "analyst"}
    assert organiser.refusal(members_ops.give_role, **role) == "not_found"


def test_nobody_gives_a_role_of_the_platform(organiser: Person, admin: Person) -> None:
    for person in (organiser, admin):
        role = {"organisation_id": city(organiser), "account_id": organiser.id, "role": "platform_admin"}
        assert person.refusal(members_ops.give_role, **role) == "invalid_input"
        invitation = {"organisation_id": city(organiser), "email": "x@example.org", "role": "network_manager"}
        assert person.refusal(members_ops.invite_member, **invitation) == "invalid_input"


def test_a_lost_role_ends_its_rights_at_once_whatever_an_old_token_says(
    admin: Person, organiser: Person
) -> None:
    """ID-3, ID-8: identity judges by what it stores."""
    role = {"organisation_id": city(organiser), "account_id": organiser.id, "role": "organiser"}
    admin.ask(members_ops.take_role, **role)
    assert organiser.refusal(members_ops.list_members, organisation_id=city(organiser)) == "forbidden"
    assert organiser.refusal(members_ops.give_role, **role) == "forbidden"


def test_an_organisation_keeps_an_organiser(admin: Person, organiser: Person) -> None:
    here = {"organisation_id": city(organiser), "role": "organiser"}
    admin.ask(members_ops.take_role, **here, account_id=admin.id)
    assert organiser.refusal(members_ops.take_role, **here, account_id=organiser.id) == "last_organiser"
    assert organiser.refusal(members_ops.list_members, organisation_id=city(organiser)) == ""


def test_a_role_in_a_project_is_for_the_organisations_own_projects(
    town: Town, admin: Person, organiser: Person
) -> None:
    """ID-3: a role in one organisation gives nothing in another."""
    ours, theirs = str(uuid.uuid4()), str(uuid.uuid4())
    ministry = admin.organisation("Ministère")["id"]
    with town.storage.engine.begin() as connection:
        for project_id, organisation_id in ((ours, city(organiser)), (theirs, ministry)):
            connection.execute(
                text("INSERT INTO project VALUES (:id, :organisation_id)"),
                {"id": project_id, "organisation_id": organisation_id},
            )
    role = {"organisation_id": city(organiser), "account_id": organiser.id, "role": "organiser"}
    for project_id in (theirs, str(uuid.uuid4())):
        assert organiser.refusal(members_ops.give_role, **role, project_id=project_id) == "not_found"
        invitation = {"organisation_id": city(organiser), "email": organiser.email, "role": "organiser"}
        assert (
            organiser.refusal(members_ops.invite_member, **invitation, project_id=project_id) == "not_found"
        )
    member = organiser.ask(members_ops.give_role, **role, project_id=ours)
    assert member["grants"][-1] == {
        "role": "organiser", "organisation_id": city(organiser), "project_id": ours
    }  # fmt: skip


def test_an_organiser_of_a_project_is_no_organiser_of_the_organisation(town: Town, organiser: Person) -> None:
    project_id = str(uuid.uuid4())
    with town.storage.engine.begin() as connection:
        connection.execute(
            text("INSERT INTO project VALUES (:id, :city)"), {"id": project_id, "city": city(organiser)}
        )
    person = organiser.invite(city(organiser), town.register(), "analyst")
    role = {"organisation_id": city(organiser), "account_id": person.id, "role": "organiser"}
    organiser.ask(members_ops.give_role, **role, project_id=project_id)
    person.renew()
    assert person.refusal(members_ops.list_members, organisation_id=city(organiser)) == "forbidden"
    assert person.refusal(members_ops.list_members, organisation_id=project_id) == "forbidden"


def test_participant_types_are_defined_chosen_and_retired(
    town: Town, organiser: Person, told: OutgoingFact
) -> None:
    """ID-4"""
    here = {"organisation_id": city(organiser)}
    citizen = organiser.ask(
        organisations_ops.define_participant_type, **here, label_fr="Habitant", label_en="Resident"
    )
    assert told("identity.participant_type_defined.v1")[0]["label_fr"] == "Habitant"
    person = town.register()
    account = person.ask(accounts_ops.choose_participant_type, **here, participant_type_id=citizen["id"])
    assert account["participant_types"] == {city(organiser): citizen["id"]}
    assert person.renew().session["account"]["participant_types"] == {city(organiser): citizen["id"]}
    retired = organiser.ask(
        organisations_ops.retire_participant_type, **here, participant_type_id=citizen["id"]
    )
    assert retired["retired"] is True
    assert town.register().refusal(
        accounts_ops.choose_participant_type, **here, participant_type_id=citizen["id"]
    ) == "not_found"  # fmt: skip
    items = town.ask(organisations_ops.list_participant_types, **here)["items"]
    assert [(item["label_en"], item["retired"]) for item in items] == [("Resident", True)]


def test_nobody_chooses_a_type_of_another_organisation(town: Town, admin: Person, organiser: Person) -> None:
    here = {"organisation_id": city(organiser)}
    citizen = organiser.ask(
        organisations_ops.define_participant_type, **here, label_fr="Habitant", label_en="Resident"
    )
    elsewhere = admin.organisation("Ministère")["id"]
    asked = {"organisation_id": elsewhere, "participant_type_id": citizen["id"]}
    assert town.register().refusal(accounts_ops.choose_participant_type, **asked) == "not_found"
    assert admin.refusal(organisations_ops.retire_participant_type, **asked) == "not_found"


def test_a_group_tells_nobody_whether_an_address_is_known(town: Town, organiser: Person) -> None:
    """ID-1, ID-5"""
    here = {"organisation_id": city(organiser)}
    group = organiser.ask(groups_ops.create_group, **here, name="Conseil citoyen")
    known = town.confirmed()
    answers = [
        organiser.ask(groups_ops.add_group_member, **here, group_id=group["id"], email=email)
        for email in (known.email.upper(), "later@example.org", known.email)
    ]
    assert answers == [{"done": True}] * 3
    assert organiser.ask(groups_ops.list_groups, **here)["items"][0]["members"] == 2
    consultations = town.sibling("consultations")

    def groups(person: Person) -> Any:
        return town.ask(internal_ops.groups_of, consultations, account_id=person.id)["groups"]

    later = town.register("later@example.org")
    assert (groups(known), groups(later)) == ([group["id"]], [])
    town.ask(accounts_ops.confirm_email, token=town.secret("email_confirmation"))
    assert groups(later) == [group["id"]]
    organiser.ask(groups_ops.remove_group_member, **here, group_id=group["id"], email=known.email)
    assert groups(known) == []


def test_coming_into_a_group_and_leaving_it_is_told_as_a_change_of_rights(
    town: Town, organiser: Person, told: OutgoingFact
) -> None:
    """A18: tokens and open streams are judged anew at once."""
    member, here = town.confirmed(), {"organisation_id": city(organiser)}
    group = organiser.ask(groups_ops.create_group, **here, name="Conseil citoyen")["id"]

    def changes() -> int:
        return [each["account_id"] for each in told("identity.rights_changed.v1")].count(member.id)

    before = changes()
    for act in (groups_ops.add_group_member, groups_ops.remove_group_member):
        for _ in range(2):
            organiser.ask(act, **here, group_id=group, email=member.email)
        before += 1
        assert changes() == before


def test_a_group_follows_its_member_to_a_new_address(town: Town, organiser: Person) -> None:
    here = {"organisation_id": city(organiser)}
    group = organiser.ask(groups_ops.create_group, **here, name="Conseil citoyen")
    person = town.confirmed()
    organiser.ask(groups_ops.add_group_member, **here, group_id=group["id"], email=person.email)
    person.ask(
        accounts_ops.change_email, password="kestrel umbrella ninety-one", new_email="moved@example.org"
    )
    town.ask(accounts_ops.confirm_email_change, token=town.secret("email_change"))
    found = town.ask(internal_ops.groups_of, town.sibling("consultations"), account_id=person.id)
    assert found == {"groups": [group["id"]]}


def test_a_roll_is_made_of_the_accounts_of_a_group_page_by_page(town: Town, organiser: Person) -> None:
    """VO-2: by group of accounts; an address nobody confirmed is no account."""
    here = {"organisation_id": city(organiser)}
    group = organiser.ask(groups_ops.create_group, **here, name="Conseil citoyen")
    strangers = {town.confirmed().id for _ in range(3)}
    for email in (town.register().email, "nobody@example.org"):
        organiser.ask(groups_ops.add_group_member, **here, group_id=group["id"], email=email)
    people = {person.id: person for person in (town.confirmed() for _ in range(5))}
    for person in people.values():
        organiser.ask(groups_ops.add_group_member, **here, group_id=group["id"], email=person.email)
    votation = town.sibling("votation")
    asked: dict[str, Any] = {**here, "group_id": group["id"], "limit": 2}
    found: list[str] = []
    after = None
    while True:
        answer = town.ask(internal_ops.members_of_group, votation, **asked, after=after)
        found += [item["account_id"] for item in answer["items"]]
        after = answer["next"]
        if after is None:
            break
    assert found == sorted(people)
    assert not strangers & set(found)


def test_no_group_is_shown_under_the_name_of_another_organisation(
    town: Town, admin: Person, organiser: Person
) -> None:
    group = organiser.ask(groups_ops.create_group, organisation_id=city(organiser), name="Conseil citoyen")
    elsewhere = {"organisation_id": admin.organisation("Ministère")["id"], "group_id": group["id"]}
    assert town.refusal(internal_ops.members_of_group, town.sibling("votation"), **elsewhere) == "not_found"
    here = {"organisation_id": city(organiser), "group_id": group["id"]}
    assert town.refusal(internal_ops.members_of_group, town.sibling("consultations"), **here) == "forbidden"


def test_siblings_learn_which_requirements_are_not_met(town: Town, organiser: Person) -> None:
    """ID-5"""
    here = {"organisation_id": city(organiser)}
    group = organiser.ask(groups_ops.create_group, **here, name="Conseil citoyen")
    requirements: list[dict[str, Any]] = [
        {"kind": "email_confirmed"},
        {"kind": "age", "age_least": 16},
        {"kind": "postcode", "postcodes": ["75", "94000"]},
        {"kind": "group", "group_id": group["id"]},
    ]
    token = town.sibling("consultations")

    def unmet(account_id: str) -> Any:
        asked: dict[str, Any] = {**here, "account_id": account_id, "requirements": requirements}
        return town.ask(internal_ops.check_requirements, token, **asked)["unmet"]

    assert unmet(town.register().id) == ["0", "1", "2", "3"]
    person = town.confirmed(birth_on="1990-01-01", postcode="75011")
    assert unmet(person.id) == ["3"]
    organiser.ask(groups_ops.add_group_member, **here, group_id=group["id"], email=person.email)
    assert unmet(person.id) == []
    assert unmet(str(uuid.uuid4())) == ["0", "1", "2", "3"]


def test_siblings_have_confirmed_addresses_only(town: Town) -> None:
    confirmed, unconfirmed = town.confirmed(), town.register()
    ids = [confirmed.id, unconfirmed.id, str(uuid.uuid4())]
    items = town.ask(internal_ops.addresses_of, town.sibling("notifications"), account_ids=ids)["items"]
    assert [(item["account_id"], item["address"]) for item in items] == [(confirmed.id, confirmed.email)]


def test_the_trail_masks_addresses_and_is_paged_and_bounded(town: Town, organiser: Person) -> None:
    """ID-10: who, what, when, before, after."""
    here = {"organisation_id": city(organiser)}
    organiser.ask(members_ops.invite_member, **here, email="someone@example.org", role="moderator")
    entries = organiser.ask(organisations_ops.list_audit_entries, **here)["items"]
    assert entries[0]["act"] == "invite_member"
    assert entries[0]["after"] == {"role": "moderator", "email": "s***@example.org"}
    first = organiser.ask(organisations_ops.list_audit_entries, **here, limit=2)
    rest = organiser.ask(organisations_ops.list_audit_entries, **here, limit=100, cursor=first["next_cursor"])
    assert [*first["items"], *rest["items"]] == entries
    since = {"since": entries[1]["happened_at"], "until": entries[0]["happened_at"]}
    assert organiser.ask(organisations_ops.list_audit_entries, **here, **since)["items"] == [
        entry for entry in entries if since["since"] <= entry["happened_at"] < since["until"]
    ]


def test_the_trail_and_the_consents_cannot_be_rewritten(town: Town, organiser: Person) -> None:
    for table in ("audit_entry", "consent_entry"):
        for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET id = DEFAULT"):
            with (
                pytest.raises(Exception, match=r"permission denied|append-only"),
                town.storage.engine.begin() as connection,
            ):
                connection.execute(text(statement))


def test_an_address_is_invited_so_often_and_no_more(town: Town, organiser: Person) -> None:
    """ID-10"""
    with pytest.raises(Refused, match="forbidden"):
        town.confirmed().ask(
            members_ops.invite_member, organisation_id=city(organiser), email="x@example.org", role="analyst"
        )
