"""A page opens to the roles for which the services do what it offers, and to no other."""

from consultations.domain import rights as consultations
from contracts.identity.choices import ROLES
from identity.domain import rights as identity
from notifications.domain import rights as notifications
from votation.domain import rights as votation
from web.workspace.workspace import PLATFORM, RIGHTS

BEHIND = {  # what the pages of a right ask of the services
    "organise": [
        consultations.TABLE[consultations.MANAGE],
        consultations.TABLE[consultations.PUBLISH_OFFICIAL],
        *(identity.TABLE[right] for right in identity.TABLE if right != identity.CREATE_ORGANISATION),
        notifications.TABLE[notifications.OVERSEE],
        votation.TABLE[votation.MANAGE],
    ],
    "moderate": [consultations.TABLE[consultations.MODERATE]],
    "export": [consultations.TABLE[consultations.EXPORT]],
    "facilitate": [consultations.TABLE[consultations.FACILITATE_EVENT]],
}


def test_each_page_opens_to_those_whom_the_services_serve() -> None:
    for right, tables in BEHIND.items():
        assert all(table == RIGHTS[right] for table in tables), right


def test_who_may_look_is_who_sees_projects_of_the_organisation() -> None:
    assert RIGHTS["look"] == consultations.MEMBERS | PLATFORM
    assert votation.TABLE[votation.FOLLOW] <= RIGHTS["look"]


def test_every_right_of_the_pages_is_held_against_a_table_and_names_known_roles() -> None:
    assert set(RIGHTS) == {*BEHIND, "look"}
    assert set().union(*RIGHTS.values()) <= set(ROLES)
