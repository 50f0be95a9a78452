"""The public API's description as one page to read: no script, nothing from elsewhere."""

import html
from functools import cache
from typing import Any

from gateway.openapi import document

STYLE = """
body{font:1rem/1.5 system-ui,sans-serif;max-width:70rem;margin:0 auto;padding:1rem;color:#161616;
background:#fff}
summary{cursor:pointer;padding:.4rem 0}summary b{display:inline-block;min-width:4.5rem}code{font-size:.95em}
details{border-bottom:1px solid #ccc}details>div{padding:0 0 1rem 4.5rem}table{border-collapse:collapse}
td,th{text-align:left;vertical-align:top;padding:.2rem .8rem .2rem 0;border-top:1px solid #eee}
nav a{margin-right:1rem}:focus-visible{outline:3px solid #0050b3;outline-offset:2px}
"""


def page(nonce: str) -> str:
    return _page().replace("{nonce}", nonce)


@cache
def _page() -> str:
    api = document()
    by_tag: dict[str, list[str]] = {tag["name"]: [] for tag in api["tags"]}
    for path, methods in api["paths"].items():
        for method, operation in methods.items():
            by_tag[operation["tags"][0]].append(_operation(method.upper(), path, operation))
    says = {tag["name"]: tag["description"] for tag in api["tags"]}
    contents = "".join(f'<a href="#{_text(tag)}">{_text(tag)}</a>' for tag in by_tag)
    sections = "".join(
        f'<section id="{_text(tag)}"><h2>{_text(says[tag])}</h2>{"".join(found)}</section>'
        for tag, found in by_tag.items()
    )
    schemas = "".join(_schema(name, schema) for name, schema in sorted(api["components"]["schemas"].items()))
    title = _text(api["info"]["title"])
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<style nonce="{{nonce}}">{STYLE}</style></head><body><main><h1>{title}</h1>'
        f'<p>{_text(api["info"]["description"])} <a href="/api/v1/openapi.json">openapi.json</a></p>'
        f'<nav aria-label="Subjects">{contents}<a href="#schemas">schemas</a></nav>{sections}'
        f'<section id="schemas"><h2>Schemas</h2>{schemas}</section></main></body></html>'
    )


def _operation(method: str, path: str, operation: dict[str, Any]) -> str:
    parameters = "".join(_parameter(parameter) for parameter in operation.get("parameters", []))
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    responses = "".join(
        f"<tr><th>{_text(status)}</th><td>{_response(response)}</td></tr>"
        for status, response in operation["responses"].items()
    )
    return (
        f"<details><summary><b>{method}</b> <code>{_text(path)}</code> "
        f"{_text(operation['summary'])}</summary><div>"
        + (f"<h3>Parameters</h3><table>{parameters}</table>" if parameters else "")
        + (f"<h3>Body</h3>{_properties(body)}" if body else "")
        + f"<h3>Answers</h3><table>{responses}</table></div></details>"
    )


def _parameter(parameter: dict[str, Any]) -> str:
    must = "required" if parameter.get("required") else ""
    return (
        f"<tr><th><code>{_text(parameter['name'])}</code></th><td>{_text(parameter['in'])}</td><td>{must}</td>"
        f"<td>{_kind(parameter['schema'])} {_text(parameter.get('description', ''))}</td></tr>"
    )


def _response(response: dict[str, Any]) -> str:
    shown = _text(response["description"])
    if "x-codes" in response:
        return " ".join(
            f'<a href="/problems/{_text(code)}"><code>{_text(code)}</code></a>'
            for code in response["x-codes"]
        )
    schema = response.get("content", {}).get("application/json", {}).get("schema")
    return f"{shown} {_kind(schema)}" if schema else shown


def _schema(name: str, schema: dict[str, Any]) -> str:
    says = _text(schema.get("description", ""))
    return (
        f'<details id="schema-{_text(name)}"><summary><code>{_text(name)}</code> {says}</summary>'
        f"<div>{_properties(schema)}</div></details>"
    )


def _properties(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return _kind(schema)
    required = set(schema.get("required", []))
    rows = "".join(
        f"<tr><th><code>{_text(name)}</code></th><td>{'required' if name in required else ''}</td>"
        f"<td>{_kind(kind)}</td></tr>"
        for name, kind in schema.get("properties", {}).items()
    )
    return f"<table>{rows}</table>"


def _kind(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        name = _text(schema["$ref"].rsplit("/", 1)[1])
        return f'<a href="#schema-{name}">{name}</a>'
    if "items" in schema:
        return f"list of {_kind(schema['items'])}"
    kind = schema.get("type", "any")
    words = " or ".join(kind) if isinstance(kind, list) else str(kind)
    told = [f"{name} {value}" for name, value in schema.items() if name in SHOWN]
    if "enum" in schema:
        told.append("one of " + ", ".join(str(word) for word in schema["enum"]))
    return _text(", ".join([words, *told]))


SHOWN = (
    "format",
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "minItems",
    "maxItems",
    "default",
    "pattern",
)


def _text(value: object) -> str:
    return html.escape(str(value), quote=True)
