"""An operation's request in HTTP follows from its declaration."""

import pytest

from contracts.consultations import contributions, projects
from contracts.identity import accounts, members
from contracts.votation import votations
from web.core.calls import Call, call_of


def test_what_the_path_does_not_name_is_the_body() -> None:
    call = call_of(contributions.cast_opinion_vote, {"contribution_id": 42, "value": "agree"})
    assert call == Call("PUT", "/contributions/42/opinion", None, {"value": "agree"})


def test_a_reading_and_a_removal_say_it_in_the_query() -> None:
    call = call_of(projects.list_projects, {"q": "eau", "state": "", "cursor": None})
    assert call == Call("GET", "/projects", {"q": "eau"}, None)
    grant = {"organisation_id": 1, "account_id": 2, "role": "mediator"}
    call = call_of(members.take_role, grant | {"project_id": 3})
    assert call == Call("DELETE", "/organisations/1/members/2/roles/mediator", {"project_id": 3}, None)


def test_an_operation_that_takes_nothing_is_sent_nothing() -> None:
    assert call_of(accounts.resend_confirmation, {}).body is None
    assert call_of(votations.seal_votation, {"votation_id": 42}).body is None
    assert call_of(contributions.edit_contribution, {"contribution_id": 42}).body == {}


def test_what_a_stranger_types_stays_in_its_part_of_the_path() -> None:
    call = call_of(projects.get_project, {"project": "../me?x=1#y"})
    assert call.path == "/projects/..%2Fme%3Fx%3D1%23y"


def test_a_field_that_the_operation_does_not_take_is_a_mistake_of_ours() -> None:
    with pytest.raises(TypeError, match=r"identity\.change_email takes no email"):
        call_of(accounts.change_email, {"email": "a@b.example"})
    with pytest.raises(KeyError):
        call_of(projects.get_project, {})
