"""Timed work: in one replica at a time, and a failure is logged and tried at the next tick."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import text

from chassis import logs, metrics
from chassis.storage import Storage, lock_number

TRY_LOCK = text("SELECT pg_try_advisory_xact_lock(:lock)")


class Scheduler:
    """Runs timed work for one service process."""

    def __init__(self, storage: Storage, service: str) -> None:
        self.storage = storage
        self.service = service

    def tick(self, service: Any, method: Callable[..., Any], on_every_replica: bool) -> None:
        name = method.__name__
        try:
            if on_every_replica:
                method(service)
            elif not self._alone(service, method):
                metrics.TICKS.labels(name, "elsewhere").inc()
                return
        except Exception as error:  # the next tick tries again  # noqa: BLE001
            metrics.TICKS.labels(name, "failed").inc()
            logs.get_logger().error(
                "tick_failed", handler=name, error=type(error).__name__, where=logs.where(error)
            )
            return
        metrics.TICKS.labels(name, "done").inc()

    def _alone(self, service: Any, method: Callable[..., Any]) -> bool:
        with self.storage.transaction() as transaction:
            lock = lock_number(f"tick:{self.service}:{method.__name__}")
            if not transaction.connection.execute(TRY_LOCK, {"lock": lock}).scalar_one():
                return False
            method(service, transaction)
            return True
