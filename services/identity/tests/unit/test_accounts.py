"""Rules of accounts, requirements and organisations (ID-1, ID-3, ID-5)."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.actor import Actor
from contracts.identity.choices import (
    CREDENTIAL_KINDS,
    ORGANISATION_ROLES,
    PLATFORM_ROLES,
    REQUIREMENT_KINDS,
    ROLES,
)
from contracts.refused import Refused
from identity.domain import grant, requirement, rights
from identity.domain.account import age_on, checked_details, mask_email, name_for_mail, normalise_email
from identity.domain.credential import LIFETIMES
from identity.domain.events import RightsChanged, RoleTaken
from identity.domain.grant import Grant
from identity.domain.organisation import checked_slug, slug_of
from identity.domain.requirement import Person, Requirement, meets
from identity.tests.factories import NOON, an_account, an_organisation
from identity.tests.unit.fakes import FakePasswords, FakeWorld
from identity.use_cases.roles import take_role
from identity.use_cases.sign_in import recognise


def test_the_domain_and_the_contract_name_the_same_things() -> None:
    assert grant.ORGANISATION_ROLES == ORGANISATION_ROLES
    assert grant.PLATFORM_ROLES == PLATFORM_ROLES
    assert set(LIFETIMES) == set(CREDENTIAL_KINDS)
    assert set(requirement.CHECKS) == set(REQUIREMENT_KINDS)
    assert all(roles <= set(ROLES) for roles in rights.TABLE.values())


@pytest.mark.parametrize(
    ("born", "today", "age"),
    [
        ("2010-03-02", "2026-03-01", 15),
        ("2010-03-02", "2026-03-02", 16),
        ("2010-03-02", "2026-03-03", 16),
        ("2008-02-29", "2026-02-28", 17),
        ("2008-02-29", "2026-03-01", 18),
        ("2008-02-29", "2024-02-29", 16),
    ],
)
def test_an_age_changes_on_the_birthday(born: str, today: str, age: int) -> None:
    """ID-5: before, on and after the day."""
    assert age_on(date.fromisoformat(born), date.fromisoformat(today)) == age


@pytest.mark.parametrize(
    ("asked", "details", "met"),
    [
        ({"kind": "email_confirmed"}, {}, False),
        ({"kind": "email_confirmed"}, {"email_confirmed_at": NOON}, True),
        ({"kind": "age", "age_least": 16}, {}, False),
        ({"kind": "age", "age_least": 16}, {"birth_on": date(2010, 3, 2)}, True),
        ({"kind": "age", "age_least": 16}, {"birth_on": date(2010, 3, 3)}, False),
        ({"kind": "age", "age_most": 16}, {"birth_on": date(2009, 3, 3)}, True),
        ({"kind": "age", "age_most": 16}, {"birth_on": date(2009, 3, 2)}, False),
        ({"kind": "postcode", "postcodes": ("75", "94000")}, {"postcode": "75011"}, True),
        ({"kind": "postcode", "postcodes": ("75", "94000")}, {"postcode": "94000"}, True),
        ({"kind": "postcode", "postcodes": ("75", "94000")}, {"postcode": "94010"}, False),
        ({"kind": "postcode", "postcodes": ("75",)}, {}, False),
        ({"kind": "postcode", "postcodes": ("35000",)}, {"postcode": "35 000"}, True),
        ({"kind": "postcode", "postcodes": ("35 000",)}, {"postcode": "35000"}, True),
        ({"kind": "postcode", "postcodes": ("SW1A 1AA",)}, {"postcode": "SW1A1AA"}, True),
        ({"kind": "postcode", "postcodes": ("sw1a1aa",)}, {"postcode": "SW1A 1AA"}, True),
        ({"kind": "postcode", "postcodes": ("SW1A 1AA",)}, {"postcode": "SW1A"}, False),
        ({"kind": "postcode", "postcodes": ("３５０００", "1000-001")}, {"postcode": "35000"}, True),
        ({"kind": "postcode", "postcodes": ("1000-001",)}, {"postcode": "1000 001"}, True),
        ({"kind": "postcode", "postcodes": (" ", "\u200b")}, {"postcode": "35000"}, False),
        ({"kind": "postcode"}, {"postcode": "75011"}, False),
        ({"kind": "group"}, {"email_confirmed_at": NOON}, False),
    ],
)
def test_a_requirement_is_met_by_what_the_account_says(
    asked: dict[str, Any], details: dict[str, Any], met: bool
) -> None:
    """ID-5, B14"""
    person = Person(an_account(**details), frozenset({uuid4()}), NOON.date())
    assert meets(person, Requirement(**asked)) is met


def test_an_unknown_address_costs_the_same_check_as_a_wrong_password() -> None:
    """ID-1"""
    for account in (None, an_account()):
        passwords = FakePasswords()
        with pytest.raises(Refused, match="wrong_credentials"):
            recognise(account, "wrong", passwords)
        assert passwords.checks == 1


@pytest.mark.parametrize("name", ["evil.example", "www.x", "http://a", "call me@home", "a.bc"])
def test_a_name_like_a_link_stays_out_of_mails(name: str) -> None:
    assert name_for_mail(name) is None
    assert name_for_mail("Jean-Marc d'Évry B.") == "Jean-Marc d'Évry B."


@given(st.emails())
def test_normalising_an_address_twice_changes_nothing(email: str) -> None:
    assert normalise_email(normalise_email(email)) == normalise_email(email)


def test_a_masked_address_shows_its_first_letter_and_domain() -> None:
    assert mask_email("camille@example.org") == "c***@example.org"


@given(st.text(min_size=2, max_size=120))
def test_every_name_has_a_page_address(name: str) -> None:
    assert checked_slug(slug_of(name)) == slug_of(name)


@pytest.mark.parametrize(
    ("role", "organised", "in_project"),
    [("platform_admin", True, False), ("organiser", False, False), ("network_manager", True, True)],
)
def test_no_role_holds_where_it_should_not(role: str, organised: bool, in_project: bool) -> None:
    """ID-3"""
    with pytest.raises(ValueError, match=r"hold|stands"):
        Grant(role, uuid4() if organised else None, uuid4() if in_project else None)


def test_the_last_organiser_stays_and_the_one_before_goes(world: FakeWorld) -> None:
    """ID-3"""
    organisation, first, second = an_organisation(), an_account(), an_account()
    world.organisations.add(organisation)
    role = Grant("organiser", organisation.id)
    for account in (first, second):
        world.accounts.add(account, None)
        world.grants.give(account.id, role, NOON)
    actor = Actor(id=first.id)
    take_role(world.uow, actor, account_id=second.id, **vars(role))
    assert [type(event) for event in world.events] == [RoleTaken, RightsChanged]
    assert world.audit.entries[0].before == {"role": "organiser", "project_id": None}
    with pytest.raises(Refused, match="last_organiser"):
        take_role(world.uow, actor, account_id=first.id, **vars(role))


def test_nobody_takes_roles_where_they_have_no_right(world: FakeWorld) -> None:
    organisation = an_organisation()
    world.organisations.add(organisation)
    world.allowed = {uuid4()}
    with pytest.raises(Refused, match="forbidden"):
        take_role(world.uow, Actor(id=uuid4()), organisation.id, uuid4(), "organiser", None)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("３５ ０００", "35 000"), ("sw1a\u200b 1aa", "SW1A 1AA"), ("35\u00a0000", "35 000")],
    ids=ascii,
)
def test_a_postcode_is_kept_in_plain_signs(typed: str, kept: str) -> None:
    """B14"""
    assert checked_details({"postcode": typed}, NOON.date())["postcode"] == kept


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("Ville de Nœux-les-Mines", "ville-de-noeux-les-mines"),
        ("L’Haÿ-les-Roses", "l-hay-les-roses"),
        ("京都", "organisation"),
    ],
    ids=ascii,
)
def test_a_slug_loses_no_letter_that_latin_writing_has(name: str, made: str) -> None:
    """D11"""
    assert slug_of(name) == made
