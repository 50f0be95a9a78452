"""What travels: a call with its context, and a fact. Read by allow-list and type; anything else is malformed."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from chassis.clock import REFERENCE

LONGEST_DEADLINE_SECONDS = 10.0
USUAL_DEADLINE_SECONDS = 2.0
LEFT_HEADER = "capco.left_ms"
NOW_HEADER = "capco.now"  # in a reply: the answering service's time, which is its database's
LANGUAGES = ("fr", "en")


class Malformed(Exception):
    """A message that nobody can read. Its text says what is wrong, never what it held."""


@dataclass(frozen=True)
class CallEnvelope:
    """A request as it came off the queue. `deadline` is in seconds of this machine's monotonic clock."""

    operation: str
    request: dict[str, Any]
    reply_to: str
    correlation_id: str
    deadline: float
    token: str | None
    language: str
    key: str | None
    request_id: str
    traceparent: str | None
    client_address: str | None


@dataclass(frozen=True)
class ReceivedFact:
    """A fact as its hearer gets it. `aggregate_version` orders the facts of one aggregate."""

    id: UUID
    name: str
    aggregate_id: UUID
    aggregate_version: int
    occurred_at: datetime
    data: Mapping[str, Any]


def text_header(headers: Mapping[str, Any], name: str, longest: int) -> str | None:
    """A header that is a text of printable ASCII, or nothing."""
    value = headers.get(name)
    if isinstance(value, str) and 0 < len(value) <= longest and value.isascii() and value.isprintable():
        return value
    return None


def read_call(routing_key: str, body: bytes, properties: Mapping[str, Any], headers: Any) -> CallEnvelope:
    """Raises Malformed."""
    headers = headers if isinstance(headers, Mapping) else {}
    reply_to, correlation_id = properties.get("reply_to"), properties.get("correlation_id")
    if not (isinstance(reply_to, str) and isinstance(correlation_id, str)):
        raise Malformed("no reply address")
    try:
        content = orjson.loads(body)
        request = content["kwargs"]["request"] if content["kwargs"] else {}
    except (orjson.JSONDecodeError, KeyError, TypeError, IndexError):
        raise Malformed("not a call") from None
    if not isinstance(request, dict):
        raise Malformed("not a request")
    language = text_header(headers, "capco.language", 2)
    return CallEnvelope(
        operation=routing_key.rpartition(".")[2],
        request=request,
        reply_to=reply_to,
        correlation_id=correlation_id,
        deadline=time.monotonic() + _seconds_left(headers.get(LEFT_HEADER)),
        token=text_header(headers, "capco.token", 16_384),
        language=language if language in LANGUAGES else LANGUAGES[0],
        key=text_header(headers, "capco.key", 200),
        request_id=text_header(headers, "capco.request_id", 100) or "",
        traceparent=text_header(headers, "traceparent", 100),
        client_address=text_header(headers, "capco.client_address", 60),
    )


def seconds_left_header(seconds: float) -> str:
    """What is left of a deadline: whole milliseconds as text, since pika and amqp disagree on numbers in headers."""
    return str(max(int(seconds * 1000), 0))


def _seconds_left(value: Any) -> float:
    """A duration, never an instant: two machines' clocks may differ by minutes. The broker drops what waited longer."""
    if isinstance(value, str) and len(value) < 10 and value.isascii() and value.isdecimal():
        return min(int(value) / 1000, LONGEST_DEADLINE_SECONDS)
    return USUAL_DEADLINE_SECONDS


def fact_body(row: Mapping[str, Any], service: str) -> bytes:
    """The CloudEvents 1.0 envelope (structured JSON) of an outbox row."""
    head = {
        "specversion": "1.0",
        "id": str(row["id"]),
        "source": f"/{service}",
        "type": row["fact"],
        "subject": f"{row['aggregate']}/{row['aggregate_id']}",
        "time": row["occurred_at"].isoformat(),
        "datacontenttype": "application/json",
        "aggregateid": str(row["aggregate_id"]),
        "aggregateversion": row["aggregate_version"],
        "data": orjson.Fragment(row["data"]),
    }
    if row["traceparent"]:
        head["traceparent"] = row["traceparent"]
    return orjson.dumps(head)


def read_fact(body: bytes) -> tuple[ReceivedFact, str | None]:
    """The fact, its data not yet loaded by its schema, and its trace. Raises Malformed."""
    try:
        content = orjson.loads(body)
        fact = ReceivedFact(
            id=UUID(content["id"]),
            name=str(content["type"]),
            aggregate_id=UUID(content["aggregateid"]),
            aggregate_version=int(content["aggregateversion"]),
            occurred_at=datetime.fromisoformat(content["time"]),
            data=content["data"],
        )
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError, AttributeError):
        raise Malformed("not a fact") from None
    if not isinstance(fact.data, dict) or fact.occurred_at.tzinfo is None:
        raise Malformed("not a fact")
    fact = replace(fact, occurred_at=min(fact.occurred_at, REFERENCE.now()))  # what is told has happened
    if "\x00" in orjson.dumps(content["data"]).decode().replace("\\u0000", "\x00"):
        raise Malformed("a fact with a null character")
    traceparent = content.get("traceparent")
    return fact, traceparent if isinstance(traceparent, str) and len(traceparent) <= 100 else None
