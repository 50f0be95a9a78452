"""What could not be handled, as a page on the internal port: to look, and to replay what is dead.

It shows where a handler failed and nothing of a fact's content. Whoever reaches the port may replay: at worst a
handler is asked once more to do what it takes in once.
"""

from collections.abc import Callable, Iterable
from html import escape
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

from chassis.parked import held, replay
from chassis.storage import Storage

LONGEST_BODY = 200
HTML = [
    ("Content-Type", "text/html; charset=utf-8"),
    ("Cache-Control", "no-store"),
    ("X-Frame-Options", "DENY"),
]
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Held facts of {service}</title>
<meta name="viewport" content="width=device-width"></head><body><h1>Held facts of {service}</h1>
<h2>Facts: {waiting_count}</h2>
<table><tr><th>state</th><th>fact</th><th>heard by</th><th>attempts</th><th>failed with</th><th>since</th><th></th></tr>
{waiting}</table>
<form method="post"><button name="fact" value="all">Try every dead fact again</button></form>
<h2>Messages nobody can read: {parked_count}</h2>
<table><tr><th>queue</th><th>why</th><th>bytes</th><th>when</th></tr>{parked}</table></body></html>"""


class ParkedPage:
    """A WSGI application: GET looks, POST replays `fact` (an id, or all)."""

    def __init__(self, storage: Storage, service: str) -> None:
        self._storage, self._service = storage, service

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] != "POST":
            start_response("200 OK", HTML)
            return [self._page().encode()]
        if environ.get("HTTP_ORIGIN") != f"http://{environ.get('HTTP_HOST')}":
            start_response("403 Forbidden", [("Content-Type", "text/plain")])
            return [b"only from this page\n"]
        length = min(int(environ.get("CONTENT_LENGTH") or 0), LONGEST_BODY)
        try:
            [asked] = parse_qs(environ["wsgi.input"].read(length).decode())["fact"]
            replay(self._storage, None if asked == "all" else UUID(asked))
        except (KeyError, ValueError):
            start_response("400 Bad Request", [("Content-Type", "text/plain")])
            return [b"fact: an id, or all\n"]
        start_response("303 See Other", [("Location", environ["PATH_INFO"])])
        return [b""]

    def _page(self) -> str:
        waiting, parked = held(self._storage)
        return PAGE.format(
            service=escape(self._service),
            waiting_count=len(waiting),
            waiting="".join(_row(_of_fact(row), _button(row)) for row in waiting),
            parked_count=len(parked),
            parked="".join(_row((row.queue, row.reason, row.size_bytes, row.parked_at)) for row in parked),
        )


def _of_fact(row: Any) -> tuple[Any, ...]:
    return (row.status, f"{row.fact} {row.fact_id}", row.handler, row.attempts, row.error, row.received_at)


def _button(row: Any) -> str:
    if row.status != "dead":
        return ""
    return f'<form method="post"><button name="fact" value="{row.fact_id}">Try again</button></form>'


def _row(cells: tuple[Any, ...], act: str = "") -> str:
    return "<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in cells) + f"<td>{act}</td></tr>"
