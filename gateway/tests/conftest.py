"""A gateway on a port of its own, a virtual host of its own, and a responder in place of the services."""

import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
import requests
import uvloop
from joserfc import jwt
from joserfc.jwk import ECKey

from chassis.clock import REFERENCE
from chassis.files import LocalFileStore
from chassis.tokens import ALGORITHM, Signer
from deploy.provision import free_ports
from gateway.app import Gateway
from gateway.server import server
from gateway.settings import Settings
from gateway.tests.responder import Responder

ORGANISATION = "5d0f2f3e-0000-4000-8000-000000000001"


class Broker:
    """A virtual host for these tests, and the management interface to be unkind to it."""

    def __init__(self, infra: dict[str, str]) -> None:
        self.management = infra["management_url"]
        self.vhost = f"gateway-{secrets.token_hex(4)}"
        parts = urlsplit(infra["amqp_url"])
        self.url = (
            f"amqp://{parts.username}:{parts.password}@{parts.hostname}:{parts.port or 5672}/{self.vhost}"
        )
        self.ask("put", f"vhosts/{self.vhost}")
        self.ask("put", f"permissions/{self.vhost}/{parts.username}", configure=".*", write=".*", read=".*")

    def ask(self, verb: str, path: str, **body: Any) -> Any:
        response = requests.request(verb, f"{self.management}/api/{path}", json=body or None, timeout=20)
        response.raise_for_status()
        return response.json() if response.content else None

    def connections(self, name: str) -> list[str]:
        listed = self.ask("get", f"vhosts/{self.vhost}/connections")
        return [
            c["name"]
            for c in listed
            if c.get("client_properties", {}).get("connection_name", "").startswith(name)
        ]

    def close_connections(self, name: str) -> int:
        for _ in range(100):
            names = self.connections(name)
            if names:
                break
            time.sleep(0.1)
        for connection in names:
            self.ask("delete", f"connections/{quote(connection, safe='')}")
        return len(names)

    def drop(self) -> None:
        self.ask("delete", f"vhosts/{self.vhost}")


@pytest.fixture(scope="session")
def broker(infra: dict[str, str]) -> Iterator[Broker]:
    broker = Broker(infra)
    yield broker
    broker.drop()


@pytest.fixture(scope="session")
def signer() -> Signer:
    key = ECKey.generate_key("P-256", {"alg": "ES256", "use": "sig"}, private=True)
    return Signer(json.dumps({**key.as_dict(private=True), "kid": key.thumbprint()}))


@pytest.fixture(scope="session")
def stranger() -> Signer:
    key = ECKey.generate_key("P-256", {"alg": "ES256", "use": "sig"}, private=True)
    return Signer(json.dumps({**key.as_dict(private=True), "kid": key.thumbprint()}))


@pytest.fixture(scope="session")
def services(broker: Broker) -> Iterator[Responder]:
    responder = Responder(broker.url)
    responder.start()
    yield responder
    responder.stop()


class Running:
    """A gateway in a thread of its own."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.server: Any = None
        self.gateway: Any = None
        self.loop: Any = None
        self._thread = threading.Thread(target=self._run, daemon=True)

    def _run(self) -> None:
        async def main() -> None:
            import asyncio

            self.loop = asyncio.get_running_loop()
            self.gateway = Gateway(self.settings)
            self.server = server(self.gateway)
            self.server.install_signal_handlers = lambda: None
            self.server.capture_signals = NoSignals
            await self.server.serve()

        uvloop.run(main())

    def start(self) -> "Running":
        self._thread.start()
        wait_until(lambda: self.get("/healthz/ready").status_code == 200)
        wait_until(self.gateway.facts.link.ready.is_set)
        return self

    def stop(self) -> None:
        self.server.should_exit = True
        self._thread.join(20)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.settings.port}"

    def request(self, method: str, path: str, **options: Any) -> requests.Response:
        return requests.request(method, self.url + path, timeout=20, **options)

    def get(self, path: str, **options: Any) -> requests.Response:
        return self.request("GET", path, **options)

    def post(self, path: str, body: Any = None, *, key: str | None = "", **options: Any) -> requests.Response:
        headers = dict(options.pop("headers", {}))
        if key is not None:
            headers["Idempotency-Key"] = key or secrets.token_hex(12)
        return self.request("POST", path, json=body, headers=headers, **options)

    @property
    def port(self) -> int:
        return self.settings.port


class NoSignals:
    def __enter__(self) -> None: ...

    def __exit__(self, *_: object) -> None: ...


def wait_until(true: Callable[[], bool], seconds: float = 10.0) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            if true():
                return
        except requests.ConnectionError:
            pass
        if time.monotonic() > end:
            raise AssertionError("waited in vain")
        time.sleep(0.02)


def free_port() -> int:
    return free_ports(1)[0]


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> LocalFileStore:
    return LocalFileStore(str(tmp_path_factory.mktemp("files")))


@pytest.fixture(scope="session")
def settings(broker: Broker, signer: Signer, files: LocalFileStore) -> Settings:
    return Settings(
        amqp_url=broker.url,
        trusted_keys=json.dumps({"identity": {"keys": signer.public_keys()}}),
        files_dir=str(files._root),
        port=free_port(),
        rate_factor=1000.0,
        body_seconds=3.0,
    )


@pytest.fixture(scope="session")
def running(settings: Settings, services: Responder) -> Iterator[Running]:
    running = Running(settings).start()
    yield running
    running.stop()


@pytest.fixture
def gateway(running: Running, services: Responder) -> Iterator[Running]:
    """The shared gateway, with nothing shared and nothing agreed from the test before."""
    services.reset()
    running.loop.call_soon_threadsafe(running.gateway.cache.__init__, running.settings.cache_bytes)
    yield running
    services.reset()


@pytest.fixture
def token(signer: Signer) -> Callable[..., dict[str, str]]:
    def headers(
        account: str | None = None,
        session: str | None = None,
        seconds: int = 300,
        age: int = 0,
        **claims: Any,
    ) -> dict[str, str]:
        """`age`: how many seconds ago it was made."""
        made = {
            "iss": "identity",
            "aud": "capco",
            "sub": account or "aaaaaaaa-0000-4000-8000-" + secrets.token_hex(6),
            "sid": session or "bbbbbbbb-0000-4000-8000-" + secrets.token_hex(6),
            "roles": [],
        }
        if not age:
            return {"Authorization": "Bearer " + signer.sign({**made, **claims}, seconds)}
        at = int(REFERENCE.seconds()) - age
        head = {"alg": ALGORITHM, "kid": signer.key_id}
        aged = jwt.encode(head, {**made, **claims, "iat": at, "exp": at + seconds}, signer._key)
        return {"Authorization": f"Bearer {aged}"}

    return headers
