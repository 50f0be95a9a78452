"""How an operation is answered: who asks, what they ask, one transaction, one kept answer, one reply."""

import hashlib
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from typing import Any, TypeVar

import orjson
from marshmallow import ValidationError
from sqlalchemy import exc as database

from chassis import logs, metrics, tracing
from chassis.actor import NOBODY, Actor
from chassis.envelope import CallEnvelope
from chassis.operations import Call, Endpoint
from chassis.storage import Storage, is_unavailable, lock_number
from chassis.tokens import TokenInvalid, Verifier
from contracts.operations import ANYONE, INTERNAL, SIGNED_IN
from contracts.refused import Refused, StalePreload

WITHOUT_TABLE = frozenset({ANYONE, SIGNED_IN, INTERNAL})  # what needs no table of roles
ISSUER_OF_PEOPLE = "identity"
TRIES = 3
PLAN_OUTDATED = "0A000"  # "cached plan must not change result type"
COMPLAINTS_AT_MOST = 20
T = TypeVar("T")
Complain = Callable[[dict[str, Any]], dict[str, list[str]]]


class OperationDispatcher:
    """Answers calls for one service process."""

    def __init__(
        self, storage: Storage, verifier: Verifier, service: str, table: dict[str, frozenset[str]]
    ) -> None:
        self.storage = storage
        self.verifier = verifier
        self.service = service
        self.table = table

    def answer(self, endpoint: Endpoint, service: Any, envelope: CallEnvelope) -> bytes:
        """The reply's body. Never raises."""
        started = time.perf_counter()
        name = endpoint.operation.name
        with tracing.continued(envelope.traceparent, name):
            try:
                reply, outcome = (
                    b'{"error":null,"result":' + self._answer(endpoint, service, envelope) + b"}",
                    "ok",
                )
            except Refused as refused:
                reply, outcome = error_body(refused), refused.code
            except Exception as error:  # noqa: BLE001
                outcome = "unavailable" if is_unavailable(error) else "internal_error"
                logs.get_logger().error(
                    "call_failed", operation=name, outcome=outcome, error=type(error).__name__,
                    where=logs.where(error), request_id=envelope.request_id,
                )  # fmt: skip
                reply = error_body(Refused(outcome))
        metrics.CALLS.labels(name, outcome).inc()
        metrics.CALL_SECONDS.labels(name).observe(time.perf_counter() - started)
        return reply

    def _answer(self, endpoint: Endpoint, service: Any, envelope: CallEnvelope) -> bytes:
        complain = partial(endpoint.complaints, service) if endpoint.complaints else None
        call = self._call(endpoint, envelope, complain)
        if endpoint.preload is None:
            return self._carry_out(endpoint, service, call)
        try:
            call.preloaded = self._retried(endpoint.preload, service, call)
        except Refused:
            kept = self._kept(endpoint, call)  # what was done before may be why it cannot be prepared again
            if kept is None:
                raise
            return kept
        try:
            return self._carry_out(endpoint, service, call)
        except StalePreload:
            call.preloaded = self._retried(endpoint.preload, service, call)
        return self._carry_out(endpoint, service, call)

    def _carry_out(self, endpoint: Endpoint, service: Any, call: Call) -> bytes:
        act = self._query if endpoint.operation.kind == "query" else self._command
        return self._retried(act, endpoint, service, call)

    def _retried(self, work: Callable[..., T], *arguments: Any) -> T:
        for attempt in range(TRIES):
            try:
                return work(*arguments)
            except (database.OperationalError, database.NotSupportedError) as error:
                if attempt == TRIES - 1 or not self._is_worth_another_try(error):
                    raise
        raise AssertionError("unreachable")

    def _is_worth_another_try(self, error: database.DBAPIError) -> bool:
        """The transaction was undone. After a migration each connection would fail once at what it had prepared."""
        if getattr(error.orig, "sqlstate", None) == PLAN_OUTDATED:
            self.storage.engine.dispose()
            return True
        return _is_deadlock(error)

    def _query(self, endpoint: Endpoint, service: Any, call: Call) -> bytes:
        with self.storage.snapshot() as transaction:
            return self._dump(endpoint, call, endpoint.carry_out(service, call, transaction))

    def _kept(self, endpoint: Endpoint, call: Call) -> bytes | None:
        return (
            IdempotencyStore(self.storage, endpoint, call).find(after_others=True)
            if endpoint.stores_response
            else None
        )

    def _call(self, endpoint: Endpoint, envelope: CallEnvelope, complain: Complain | None) -> Call:
        actor = self.actor_of(endpoint, envelope.token)
        if endpoint.operation.access == SIGNED_IN and actor.id is None:
            raise Refused("sign_in_required")
        request = load(endpoint.request_schema, envelope.request, complain)
        if endpoint.stores_response and envelope.key is None:
            raise Refused("idempotency_key_required")
        return Call(
            endpoint=endpoint,
            actor=actor,
            request=request,
            language=envelope.language,
            key=envelope.key,
            request_id=envelope.request_id,
            client_address=envelope.client_address,
            deadline=envelope.deadline,
            token=envelope.token,
            table=self.table,
            permitted=endpoint.operation.access in WITHOUT_TABLE,
        )

    def actor_of(self, endpoint: Endpoint, token: str | None) -> Actor:
        """Who asks. A token for an internal operation is signed by a sibling for this service alone."""
        if token is None:
            if endpoint.operation.callers:
                raise Refused("forbidden")
            return NOBODY
        try:
            if endpoint.operation.callers:
                claims = self.verifier.verify(token, self.service)
                if claims["iss"] not in endpoint.operation.callers:
                    raise Refused("forbidden")
            else:
                claims = self.verifier.verify(token)
                if claims["iss"] != ISSUER_OF_PEOPLE:
                    raise Refused("token_invalid")
            return Actor.from_claims(claims, ISSUER_OF_PEOPLE)
        except (TokenInvalid, KeyError, ValueError, TypeError):
            raise Refused("token_invalid") from None

    def _command(self, endpoint: Endpoint, service: Any, call: Call) -> bytes:
        """Run the method and keep its answer under its key, or give the answer kept before."""
        keeper = IdempotencyStore(self.storage, endpoint, call) if endpoint.stores_response else None
        try:
            with self.storage.transaction(keeper.lock if keeper else None) as transaction:
                body = self._dump(endpoint, call, endpoint.carry_out(service, call, transaction))
                if keeper and not transaction.write_facts_and_answer(keeper.row(body)):
                    raise IdempotencyConflict  # noqa: TRY301
        except IdempotencyConflict:
            assert keeper is not None  # noqa: S101
            return keeper.stored_or_unavailable()
        except Refused:
            # An earlier attempt, whose answer was lost, may have been in time and not be committed yet.
            kept = keeper.find(after_others=True) if keeper else None
            if kept is None:
                raise
            return kept
        except database.IntegrityError:
            # Two identical commands met at a unique constraint; the winner's answer is this one's too.
            kept = keeper.find() if keeper else None
            if kept is None:
                raise
            return kept
        return body

    def _dump(self, endpoint: Endpoint, call: Call, result: Any) -> bytes:
        if not call.permitted:
            raise RuntimeError(f"{endpoint.operation.name} never asked whether the actor may")
        return orjson.dumps(endpoint.response_schema.dump(result))


