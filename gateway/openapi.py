"""The public API described as OpenAPI 3.1, from the same declarations that answer it."""

from collections.abc import Iterator
from typing import Any

from apispec.ext.marshmallow.openapi import OpenAPIConverter

from contracts.operations import Route, Subject
from contracts.refusals import FIELD_MESSAGES
from contracts.services import REFUSALS, ROUTES, SUBJECTS
from gateway.schemas import new_spec
from gateway.uploads import MEDIA_TYPES

TITLE = "Capco public API"
VERSION = "1"
SAYS = (
    "Participation projects, what people write and vote in them, and the accounts of those who do. "
    "Path, query and JSON body together are one request. Refusals are RFC 9457 problems with a `code`; "
    "`Accept-Language` (fr, en) chooses their sentence. Lists are paged by an opaque `cursor`. "
    "Times are UTC, windows are half-open."
)
ALWAYS = ("too_many_requests", "internal_error", "overloaded", "unavailable", "invalid_input")
WRITES = (
    "malformed_json",
    "body_too_large",
    "unsupported_media_type",
    "outcome_unknown",
    "idempotency_key_reused",
)


def document() -> dict[str, Any]:
    spec, converter = new_spec(TITLE, version=VERSION, info={"description": SAYS})
    spec.options["tags"] = tags()
    spec.components.security_scheme(
        "token",
        {"type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": "The access token"},
    )
    spec.components.schema("Problem", component=problem_schema())
    shown = shown_names()
    for tag, route in tagged_routes():
        path, renamed = shown[route]
        spec.path(path=path, operations={route.method.lower(): _operation(route, tag, converter, renamed)})
    _live(spec)
    found: dict[str, Any] = spec.to_dict()
    return found


def public_subjects() -> Iterator[Subject]:
    return (subject for subjects in SUBJECTS.values() for subject in subjects if subject.routes)


def tags() -> list[dict[str, str]]:
    summaries = {subject.name: subject.summary for subject in public_subjects()}
    return [{"name": name, "description": summary} for name, summary in summaries.items()]


def tagged_routes() -> Iterator[tuple[str, Route]]:
    return ((subject.name, route) for subject in public_subjects() for route in subject.routes)


def shown_names() -> dict[Route, tuple[str, dict[str, str]]]:
    """Each route's path as it is shown. Routes in one place show the names of the first of them."""
    first: dict[tuple[str, ...], str] = {}
    shown = {}
    for route in ROUTES:
        shape = tuple("{}" if part.startswith("{") else part for part in route.full_path.split("/"))
        path = first.setdefault(shape, route.full_path)
        theirs = [part[1:-1] for part in path.split("/") if part.startswith("{")]
        shown[route] = path, dict(zip(route.path_names, theirs, strict=True))
    return shown


def _operation(
    route: Route, tag: str, converter: OpenAPIConverter, renamed: dict[str, str]
) -> dict[str, Any]:
    operation = route.operation
    described: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "tags": [tag],
        "x-capco-operation": operation.routing_key,
        "parameters": _parameters(route, converter, renamed),
        "responses": _responses(route),
        "security": [{"token": []}] if route.needs_sign_in else [{}, {"token": []}],
    }
    body = _body(route, converter)
    if body is not None:
        described["requestBody"] = body
    return described


