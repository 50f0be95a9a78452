"""The front end against a gateway double, in-process or served for a browser."""

import base64
import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from werkzeug.test import TestResponse
from werkzeug.wrappers import Response

from web import build
from web.app import create_app
from web.core import labels
from web.core.config import Config
from web.organise import audit_sentences
from web.tests import participation_views
from web.tests.gateway_double import GatewayDouble


@pytest.fixture(autouse=True)
def typed_apostrophes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests without a browser read the apostrophes of pages as one types them; `test_typography` reads them as sent."""
    sent = Response.get_data

    def read(response: Response, as_text: bool = False) -> str | bytes:
        return sent(response, as_text=True).replace("\u2019", "'") if as_text else sent(response)

    monkeypatch.setattr(TestResponse, "get_data", read)


@pytest.fixture(autouse=True)
def every_code_has_its_label(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is logged where people are served is a mistake here."""

    def fail(code: str, of: str) -> str:
        raise LookupError(f"{of}: no label for {code}")

    monkeypatch.setattr(labels, "missing", fail)
    monkeypatch.setattr(audit_sentences, "missing", fail)


@pytest.fixture(scope="session")
def built() -> dict[str, str]:
    return build.build()


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Templates are compiled once, not once a test."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def gateway() -> Iterator[GatewayDouble]:
    double = GatewayDouble()
    server = double.start()
    with double.held_to_contract():
        yield double
    server.shutdown()
    server.server_close()


def front_end(gateway: GatewayDouble, compiled: FileSystemBytecodeCache) -> Flask:
    config = Config(
        gateway_url=gateway.url, public_url="http://localhost", demonstration=True, gateway_timeout=2
    )
    made = create_app(config)
    made.jinja_env.bytecode_cache = compiled
    return made


@pytest.fixture
def app(gateway: GatewayDouble, built: dict[str, str], compiled: FileSystemBytecodeCache) -> Flask:
    return front_end(gateway, compiled)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def proof(client: FlaskClient) -> Callable[[str], dict[str, str]]:
    """The hidden fields that a page's first form carries."""

    def read(path: str) -> dict[str, str]:
        page = client.get(path).get_data(as_text=True)
        return {
            name: re.findall(f'name="{name}" value="([^"]+)"', page)[0]
            for name in ("csrf_token", "idempotency_key")
        }

    return read


@pytest.fixture
def make_token() -> Callable[[int], str]:
    def make(lives: int) -> str:
        said = json.dumps({"sub": "account-1", "exp": time.time() + lives}).encode()
        return f"e30.{base64.urlsafe_b64encode(said).decode().rstrip('=')}.signature-{lives}"

    return make


@pytest.fixture
def sign(client: FlaskClient) -> Callable[[bool], None]:
    """Signs the participant of the double in, with a confirmed address or not."""

    def enter(confirmed: bool) -> None:
        said = {"sub": participation_views.ME, "exp": time.time() + 300, "conf": confirmed}
        token = base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")
        client.set_cookie("capco_access", f"e30.{token}.signature")

    return enter


@pytest.fixture
def signed(sign: Callable[[bool], None]) -> None:
    sign(True)


@pytest.fixture
def unconfirmed(sign: Callable[[bool], None]) -> None:
    sign(False)


class Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        return


@pytest.fixture(scope="session")
def served(built: dict[str, str]) -> Iterator[str]:
    """The front end for a browser, with no gateway behind it."""
    app = create_app(Config(gateway_url="http://127.0.0.1:9", demonstration=True))
    server = make_server("127.0.0.1", 0, app, handler_class=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
