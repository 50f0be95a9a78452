"""The service's endpoints without broker and container: answered in the calling thread, on a real database."""

import time
import uuid
from collections.abc import Mapping
from typing import Any

import orjson

from chassis.config import Config
from chassis.dispatcher import OperationDispatcher
from chassis.envelope import CallEnvelope
from chassis.storage import Storage, Transaction
from chassis.tokens import Verifier
from contracts.operations import Operation
from contracts.refused import Refused
from identity import unit_of_work as identity_unit_of_work
from identity.clients.passwords import Argon2Passwords
from identity.domain.unit_of_work import UnitOfWork
from identity.service import IdentityService


def unit_of_work(tx: Transaction) -> UnitOfWork:
    """One outside a call, of what needs no setting."""
    return identity_unit_of_work.unit_of_work(tx, Config("identity", {}), Argon2Passwords())


class InProcess:
    """Answers as the container would."""

    def __init__(self, storage: Storage, environment: Mapping[str, str]) -> None:
        self.service = IdentityService()
        self.service.db = storage
        self.service.config = Config.from_environment("identity", environment)
        verifier = Verifier(self.service.config.text("TRUSTED_KEYS"))
        self.service.dispatcher = OperationDispatcher(
            storage, verifier, "identity", IdentityService.rights_table
        )

    def ask(
        self,
        operation: Operation,
        request: dict[str, Any] | None = None,
        token: str | None = None,
        key: str | None = None,
        *,
        client_address: str = "192.0.2.1",
    ) -> dict[str, Any]:
        """The answer as JSON values. Raises Refused."""
        envelope = CallEnvelope(
            operation=operation.name,
            request=orjson.loads(orjson.dumps(request or {}, default=str)),
            reply_to="",
            correlation_id="",
            deadline=time.time() + 10,
            token=token,
            language="fr",
            key=key or uuid.uuid4().hex,
            request_id="",
            traceparent=None,
            client_address=client_address,
        )
        reply = orjson.loads(getattr(self.service, operation.name)(envelope))
        if reply["error"]:
            error = reply["error"]
            raise Refused(error["code"], fields=error["fields"], **error["details"])
        result: dict[str, Any] = reply["result"]
        return result
