"""One front end and one gateway for all these tests: what they answered and were asked is forgotten in between."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache

from web.tests import desk_world
from web.tests.desk_world import sender, sign_in, speak
from web.tests.fixtures import front_end
from web.tests.gateway_double import GatewayDouble


@pytest.fixture(scope="session")
def double() -> Iterator[GatewayDouble]:
    double = GatewayDouble()
    server = double.start()
    yield double
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def whole_app(double: GatewayDouble, built: dict[str, str], compiled: FileSystemBytecodeCache) -> Flask:
    return front_end(double, compiled)


@pytest.fixture
def gateway(double: GatewayDouble) -> Iterator[GatewayDouble]:
    double.replies.clear()
    double.asked.clear()
    with double.held_to_contract():
        yield double


@pytest.fixture
def app(whole_app: Flask) -> Flask:
    return whole_app


@pytest.fixture(autouse=True)
def workspace(gateway: GatewayDouble, client: FlaskClient) -> None:
    """An organiser's workspace, in French."""
    desk_world.fill(gateway)
    sign_in(client)
    speak(client, "fr")


@pytest.fixture
def send(client: FlaskClient) -> Callable[..., Any]:
    return sender(client)
