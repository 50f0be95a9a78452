"""Who sees a project, what its dates say, what it is called in an address."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.domain import rights
from consultations.domain.project import (
    Project,
    groups_brought,
    require_time_zone,
    sees,
    slug_of,
    state_of,
    visibility_scope_of,
)
from consultations.domain.window import Window
from contracts.consultations import choices
from contracts.identity.choices import ROLES
from contracts.operations import SIGNED_IN
from contracts.refused import Refused

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
PAST = Window(NOW - 2 * DAY, NOW - DAY)
PRESENT = Window(NOW - DAY, NOW + DAY)
FUTURE = Window(NOW + DAY, NOW + 2 * DAY)
GROUP = uuid4()


def test_everyone_sees_a_public_project():
    assert sees("public", None, frozenset(), frozenset())


@pytest.mark.parametrize("visibility", ["draft", "members", "group"])
def test_a_stranger_sees_nothing_else(visibility):
    assert not sees(visibility, GROUP, frozenset(), frozenset())
    assert not sees(visibility, GROUP, {"network_manager"}, {uuid4()})


@pytest.mark.parametrize("role", sorted(rights.STAFF | rights.PLATFORM))
@pytest.mark.parametrize("visibility", choices.VISIBILITIES)
def test_staff_and_the_platform_see_everything(visibility, role):
    assert sees(visibility, GROUP, {role}, frozenset())


def test_members_see_what_is_for_members_and_no_draft():
    assert sees("members", None, {"network_member"}, frozenset())
    assert not sees("draft", None, {"network_member"}, frozenset())
    assert not sees("group", GROUP, {"mediator"}, frozenset())


def test_a_group_sees_what_is_for_it():
    assert sees("group", GROUP, frozenset(), {GROUP})


def test_a_publication_brings_the_group_that_it_is_shown_to_anew():
    project = Project(
        uuid4(), uuid4(), "lieu", "Lieu", "fr", "Europe/Paris", visibility="group", group_id=GROUP
    )
    other = uuid4()
    assert groups_brought(project, "group", other) == {other}
    assert groups_brought(project, "group", GROUP) == set()
    assert groups_brought(project, "group", None) == set()
    assert groups_brought(project, "members", other) == set()


@given(
    visibility=st.sampled_from(choices.VISIBILITIES),
    grants=st.lists(
        st.tuples(st.sampled_from(ROLES), st.sampled_from([None, *(UUID(int=n) for n in range(1, 5))]))
    ),
    groups=st.sets(st.just(GROUP)),
)
def test_the_scope_of_a_list_is_what_one_sees_one_by_one(visibility, grants, groups):
    organisation, project = UUID(int=1), UUID(int=2)
    roles = {role for role, scope in grants if scope in (None, organisation, project)}
    scope = visibility_scope_of(grants, groups)
    here = {organisation, project}
    listed = (
        scope.everything
        or visibility == "public"
        or bool(scope.staff & here)
        or (visibility == "members" and (scope.all_members or bool(scope.members & here)))
        or (visibility == "group" and GROUP in scope.groups)
    )
    assert listed == sees(visibility, GROUP, roles, groups)


@pytest.mark.parametrize(
    ("windows", "state"),
    [
        ([], "upcoming"),
        ([Window()], "upcoming"),
        ([FUTURE], "upcoming"),
        ([PAST, FUTURE], "upcoming"),
        ([PAST, PRESENT, FUTURE], "open"),
        ([PAST, Window()], "closed"),
        ([PAST], "closed"),
    ],
)
def test_the_state_of_a_project_is_read_off_the_clock(windows, state):
    """CO-1"""
    assert state_of("public", windows, NOW) == state
    assert state_of("draft", windows, NOW) == "draft"


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Égalité des chances à l'école", "egalite-des-chances-a-l-ecole"),
        ("  Cœur de ville — 2027 ! ", "coeur-de-ville-2027"),
        ("東京", "projet"),
        ("a" * 300, "a" * 80),
    ],
)
def test_a_title_becomes_an_address(title, slug):
    assert slug_of(title) == slug


@given(st.text(min_size=1))
def test_any_title_becomes_a_plain_address(title):
    slug = slug_of(title)
    assert 1 <= len(slug) <= 80
    assert slug.isascii()
    assert all(c.islower() or c.isdigit() or c == "-" for c in slug)
    assert slug.strip("-") == slug


def test_refuses_a_time_zone_that_does_not_exist():
    require_time_zone("Europe/Paris")
    require_time_zone("UTC")
    for name in ("Europe/Nowhere", "../../etc/passwd", "localtime", ""):
        with pytest.raises(Refused) as refused:
            require_time_zone(name)
        assert refused.value.code == "time_zone_unknown"
        assert refused.value.fields == {"time_zone": ["invalid"]}


def test_taking_part_is_for_anyone_signed_in():
    assert rights.PARTICIPATE == SIGNED_IN


def test_every_role_of_the_table_exists():
    assert frozenset().union(*rights.TABLE.values()).issubset(ROLES)
    assert rights.MEMBERS.issubset(ROLES)
