"""The crawler itself, before pages that are broken in each way it must see."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests

from tests.crawl.crawler import Crawl

BOARD = "/votations/1/urne"
NUMBERS = range(1, 9)
PAGES: dict[str, str | int] = {
    "/": f'<link rel="stylesheet" href="/a.css"><a href="{BOARD}">Urne</a><a href="https://ailleurs.example/x">x</a>',
    BOARD: "".join(f'<a href="{BOARD}/lots/{number}">Lot {number}</a>' for number in NUMBERS),
    "/fine": '<a href="#there">ok</a><p id="there"></p><form action="/search"><input name="q">'
    '<select name="sort"><option value="new"><option value="old"></select></form>',
    "/search": "",
    "/a.css": "body { background: url(/b.css) }",
    "/b.css": "",
    **{f"{BOARD}/lots/{number}": "" for number in NUMBERS},
}


class Site(BaseHTTPRequestHandler):
    pages: dict[str, str | int] = {}

    def do_GET(self) -> None:
        found = self.pages.get(self.path.split("?")[0], 404)
        status, body = (found, "") if isinstance(found, int) else (200, found)
        self.send_response(status)
        self.send_header("Content-Type", "text/css" if self.path.endswith(".css") else "text/html")
        self.send_header("Content-Length", str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_said: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def crawl(site: str, pages: dict[str, str | int], begin: str = "/") -> Crawl:
    Site.pages = PAGES | pages
    rule = lambda path: path.rsplit("/", 1)[0] if "/lots/" in path else path  # noqa: E731
    return Crawl(site, requests.Session(), rule, most=2, more={f"{BOARD}/lots": 5}).run([begin])


def said(found: Crawl) -> list[tuple[str, str]]:
    return [(fault.what, fault.address.removeprefix(found.site)) for fault in found.faults]


def test_a_site_without_fault_has_none(site: str) -> None:
    found = crawl(site, {})
    assert said(found) == []
    assert found.external == {"https://ailleurs.example/x"}
    assert sum("/lots/" in address for address in found.visited) == 5  # not all eight: they are of one kind


def test_a_lot_that_answers_422_is_found(site: str) -> None:
    """U01"""
    lots: dict[str, str | int] = {f"{BOARD}/lots/{number}": 422 for number in NUMBERS}
    assert ("422", f"{BOARD}/lots/1") in said(crawl(site, lots))


@pytest.mark.parametrize(
    ("page", "fault"),
    [
        ('<a href="/gone">x</a>', ("404", "/gone")),
        ('<img src="/gone.png">', ("404", "/gone.png")),
        ('<a href="#nowhere">x</a>', ("leads to no place", "#nowhere")),
        ('<script src="https://cdn.example/a.js"></script>', ("third-party host", "https://cdn.example/a.js")),
        ('<link rel="stylesheet" href="//cdn.example/a.css">', ("third-party host", "http://cdn.example/a.css")),
        ('<p style="background: url(https://cdn.example/b)">', ("third-party host", "https://cdn.example/b")),
        ("<style>@import 'https://cdn.example/c';</style>", ("third-party host", "https://cdn.example/c")),
        ('<img srcset="/b.css 1x, https://cdn.example/d 2x">', ("third-party host", "https://cdn.example/d")),
    ],
)  # fmt: skip
def test_each_kind_of_fault_is_found(site: str, page: str, fault: tuple[str, str]) -> None:
    assert said(crawl(site, {"/fine": page}, "/fine")) == [fault]


def test_a_style_sheet_is_read_as_well(site: str) -> None:
    found = crawl(site, {"/b.css": "@import url('https://fonts.example/x.css');"})
    assert said(found) == [("third-party host", "https://fonts.example/x.css")]


def test_a_form_that_searches_is_sent_with_each_choice(site: str) -> None:
    found = crawl(site, {"/search": 500}, "/fine")
    assert said(found) == [
        ("500", "/search?q="),
        ("500", "/search?q=&sort=new"),
        ("500", "/search?q=&sort=old"),
    ]
