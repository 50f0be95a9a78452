"""Organisations, who works for them, their groups and participant types."""

from contracts.consultations import operations as consultations
from contracts.identity import facts
from contracts.identity import operations as identity
from gateway.declared import Cached, Route, Subject

OPENED_OR_CHANGED = (facts.organisation_created.name, facts.organisation_changed.name)

organisations = Subject(
    "organisations",
    "Client organisations",
    (
        Route(
            "GET",
            "/organisations",
            identity.list_organisations,
            access="anyone",
            cached=Cached(voided_by=OPENED_OR_CHANGED),
        ),
        Route(
            "POST", "/organisations", identity.create_organisation, status=201, makes="/organisations/{id}"
        ),
        Route(
            "GET",
            "/organisations/{organisation}",
            identity.get_organisation,
            access="anyone",
            cached=Cached(),
        ),
        Route("PATCH", "/organisations/{organisation_id}", identity.change_organisation),
        Route(
            "GET",
            "/organisations/{organisation_id}/participant-types",
            identity.list_participant_types,
            access="anyone",
            cached=Cached(voided_by=(facts.participant_type_defined.name,)),
        ),
        Route(
            "POST",
            "/organisations/{organisation_id}/participant-types",
            identity.define_participant_type,
            status=201,
        ),
        Route(
            "DELETE",
            "/organisations/{organisation_id}/participant-types/{participant_type_id}",
            identity.retire_participant_type,
        ),
        Route(
            "GET",
            "/organisations/{organisation_id}/themes",
            consultations.list_themes,
            access="anyone",
            cached=Cached(),
        ),
        Route("POST", "/organisations/{organisation_id}/themes", consultations.define_theme, status=201),
        Route(
            "GET",
            "/organisations/{organisation_id}/zones",
            consultations.list_zones,
            access="anyone",
            cached=Cached(),
        ),
        Route("POST", "/organisations/{organisation_id}/zones", consultations.define_zone, status=201),
        Route("GET", "/organisations/{organisation_id}/audit", identity.list_audit_entries),
    ),
)

members = Subject(
    "members",
    "Who works for an organisation, with which roles; invitations",
    (
        Route("GET", "/organisations/{organisation_id}/members", identity.list_members),
        Route(
            "PUT", "/organisations/{organisation_id}/members/{account_id}/roles/{role}", identity.give_role
        ),
        Route(
            "DELETE", "/organisations/{organisation_id}/members/{account_id}/roles/{role}", identity.take_role
        ),
        Route("GET", "/organisations/{organisation_id}/invitations", identity.list_invitations),
        Route("POST", "/organisations/{organisation_id}/invitations", identity.invite_member, status=201),
        Route(
            "DELETE",
            "/organisations/{organisation_id}/invitations/{invitation_id}",
            identity.revoke_invitation,
        ),
        # The secret of an invitation travels in a body: an address is logged by everyone on the way.
        Route("POST", "/invitations/offer", identity.read_invitation, access="anyone"),
        Route("POST", "/invitations/acceptance", identity.accept_invitation),
    ),
)

groups = Subject(
    "groups",
    "Named groups of accounts",
    (
        Route("GET", "/organisations/{organisation_id}/groups", identity.list_groups),
        Route("POST", "/organisations/{organisation_id}/groups", identity.create_group, status=201),
        Route(
            "POST", "/organisations/{organisation_id}/groups/{group_id}/members", identity.add_group_member
        ),
        # Named by e-mail address, which belongs in a body and a DELETE has none.
        Route(
            "POST",
            "/organisations/{organisation_id}/groups/{group_id}/removals",
            identity.remove_group_member,
        ),
    ),
)

SUBJECTS = (organisations, members, groups)
