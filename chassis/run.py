"""`python -m chassis.run <service>`: run one service. Ends with 0 after an orderly stop, otherwise its supervisor
starts it again."""

from chassis import hub

hub.patch()

import importlib  # noqa: E402 - the hub must be patched before anything else is imported
import os  # noqa: E402
import signal  # noqa: E402
import sys  # noqa: E402
from typing import Any  # noqa: E402

import eventlet  # noqa: E402
from eventlet.event import Event  # noqa: E402
from nameko.containers import ServiceContainer  # noqa: E402
from sqlalchemy import text  # noqa: E402

from chassis import logs  # noqa: E402
from chassis.config import Config, ConfigurationError  # noqa: E402
from chassis.consumer import GuardedConsumer  # noqa: E402
from chassis.dispatcher import OperationDispatcher  # noqa: E402
from chassis.health import Health, serve  # noqa: E402
from chassis.inbox import InboxConsumer  # noqa: E402
from chassis.naming import service_of  # noqa: E402
from chassis.parked_page import ParkedPage  # noqa: E402
from chassis.scheduler import Scheduler  # noqa: E402
from chassis.service import Service, subscriptions_of  # noqa: E402
from chassis.storage import Storage, make_engine  # noqa: E402
from chassis.tokens import Signer, Verifier  # noqa: E402

CALL_WORKERS = 10
FACT_PREFETCH = 20
TIMED_WORKERS = 8
STOP_SECONDS = 10


def service_class(package: str) -> type[Service]:
    """The service's class: the one in `<package>.service` with the service's name."""
    module = importlib.import_module(f"{package}.service")
    name = service_of(package)
    found = [
        thing
        for thing in vars(module).values()
        if isinstance(thing, type) and issubclass(thing, Service) and getattr(thing, "name", None) == name
    ]
    if len(found) != 1:
        raise ConfigurationError(f"{package}.service has no single service class")
    return found[0]


def settings(config: Config, cls: type[Service]) -> dict[str, Any]:
    """nameko's configuration and the parts every worker is handed."""
    calls = config.whole("CALL_WORKERS", CALL_WORKERS)
    workers = calls + len(subscriptions_of(cls)) + TIMED_WORKERS
    storage = Storage(make_engine(config.text("DATABASE_URL"), pool_size=workers + 2))
    verifier = Verifier(config.text("TRUSTED_KEYS"))
    parts = {
        "storage": storage,
        "config": config,
        "signer": Signer(config.text("SIGNING_KEY")),
        "dispatcher": OperationDispatcher(storage, verifier, cls.name, cls.rights_table),
        "inbox_consumer": InboxConsumer(storage),
        "scheduler": Scheduler(storage, cls.name),
    }
    return {
        "AMQP_URI": config.text("AMQP_URL"),
        "HEARTBEAT": 20,
        "max_workers": workers,
        "CALL_WORKERS": calls,
        "FACT_PREFETCH": config.whole("FACT_PREFETCH", FACT_PREFETCH),
        "serializer": "json",
        "PARTS": parts,
    }


def checks(container: ServiceContainer, storage: Storage) -> dict[str, Any]:
    def database() -> bool:
        with storage.engine.begin() as connection:
            return connection.execute(text("SELECT true")).scalar_one() is True

    def broker() -> bool:
        consumers = [ext for ext in container.subextensions if isinstance(ext, GuardedConsumer)]
        return bool(consumers) and all(consumer.attached for consumer in consumers if consumer._providers)  # noqa: SLF001

    return {"database": database, "broker": broker}


def main() -> None:
    name = service_of(sys.argv[1])
    config = Config.from_environment(name)
    logs.set_up(name)
    cls = service_class(sys.argv[1])
    parts = settings(config, cls)
    container = ServiceContainer(cls, parts)
    storage, ended = parts["PARTS"]["storage"], Event()

    def stop(number: int, _frame: Any) -> None:
        logs.get_logger().info("stopping", signal=number)
        if not ended.ready():
            ended.send(None)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    serve(
        Health(checks(container, storage), {"/parked": ParkedPage(storage, name)}),
        config.whole("HEALTH_PORT", 0),
        config.text("HEALTH_ADDRESS", "127.0.0.1"),
    )
    storage.learn_time()
    container.start()
    logs.get_logger().info("ready")
    eventlet.spawn(_watch, container, ended)
    failure = ended.wait()
    if failure is not None:
        logs.get_logger().critical("died", error=type(failure).__name__, where=logs.where(failure))
        os._exit(1)
    stopped = False
    with eventlet.Timeout(STOP_SECONDS, False):
        container.stop()
        stopped = True
    if not stopped:
        logs.get_logger().critical("not_stopped", seconds=STOP_SECONDS)
        os._exit(1)
    logs.get_logger().info("stopped")
    os._exit(0)


def _watch(container: ServiceContainer, ended: Any) -> None:
    try:
        container.wait()
    except Exception as error:  # noqa: BLE001
        if not ended.ready():
            ended.send(error)


if __name__ == "__main__":
    try:
        main()
    except ConfigurationError as error:
        logs.get_logger().critical("not_configured", reason=str(error))
        sys.exit(2)
