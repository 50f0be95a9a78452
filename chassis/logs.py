"""Structured logs: one JSON object a line, by an allow-list of keys, so that no personal data slips in."""

import logging
import sys
import traceback
from typing import Any

import structlog
from opentelemetry import trace

ALLOWED = frozenset(
    {
        "event", "level", "timestamp", "service", "process", "operation", "fact", "fact_id", "handler", "outcome",
        "code", "error", "where", "request_id", "trace_id", "duration_ms", "attempts", "queue", "reason", "count",
        "kind", "job_id", "seconds", "state", "port", "signal", "exit_code", "revision", "route", "status", "method",
    }
)  # fmt: skip


def _only_allowed(_logger: Any, _method: str, event: Any) -> Any:
    return {key: value for key, value in event.items() if key in ALLOWED}


def _with_trace(_logger: Any, _method: str, event: Any) -> Any:
    """The trace (W3C Trace Context) that runs: the same in every service that a request comes through."""
    context = trace.get_current_span().get_span_context()
    if context.is_valid:
        event["trace_id"] = f"{context.trace_id:032x}"
    return event


def set_up(service: str, process: str = "service") -> None:
    """Send our logs, and the warnings of libraries without their texts, to standard error."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            _with_trace,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _only_allowed,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(service=service, process=process)
    root = logging.getLogger()
    root.handlers[:] = [_LibraryHandler()]
    root.setLevel(logging.WARNING)
    logging.getLogger("pika").setLevel(logging.CRITICAL)


class _LibraryHandler(logging.Handler):
    """Libraries write whatever they like into messages (rows, addresses): only where and what kind is kept."""

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else None
        get_logger().warning(
            "library", where=f"{record.name}:{record.lineno}", error=error, state=record.levelname
        )


def get_logger() -> Any:
    return structlog.get_logger()


def where(error: BaseException) -> str:
    """The innermost frames of `error` as file:line, without any value."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    return " < ".join(
        f"{frame.filename.rsplit('/', 2)[-2]}/{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}"
        if "/" in frame.filename
        else f"{frame.filename}:{frame.lineno}"
        for frame in reversed(frames)
    )
