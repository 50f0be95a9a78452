"""What identity's operations take. `address` is the client's network address, given by the gateway."""

from contracts.base import Request
from contracts.fields import (
    Colour,
    Day,
    EmailAddress,
    Flag,
    Identifier,
    Instant,
    Line,
    Part,
    Several,
    Text,
    WebLink,
    Whole,
    Word,
    paging,
)
from contracts.identity.views import CONSENT_PURPOSES, LANGUAGES, ORGANISATION_KINDS, ORGANISATION_ROLES

REQUIREMENT_KINDS = ("email_confirmed", "age", "postcode", "group")
CREDENTIAL_KINDS = (
    "email_confirmation",
    "already_registered",
    "password_reset",
    "magic_link",
    "email_change",
    "invitation",
    "email_changed",
    "password_changed",
)
LINK_KINDS = (  # those whose mail leads to a page with one button
    "email_confirmation",
    "password_reset",
    "magic_link",
    "email_change",
    "invitation",
    "email_changed",
)


class RegisterAccount(Request):
    email = EmailAddress(required=True)
    password = Text(most=200, least=1)
    display_name = Line(most=80, least=2)
    language = Word(LANGUAGES, load_default="fr")
    terms_accepted = Flag(required=True)
    terms_version = Line(most=40)
    birth_on = Day(load_default=None, allow_none=True)
    postcode = Line(most=10, load_default=None, allow_none=True)
    device = Line(most=200, least=0, load_default="")


class WithToken(Request):
    token = Line(most=200)


class LinkOfMail(Request):
    token = Line(most=200)
    kind = Word(LINK_KINDS, required=True)


class ConfirmEmailChange(Request):
    """`device` is the browser in a few words, for the mail that tells the old address."""

    token = Line(most=200)
    device = Line(most=200, least=0, load_default="")


class SignIn(Request):
    """`known_browser` is what an earlier sign-in with this address answered to the same browser, if any."""

    email = EmailAddress(required=True)
    password = Text(most=200)
    device = Line(most=200, least=0, load_default="")
    known_browser = Line(most=200, least=0, load_default=None, allow_none=True)


class WithEmail(Request):
    email = EmailAddress(required=True)


class SignInByLink(Request):
    token = Line(most=200)
    device = Line(most=200, least=0, load_default="")


class RefreshSession(Request):
    refresh_token = Line(most=200)


class SessionById(Request):
    session_id = Identifier(required=True)


class ResetPassword(Request):
    """`device` is the browser in a few words, for the mail that tells the owner."""

    token = Line(most=200)
    password = Text(most=200)
    device = Line(most=200, least=0, load_default="")


class ChangePassword(Request):
    """`device` is the browser in a few words, for the mail that tells the owner."""

    current_password = Text(most=200)
    new_password = Text(most=200)
    device = Line(most=200, least=0, load_default="")


class ChangeEmail(Request):
    password = Text(most=200)
    new_email = EmailAddress(required=True)


class UpdateAccount(Request):
    display_name = Line(most=80, least=2, required=False)
    language = Word(LANGUAGES)
    birth_on = Day(allow_none=True)
    postcode = Line(most=10, required=False, allow_none=True)


class ChooseParticipantType(Request):
    organisation_id = Identifier(required=True)
    participant_type_id = Identifier(required=True)


class DecideConsent(Request):
    purpose = Word(CONSENT_PURPOSES, required=True)
    granted = Flag(required=True)
    text_version = Line(most=40)


class Paged(Request):
    cursor = paging()["cursor"]
    limit = paging()["limit"]


class LegalNotice(Request):
    """Who answers for an organisation's space, as French law wants it shown (law 2004-575, article 6 III)."""

    contact_email = EmailAddress(required=False, allow_none=True)
    phone = Line(most=30, required=False, allow_none=True)
    postal_address = Text(most=300, required=False, allow_none=True)
    publication_director = Line(most=120, required=False, allow_none=True)


class CreateOrganisation(LegalNotice):
    name = Line(most=120, least=2)
    slug = Line(most=80, load_default=None, allow_none=True)
    kind = Word(ORGANISATION_KINDS, required=True)
    colour = Colour(load_default=None, allow_none=True)
    website = WebLink(load_default=None, allow_none=True)
    small_group_size = Whole(least=1, most=100, load_default=5)


class ChangeOrganisation(LegalNotice):
    """Changes what is given. `version` is the one the caller read."""

    organisation_id = Identifier(required=True)
    version = Whole(required=True)
    name = Line(most=120, least=2, required=False)
    colour = Colour(required=False, allow_none=True)
    website = WebLink(allow_none=True)
    small_group_size = Whole(least=1, most=100)


class OrganisationById(Request):
    """`organisation` is an id or a slug."""

    organisation = Line(most=80)


class InOrganisation(Paged):
    organisation_id = Identifier(required=True)


class InviteMember(Request):
    organisation_id = Identifier(required=True)
    email = EmailAddress(required=True)
    role = Word(ORGANISATION_ROLES, required=True)
    project_id = Identifier(load_default=None, allow_none=True)


class InvitationById(Request):
    organisation_id = Identifier(required=True)
    invitation_id = Identifier(required=True)


class RoleOfMember(Request):
    organisation_id = Identifier(required=True)
    account_id = Identifier(required=True)
    role = Word(ORGANISATION_ROLES, required=True)
    project_id = Identifier(load_default=None, allow_none=True)


class DefineParticipantType(Request):
    organisation_id = Identifier(required=True)
    label_fr = Line(most=60)
    label_en = Line(most=60)


class ParticipantTypeById(Request):
    organisation_id = Identifier(required=True)
    participant_type_id = Identifier(required=True)


class ParticipantTypesOf(Request):
    organisation_id = Identifier(required=True)


class CreateGroup(Request):
    organisation_id = Identifier(required=True)
    name = Line(most=80)


class GroupMember(Request):
    organisation_id = Identifier(required=True)
    group_id = Identifier(required=True)
    email = EmailAddress(required=True)


class MintCredential(Request):
    """Asked by notifications when it is about to send the mail of `request_id`.

    With `account_id` nobody asked for the mail: it reminds that account to confirm its address (kind
    `email_confirmation`, `request_id` is the reminder's own). It is wanted while the address is unconfirmed.
    """

    request_id = Identifier(required=True)
    kind = Word(CREDENTIAL_KINDS, required=True)
    account_id = Identifier(load_default=None, allow_none=True)


class AddressesOf(Request):
    account_ids = Several(Identifier(), most=500, required=True)


class Requirement(Request):
    kind = Word(REQUIREMENT_KINDS, required=True)
    age_least = Whole(least=0, most=150, load_default=None, allow_none=True)
    age_most = Whole(least=0, most=150, load_default=None, allow_none=True)
    postcodes = Several(Line(most=10), most=500, load_default=list)
    group_id = Identifier(load_default=None, allow_none=True)


class CheckRequirements(Request):
    account_id = Identifier(required=True)
    organisation_id = Identifier(required=True)
    requirements = Several(Part(Requirement), most=20, required=True)


class AuditTrailOf(InOrganisation):
    since = Instant(load_default=None, allow_none=True)
    until = Instant(load_default=None, allow_none=True)


class GroupsOf(Request):
    account_id = Identifier(required=True)


class OwnerOfGroup(Request):
    group_id = Identifier(required=True)


class MembersOfGroup(Request):
    """`after` is the `next` of the page before."""

    organisation_id = Identifier(required=True)
    group_id = Identifier(required=True)
    after = Identifier(load_default=None, allow_none=True)
    limit = Whole(least=1, most=500, load_default=500)
