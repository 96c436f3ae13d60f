"""Runs parsers in processes of their own, bounded in time and memory."""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import functools
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from retrieval.parsing.documents import PageMissingError, ParsedDocument, ParseError

ROOT = Path(__file__).resolve().parent.parent.parent
TIMEOUT_S = 10.0
MEMORY_MB = 1024
START_TIMEOUT_S = 60.0
MAX_REPLY = 256_000_000
CALLS_PER_PROCESS = 500

# Isolated mode ignores the environment; the root is put back by hand.
_BOOT = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from retrieval.parsing.child import serve; serve(int(sys.argv[2]))"
)

Request = Mapping[str, str | int | tuple[str, ...]]
Reply = Mapping[str, str | int | None]

_DOCUMENTS = TypeAdapter(ParsedDocument)


class _EndedError(Exception):
    """The child had gone, for want of work, before the request reached it."""


class _Process:
    """One child. It gets no environment, no terminal and no open file of ours."""

    def __init__(self, memory_mb: int) -> None:
        self.calls = 0
        self._popen = subprocess.Popen(  # noqa: S603
            [sys.executable, "-I", "-c", _BOOT, str(ROOT), str(memory_mb)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"LANG": "C.UTF-8", "PATH": os.defpath, "OPENBLAS_NUM_THREADS": "1"},
            close_fds=True,
        )
        with self._killed_after(START_TIMEOUT_S):
            try:
                self._read()
            except EOFError as error:
                self.close()
                raise RuntimeError("A parsing process did not start.") from error

    def ask(self, header: Request, payload: bytes, timeout_s: float) -> tuple[Reply, bytes]:
        """Send one request and read the answer; raises `ParseError` when the child dies of it."""
        self.calls += 1
        with self._killed_after(timeout_s) as expired:
            try:
                self._write(header, payload)
                return self._read()
            except (EOFError, BrokenPipeError) as error:
                if not expired.is_set() and self._popen.wait() == 0:
                    raise _EndedError from error
                if expired.is_set():
                    reason = f"Reading the file took longer than {timeout_s:g} s."
                else:
                    reason = "Reading the file failed: it crashed the reader. Export it again."
                raise ParseError(reason) from error

    @contextmanager
    def _killed_after(self, seconds: float) -> Iterator[threading.Event]:
        expired = threading.Event()

        def kill() -> None:
            expired.set()
            self._popen.kill()

        timer = threading.Timer(seconds, kill)
        timer.daemon = True
        timer.start()
        try:
            yield expired
        finally:
            timer.cancel()

    def _write(self, header: Request, payload: bytes) -> None:
        stdin = self._popen.stdin
        assert stdin is not None
        head = json.dumps(header).encode()
        stdin.write(len(head).to_bytes(4, "big") + len(payload).to_bytes(8, "big") + head)
        stdin.write(payload)
        stdin.flush()

    def _read(self) -> tuple[Reply, bytes]:
        head_size, size = int.from_bytes(self._take(4)), int.from_bytes(self._take(8))
        if head_size > 1_000_000 or size > MAX_REPLY:
            raise EOFError("The reply is larger than any that the child may send.")
        header: Reply = json.loads(self._take(head_size))
        return header, self._take(size)

    def _take(self, count: int) -> bytes:
        stdout = self._popen.stdout
        assert stdout is not None
        data = stdout.read(count)
        if len(data) < count:
            raise EOFError
        return data

    def is_alive(self) -> bool:
        return self._popen.poll() is None

    def close(self) -> None:
        self._popen.kill()
        self._popen.wait()
        for pipe in (self._popen.stdin, self._popen.stdout):
            # What could not be written to a dead child is still in the buffer.
            with contextlib.suppress(BrokenPipeError):
                if pipe is not None:
                    pipe.close()


class Workers:
    """A pool of parsing processes; at most ``size`` of them, started when first needed."""

    def __init__(self, *, size: int = 2, memory_mb: int = MEMORY_MB) -> None:
        self.memory_mb = memory_mb
        # Threads of its own: waiting for a slow document must not hold up the service's.
        self._threads = ThreadPoolExecutor(size, thread_name_prefix="parsing")
        self._idle: list[_Process] = []
        self._lock = threading.Lock()
        self._closed = False

    async def parse(
        self, data: bytes, path: str, *, timeout_s: float = TIMEOUT_S
    ) -> ParsedDocument:
        """Parse a document; raises `ParseError`, also for one that takes too long or too much."""
        header: Request = {"do": "parse", "path": path}
        payload = await self._run(header, data, timeout_s)
        try:
            # JSON and not pickle: a child that a document took over must not reach its parent.
            return _DOCUMENTS.validate_json(payload)
        except ValidationError as error:
            raise ParseError("Reading the file gave nothing usable. Export it again.") from error

    async def render(
        self,
        data: bytes,
        page: int,
        highlight: tuple[str, ...],
        *,
        width: int,
        timeout_s: float = TIMEOUT_S,
    ) -> bytes:
        """Draw a PDF page as PNG; raises `ParseError`, and `PageMissingError`."""
        header: Request = {"do": "render", "page": page, "highlight": highlight, "width": width}
        return await self._run(header, data, timeout_s)

    async def _run(self, header: Request, data: bytes, timeout_s: float) -> bytes:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._ask, header, data, timeout_s)

    def _ask(self, header: Request, data: bytes, timeout_s: float) -> bytes:
        while True:
            process = self._take()
            healthy = False
            try:
                reply, payload = process.ask(header, data, timeout_s)
                healthy = not reply.get("spent") and process.calls < CALLS_PER_PROCESS
            except _EndedError:
                continue
            finally:
                self._give_back(process, healthy=healthy)
            if "error" in reply:
                raise ParseError(str(reply["error"]))
            if "missing" in reply:
                raise PageMissingError(int(reply["missing"] or 0), int(reply["pages"] or 0))
            return payload

    def _take(self) -> _Process:
        with self._lock:
            if self._closed:
                raise RuntimeError("The parsing processes are closed.")
            while self._idle:
                process = self._idle.pop()
                if process.is_alive():
                    return process
                process.close()
        return _Process(self.memory_mb)

    def _give_back(self, process: _Process, *, healthy: bool) -> None:
        with self._lock:
            if healthy and not self._closed:
                self._idle.append(process)
                return
        process.close()

    def close(self) -> None:
        """End the processes; requests under way finish first."""
        self._threads.shutdown()
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for process in idle:
            process.close()


@functools.cache
def shared(memory_mb: int = MEMORY_MB) -> Workers:
    """The pool of this process, closed when it ends."""
    workers = Workers(memory_mb=memory_mb)
    atexit.register(workers.close)
    return workers


async def parse_safely(
    data: bytes, path: str, *, timeout_s: float = TIMEOUT_S, memory_mb: int = MEMORY_MB
) -> ParsedDocument:
    """Parse a document in a bounded process of the shared pool; raises `ParseError`."""
    return await shared(memory_mb).parse(data, path, timeout_s=timeout_s)
