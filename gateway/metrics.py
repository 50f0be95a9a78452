"""The gateway's metrics."""

from functools import lru_cache
from typing import Any

from prometheus_client import Counter, Gauge

from chassis.metrics import REGISTRY

REQUESTS = Counter(
    "capco_http_requests",
    "Requests answered; `shared` ones came from memory",
    ["operation", "status"],
    registry=REGISTRY,
)
LISTENERS = Gauge("capco_live_listeners", "Open event streams", registry=REGISTRY)


@lru_cache(maxsize=2048)
def _counter(operation: str, status: int) -> Any:
    return REQUESTS.labels(operation, str(status))


def count_request(operation: str, status: int) -> None:
    _counter(operation, status).inc()
