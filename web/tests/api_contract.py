"""Holds each exchange of a double against the published OpenAPI document, so that pages are tried on what they will meet.

Formats such as `uuid` are not held: the doubles name things in words.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema_rs import Draft202012Validator, Registry

DOCUMENT = Path(__file__).parents[2] / "contracts" / "published" / "openapi.json"
BASE = "urn:openapi"
JSON, PROBLEM = "application/json", "application/problem+json"
SAMPLES = {  # by format or pattern
    "uuid": "00000000-0000-4000-8000-00000000beef",
    "date-time": "2026-11-02T08:00:00+00:00",
    "^#[0-9a-fA-F]{6}$": "#1f4e8c",
}
UNREAD = {400, 422}  # the statuses of a refused request, which then need not fit its schema


@dataclass(frozen=True)
class Exchange:
    method: str
    path: str
    headers: Mapping[str, str]
    query: Mapping[str, str]
    request: Any
    status: int
    response: Any
    media_type: str


class Schema:
    """One schema of the document, compiled."""

    def __init__(self, schema: dict[str, Any], registry: Registry) -> None:
        self.validator = Draft202012Validator(schema, registry=registry)

    def complaints(self, value: Any, of: str) -> Iterator[str]:
        if self.validator.is_valid(value):
            return
        for error in self.validator.iter_errors(value):
            where = "/".join(str(part) for part in error.instance_path)
            yield f"{of} {where}: {error.message[:300]}" if where else f"{of}: {error.message[:300]}"


class Operation:
    """What one method of one path takes and answers."""

    def __init__(self, path: str, declared: Mapping[str, Any], registry: Registry) -> None:
        self.declared, self.registry = declared, registry
        self.name: str = declared["operationId"]
        self.pattern = re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path))
        self.parameters = {place: self._parameters(place) for place in ("path", "query", "header")}
        self.schemas: dict[object, Schema] = {}

    def _parameters(self, place: str) -> dict[str, Any]:
        return {each["name"]: each for each in self.declared["parameters"] if each["in"] == place}

    def schema(self, key: object, schema: dict[str, Any]) -> Schema:
        """Compiled when it is first needed: a test of one page asks for few."""
        if key not in self.schemas:
            self.schemas[key] = Schema(schema, self.registry)
        return self.schemas[key]

    def deviations(self, exchange: Exchange) -> Iterator[str]:
        if exchange.status not in UNREAD:
            yield from self._of_request(exchange)
        yield from self._of_response(exchange)

    def _of_request(self, exchange: Exchange) -> Iterator[str]:
        path = self.pattern.fullmatch(exchange.path)
        given = {"path": path.groupdict() if path else {}, "query": exchange.query}
        for place, parameters in self.parameters.items():
            if place == "header":
                found = {name: exchange.headers[name] for name in parameters if name in exchange.headers}
            else:
                found = dict(given[place])
            yield from self._of_parameters(place, parameters, found)
        body = self.declared.get("requestBody")
        if body is None:
            if exchange.request is not None:
                yield "body: this operation takes none"
        elif exchange.request is None:
            if body.get("required"):
                yield "body: missing"
        else:
            yield from self._of_body(exchange, body["content"])

    def _of_parameters(self, place: str, parameters: dict[str, Any], given: dict[str, str]) -> Iterator[str]:
        if not parameters and not given:
            return
        schema = self.schema(
            place,
            {
                "properties": {name: each["schema"] for name, each in parameters.items()},
                "required": [name for name, each in parameters.items() if each.get("required")],
                "additionalProperties": False,
            },
        )
        values = {name: _typed(value, parameters.get(name)) for name, value in given.items()}
        yield from schema.complaints(values, place)

    def _of_body(self, exchange: Exchange, content: Mapping[str, Any]) -> Iterator[str]:
        media_type = exchange.headers.get("Content-Type", "").partition(";")[0]
        if media_type not in content:
            yield f"body: of {media_type}, not of {', '.join(content)}"
        elif media_type == JSON:
            yield from self.schema("body", content[JSON]["schema"]).complaints(exchange.request, "body")

    def _of_response(self, exchange: Exchange) -> Iterator[str]:
        response = self.declared["responses"].get(str(exchange.status))
        if response is None:
            yield f"status {exchange.status}: not one of {', '.join(self.declared['responses'])}"
            return
        content = response.get("content", {})
        if PROBLEM in content:
            schema = self.schema(PROBLEM, content[PROBLEM]["schema"])
            yield from schema.complaints(exchange.response, "problem")
            if (
                isinstance(exchange.response, dict)
                and exchange.response.get("code") not in response["x-codes"]
            ):
                codes = ", ".join(response["x-codes"])
                yield f"problem: {exchange.response.get('code')} is not one of {codes}"
        elif JSON in content:
            schema = self.schema(exchange.status, content[JSON]["schema"])
            yield from schema.complaints(exchange.response, f"reply {exchange.status}")
        elif "*/*" not in content and exchange.media_type not in content and exchange.response:
            yield f"reply {exchange.status}: {exchange.media_type} is not one of {', '.join(content)}"


class ApiContract:
    """The published document, read once."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        closed = {name: _closed(schema) for name, schema in document["components"]["schemas"].items()}
        closed["Problem"].pop("additionalProperties")  # details of a refusal stand beside its members
        registry = Registry([(BASE, {"components": {"schemas": closed}})])
        self.schemas = closed
        self.operations: dict[str, list[Operation]] = {}
        # A path with fewer placeholders wins, as at the gateway.
        for path, methods in sorted(document["paths"].items(), key=lambda each: each[0].count("{")):
            for method, declared in methods.items():
                operation = Operation(path, _based(declared), registry)
                self.operations.setdefault(method.upper(), []).append(operation)

    def deviations(self, exchange: Exchange) -> list[str]:
        """What the contract does not allow in this exchange, each as one line."""
        named = f"{exchange.method} {exchange.path}"
        for operation in self.operations.get(exchange.method, []):
            if operation.pattern.fullmatch(exchange.path):
                found = operation.deviations(exchange)
                return [f"{named} ({operation.name}) {each}" for each in found]
        return [f"{named}: no such operation"]

    def sample(self, method: str, path: str, status: int) -> Any:
        """A body that the operation may answer, with every field its schema names."""
        for operation in self.operations[method]:
            if operation.pattern.fullmatch(path):
                return self._sample(operation.declared["responses"][str(status)]["content"][JSON]["schema"])
        raise LookupError(f"{method} {path}")

    def _sample(self, schema: Mapping[str, Any]) -> Any:
        if "$ref" in schema:
            return self._sample(self.schemas[schema["$ref"].rpartition("/")[2]])
        if "anyOf" in schema:
            return self._sample(schema["anyOf"][0])
        if "enum" in schema:
            return schema["enum"][0]
        kinds = schema.get("type", "object")
        kind = kinds if isinstance(kinds, str) else kinds[0]
        if kind == "object":
            return {name: self._sample(each) for name, each in schema.get("properties", {}).items()}
        if kind == "string":
            usual = "x" * max(1, schema.get("minLength", 1))
            return SAMPLES.get(schema.get("format") or schema.get("pattern", ""), usual)
        return {"array": [], "boolean": True}.get(kind, schema.get("minimum", 1))


@cache
def published() -> ApiContract:
    return ApiContract(json.loads(DOCUMENT.read_text()))


def _closed(schema: Any) -> Any:
    """The schema of a reply without fields beyond those it names: what a double adds, no gateway says."""
    if isinstance(schema, list):
        return [_closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    found = {name: _closed(value) for name, value in schema.items()}
    if isinstance(schema.get("properties"), dict):
        found.setdefault("additionalProperties", False)
    return found


def _based(declared: Any) -> Any:
    """References in an operation, made to lead into the document."""
    if isinstance(declared, list):
        return [_based(each) for each in declared]
    if not isinstance(declared, dict):
        return declared
    return {name: BASE + value if name == "$ref" else _based(value) for name, value in declared.items()}


def _typed(value: str, parameter: Mapping[str, Any] | None) -> str | int:
    """A parameter's text as the type its schema asks for, where it is of that type."""
    wanted = parameter["schema"].get("type") if parameter else None
    return int(value) if wanted == "integer" and value.lstrip("-").isdigit() else value
