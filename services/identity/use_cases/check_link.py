from chassis.operations import query
from contracts.identity import accounts as ops
from contracts.refused import Refused
from identity.domain.credential import Credential, hash_secret
from identity.domain.unit_of_work import UnitOfWork
from identity.use_cases.mint_credential import content_of


@query(ops.check_link)
def check_link(uow: UnitOfWork, kind: str, token: str) -> Credential:
    """The link of a mail, as long as it works; nothing is changed. Refuses: link_expired, alike and by the same
    statements whether it is unknown, used, overtaken or over.
    """
    now = uow.now()
    credential = uow.credentials.of_secret(hash_secret(token), kind)
    if credential is None or not credential.is_open(now) or content_of(uow, credential, now) is None:
        raise Refused("link_expired")
    return credential
