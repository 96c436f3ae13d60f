"""Runs parsers in processes of their own, bounded in time and memory."""

from __future__ import annotations

import asyncio
import atexit
import functools
import time
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor

from pydantic import TypeAdapter, ValidationError

from retrieval.parsing.documents import (
    ParsedDocument,
    ParseError,
)
from retrieval.parsing.isolation.pool import ProcessPool
from retrieval.parsing.isolation.process import (
    WALL_FACTOR,
    BusyError,
    OverdueError,
    Request,
)
from retrieval.parsing.isolation.turns import Turns
from retrieval.parsing.pdf.recognised import Recognised, RecognisedPage

# Seconds of the processor, which a busy machine does not shorten.
TIMEOUT_S = 10.0
MEMORY_MB = 1024
# So long a second attempt waits for the others to be done.
MAX_WAIT_S = 300.0
# Beyond this many times its processor time, a request shared the machine.
BUSY = 1.5

_DOCUMENTS = TypeAdapter(ParsedDocument)
_PATHS = TypeAdapter(list[str])
_PAGES = TypeAdapter(RecognisedPage)
_RECOGNISED = TypeAdapter(Recognised)


class _CrowdedError(OverdueError):
    """It took too long beside others, or on a machine that was busy; alone it may do."""


class Workers:
    """A pool of parsing processes; at most ``size`` of them, started when first needed."""

    def __init__(
        self,
        *,
        size: int = 2,
        memory_mb: int = MEMORY_MB,
        niceness: int = 0,
        wall_factor: int = WALL_FACTOR,
    ) -> None:
        """``niceness`` is how far the processes step back behind others, up to 19.

        ``wall_factor`` times its processor time, a request may take by the clock.
        """
        self._pool = ProcessPool(memory_mb, niceness, wall_factor)
        # Threads of its own: waiting for a slow document must not hold up the service's.
        self._threads = ThreadPoolExecutor(size, thread_name_prefix="parsing")
        self._second = ThreadPoolExecutor(1, thread_name_prefix="parsing-again")
        self._turns = Turns()

    async def parse(
        self,
        data: bytes,
        path: str,
        recognised: Recognised | None = None,
        *,
        timeout_s: float = TIMEOUT_S,
    ) -> ParsedDocument:
        """Parse a document; raises `ParseError`, also for one that takes too long or too much.

        ``timeout_s`` counts processor time. What took longer beside others is tried once more,
        alone, when they are done. ``recognised`` is what was read off its pictures, ``None`` where
        that is switched off.
        """
        read = None if recognised is None else _RECOGNISED.dump_json(recognised).decode()
        header: Request = {"do": "parse", "path": path, "recognised": read}
        try:
            payload = await self._run(header, data, timeout_s)
        except (_CrowdedError, BusyError):
            payload = await self._submit(self._second, self._ask_alone, header, data, timeout_s)
        try:
            # JSON and not pickle: a child that a document took over must not reach its parent.
            return _DOCUMENTS.validate_json(payload)
        except ValidationError as error:
            raise ParseError("Reading the file gave nothing usable. Export it again.") from error

    async def attached_paths(self, data: bytes, path: str) -> list[str]:
        """The paths below a message of all documents in it; raises `ParseError`."""
        payload = await self._run({"do": "list", "path": path}, data, TIMEOUT_S)
        return _PATHS.validate_json(payload)

    async def attached_file(self, data: bytes, path: str, inner: str) -> bytes:
        """The bytes of one document in a message; raises `ParseError`."""
        header: Request = {"do": "take", "path": path, "inner": inner}
        return await self._run(header, data, TIMEOUT_S)

    async def render(
        self,
        data: bytes,
        path: str,
        page: int,
        highlight: tuple[str, ...],
        *,
        width: int,
        recognised: RecognisedPage | None = None,
        timeout_s: float = TIMEOUT_S,
    ) -> bytes:
        """Draw a page of a PDF or a picture as PNG; raises `ParseError`, and `PageMissingError`."""
        read = None if recognised is None else _PAGES.dump_json(recognised).decode()
        header: Request = {
            "do": "render",
            "path": path,
            "page": page,
            "highlight": highlight,
            "width": width,
            "recognised": read,
        }
        return await self._run(header, data, timeout_s)

    async def recognise(
        self, data: bytes, path: str, page: int, *, timeout_s: float
    ) -> RecognisedPage:
        """Read the text off a page of a PDF or a picture; raises `ParseError`."""
        header: Request = {"do": "recognise", "path": path, "page": page}
        payload = await self._run(header, data, timeout_s)
        try:
            return _PAGES.validate_json(payload)
        except ValidationError as error:
            raise ParseError("Text recognition gave nothing usable.") from error

    async def _run(self, header: Request, data: bytes, timeout_s: float) -> bytes:
        with self._turns.waiting():
            return await self._submit(self._threads, self._ask_beside, header, data, timeout_s)

    @staticmethod
    async def _submit(
        threads: Executor,
        ask: Callable[[Request, bytes, float], bytes],
        header: Request,
        data: bytes,
        timeout_s: float,
    ) -> bytes:
        return await asyncio.get_running_loop().run_in_executor(
            threads, ask, header, data, timeout_s
        )

    def _ask_beside(self, header: Request, data: bytes, timeout_s: float) -> bytes:
        with self._turns.beside() as others:
            started = time.monotonic()
            try:
                return self._ask(header, data, timeout_s)
            except BusyError:
                raise
            except OverdueError as error:
                slowed = time.monotonic() - started > BUSY * timeout_s + 1
                if slowed or others or self._turns.others:
                    raise _CrowdedError(error.reason) from error
                raise

    def _ask_alone(self, header: Request, data: bytes, timeout_s: float) -> bytes:
        with self._turns.alone(MAX_WAIT_S):
            return self._ask(header, data, timeout_s)

    def _ask(self, header: Request, data: bytes, timeout_s: float) -> bytes:
        return self._pool.ask(header, data, timeout_s)

    def kill(self) -> None:
        """End the processes at once; a request under way fails."""
        self._pool.kill()
        self.close()

    def close(self) -> None:
        """End the processes; requests under way finish first."""
        self._threads.shutdown()
        self._second.shutdown()
        self._pool.close()


@functools.cache
def shared(memory_mb: int = MEMORY_MB) -> Workers:
    """The pool of this process, closed when it ends."""
    workers = Workers(memory_mb=memory_mb)
    atexit.register(workers.close)
    return workers


async def parse_safely(
    data: bytes,
    path: str,
    recognised: Recognised | None = None,
    *,
    timeout_s: float = TIMEOUT_S,
    memory_mb: int = MEMORY_MB,
) -> ParsedDocument:
    """Parse a document in a bounded process of the shared pool; raises `ParseError`.

    ``timeout_s`` counts processor time.
    """
    return await shared(memory_mb).parse(data, path, recognised, timeout_s=timeout_s)
