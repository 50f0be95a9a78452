"""What ops read about messages at /metrics."""

from prometheus_client import Counter, Gauge

from chassis.metrics import REGISTRY

MESSAGES = Counter("capco_messages", "What became of messages", ["kind", "outcome"], registry=REGISTRY)
SWEPT = Counter(
    "capco_messages_swept", "Claims of lost senders settled, by new state", ["state"], registry=REGISTRY
)
WAITING = Gauge(
    "capco_messages_open", "Messages queued, being sent, failed or stale", ["state"], registry=REGISTRY
)
