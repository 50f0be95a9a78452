"""Trace context (W3C Trace Context) carried from a request to calls, facts and logs."""

from collections.abc import Iterator
from contextlib import contextmanager

from opentelemetry import trace
from opentelemetry.propagate import extract, inject

_tracer = trace.get_tracer("capco")


@contextmanager
def continued(traceparent: str | None, name: str) -> Iterator[None]:
    """Run the block as part of the trace that came along."""
    context = extract({"traceparent": traceparent}) if traceparent else None
    with _tracer.start_as_current_span(name, context=context):
        yield


def current_traceparent() -> str | None:
    """The header that continues the current trace elsewhere."""
    carrier: dict[str, str] = {}
    inject(carrier)
    return carrier.get("traceparent")
