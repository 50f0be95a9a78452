from typing import Any

from chassis.actor import Actor
from chassis.operations import command, query
from contracts.identity import accounts as ops
from identity.domain.consent import Consent
from identity.domain.events import ConsentDecided
from identity.domain.unit_of_work import UnitOfWork
from identity.use_cases.access import get_own_account


@query(ops.list_my_consents)
def list_my_consents(uow: UnitOfWork, actor: Actor) -> dict[str, Any]:
    """The consents that hold now. Refuses: token_invalid."""
    return {"items": uow.consents.current(get_own_account(uow, actor).id)}


@command(ops.decide_consent)
def decide_consent(
    uow: UnitOfWork, actor: Actor, purpose: str, granted: bool, text_version: str
) -> dict[str, Any]:
    """Log a word on a purpose; the consents that hold now. Refuses: token_invalid."""
    account = get_own_account(uow, actor)
    uow.consents.log(Consent(account.id, purpose, granted, text_version, uow.now()))
    uow.publish(ConsentDecided(account.id, purpose, granted, uow.accounts.touch(account.id)))
    return {"items": uow.consents.current(account.id)}
