"""`python -m gateway`: serves until SIGTERM, then finishes what was begun."""

import signal

from chassis import logs
from chassis.config import Config
from gateway.app import Gateway
from gateway.server import server
from gateway.settings import Settings


def main() -> None:
    logs.set_up("gateway", "gateway")
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(
            number, lambda *_: None
        )  # uvicorn raises again what stopped it: an orderly end is no failure
    settings = Settings.from_config(Config.from_environment("gateway"))
    server(Gateway(settings)).run()


if __name__ == "__main__":
    main()
