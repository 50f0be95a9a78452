from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from web.tests import bureau_world
from web.tests.bureau_world import Bureau
from web.tests.desk_world import sender, sign_in, speak
from web.tests.gateway_double import GatewayDouble


@pytest.fixture
def world(gateway: GatewayDouble, client: FlaskClient) -> Bureau:
    made = Bureau()
    bureau_world.fill(gateway, made)
    sign_in(client)
    speak(client, "fr")
    return made


@pytest.fixture
def send(client: FlaskClient, world: Bureau) -> Callable[..., Any]:
    return sender(client)
