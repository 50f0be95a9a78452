from chassis.actor import Actor
from identity.domain.consent import Consent
from identity.domain.events import ConsentDecided
from identity.domain.unit_of_work import UnitOfWork
from identity.use_cases.access import me


def decide_consent(
    uow: UnitOfWork, actor: Actor, purpose: str, granted: bool, text_version: str
) -> list[Consent]:
    """Log a word on a purpose; the consents that hold now. Refuses: token_invalid."""
    account = me(uow, actor)
    uow.consents.log(Consent(account.id, purpose, granted, text_version, uow.now()))
    uow.publish(ConsentDecided(account.id, purpose, granted, uow.accounts.touch(account.id)))
    return uow.consents.current(account.id)
