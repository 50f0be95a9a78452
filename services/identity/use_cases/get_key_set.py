from typing import Any

from chassis.operations import query
from contracts.identity import sessions as ops
from identity.domain.unit_of_work import UnitOfWork


@query(ops.get_key_set)
def get_key_set(uow: UnitOfWork) -> dict[str, Any]:
    """The keys that everyone checks access tokens with."""
    return {"keys": uow.assertions.public_keys()}
