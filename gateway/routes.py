"""Writes the list of routes: `python -m gateway.routes > docs/api-routes.md`."""

from contracts.operations import Route
from contracts.services import SUBJECTS

HEAD = """# Routes of the public API

Written by `python -m gateway.routes`; the whole description is `GET /api/v1/openapi.json`, browsable at
`/api/v1/docs`. Path, query and JSON body together are the operation's request: a name given twice must have
one value. **Key**: `Idempotency-Key` is required (elsewhere it may be given). **Match**: `If-Match` with the
ETag or `"<version>"` is required and stands for the field `version`. **Who**: `all` without signing in; the
service judges in any case. **Kept**: seconds an anonymous answer may be shared.
"""
BESIDES = """
## Besides operations

| method | path | answer |
|---|---|---|
| GET | `/api/v1/projects/{project_id}/figures/stream` | Server-Sent Events `figures`; `Last-Event-ID` |
| GET | `/api/v1/openapi.json` | OpenAPI 3.1 |
| GET | `/api/v1/docs` | the same, to browse |
| GET | `/api/v1/health` | the state of every service |
| GET | `/problems/{code}` | what a refusal means, in both languages |
| GET | `/healthz/live`, `/healthz/ready` | for whoever runs the gateway |
"""


def line(route: Route) -> str:
    marks = ["Key" if route.key_required else "", "Match" if route.if_match else ""]
    kept = f"{route.cached.seconds:g}" if route.cached else ""
    who = "" if route.needs_sign_in else "all"
    cells = (
        route.method,
        f"`{route.full_path}`",
        f"`{route.operation.routing_key}`",
        str(route.status),
        who,
        " ".join(mark for mark in marks if mark),
        kept,
    )
    return "| " + " | ".join(cells) + " |"


def by_subject() -> list[tuple[str, list[Route]]]:
    """The routes under the summary of their subject, which several services may share."""
    found: dict[str, tuple[str, list[Route]]] = {}
    for subject in (subject for subjects in SUBJECTS.values() for subject in subjects):
        if subject.routes:
            found.setdefault(subject.name, (subject.summary, []))[1].extend(subject.routes)
    return list(found.values())


def document() -> str:
    parts = [HEAD]
    for summary, routes in by_subject():
        table = [
            "| method | path | operation | status | who | needs | kept |",
            "|---|---|---|---|---|---|---|",
        ]
        parts.append("\n".join([f"\n## {summary}\n", *table, *map(line, routes)]) + "\n")
    return "".join([*parts, BESIDES])


if __name__ == "__main__":
    print(document(), end="")
