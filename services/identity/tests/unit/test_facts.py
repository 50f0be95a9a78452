"""What identity tells when something happened: one event of each kind."""

from typing import Any, get_args
from uuid import UUID

import pytest

from chassis.storage import schema_of
from identity.domain import events
from identity.domain.grant import Grant
from identity.domain.organisation import ParticipantType
from identity.facts.published import published
from identity.tests.factories import NOON, an_organisation

ACCOUNT, ORGANISATION, PROJECT, OTHER = (UUID(int=number) for number in range(1, 5))
ID = {name: str(value) for name, value in vars().items() if isinstance(value, UUID)}
NOON_TOLD = "2026-03-02T12:00:00+00:00"
CITY = an_organisation(
    id=ORGANISATION, slug="city", colour="#112233", contact_email="city@example.org", phone="1", version=4
)
PAGE = {
    "organisation_id": ID["ORGANISATION"],
    "slug": "city",
    "name": "Ville de Créteil",
    "kind": "municipality",
    "colour": "#112233",
    "small_group_size": 5,
    "contact_email": "city@example.org",
}
IN_PROJECT = {
    "account_id": ID["ACCOUNT"],
    "organisation_id": ID["ORGANISATION"],
    "role": "analyst",
    "project_id": ID["PROJECT"],
}
GRANT = Grant("analyst", ORGANISATION, PROJECT)
KIND = ParticipantType(OTHER, ORGANISATION, "Élu", "Elected", version=2)
MAIL = events.CredentialMailRequested(OTHER, "magic_link", NOON)
CASES: list[tuple[events.Event, str, UUID, int, dict[str, Any]]] = [
    (events.AccountRegistered(ACCOUNT, 1), "account_registered", ACCOUNT, 1, {"account_id": ID["ACCOUNT"]}),
    (events.EmailConfirmed(ACCOUNT, 2), "email_confirmed", ACCOUNT, 2, {"account_id": ID["ACCOUNT"]}),
    (MAIL, "credential_mail_requested", OTHER, 1,
     {"request_id": ID["OTHER"], "kind": "magic_link", "expires_at": NOON_TOLD}),
    (events.SessionEnded(ACCOUNT, None, 3), "session_ended", ACCOUNT, 3,
     {"account_id": ID["ACCOUNT"], "session_id": None}),
    (events.RightsChanged(ACCOUNT, NOON, 3), "rights_changed", ACCOUNT, 3,
     {"account_id": ID["ACCOUNT"], "since": NOON_TOLD}),
    (events.OrganisationCreated(CITY), "organisation_created", ORGANISATION, 4, PAGE),
    (events.OrganisationChanged(CITY), "organisation_changed", ORGANISATION, 4, PAGE),
    (events.ParticipantTypeDefined(KIND), "participant_type_defined", OTHER, 2,
     {"participant_type_id": ID["OTHER"], "organisation_id": ID["ORGANISATION"], "label_fr": "Élu", "label_en": "Elected"}),
    (events.RoleGiven(ACCOUNT, GRANT, 5), "role_given", ACCOUNT, 5, IN_PROJECT),
    (events.RoleTaken(ACCOUNT, GRANT, 6), "role_taken", ACCOUNT, 6, IN_PROJECT),
    (events.ConsentDecided(ACCOUNT, "terms", False, 7), "consent_decided", ACCOUNT, 7,
     {"account_id": ID["ACCOUNT"], "purpose": "terms", "granted": "no"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("event", "name", "aggregate_id", "version", "data"), CASES, ids=[name for _, name, *_ in CASES]
)
def test_an_event_is_told_as_the_contract_says(
    event: events.Event, name: str, aggregate_id: UUID, version: int, data: dict[str, Any]
) -> None:
    told = published(event)
    assert (told.fact.event, told.aggregate_id, told.aggregate_version) == (name, aggregate_id, version)
    assert schema_of(told.fact).dump(told.data) == data


def test_every_kind_of_event_is_told() -> None:
    assert {type(event) for event, *_ in CASES} == set(get_args(events.Event))
