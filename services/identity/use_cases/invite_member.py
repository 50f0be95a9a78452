from uuid import UUID, uuid4

from chassis.actor import Actor
from chassis.operations import BeforeTransaction, command
from contracts.identity import members as ops
from identity import views
from identity.domain.account import mask_email, normalise_email
from identity.domain.credential import LIFETIMES
from identity.domain.grant import Grant
from identity.domain.invitation import Invitation
from identity.domain.unit_of_work import UnitOfWork
from identity.use_cases.access import get_own_account, get_permitted_organisation, record
from identity.use_cases.record_attempts import record_attempt
from identity.use_cases.request_credential import request_credential
from identity.use_cases.roles import require_own_project


def record_invitation(
    before: BeforeTransaction[UnitOfWork], actor: Actor, organisation_id: UUID, email: str
) -> None:
    """Only for who may invite: nobody else uses up what an address may be sent."""
    with before.snapshot() as uow:
        get_permitted_organisation(uow, organisation_id)
    record_attempt(before, invite_account=str(actor.id), mail_email=normalise_email(email))


@command(
    ops.invite_member,
    preload=record_invitation,
    view=lambda _uow, invitation: views.invitation(invitation, invitation.sent_at),
)
def invite_member(
    uow: UnitOfWork,
    actor: Actor,
    organisation_id: UUID,
    email: str,
    role: str,
    project_id: UUID | None,
    language: str,
) -> Invitation:
    """Invite an address to a role; the same offer still open is replaced. Refuses: forbidden, not_found."""
    grant = Grant(role, organisation_id, project_id)
    organisation = get_permitted_organisation(uow, organisation_id)
    inviter = get_own_account(uow, actor)
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
    after = {"role": grant.role, "email": mask_email(address)}
    subject = f"invitation/{invitation.id}"
    record(uow, actor.id, organisation.id, "invite_member", subject, now, None, after)
    return invitation
