"""The facts described: one JSON Schema each, and all of them as AsyncAPI 3.0."""

from typing import Any

from contracts.base import Fact
from contracts.services import FACTS
from gateway.schemas import new_spec

DIALECT = "https://json-schema.org/draft/2020-12/schema"
MEDIA_TYPE = "application/cloudevents+json"


def fact_schema(fact: Fact) -> dict[str, Any]:
    """The whole message: a CloudEvents 1.0 envelope around the fact's data."""
    _, converter = new_spec("facts", version="1")
    data: dict[str, Any] = converter.schema2jsonschema(fact.data)  # type: ignore[no-untyped-call]
    data.pop("additionalProperties", None)
    text = {"type": "string"}
    return {
        "$schema": DIALECT,
        "$id": f"{fact.name}.json",
        "title": fact.name,
        "description": fact.says,
        "type": "object",
        "required": [
            "specversion", "id", "source", "type", "subject", "time", "datacontenttype", "aggregateid",
            "aggregateversion", "data",
        ],
        "properties": {
            "specversion": {"const": "1.0"},
            "id": {**text, "format": "uuid", "description": "Of this fact: a hearer acts once per id."},
            "source": {"const": f"/{fact.service}"},
            "type": {"const": fact.name},
            "subject": {**text, "description": f"{fact.aggregate}/<id>"},
            "time": {**text, "format": "date-time"},
            "datacontenttype": {"const": "application/json"},
            "aggregateid": {**text, "format": "uuid"},
            "aggregateversion": {"type": "integer", "minimum": 0, "description": "Older ones are ignored."},
            "traceparent": text,
            "data": data,
        },
    }  # fmt: skip


def document() -> dict[str, Any]:
    facts = [fact for told in FACTS.values() for fact in told]
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Capco facts",
            "version": "1.0.0",
            "description": "What each service tells, in the past tense: ids, never personal data.",
        },
        "defaultContentType": MEDIA_TYPE,
        "channels": {fact.name: _channel(fact) for fact in facts},
        "operations": {f"tell {fact.name}": _telling(fact) for fact in facts},
        "components": {
            "messages": {fact.name: _message(fact) for fact in facts},
            "schemas": {fact.name: fact_schema(fact) for fact in facts},
        },
    }


def _channel(fact: Fact) -> dict[str, Any]:
    exchange = {"name": f"{fact.service}.events", "type": "topic", "durable": True, "autoDelete": False}
    return {
        "address": fact.name,
        "description": fact.says,
        "messages": {fact.event: {"$ref": f"#/components/messages/{fact.name}"}},
        "bindings": {"amqp": {"is": "routingKey", "exchange": exchange, "bindingVersion": "0.3.0"}},
    }


def _telling(fact: Fact) -> dict[str, Any]:
    return {
        "action": "send",
        "channel": {"$ref": f"#/channels/{fact.name}"},
        "messages": [{"$ref": f"#/channels/{fact.name}/messages/{fact.event}"}],
        "bindings": {"amqp": {"deliveryMode": 2, "mandatory": True, "bindingVersion": "0.3.0"}},
    }


def _message(fact: Fact) -> dict[str, Any]:
    return {
        "name": fact.name,
        "title": fact.says,
        "contentType": MEDIA_TYPE,
        "payload": {"$ref": f"#/components/schemas/{fact.name}"},
    }
