"""Named groups of accounts."""

from contracts.base import Done, Request, View, page_of
from contracts.fields import EmailAddress, Identifier, Int, Line
from contracts.identity.organisations import InOrganisation
from contracts.operations import Subject

api = Subject("identity", "groups", "Named groups of accounts")


class CreateGroup(Request):
    organisation_id = Identifier(required=True)
    name = Line(max_length=80)


class GroupMember(Request):
    organisation_id = Identifier(required=True)
    group_id = Identifier(required=True)
    email = EmailAddress(required=True)


class GroupView(View):
    """A named group of accounts of an organisation."""

    id = Identifier(required=True)
    organisation_id = Identifier()
    name = Line(max_length=80)
    members = Int()


GroupPage = page_of(GroupView, "GroupPage")


list_groups = api.get(
    "/organisations/{organisation_id}/groups",
    "list_groups",
    InOrganisation,
    GroupPage,
    "List an organisation's groups.",
    access="manage_groups",
)
create_group = api.post(
    "/organisations/{organisation_id}/groups",
    "create_group",
    CreateGroup,
    GroupView,
    "Create a group of accounts.",
    access="manage_groups",
    status=201,
)
add_group_member = api.post(
    "/organisations/{organisation_id}/groups/{group_id}/members",
    "add_group_member",
    GroupMember,
    Done,
    "Add the account of a confirmed address to a group.",
    access="manage_groups",
)
remove_group_member = api.post(
    "/organisations/{organisation_id}/groups/{group_id}/removals",
    "remove_group_member",
    GroupMember,
    Done,
    "Remove an account from a group.",
    access="manage_groups",
)
