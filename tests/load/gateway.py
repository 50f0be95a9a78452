"""`python -m tests.load.gateway`: the gateway with one route more, `/api/v1/reference`, an echo through the bus."""

import dataclasses

from chassis import logs
from chassis.config import Config
from contracts.operations import PING, Route
from contracts.services import ROUTES
from gateway.app import Gateway
from gateway.server import server
from gateway.settings import Settings

ECHO = dataclasses.replace(PING, service="consultations")


def main() -> None:
    logs.set_up("gateway", "gateway")
    settings = Settings.from_config(Config.from_environment("gateway"))
    server(Gateway(settings, (*ROUTES, Route("GET", "/reference", ECHO)))).run()


if __name__ == "__main__":
    main()
