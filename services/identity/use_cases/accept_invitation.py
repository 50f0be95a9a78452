from dataclasses import dataclass
from typing import Any

from chassis.actor import Actor
from chassis.operations import command, query
from contracts.identity import members as ops
from contracts.refused import Refused
from identity.domain.account import Profile
from identity.domain.credential import hash_secret
from identity.domain.invitation import Invitation
from identity.domain.organisation import Organisation
from identity.domain.unit_of_work import UnitOfWork
from identity.use_cases.access import get_own_account, profile_of, record
from identity.use_cases.confirm_email import confirm_address, lock_address
from identity.use_cases.roles import give


@dataclass(frozen=True)
class Offer:
    invitation: Invitation
    organisation: Organisation


def offer_view(_uow: UnitOfWork, offer: Offer) -> dict[str, Any]:
    return {
        "organisation_id": offer.organisation.id,
        "organisation_name": offer.organisation.name,
        "role": offer.invitation.role,
        "expires_at": offer.invitation.expires_at,
    }


@query(ops.read_invitation, view=offer_view)
def read_invitation(uow: UnitOfWork, token: str) -> Offer:
    """What an invitation offers, as long as it can be accepted. Refuses: link_expired."""
    now = uow.now()
    credential = uow.credentials.of_secret(hash_secret(token), "invitation")
    if credential is None or credential.invitation_id is None or not credential.is_open(now):
        raise Refused("link_expired")
    invitation = uow.invitations.find(credential.invitation_id)
    organisation = uow.organisations.find(invitation.organisation_id) if invitation else None
    if invitation is None or organisation is None or invitation.status(now) != "sent":
        raise Refused("link_expired")
    return Offer(invitation, organisation)


@command(ops.accept_invitation)
def accept_invitation(uow: UnitOfWork, actor: Actor, token: str) -> Profile:
    """Take the offered role with the account in use, whose address is thereby confirmed.

    Refuses: link_expired; other_address (also when another account has confirmed the address); token_invalid.
    """
    account = get_own_account(uow, actor)
    offer = read_invitation(uow, token).invitation
    if offer.email != account.email:
        raise Refused("other_address")
    now = lock_address(uow, offer.email)
    if uow.credentials.use(hash_secret(token), "invitation", now) is None:
        raise Refused("link_expired")
    if not uow.invitations.accept(offer.id, account.id, now):
        raise Refused("link_expired")
    confirm_address(uow, actor, account.id, offer.email, now, otherwise="other_address")
    record(uow, account.id, offer.organisation_id, "accept_invitation", f"invitation/{offer.id}", now)
    give(uow, offer.invited_by, account.id, offer.grant, now)
    return profile_of(uow, uow.accounts.find(account.id) or account)
