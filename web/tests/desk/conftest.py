from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from web.tests import desk_world
from web.tests.desk_world import sender, sign_in, speak
from web.tests.gateway_double import GatewayDouble


@pytest.fixture(autouse=True)
def desk(gateway: GatewayDouble, client: FlaskClient) -> None:
    """An organiser's desk, in French."""
    desk_world.fill(gateway)
    sign_in(client)
    speak(client, "fr")


@pytest.fixture
def send(client: FlaskClient) -> Callable[..., Any]:
    return sender(client)
