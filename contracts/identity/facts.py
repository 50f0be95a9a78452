"""What identity tells. No fact carries a person's address, a name or a secret."""

from contracts.base import FactData, Facts
from contracts.fields import Choice, Colour, Identifier, Instant, Int, Line
from contracts.identity.choices import CREDENTIAL_KINDS, LOGGED_PURPOSES, ORGANISATION_KINDS, ROLES

published = Facts("identity")


class AccountFact(FactData):
    account_id = Identifier(required=True)


class CredentialMailRequested(FactData):
    """A mail with a secret is due; its sender asks `mint_credential` for the secret when it sends."""

    request_id = Identifier(required=True)
    kind = Choice(CREDENTIAL_KINDS, required=True)
    expires_at = Instant(required=True)


class SessionEnded(FactData):
    """Tokens of this session, or of the whole account when `session_id` is absent, are void from now on."""

    account_id = Identifier(required=True)
    session_id = Identifier(load_default=None, allow_none=True)


class RightsChanged(FactData):
    """Tokens of this account made before `since` are stale: its roles, types or confirmation changed."""

    account_id = Identifier(required=True)
    since = Instant(required=True)


class OrganisationFact(FactData):
    """What its public page says. `contact_email` is the address that it gives to everyone."""

    organisation_id = Identifier(required=True)
    slug = Line(max_length=80)
    name = Line(max_length=120)
    kind = Choice(ORGANISATION_KINDS, required=True)
    colour = Colour(allow_none=True, load_default=None)
    small_group_size = Int(required=True)
    contact_email = Line(max_length=254, allow_none=True, load_default=None)


class ParticipantTypeFact(FactData):
    participant_type_id = Identifier(required=True)
    organisation_id = Identifier(required=True)
    label_fr = Line(max_length=60)
    label_en = Line(max_length=60)


class MemberFact(FactData):
    organisation_id = Identifier(required=True)
    account_id = Identifier(required=True)
    role = Choice(ROLES, required=True)
    project_id = Identifier(allow_none=True, load_default=None)


class ConsentDecided(FactData):
    account_id = Identifier(required=True)
    purpose = Choice(LOGGED_PURPOSES, required=True)
    granted = Choice(("yes", "no"), required=True)


account_registered = published.declare("account_registered", "account", AccountFact, "An account was opened.")
email_confirmed = published.declare(
    "email_confirmed", "account", AccountFact, "An account's address was confirmed."
)
credential_mail_requested = published.declare(
    "credential_mail_requested", "credential", CredentialMailRequested, "A mail with a secret is due."
)
session_ended = published.declare(
    "session_ended", "account", SessionEnded, "One session, or all of an account, ended."
)
rights_changed = published.declare(
    "rights_changed", "account", RightsChanged, "What an account may do changed."
)
organisation_created = published.declare(
    "organisation_created", "organisation", OrganisationFact, "A space was opened."
)
organisation_changed = published.declare(
    "organisation_changed", "organisation", OrganisationFact, "Its page changed."
)
participant_type_defined = published.declare(
    "participant_type_defined", "participant_type", ParticipantTypeFact, "A participant type was defined."
)
role_given = published.declare("role_given", "account", MemberFact, "A member got a role.")
role_taken = published.declare("role_taken", "account", MemberFact, "A member lost a role.")
consent_decided = published.declare(
    "consent_decided", "account", ConsentDecided, "A consent was given or withdrawn."
)
