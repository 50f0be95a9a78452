from collections.abc import Sequence
from typing import Any
from uuid import UUID

from chassis.operations import query
from contracts.identity import internal as ops
from identity.domain.unit_of_work import UnitOfWork


@query(ops.addresses_of)
def addresses_of(uow: UnitOfWork, account_ids: Sequence[UUID]) -> dict[str, Any]:
    """Confirmed addresses, to send a mail now; an account without one is left out."""
    accounts, consents = uow.accounts.with_confirmed_address(account_ids), uow.consents.granted(account_ids)
    return {
        "items": [
            {
                "account_id": account.id,
                "address": account.email,
                "language": account.language,
                "display_name": account.display_name,
                "consents": consents[account.id],
            }
            for account in accounts
        ]
    }
