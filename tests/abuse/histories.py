"""Histories of changes that hypothesis makes up: how many, and the office that all of them share.

``P1_RUNS`` sets how many are tried; without it, as many as a test may take.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Coroutine, Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from hypothesis import HealthCheck, Phase, settings

from tests.app.publishing.office import Office, opened_office

RUNS = int(os.environ.get("P1_RUNS", "25"))
LIMIT_S = 300 + 5 * RUNS
SETTINGS = settings(
    max_examples=RUNS,
    stateful_step_count=30,
    derandomize="P1_RUNS" not in os.environ,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate, Phase.shrink],
)
_Result = TypeVar("_Result")


class SharedOffice:
    """One office for all runs of a state machine, in an event loop of its own."""

    office: ClassVar[Office]
    loop: ClassVar[asyncio.AbstractEventLoop]
    folder: ClassVar[Path]
    runs: ClassVar[int] = 0

    @classmethod
    def run(cls, work: Coroutine[Any, Any, _Result]) -> _Result:
        return cls.loop.run_until_complete(work)

    @classmethod
    @contextmanager
    def opened(cls) -> Iterator[None]:
        # On a disk, waiting for it would take most of the time.
        memory = Path("/dev/shm")
        parent = memory if memory.is_dir() and os.access(memory, os.W_OK) else None
        cls.loop, stack = asyncio.new_event_loop(), AsyncExitStack()
        with tempfile.TemporaryDirectory(dir=parent) as folder:
            cls.folder = Path(folder)
            opened = opened_office(cls.folder, first=False)
            cls.office = cls.run(stack.enter_async_context(opened))
            yield
            cls.run(stack.aclose())
            cls.run(cls.loop.shutdown_default_executor())
            cls.loop.close()
