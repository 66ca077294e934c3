"""Observability: structured logs in JSON, one line per edge, without personal data."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

HIDDEN = frozenset(
    (
        "name",
        "identity_number",
        "phone",
        "address",
        "account",
        "statement",
        "authorization",
        "body",
    )
)
MASK = "***"


def configure_logs(*, level: str = "INFO", json_lines: bool = True) -> None:
    """Once per process. Standard-library loggers (uvicorn, pika, alembic) go the same way."""
    number = logging.getLevelNamesMapping()[level]
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if json_lines
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            hide_personal_data,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=max(number, logging.WARNING), stream=sys.stderr, format="%(message)s")


def hide_personal_data(
    _: Any, __: str, fields: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Whoever logs such a field by mistake logs its name only."""
    for name in HIDDEN & fields.keys():
        fields[name] = MASK
    return fields
