from uuid import uuid4

from chassis.actor import Actor
from identity.domain.account import mask_email, normalise_email
from identity.domain.credential import LIFETIMES
from identity.domain.grant import Grant
from identity.domain.invitation import Invitation
from identity.domain.unit_of_work import UnitOfWork
from identity.use_cases.access import me, permitted_organisation, record
from identity.use_cases.request_credential import request_credential
from identity.use_cases.roles import organisation_of, require_own_project


def invite_member(uow: UnitOfWork, actor: Actor, grant: Grant, email: str, language: str) -> Invitation:
    """Invite an address to a role; the same offer still open is replaced. Refuses: forbidden, not_found."""
    organisation = permitted_organisation(uow, organisation_of(grant))
    inviter = me(uow, actor)
    now = uow.lock_exclusive(organisation.id)
    require_own_project(uow, grant)
    address = normalise_email(email)
    for earlier in uow.invitations.pending(grant, address, now):
        uow.invitations.revoke(earlier.id, now)
        uow.credentials.cancel_of_invitation(earlier.id, now)
    invitation = Invitation(
        id=uuid4(),
        organisation_id=organisation.id,
        email=address,
        role=grant.role,
        project_id=grant.project_id,
        invited_by=inviter.id,
        language=language,
        sent_at=now,
        expires_at=now + LIFETIMES["invitation"],
    )
    uow.invitations.add(invitation)
    request_credential(uow, "invitation", now, address=address, invitation_id=invitation.id)
    said = {"role": grant.role, "email": mask_email(address)}
    subject = f"invitation/{invitation.id}"
    record(uow, actor.id, organisation.id, "invite_member", subject, now, None, said)
    return invitation
