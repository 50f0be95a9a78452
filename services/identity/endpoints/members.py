"""Who works for an organisation: members, their roles, invitations."""

from typing import Any

from chassis.pages import page
from chassis.service import Call, Transaction, command, query
from contracts.identity import members as ops
from identity.domain.account import normalise_email
from identity.domain.grant import Grant
from identity.endpoints import views
from identity.endpoints.base import DONE, Endpoints, after_moment
from identity.unit_of_work import uow
from identity.use_cases.accept_invitation import accept_invitation, read_invitation
from identity.use_cases.access import permitted_organisation
from identity.use_cases.invite_member import invite_member
from identity.use_cases.revoke_invitation import revoke_invitation
from identity.use_cases.roles import give_role, take_role


class MemberEndpoints(Endpoints):
    @query(ops.list_members)
    def list_members(self, call: Call, tx: Transaction) -> Any:
        here, limit = uow(call, tx), call.request["limit"]
        organisation = permitted_organisation(here, call.request["organisation_id"])
        rows = here.grants.members(organisation.id, after_moment(call, "members"), limit)
        found = page(rows, limit, "members", lambda its: (its.since.isoformat(), its.account_id))
        return {**found, "items": [views.member(its) for its in found["items"]]}

    @command(ops.give_role)
    def give_role(self, call: Call, tx: Transaction) -> Any:
        return views.member(give_role(uow(call, tx), call.actor, call.request["account_id"], grant_of(call)))

    @command(ops.take_role)
    def take_role(self, call: Call, tx: Transaction) -> Any:
        take_role(uow(call, tx), call.actor, call.request["account_id"], grant_of(call))
        return DONE

    @command(ops.invite_member, preload="count_invitation")
    def invite_member(self, call: Call, tx: Transaction) -> Any:
        here = uow(call, tx)
        invitation = invite_member(here, call.actor, grant_of(call), call.request["email"], call.language)
        return views.invitation(invitation, invitation.sent_at)

    def count_invitation(self, call: Call) -> None:
        """Only for who may invite: nobody else uses up what an address may be sent."""
        with self.db.snapshot() as tx:
            permitted_organisation(uow(call, tx), call.request["organisation_id"])
        email = normalise_email(call.request["email"])
        self.count(call, ("invite_account", str(call.actor.id)), ("mail_email", email))

    @query(ops.list_invitations)
    def list_invitations(self, call: Call, tx: Transaction) -> Any:
        here, limit = uow(call, tx), call.request["limit"]
        organisation = permitted_organisation(here, call.request["organisation_id"])
        rows = here.invitations.page(organisation.id, after_moment(call, "invitations"), limit)
        found = page(rows, limit, "invitations", lambda its: (its.sent_at.isoformat(), its.id))
        now = tx.now()
        return {**found, "items": [views.invitation(its, now) for its in found["items"]]}

    @command(ops.revoke_invitation)
    def revoke_invitation(self, call: Call, tx: Transaction) -> Any:
        revoke_invitation(uow(call, tx), call.actor, **call.request)
        return DONE

    @query(ops.read_invitation)
    def read_invitation(self, call: Call, tx: Transaction) -> Any:
        return views.offer(read_invitation(uow(call, tx), call.request["token"]))

    @command(ops.accept_invitation)
    def accept_invitation(self, call: Call, tx: Transaction) -> Any:
        return views.account(accept_invitation(uow(call, tx), call.actor, call.request["token"]))


def grant_of(call: Call) -> Grant:
    asked = call.request
    return Grant(asked["role"], asked["organisation_id"], asked["project_id"])
