from chassis.actor import Actor
from identity.domain.consent import Consent
from identity.domain.desk import Desk
from identity.domain.events import ConsentDecided
from identity.use_cases.access import me


def decide_consent(desk: Desk, actor: Actor, purpose: str, granted: bool, text_version: str) -> list[Consent]:
    """Log a word on a purpose; the consents that hold now. Refuses: token_invalid."""
    account = me(desk, actor)
    desk.consents.log(Consent(account.id, purpose, granted, text_version, desk.now()))
    desk.tell(ConsentDecided(account.id, purpose, granted, desk.accounts.touch(account.id)))
    return desk.consents.current(account.id)
