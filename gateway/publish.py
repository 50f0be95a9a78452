"""Freezes what is promised to the world in `contracts/published/`.

    python -m gateway.publish            writes the documents; refuses to break what was published
    python -m gateway.publish --check    fails when they are not current, and says what would break
    python -m gateway.publish --break    writes them although something breaks: a new major version

To break is to make a message that a reader of the last version cannot read, or to refuse what a writer of
the last version sends. The judge is jsoncompat, per role; what it does not read is compared word for word.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from contracts.services import FACTS
from gateway import asyncapi, openapi

PUBLISHED = Path(__file__).resolve().parents[1] / "contracts" / "published"
Documents = dict[str, Any]
UNREAD = (
    "pattern",
    "format",
    "unevaluatedProperties",
    "contentEncoding",
    "contentMediaType",
    "const",
    "uniqueItems",
)
SAID = frozenset({"$id", "$schema", "title", "description"})


def current() -> Documents:
    """The documents by file name, as the declarations are now."""
    documents: Documents = {"openapi.json": openapi.document(), "asyncapi.json": asyncapi.document()}
    for told in FACTS.values():
        documents |= {f"facts/{fact.name}.json": asyncapi.fact_schema(fact) for fact in told}
    return documents


def published(folder: Path = PUBLISHED) -> Documents:
    files = sorted(folder.rglob("*.json"))
    return {str(file.relative_to(folder)): json.loads(file.read_text()) for file in files}


def breaks(before: Documents, now: Documents) -> Iterator[str]:
    """What someone relying on `before` could no longer rely on, one sentence each."""
    for name, schema in before.items():
        if name.startswith("facts/"):
            yield from _broken_fact(name, schema, now.get(name))
    if "openapi.json" in before:
        yield from _broken_api(before["openapi.json"], now["openapi.json"])


def _broken_fact(name: str, before: Any, now: Any) -> Iterator[str]:
    if now is None:
        yield f"{name}: no longer told"
    elif before != now and not _compatible(before, now, "both"):
        yield f"{name}: changed so that a hearer or a kept fact does not fit; tell a new version beside it"


def _broken_api(before: Any, now: Any) -> Iterator[str]:
    for path, methods in before["paths"].items():
        for method, operation in methods.items():
            place = f"{method.upper()} {path}"
            after = now["paths"].get(path, {}).get(method)
            if after is None:
                yield f"{place}: gone"
                continue
            yield from _broken_parameters(place, operation, after)
            yield from _broken_body(place, operation, after, before, now)
            yield from _broken_answers(place, operation, after, before, now)


def _broken_parameters(place: str, before: Any, now: Any) -> Iterator[str]:
    known = {(parameter["in"], parameter["name"]): parameter for parameter in before.get("parameters", [])}
    after = {(parameter["in"], parameter["name"]): parameter for parameter in now.get("parameters", [])}
    for key, parameter in after.items():
        old = known.get(key)
        if parameter.get("required") and not (old and old.get("required")) and key[0] != "path":
            yield f"{place}: {key[1]} is required now"
        elif old and not _compatible(old["schema"], parameter["schema"], "deserializer"):
            yield f"{place}: {key[1]} takes less than before"
    for kind, name in known.keys() - after.keys():
        if kind == "query":
            yield f"{place}: {name} is not taken any more"


def _broken_body(place: str, before: Any, now: Any, old: Any, new: Any) -> Iterator[str]:
    schema, after = _body_schema(before), _body_schema(now)
    if schema is None:
        if now.get("requestBody", {}).get("required") and not before.get("requestBody", {}).get("required"):
            yield f"{place}: a body is required now"
    elif after is None or not _compatible(_standing(schema, old), _standing(after, new), "deserializer"):
        yield f"{place}: the body takes less than before"


def _body_schema(operation: Any) -> Any:
    content = operation.get("requestBody", {}).get("content", {})
    return content.get("application/json", {}).get("schema")


def _broken_answers(place: str, before: Any, now: Any, old: Any, new: Any) -> Iterator[str]:
    for status, response in before["responses"].items():
        schema = response.get("content", {}).get("application/json", {}).get("schema")
        if schema is None:
            continue
        after = now["responses"].get(status, {}).get("content", {}).get("application/json", {}).get("schema")
        if after is None:
            yield f"{place}: no longer answers {status}"
        elif not _compatible(_standing(schema, old), _standing(after, new), "serializer"):
            yield f"{place}: answers {status} with what a reader does not expect"


def _standing(schema: Any, document: Any) -> Any:
    """A schema that stands alone: the components it refers to are its own definitions."""
    needed: dict[str, Any] = {}
    waiting = _referred(schema)
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed[name] = document["components"]["schemas"][name]
            waiting |= _referred(needed[name])
    alone = json.dumps({"schema": schema, "$defs": needed}).replace("#/components/schemas/", "#/$defs/")
    parts = json.loads(alone)
    return {**parts["schema"], "$defs": parts["$defs"]}


def _referred(schema: Any) -> set[str]:
    if isinstance(schema, dict):
        own = {schema["$ref"].rsplit("/", 1)[1]} if isinstance(schema.get("$ref"), str) else set()
        return own.union(*(_referred(value) for value in schema.values()))
    if isinstance(schema, list):
        return set().union(*(_referred(value) for value in schema))
    return set()


def _compatible(before: Any, now: Any, role: Literal["serializer", "deserializer", "both"]) -> bool:
    from jsoncompat import check_compat  # a tool of the tests, absent where the gateway runs

    before, now = _bare(before), _bare(now)
    if before == now:
        return True
    return _is_word_for_word(before, now) and bool(check_compat(json.dumps(before), json.dumps(now), role))


def _is_word_for_word(before: Any, now: Any) -> bool:
    """Whether what jsoncompat does not read is unchanged, wherever both have a schema. Which of two patterns takes
    more, no one can tell by reading: a changed one is a new promise."""
    if isinstance(before, list) and isinstance(now, list):
        return all(_is_word_for_word(old, new) for old, new in zip(before, now, strict=False))
    if not (isinstance(before, dict) and isinstance(now, dict)):
        return True
    same = all(before.get(word) == now.get(word) for word in UNREAD if _is_keyword(word, before, now))
    return same and all(_is_word_for_word(before[name], now[name]) for name in before.keys() & now.keys())


def _is_keyword(word: str, *schemas: Any) -> bool:
    """A property may be called `format` or `pattern`: then a schema is its value."""
    return not any(isinstance(schema.get(word), dict) for schema in schemas)


def _bare(schema: Any) -> Any:
    """A schema without what is only said: a property may be called `title`, but is never a text."""
    if isinstance(schema, dict):
        return {
            name: _bare(value)
            for name, value in schema.items()
            if not (name in SAID and isinstance(value, str))
        }
    if isinstance(schema, list):
        return [_bare(value) for value in schema]
    return schema


def write(documents: Documents, folder: Path = PUBLISHED) -> None:
    for file in folder.rglob("*.json"):
        if str(file.relative_to(folder)) not in documents:
            file.unlink()
    for name, document in documents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(as_text(document))


def as_text(document: Any) -> str:
    return json.dumps(document, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def main(arguments: list[str] | None = None, folder: Path = PUBLISHED) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--break", action="store_true", dest="breaking")
    options = parser.parse_args(arguments)
    before, now = published(folder), current()
    if as_text(before) == as_text(now):
        return 0
    broken = list(breaks(before, now))
    for sentence in broken:
        print(sentence, file=sys.stderr)
    if options.check:
        print("contracts/published is not current: python -m gateway.publish", file=sys.stderr)
        return 1
    if broken and not options.breaking:
        print("not written: it would break the above (--break to do so)", file=sys.stderr)
        return 1
    write(now, folder)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
