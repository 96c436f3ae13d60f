"""One parsing process as its parent sees it: requests go in, answers come out, within limits."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from retrieval.parsing.documents import ParseError

ROOT = Path(__file__).resolve().parents[3]
START_TIMEOUT_S = 60.0
MAX_REPLY = 256_000_000
# On a busy machine a second of work takes many by the clock.
WALL_FACTOR = 12
# How a child ends that has used up its processor time.
OUT_OF_TIME = frozenset({-signal.SIGPROF, -signal.SIGXCPU})

# Isolated mode ignores the environment; the root is put back by hand.
_BOOT = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from retrieval.parsing.isolation.child import serve; serve(*map(int, sys.argv[2:]))"
)

Request = Mapping[str, str | int | float | tuple[str, ...] | None]
Reply = Mapping[str, str | int | list[int] | None]


class EndedError(Exception):
    """The child had gone, for want of work, before the request reached it."""


class OverdueError(ParseError):
    """Reading a document took more time than it may."""


class BusyError(OverdueError):
    """It took too long by the clock: the machine was busy, and another time it may do."""


class ParsingProcess:
    """One child. It gets no environment, no terminal and no open file of ours."""

    def __init__(self, memory_mb: int, niceness: int = 0, wall_factor: int = WALL_FACTOR) -> None:
        self.calls = 0
        self._wall_factor = wall_factor
        self._popen = subprocess.Popen(  # noqa: S603
            [sys.executable, "-I", "-c", _BOOT, str(ROOT), str(memory_mb), str(niceness)],
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

    def ask(self, header: Request, payload: bytes, cpu_s: float) -> tuple[Reply, bytes]:
        """Send one request and read the answer; raises `ParseError` when the child dies of it.

        ``cpu_s`` bounds the processor time; a multiple of it bounds the time by the clock. Raises
        `OverdueError` beyond either.
        """
        self.calls += 1
        wall_s = cpu_s * self._wall_factor
        with self._killed_after(wall_s) as expired:
            try:
                self._write({**header, "cpu_s": cpu_s}, payload)
                return self._read()
            except (EOFError, BrokenPipeError) as error:
                if expired.is_set():
                    raise BusyError(
                        f"Reading the file took longer than {wall_s:g} s, since the machine was "
                        "busy. Run the ingestion again when it is not, or split the file."
                    ) from error
                code = self._popen.wait()
                if code == 0:
                    raise EndedError from error
                if code in OUT_OF_TIME:
                    raise OverdueError(
                        f"Reading the file took longer than {cpu_s:g} s of processor time. "
                        "Split it, or save it with fewer pages, rows or drawings."
                    ) from error
                raise ParseError(
                    "Reading the file failed: it crashed the reader. Export it again."
                ) from error

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

    def kill(self) -> None:
        """End the child; whoever asked it something is told that it crashed."""
        self._popen.kill()

    def close(self) -> None:
        self._popen.kill()
        self._popen.wait()
        for pipe in (self._popen.stdin, self._popen.stdout):
            # What could not be written to a dead child is still in the buffer.
            with contextlib.suppress(BrokenPipeError):
                if pipe is not None:
                    pipe.close()
