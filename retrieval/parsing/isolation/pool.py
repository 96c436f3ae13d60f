"""Parsing processes that are kept for the next request, and what they reply."""

from __future__ import annotations

import threading

from retrieval.parsing.documents import PageMissingError, ParseError, PicturesUnreadError
from retrieval.parsing.isolation.process import EndedError, ParsingProcess, Request

CALLS_PER_PROCESS = 500


class ProcessPool:
    """Processes that are started when first needed, and given back by whoever asked them.

    As many are alive as threads ask at once. ``niceness`` is how far they step back behind others,
    ``wall_factor`` times its processor time a request may take by the clock.
    """

    def __init__(self, memory_mb: int, niceness: int, wall_factor: int) -> None:
        self._memory_mb = memory_mb
        self._niceness = niceness
        self._wall_factor = wall_factor
        self._idle: list[ParsingProcess] = []
        self._busy: set[ParsingProcess] = set()
        self._lock = threading.Lock()
        self._closed = False

    def ask(self, header: Request, data: bytes, timeout_s: float) -> bytes:
        """What a process replies; raises `ParseError`, `PageMissingError` and `OverdueError`."""
        while True:
            process = self._take()
            healthy = False
            try:
                reply, payload = process.ask(header, data, timeout_s)
                healthy = not reply.get("spent") and process.calls < CALLS_PER_PROCESS
            except EndedError:
                continue
            finally:
                self._give_back(process, healthy=healthy)
            if "unread" in reply:
                raise PicturesUnreadError(_numbers(reply["unread"]))
            if "error" in reply:
                raise ParseError(str(reply["error"]))
            if "missing" in reply:
                missing, pages = _numbers([reply["missing"], reply["pages"]])
                raise PageMissingError(missing, pages)
            return payload

    def _take(self) -> ParsingProcess:
        with self._lock:
            if self._closed:
                raise RuntimeError("The parsing processes are closed.")
            while self._idle:
                process = self._idle.pop()
                if process.is_alive():
                    self._busy.add(process)
                    return process
                process.close()
        process = ParsingProcess(self._memory_mb, self._niceness, self._wall_factor)
        self._note(process)
        return process

    def _note(self, process: ParsingProcess) -> None:
        with self._lock:
            self._busy.add(process)
            closed = self._closed
        if closed:
            process.kill()

    def _give_back(self, process: ParsingProcess, *, healthy: bool) -> None:
        with self._lock:
            self._busy.discard(process)
            if healthy and not self._closed:
                self._idle.append(process)
                return
        process.close()

    def kill(self) -> None:
        """End the processes at once; a request under way fails."""
        with self._lock:
            self._closed = True
            for process in self._busy:
                process.kill()

    def close(self) -> None:
        """End the processes that wait; those under way end when they are given back."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for process in idle:
            process.close()


def _numbers(said: object) -> list[int]:
    """Whole numbers as a child says them, which may be anything."""
    return [one if isinstance(one, int) else 0 for one in said] if isinstance(said, list) else []
