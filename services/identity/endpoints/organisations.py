"""Organisations, their participant types, groups and audit trail."""

from typing import Any

from chassis.pages import page
from chassis.service import Call, Transaction, command, query
from contracts.identity import groups as groups_ops
from contracts.identity import organisations as organisations_ops
from identity.domain.organisation import complaints_of_slug
from identity.endpoints import views
from identity.endpoints.base import DONE, Endpoints, after_moment, after_name
from identity.unit_of_work import uow
from identity.use_cases.access import permitted_organisation
from identity.use_cases.change_organisation import change_organisation
from identity.use_cases.create_organisation import create_organisation
from identity.use_cases.get_organisation import get_organisation
from identity.use_cases.groups import add_group_member, create_group, remove_group_member
from identity.use_cases.participant_types import define_participant_type, retire_participant_type


class OrganisationEndpoints(Endpoints):
    @command(organisations_ops.create_organisation, complaints="complaints_of_organisation")
    def create_organisation(self, call: Call, tx: Transaction) -> Any:
        return views.organisation(create_organisation(uow(call, tx), call.actor, call.request))

    def complaints_of_organisation(self, fields: dict[str, Any]) -> dict[str, list[str]]:
        return complaints_of_slug(fields.get("slug"))

    @command(organisations_ops.change_organisation)
    def change_organisation(self, call: Call, tx: Transaction) -> Any:
        asked = dict(call.request)
        organisation_id, version = asked.pop("organisation_id"), asked.pop("version")
        changed = change_organisation(uow(call, tx), call.actor, organisation_id, version, asked)
        return views.organisation(changed)

    @query(organisations_ops.list_organisations)
    def list_organisations(self, call: Call, tx: Transaction) -> Any:
        limit = call.request["limit"]
        rows = uow(call, tx).organisations.page(after_name(call, "organisations"), limit)
        found = page(rows, limit, "organisations", lambda its: (its.name, its.id))
        return {**found, "items": [views.organisation(its) for its in found["items"]]}

    @query(organisations_ops.get_organisation)
    def get_organisation(self, call: Call, tx: Transaction) -> Any:
        return views.organisation(get_organisation(uow(call, tx), call.request["organisation"]))

    @command(organisations_ops.define_participant_type)
    def define_participant_type(self, call: Call, tx: Transaction) -> Any:
        return views.participant_type(define_participant_type(uow(call, tx), call.actor, **call.request))

    @command(organisations_ops.retire_participant_type)
    def retire_participant_type(self, call: Call, tx: Transaction) -> Any:
        return views.participant_type(retire_participant_type(uow(call, tx), call.actor, **call.request))

    @query(organisations_ops.list_participant_types)
    def list_participant_types(self, call: Call, tx: Transaction) -> Any:
        types = uow(call, tx).participant_types.of(call.request["organisation_id"])
        return {"items": [views.participant_type(its) for its in types]}

    @command(groups_ops.create_group)
    def create_group(self, call: Call, tx: Transaction) -> Any:
        return views.group(create_group(uow(call, tx), call.actor, **call.request))

    @query(groups_ops.list_groups)
    def list_groups(self, call: Call, tx: Transaction) -> Any:
        here, limit = uow(call, tx), call.request["limit"]
        organisation = permitted_organisation(here, call.request["organisation_id"])
        rows = here.groups.page(organisation.id, after_name(call, "groups"), limit)
        found = page(rows, limit, "groups", lambda its: (its.name, its.id))
        return {**found, "items": [views.group(its) for its in found["items"]]}

    @command(groups_ops.add_group_member)
    def add_group_member(self, call: Call, tx: Transaction) -> Any:
        add_group_member(uow(call, tx), call.actor, **call.request)
        return DONE

    @command(groups_ops.remove_group_member)
    def remove_group_member(self, call: Call, tx: Transaction) -> Any:
        remove_group_member(uow(call, tx), call.actor, **call.request)
        return DONE

    @query(organisations_ops.list_audit_entries)
    def list_audit_entries(self, call: Call, tx: Transaction) -> Any:
        here, asked = uow(call, tx), call.request
        organisation = permitted_organisation(here, asked["organisation_id"])
        after = after_moment(call, "audit")
        rows = here.audit.page(organisation.id, asked["since"], asked["until"], after, asked["limit"])
        found = page(rows, asked["limit"], "audit", lambda its: (its.happened_at.isoformat(), its.id))
        return {**found, "items": [views.audit_entry(its) for its in found["items"]]}
