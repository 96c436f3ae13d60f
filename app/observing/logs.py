"""Logs: one event a line, facts only; JSON where nobody sits at the terminal."""

from __future__ import annotations

import logging
import sys
import traceback
from pathlib import Path

import structlog

_TRAIL = 8


def configure_logs(level: str) -> None:
    """Send structured events from ``level`` on to standard error."""
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
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)


def trail(error: BaseException) -> list[str]:
    """Where an error came from, innermost last: places in the code, and none of its values.

    The text of an error, and the arguments in a traceback, can hold a secret or what people wrote.
    """
    frames = traceback.extract_tb(error.__traceback__)[-_TRAIL:]
    return [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
