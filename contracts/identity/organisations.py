"""Client organisations."""

from marshmallow import fields

from contracts.base import Paged, Request, View, page_of
from contracts.fields import Bool, Choice, Colour, EmailAddress, Identifier, Instant, Int, Line, Text, WebLink
from contracts.identity import facts
from contracts.identity.choices import ORGANISATION_KINDS
from contracts.operations import ANYONE, Cached, Subject

api = Subject("identity", "organisations", "Client organisations")


class LegalNotice(Request):
    """Who answers for an organisation's space, as French law wants it shown (law 2004-575, article 6 III)."""

    contact_email = EmailAddress(required=False, allow_none=True)
    phone = Line(max_length=30, required=False, allow_none=True)
    postal_address = Text(max_length=300, required=False, allow_none=True)
    publication_director = Line(max_length=120, required=False, allow_none=True)


OPENED_OR_CHANGED = (facts.organisation_created.name, facts.organisation_changed.name)


class CreateOrganisation(LegalNotice):
    name = Line(max_length=120, min_length=2)
    slug = Line(max_length=80, load_default=None, allow_none=True)
    kind = Choice(ORGANISATION_KINDS, required=True)
    colour = Colour(load_default=None, allow_none=True)
    website = WebLink(load_default=None, allow_none=True)
    small_group_size = Int(min_value=1, max_value=100, load_default=5)


class ChangeOrganisation(LegalNotice):
    """Changes what is given. `version` is the one the caller read."""

    organisation_id = Identifier(required=True)
    version = Int(required=True)
    name = Line(max_length=120, min_length=2, required=False)
    colour = Colour(required=False, allow_none=True)
    website = WebLink(allow_none=True)
    small_group_size = Int(min_value=1, max_value=100)


class OrganisationById(Request):
    """`organisation` is an id or a slug."""

    organisation = Line(max_length=80)


class InOrganisation(Paged):
    organisation_id = Identifier(required=True)


class DefineParticipantType(Request):
    organisation_id = Identifier(required=True)
    label_fr = Line(max_length=60)
    label_en = Line(max_length=60)


class ParticipantTypeById(Request):
    organisation_id = Identifier(required=True)
    participant_type_id = Identifier(required=True)


class ParticipantTypesOf(Request):
    organisation_id = Identifier(required=True)


class AuditTrailOf(InOrganisation):
    since = Instant(load_default=None, allow_none=True)
    until = Instant(load_default=None, allow_none=True)


class OrganisationView(View):
    """A client organisation as anyone sees it."""

    id = Identifier(required=True)
    slug = Line(max_length=80)
    name = Line(max_length=120)
    kind = Choice(ORGANISATION_KINDS)
    colour = Colour(required=False)
    website = fields.String(allow_none=True)
    contact_email = EmailAddress(allow_none=True, required=False)
    phone = Line(max_length=30, allow_none=True, required=False)
    postal_address = Text(max_length=300, allow_none=True, required=False)
    publication_director = Line(max_length=120, allow_none=True, required=False)
    small_group_size = Int()
    created_at = Instant()
    version = Int()


class ParticipantTypeView(View):
    """A kind of participant an organisation tells apart: citizen, association, elected official …"""

    id = Identifier(required=True)
    organisation_id = Identifier()
    label_fr = Line(max_length=60)
    label_en = Line(max_length=60)
    retired = Bool()


class ParticipantTypesView(View):
    items = fields.List(fields.Nested(ParticipantTypeView), required=True)


class AuditEntryView(View):
    """One administrative act: who did what, when, before and after."""

    id = Identifier(required=True)
    organisation_id = Identifier(allow_none=True)
    actor_account_id = Identifier(allow_none=True)
    actor_name = Line(max_length=80, allow_none=True, required=False)
    act = Line(max_length=80)
    subject = Line(max_length=200)
    before = fields.Dict(allow_none=True)
    after = fields.Dict(allow_none=True)
    happened_at = Instant()


OrganisationPage = page_of(OrganisationView, "OrganisationPage")
AuditEntryPage = page_of(AuditEntryView, "AuditEntryPage")


list_organisations = api.get(
    "/organisations",
    "list_organisations",
    Paged,
    OrganisationPage,
    "List organisations.",
    access=ANYONE,
    cached=Cached(voided_by=OPENED_OR_CHANGED),
)
create_organisation = api.post(
    "/organisations",
    "create_organisation",
    CreateOrganisation,
    OrganisationView,
    "Open a space for an organisation.",
    ("slug_taken",),
    access="create_organisation",
    status=201,
    location="/organisations/{id}",
)
get_organisation = api.get(
    "/organisations/{organisation}",
    "get_organisation",
    OrganisationById,
    OrganisationView,
    "Read an organisation by id or slug.",
    access=ANYONE,
    cached=Cached(),
)
change_organisation = api.patch(
    "/organisations/{organisation_id}",
    "change_organisation",
    ChangeOrganisation,
    OrganisationView,
    "Change an organisation's page.",
    ("stale_version",),
    access="manage_organisation",
)
list_participant_types = api.get(
    "/organisations/{organisation_id}/participant-types",
    "list_participant_types",
    ParticipantTypesOf,
    ParticipantTypesView,
    "List participant types.",
    access=ANYONE,
    cached=Cached(voided_by=(facts.participant_type_defined.name,)),
)
define_participant_type = api.post(
    "/organisations/{organisation_id}/participant-types",
    "define_participant_type",
    DefineParticipantType,
    ParticipantTypeView,
    "Add a participant type.",
    access="define_types",
    status=201,
)
retire_participant_type = api.delete(
    "/organisations/{organisation_id}/participant-types/{participant_type_id}",
    "retire_participant_type",
    ParticipantTypeById,
    ParticipantTypeView,
    "Stop offering a type.",
    access="define_types",
)
list_audit_entries = api.get(
    "/organisations/{organisation_id}/audit",
    "list_audit_entries",
    AuditTrailOf,
    AuditEntryPage,
    "Read who did what in the organisation.",
    access="read_audit",
)
