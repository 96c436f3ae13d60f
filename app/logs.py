"""Logs: one event a line, facts only; JSON where nobody sits at the terminal."""

from __future__ import annotations

import logging
import os
import sys

import structlog


def configure_logs(level: str | None = None) -> None:
    """Send structured events to standard error."""
    wanted = (level or os.environ.get("ALMANAC_LOG_LEVEL") or "INFO").upper()
    number = logging.getLevelNamesMapping().get(wanted, logging.INFO)
    on_terminal = sys.stderr.isatty()
    renderer: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer() if on_terminal else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