class IdempotencyConflict(Exception):
    """The idempotency key was answered before, or is being answered now."""


class IdempotencyStore:
    """Answers kept under (actor, key), so that a retry is harmless."""

    def __init__(self, storage: Storage, endpoint: Endpoint, call: Call) -> None:
        self._storage = storage
        self._actor = str(call.actor.id or call.actor.service or "anonymous")
        self._key = call.key or ""
        self._operation = endpoint.operation.name
        canonical = orjson.dumps(call.request, option=orjson.OPT_SORT_KEYS, default=str)
        self._hash = hashlib.sha256(canonical).digest()

    def row(self, body: bytes) -> dict[str, Any]:
        return {
            "actor": self._actor,
            "key": self._key,
            "operation": self._operation,
            "request_hash": self._hash,
            "answer": body.decode(),
        }

    @property
    def lock(self) -> int:
        return lock_number(f"{self._actor} {self._key}")

    def find(self, after_others: bool = False) -> bytes | None:
        """The kept answer, if asked once no other attempt under the key goes on.

        Raises Refused(idempotency_key_reused) when the key was used for something else.
        """
        kept = self._storage.stored_response(self._actor, self._key, self.lock if after_others else None)
        if kept is None:
            return None
        operation, request_hash, answer = kept
        if operation != self._operation or request_hash != self._hash:
            raise Refused("idempotency_key_reused")
        return answer.encode()

    def stored_or_unavailable(self) -> bytes:
        kept = self.find()
        if kept is None:
            raise Refused("unavailable")
        return kept


def load(schema: Any, request: dict[str, Any], complain: Complain | None = None) -> dict[str, Any]:
    """The request as Python values. Raises Refused(invalid_input) with codes by field, a score of them at most.

    `complain` says what the subject finds wrong with the fields that are well-formed: all is told at once.
    """
    if len(request) > len(schema.fields) + COMPLAINTS_AT_MOST:  # each unknown one would be looked at
        raise Refused(fields={"_schema": ["invalid"]})
    try:
        loaded: dict[str, Any] = schema.load(request)
        found: dict[str, list[str]] = {}
    except ValidationError as error:
        loaded = error.valid_data if isinstance(error.valid_data, dict) else {}
        found = flatten(error.messages)
    if complain is not None:
        found = complain({name: value for name, value in loaded.items() if name not in found}) | found
    if found:
        raise Refused(fields=found)
    return loaded


def flatten(messages: Any, prefix: str = "") -> dict[str, list[str]]:
    """marshmallow's nested complaints as dotted paths, the first of them: {"targets.0.target": ["required"]}."""
    return dict(islice(_paths(messages, prefix), COMPLAINTS_AT_MOST))


def _paths(messages: Any, prefix: str) -> Iterator[tuple[str, list[str]]]:
    if isinstance(messages, dict):
        for name, inner in messages.items():
            yield from _paths(inner, f"{prefix}.{name}" if prefix else str(name))
    else:
        yield prefix or "_schema", [str(message) for message in messages]


def error_body(refused: Refused) -> bytes:
    """A refusal in nameko's form of an error, with what a problem needs beside it."""
    error = {
        "exc_type": "Refused",
        "exc_path": "contracts.refused.Refused",
        "exc_args": [refused.code],
        "value": refused.code,
        "code": refused.code,
        "fields": refused.fields,
        "details": refused.details,
    }
    return orjson.dumps({"result": None, "error": error}, default=str)


def _is_deadlock(error: database.DBAPIError) -> bool:
    return getattr(error.orig, "sqlstate", None) in ("40P01", "40001")
