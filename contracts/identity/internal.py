"""What sibling services ask."""

from marshmallow import fields

from contracts.base import Request, View
from contracts.fields import Bool, BoundedList, Choice, EmailAddress, Identifier, Instant, Int, Line, Nested
from contracts.identity.choices import CREDENTIAL_KINDS, LANGUAGES, LOGGED_PURPOSES, REQUIREMENT_KINDS
from contracts.operations import Subject

api = Subject("identity", "internal", "What sibling services ask")


class MintCredential(Request):
    """Asked by notifications when it is about to send the mail of `request_id`.

    With `account_id` nobody asked for the mail: it reminds that account to confirm its address (kind
    `email_confirmation`, `request_id` is the reminder's own). It is wanted while the address is unconfirmed.
    """

    request_id = Identifier(required=True)
    kind = Choice(CREDENTIAL_KINDS, required=True)
    account_id = Identifier(load_default=None, allow_none=True)


class AddressesOf(Request):
    account_ids = BoundedList(Identifier(), max_items=500, required=True)


class Requirement(Request):
    kind = Choice(REQUIREMENT_KINDS, required=True)
    age_least = Int(min_value=0, max_value=150, load_default=None, allow_none=True)
    age_most = Int(min_value=0, max_value=150, load_default=None, allow_none=True)
    postcodes = BoundedList(Line(max_length=10), max_items=500, load_default=list)
    group_id = Identifier(load_default=None, allow_none=True)


class CheckRequirements(Request):
    account_id = Identifier(required=True)
    organisation_id = Identifier(required=True)
    requirements = BoundedList(Nested(Requirement), max_items=20, required=True)


class GroupsOf(Request):
    account_id = Identifier(required=True)


class OwnerOfGroup(Request):
    group_id = Identifier(required=True)


class MembersOfGroup(Request):
    """`after` is the `next` of the page before."""

    organisation_id = Identifier(required=True)
    group_id = Identifier(required=True)
    after = Identifier(load_default=None, allow_none=True)
    limit = Int(min_value=1, max_value=500, load_default=500)


class UnmetRequirementsView(View):
    """Which of the asked requirements the account does not meet."""

    unmet = BoundedList(Line(max_length=60), max_items=20)


class MailCredentialView(View):
    """What a mail needs at the moment it is sent: the address, the language, and a secret made just now.

    `happened_at` and `device` are what it tells of: when the mail was asked for, and by which browser, where known.
    """

    wanted = Bool(required=True)
    address = EmailAddress(allow_none=True)
    language = Choice(LANGUAGES, allow_none=True)
    display_name = Line(max_length=80, allow_none=True, required=False)
    secret = fields.String(allow_none=True)
    expires_at = Instant(allow_none=True)
    organisation_name = Line(max_length=120, allow_none=True, required=False)
    organisation_contact = EmailAddress(allow_none=True, required=False)
    role = Line(max_length=40, allow_none=True, required=False)
    happened_at = Instant(allow_none=True, required=False)
    device = Line(max_length=60, allow_none=True, required=False)


class AddressView(View):
    """`consents` are the purposes the account agrees to now."""

    account_id = Identifier(required=True)
    address = EmailAddress()
    language = Choice(LANGUAGES)
    display_name = Line(max_length=80)
    consents = fields.List(Choice(LOGGED_PURPOSES), load_default=list)


class AddressesView(View):
    """Confirmed addresses of the asked accounts; an account without one is left out."""

    items = fields.List(fields.Nested(AddressView), required=True)


class GroupMembershipView(View):
    groups = fields.List(Identifier(), required=True)


class OwnerOfGroupView(View):
    organisation_id = Identifier(required=True)


class GroupAccountView(View):
    account_id = Identifier(required=True)


class GroupAccountsView(View):
    """Accounts whose confirmed address is in a group, by id; `next` is the id to go on after."""

    items = fields.List(fields.Nested(GroupAccountView), required=True)
    next = Identifier(allow_none=True, load_default=None)


mint_credential = api.internal(
    "command",
    "mint_credential",
    MintCredential,
    MailCredentialView,
    "Make the secret of a mail at the moment it is sent, and say where to.",
    callers=("notifications",),
    stores_response=False,
)
addresses_of = api.internal(
    "query",
    "addresses_of",
    AddressesOf,
    AddressesView,
    "Confirmed addresses, to send a mail now.",
    callers=("notifications", "votation"),
)
check_requirements = api.internal(
    "query",
    "check_requirements",
    CheckRequirements,
    UnmetRequirementsView,
    "Which requirements to take part an account does not meet.",
    callers=("consultations",),
)
groups_of = api.internal(
    "query",
    "groups_of",
    GroupsOf,
    GroupMembershipView,
    "The groups an account is in.",
    callers=("consultations",),
)
owner_of_group = api.internal(
    "query",
    "owner_of_group",
    OwnerOfGroup,
    OwnerOfGroupView,
    "Which organisation a group is of.",
    callers=("consultations",),
)
members_of_group = api.internal(
    "query",
    "members_of_group",
    MembersOfGroup,
    GroupAccountsView,
    "The accounts in a group, by id.",
    callers=("votation",),
)
