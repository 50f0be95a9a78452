"""Counters that ops read at /metrics, on a registry of our own."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

REGISTRY = CollectorRegistry()

CALLS = Counter("capco_calls", "Operations answered", ["operation", "outcome"], registry=REGISTRY)
CALL_SECONDS = Histogram(
    "capco_call_seconds", "Time to answer", ["operation"], registry=REGISTRY,
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5),
)  # fmt: skip
MALFORMED = Counter("capco_malformed_messages", "Messages nobody could read", ["queue"], registry=REGISTRY)
EXPIRED = Counter("capco_expired_calls", "Calls whose deadline had passed", registry=REGISTRY)
FACTS = Counter("capco_facts_heard", "Facts handled", ["handler", "outcome"], registry=REGISTRY)
TICKS = Counter("capco_ticks", "Timed work", ["name", "outcome"], registry=REGISTRY)
SENT = Counter("capco_facts_sent", "Facts the broker confirmed", registry=REGISTRY)
OUTBOX_AGE = Gauge("capco_outbox_age_seconds", "Age of the oldest fact not yet sent", registry=REGISTRY)
WAITING = Gauge("capco_inbox_waiting", "Facts in retry, dead or parked", ["state"], registry=REGISTRY)


def exposition() -> bytes:
    """All counters in the text format of Prometheus."""
    return generate_latest(REGISTRY)
