"""What sibling services ask, and the keys everyone checks tokens with."""

from typing import Any

from chassis.service import Call, Transaction, command, query
from contracts.identity import internal as internal_ops
from contracts.identity import sessions as sessions_ops
from contracts.refused import Refused
from identity.domain.requirement import Requirement
from identity.endpoints import views
from identity.endpoints.base import Endpoints
from identity.unit_of_work import uow
from identity.use_cases.check_requirements import check_requirements
from identity.use_cases.groups import members_of_group
from identity.use_cases.mint_credential import mint_credential


class SiblingEndpoints(Endpoints):
    @query(sessions_ops.get_key_set)
    def get_key_set(self, call: Call, tx: Transaction) -> Any:  # noqa: ARG002 - as every endpoint
        return {"keys": self.assertions.public_keys()}

    @command(internal_ops.mint_credential)
    def mint_credential(self, call: Call, tx: Transaction) -> Any:
        content = mint_credential(uow(call, tx), call.request["request_id"], call.request["kind"])
        return views.mail_content(content)

    @query(internal_ops.addresses_of)
    def addresses_of(self, call: Call, tx: Transaction) -> Any:
        here = uow(call, tx)
        accounts = here.accounts.with_confirmed_address(call.request["account_ids"])
        consents = here.consents.granted(call.request["account_ids"])
        return {
            "items": [
                {
                    "account_id": its.id,
                    "address": its.email,
                    "language": its.language,
                    "display_name": its.display_name,
                    "consents": consents[its.id],
                }
                for its in accounts
            ]
        }

    @query(internal_ops.check_requirements)
    def check_requirements(self, call: Call, tx: Transaction) -> Any:
        asked = call.request
        requirements = [
            Requirement(**{**each, "postcodes": tuple(each["postcodes"])}) for each in asked["requirements"]
        ]
        unmet = check_requirements(uow(call, tx), asked["account_id"], asked["organisation_id"], requirements)
        return {"unmet": unmet}

    @query(internal_ops.groups_of)
    def groups_of(self, call: Call, tx: Transaction) -> Any:
        return {"groups": sorted(uow(call, tx).groups.of_account(call.request["account_id"]))}

    @query(internal_ops.owner_of_group)
    def owner_of_group(self, call: Call, tx: Transaction) -> Any:
        group = uow(call, tx).groups.find(call.request["group_id"])
        if group is None:
            raise Refused("not_found")
        return {"organisation_id": group.organisation_id}

    @query(internal_ops.members_of_group)
    def members_of_group(self, call: Call, tx: Transaction) -> Any:
        accounts, following = members_of_group(uow(call, tx), **call.request)
        return {"items": [{"account_id": account_id} for account_id in accounts], "next": following}
