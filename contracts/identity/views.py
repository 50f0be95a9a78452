"""What identity answers."""

from marshmallow import fields

from contracts.base import View, page_of
from contracts.fields import (
    Colour,
    Day,
    EmailAddress,
    Flag,
    Identifier,
    Instant,
    Line,
    Several,
    Text,
    Whole,
    Word,
)

ORGANISATION_KINDS = ("municipality", "ministry", "union", "school", "association", "company")
PLATFORM_ROLES = ("platform_admin", "network_manager")
ORGANISATION_ROLES = (
    "organiser",
    "moderator",
    "analyst",
    "supervisor",
    "decision_maker",
    "mediator",
    "network_member",
)
ROLES = PLATFORM_ROLES + ORGANISATION_ROLES
LANGUAGES = ("fr", "en")
CONSENT_PURPOSES = ("terms", "project_news")
LOGGED_PURPOSES = (*CONSENT_PURPOSES, "network_news", "public_name")  # the last two were asked for once


class GrantView(View):
    """One role and where it holds: everywhere (platform), in one organisation, or in one of its projects."""

    role = Word(ROLES, required=True)
    organisation_id = Identifier(allow_none=True, load_default=None)
    project_id = Identifier(allow_none=True, load_default=None)


class AccountView(View):
    """An account as its owner sees it."""

    id = Identifier(required=True)
    email = EmailAddress(required=True)
    email_confirmed = Flag(required=True)
    pending_email = EmailAddress(allow_none=True)
    display_name = Line(most=80)
    language = Word(LANGUAGES)
    birth_on = Day(allow_none=True)
    postcode = Line(most=10, allow_none=True, required=False)
    participant_types = fields.Dict(keys=Identifier(), values=Identifier())
    grants = fields.List(fields.Nested(GrantView))
    created_at = Instant()
    version = Whole()


class SessionView(View):
    """A signed-in session: `access_token` for five minutes, `refresh_token` to have the next one.

    `known_browser`, after a sign-in: given again at the next one, the browser is not kept waiting by what others try.
    """

    access_token = fields.String(required=True)
    access_token_expires_at = Instant(required=True)
    refresh_token = fields.String(required=True)
    session_id = Identifier(required=True)
    account = fields.Nested(AccountView, required=True)
    known_browser = fields.String(allow_none=True, load_default=None)


class SessionEntryView(View):
    """A session in its owner's list."""

    id = Identifier(required=True)
    device = Line(most=200)
    started_at = Instant()
    last_used_at = Instant()
    current = Flag()


class ConsentView(View):
    """The last word given on one purpose."""

    purpose = Word(LOGGED_PURPOSES, required=True)
    granted = Flag(required=True)
    text_version = Line(most=40)
    decided_at = Instant()


class ConsentsView(View):
    items = fields.List(fields.Nested(ConsentView), required=True)


class CheckYourMailView(View):
    """The same answer whether or not the address is known."""

    status = Word(("check_your_mail",), required=True)


class OrganisationView(View):
    """A client organisation as anyone sees it."""

    id = Identifier(required=True)
    slug = Line(most=80)
    name = Line(most=120)
    kind = Word(ORGANISATION_KINDS)
    colour = Colour(required=False)
    website = fields.String(allow_none=True)
    contact_email = EmailAddress(allow_none=True, required=False)
    phone = Line(most=30, allow_none=True, required=False)
    postal_address = Text(most=300, allow_none=True, required=False)
    publication_director = Line(most=120, allow_none=True, required=False)
    small_group_size = Whole()
    created_at = Instant()
    version = Whole()


class MemberView(View):
    """A member of an organisation, as its organisers see it."""

    account_id = Identifier(required=True)
    display_name = Line(most=80)
    email = EmailAddress()
    grants = fields.List(fields.Nested(GrantView))
    since = Instant()


class InvitationView(View):
    """An invitation that was sent, and what became of it."""

    id = Identifier(required=True)
    email = EmailAddress()
    role = Word(ORGANISATION_ROLES)
    project_id = Identifier(allow_none=True)
    status = Word(("sent", "accepted", "revoked", "expired"))
    sent_at = Instant()
    expires_at = Instant()


class InvitationOfferView(View):
    """What an invitation offers, shown before it is accepted."""

    organisation_id = Identifier(required=True)
    organisation_name = Line(most=120)
    role = Word(ORGANISATION_ROLES)
    expires_at = Instant()


class ParticipantTypeView(View):
    """A kind of participant an organisation tells apart: citizen, association, elected official …"""

    id = Identifier(required=True)
    organisation_id = Identifier()
    label_fr = Line(most=60)
    label_en = Line(most=60)
    retired = Flag()


class ParticipantTypesView(View):
    items = fields.List(fields.Nested(ParticipantTypeView), required=True)


class GroupView(View):
    """A named group of accounts of an organisation."""

    id = Identifier(required=True)
    organisation_id = Identifier()
    name = Line(most=80)
    members = Whole()


class AuditEntryView(View):
    """One administrative act: who did what, when, before and after."""

    id = Identifier(required=True)
    organisation_id = Identifier(allow_none=True)
    actor_account_id = Identifier(allow_none=True)
    actor_name = Line(most=80, allow_none=True, required=False)
    act = Line(most=80)
    subject = Line(most=200)
    before = fields.Dict(allow_none=True)
    after = fields.Dict(allow_none=True)
    happened_at = Instant()


class KeySetView(View):
    """The public keys (JWKS, RFC 7517) that check access tokens."""

    keys = fields.List(fields.Dict(), required=True)


class UnmetRequirementsView(View):
    """Which of the asked requirements the account does not meet."""

    unmet = Several(Line(most=60), most=20)


class TakenBackView(View):
    """`password_token` serves `reset_password` once, for an hour."""

    password_token = fields.String(required=True)


class LinkView(View):
    """A link that still works, until `expires_at`."""

    expires_at = Instant(required=True)


class MailCredentialView(View):
    """What a mail needs at the moment it is sent: the address, the language, and a secret made just now.

    `happened_at` and `device` are what it tells of: when the mail was asked for, and by which browser, where known.
    """

    wanted = Flag(required=True)
    address = EmailAddress(allow_none=True)
    language = Word(LANGUAGES, allow_none=True)
    display_name = Line(most=80, allow_none=True, required=False)
    secret = fields.String(allow_none=True)
    expires_at = Instant(allow_none=True)
    organisation_name = Line(most=120, allow_none=True, required=False)
    organisation_contact = EmailAddress(allow_none=True, required=False)
    role = Line(most=40, allow_none=True, required=False)
    happened_at = Instant(allow_none=True, required=False)
    device = Line(most=60, allow_none=True, required=False)


class AddressView(View):
    """`consents` are the purposes the account agrees to now."""

    account_id = Identifier(required=True)
    address = EmailAddress()
    language = Word(LANGUAGES)
    display_name = Line(most=80)
    consents = fields.List(Word(LOGGED_PURPOSES), load_default=list)


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


OrganisationPage = page_of(OrganisationView, "OrganisationPage")
MemberPage = page_of(MemberView, "MemberPage")
InvitationPage = page_of(InvitationView, "InvitationPage")
SessionEntryPage = page_of(SessionEntryView, "SessionEntryPage")
GroupPage = page_of(GroupView, "GroupPage")
AuditEntryPage = page_of(AuditEntryView, "AuditEntryPage")
