"""Who works for an organisation, with which roles; invitations."""

from marshmallow import fields

from contracts.base import Done, Request, View, page_of
from contracts.fields import Choice, EmailAddress, Identifier, Instant, Line
from contracts.identity.accounts import AccountView, GrantView, WithToken
from contracts.identity.choices import ORGANISATION_ROLES
from contracts.identity.organisations import InOrganisation
from contracts.operations import ANYONE, Subject

api = Subject("identity", "members", "Who works for an organisation, with which roles; invitations")


class InviteMember(Request):
    organisation_id = Identifier(required=True)
    email = EmailAddress(required=True)
    role = Choice(ORGANISATION_ROLES, required=True)
    project_id = Identifier(load_default=None, allow_none=True)


class InvitationById(Request):
    organisation_id = Identifier(required=True)
    invitation_id = Identifier(required=True)


class RoleOfMember(Request):
    organisation_id = Identifier(required=True)
    account_id = Identifier(required=True)
    role = Choice(ORGANISATION_ROLES, required=True)
    project_id = Identifier(load_default=None, allow_none=True)


class MemberView(View):
    """A member of an organisation, as its organisers see it."""

    account_id = Identifier(required=True)
    display_name = Line(max_length=80)
    email = EmailAddress()
    grants = fields.List(fields.Nested(GrantView))
    since = Instant()


class InvitationView(View):
    """An invitation that was sent, and what became of it."""

    id = Identifier(required=True)
    email = EmailAddress()
    role = Choice(ORGANISATION_ROLES)
    project_id = Identifier(allow_none=True)
    status = Choice(("sent", "accepted", "revoked", "expired"))
    sent_at = Instant()
    expires_at = Instant()


class InvitationOfferView(View):
    """What an invitation offers, shown before it is accepted."""

    organisation_id = Identifier(required=True)
    organisation_name = Line(max_length=120)
    role = Choice(ORGANISATION_ROLES)
    expires_at = Instant()


MemberPage = page_of(MemberView, "MemberPage")
InvitationPage = page_of(InvitationView, "InvitationPage")


list_members = api.get(
    "/organisations/{organisation_id}/members",
    "list_members",
    InOrganisation,
    MemberPage,
    "List who works for an organisation, with roles.",
    access="read_members",
)
give_role = api.put(
    "/organisations/{organisation_id}/members/{account_id}/roles/{role}",
    "give_role",
    RoleOfMember,
    MemberView,
    "Give a member one more role.",
    access="manage_members",
)
take_role = api.delete(
    "/organisations/{organisation_id}/members/{account_id}/roles/{role}",
    "take_role",
    RoleOfMember,
    Done,
    "Take a role from a member.",
    ("last_organiser",),
    access="manage_members",
)
list_invitations = api.get(
    "/organisations/{organisation_id}/invitations",
    "list_invitations",
    InOrganisation,
    InvitationPage,
    "List invitations and what became of them.",
    access="invite",
)
invite_member = api.post(
    "/organisations/{organisation_id}/invitations",
    "invite_member",
    InviteMember,
    InvitationView,
    "Invite someone by e-mail to a role for seven days.",
    ("too_many_attempts",),
    access="invite",
    status=201,
)
revoke_invitation = api.delete(
    "/organisations/{organisation_id}/invitations/{invitation_id}",
    "revoke_invitation",
    InvitationById,
    Done,
    "Take an invitation back.",
    access="invite",
)
read_invitation = api.post(
    "/invitations/offer",
    "read_invitation",
    WithToken,
    InvitationOfferView,
    "See what an invitation offers.",
    ("link_expired",),
    access=ANYONE,
    kind="query",
)
accept_invitation = api.post(
    "/invitations/acceptance",
    "accept_invitation",
    WithToken,
    AccountView,
    "Accept an invitation with the account in use; it confirms that account's address when it is the invited one.",
    ("link_expired", "other_address"),
)