def _parameters(route: Route, converter: OpenAPIConverter, renamed: dict[str, str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for name in route.path_names:
        schema = _without_default(converter.field2property(route.request.fields[name]))
        found.append({"name": renamed[name], "in": "path", "required": True, "schema": schema})
    if route.method in ("GET", "DELETE"):
        found += _query(route, converter)
    key = [KEY | {"required": route.key_required}] if route.is_command else []
    match = [MATCH] if route.if_match else []
    known = [NONE_MATCH] if route.cached else []
    return found + key + match + known + ([RANGE] if route.sends == "file" else [])


def _query(route: Route, converter: OpenAPIConverter) -> list[dict[str, Any]]:
    elsewhere = {*route.path_names, *(["version"] if route.if_match else [])}
    return [
        {
            "name": name,
            "in": "query",
            "required": field.required,
            "schema": _without_null(converter.field2property(field)),
        }
        for name, field in route.request.fields.items()
        if name not in elsewhere
    ]


def _header(name: str, says: str, **schema: Any) -> dict[str, Any]:
    return {"name": name, "in": "header", "description": says, "schema": {"type": "string", **schema}}


KEY = _header(
    "Idempotency-Key",
    "Chosen by the caller: the same key again gives the same answer, and nothing is done twice.",
    minLength=8,
    maxLength=200,
    pattern="^[\\x21-\\x7e]+$",
)
MATCH = _header("If-Match", 'The version that was read, `"<version>"`.', pattern='^"\\d+(-[0-9a-f]+)?"$') | {
    "required": True
}
NONE_MATCH = _header("If-None-Match", "The ETag one has: 304 when it is still the same.")
RANGE = _header("Range", "One range of bytes, to resume.", pattern="^bytes=\\d*-\\d*$")


def _without_default(schema: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in schema.items() if name not in ("default", "readOnly")}


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """A query string cannot say null: what may be null is left out instead."""
    kept = {name: value for name, value in schema.items() if not (name == "default" and value is None)}
    for name in ("type", "enum"):
        if isinstance(kept.get(name), list):
            kept[name] = [word for word in kept[name] if word not in ("null", None)]
    if isinstance(kept.get("type"), list) and len(kept["type"]) == 1:
        kept["type"] = kept["type"][0]
    return kept


FILE = {"type": "string", "format": "binary", "description": "The file itself, 20 MB at most."}


def _body(route: Route, converter: OpenAPIConverter) -> dict[str, Any] | None:
    if route.method in ("GET", "DELETE"):
        return None
    if route.takes_file:
        return {"required": True, "content": {kind.decode(): {"schema": FILE} for kind in MEDIA_TYPES}}
    elsewhere = {*route.path_names, *(["version"] if route.if_match else [])}
    schema = route.operation.request(exclude=tuple(elsewhere))
    if not schema.fields:
        return None
    content: dict[str, Any] = converter.schema2jsonschema(schema)  # type: ignore[no-untyped-call]
    required = any(field.required for field in schema.fields.values())
    return {"required": required, "content": {"application/json": {"schema": content}}}


def refusals_of(route: Route) -> list[str]:
    codes = [*ALWAYS, *route.operation.errors]
    if route.is_command:
        codes += WRITES
    if route.key_required:
        codes.append("idempotency_key_required")
    if route.if_match:
        codes += ["precondition_required", "stale_version"]
    if route.needs_sign_in:
        codes += ["sign_in_required", "forbidden"]
    if "cursor" in route.request.fields:
        codes.append("cursor_invalid")
    if route.request.fields:
        codes.append("not_found")
    return list(dict.fromkeys([*codes, "token_invalid", "token_stale"]))


def _responses(route: Route) -> dict[str, Any]:
    responses: dict[str, Any] = {str(route.status): _success(route)}
    if route.cached:
        responses["304"] = {"description": "What one has is still the same."}
    if route.sends == "file":
        responses["206"] = {"description": "The bytes that were asked for.", "content": {"*/*": {}}}
        responses["416"] = {"description": "The file ends before that."}
    by_status: dict[int, list[str]] = {}
    for code in refusals_of(route):
        by_status.setdefault(REFUSALS[code].status, []).append(code)
    for status, codes in sorted(by_status.items()):
        content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
        says = " or ".join(f"`{code}`" for code in codes)
        responses[str(status)] = {"description": says, "x-codes": codes, "content": content}
    return responses


def _success(route: Route) -> dict[str, Any]:
    if route.sends == "file":
        return {"description": "The file, as an attachment.", "content": {"*/*": {}}}
    answer: dict[str, Any] = {
        "description": (route.operation.response.__doc__ or "").strip() or route.operation.summary,
        "content": {"application/json": {"schema": route.operation.response}},
    }
    headers: dict[str, Any] = {}
    if route.cached or "version" in route.operation.response().fields:
        headers["ETag"] = {"schema": {"type": "string"}}
    if route.location:
        headers["Location"] = {"schema": {"type": "string"}}
    return answer | ({"headers": headers} if headers else {})


def problem_schema() -> dict[str, Any]:
    complaint = {
        "type": "object",
        "required": ["field", "code", "detail"],
        "properties": {
            "field": {"type": "string", "description": "The field's dotted path."},
            "code": {"type": "string", "enum": sorted(FIELD_MESSAGES)},
            "limit": {"type": "string"},
            "detail": {"type": "string"},
        },
    }
    return {
        "type": "object",
        "description": "Why not (RFC 9457). Details, such as `retry_after`, stand beside these members.",
        "required": ["type", "title", "status", "code", "detail", "request_id"],
        "properties": {
            "type": {"type": "string", "format": "uri-reference"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "code": {"type": "string"},
            "detail": {"type": "string"},
            "request_id": {"type": "string"},
            "retry_after": {"type": "integer", "minimum": 1},
            "errors": {"type": "array", "items": complaint},
        },
    }


def _live(spec: Any) -> None:
    project = {
        "name": "project_id",
        "in": "path",
        "required": True,
        "schema": {"type": "string", "format": "uuid"},
    }
    spec.path(
        path="/api/v1/projects/{project_id}/figures/stream",
        operations={
            "get": {
                "operationId": "stream_figures",
                "summary": "A project's figures each time they change, as Server-Sent Events `figures`.",
                "tags": ["projects"],
                "parameters": [project, _header("Last-Event-ID", "The id of the last event one has.")],
                "security": [{}, {"token": []}],
                "responses": {
                    "200": {
                        "description": "A stream that stays open.",
                        "content": {"text/event-stream": {"schema": {"type": "string"}}},
                    }
                },
            }
        },
    )
