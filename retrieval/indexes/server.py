"""A Chroma server: connected to when it is needed, and never waited for without a limit.

Chroma's own client has no limit of time, whatever its settings are called.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

import chromadb
import httpx
from chromadb.api.client import Client
from chromadb.config import Settings
from chromadb.errors import ChromaError, NotFoundError

_Result = TypeVar("_Result")

# A question waits so long for what is near it; ingestion sends and fetches much at a time.
QUESTION_S = 3.0
_ANSWER = httpx.Timeout(20.0, connect=3.0)
_HEARTBEAT_S = 2.0
_FAILURES, _REST_S = 3, 15.0
# Calls that hang hold threads of their own, and nobody else's.
_THREADS = 8
_AWAY = (httpx.HTTPError, ChromaError, OSError, ValueError)


class VectorsAwayError(RuntimeError):
    """The index of vectors does not answer now. The text is safe for a person."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"The Chroma server does not answer ({reason}). Check that it runs, and "
            "ALMANAC_CHROMA_URL."
        )
        self.reason = reason


async def check_server(url: str) -> None:
    """Ask a server whether it lives; raises `VectorsAwayError`."""
    try:
        async with httpx.AsyncClient(timeout=_HEARTBEAT_S, trust_env=False) as client:
            _judge(await client.get(_heartbeat(url)))
    except httpx.HTTPError as error:
        raise VectorsAwayError(_reason(error)) from error


class LazyServer:
    """The client of a server, made once it answers; a service starts without it. Calls block."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._client: Client | None = None
        self._lock = threading.Lock()

    def list_collections(self, *args: Any, **kwargs: Any) -> Any:
        """As Chroma's client does; raises `VectorsAwayError`."""
        return self._connected().list_collections(*args, **kwargs)

    def get_or_create_collection(self, *args: Any, **kwargs: Any) -> Any:
        """As Chroma's client does; raises `VectorsAwayError`."""
        return self._connected().get_or_create_collection(*args, **kwargs)

    def delete_collection(self, *args: Any, **kwargs: Any) -> Any:
        """As Chroma's client does; raises `VectorsAwayError`."""
        return self._connected().delete_collection(*args, **kwargs)

    def close(self) -> None:
        """Close the connections, where there are any."""
        if self._client is not None:
            self._client.close()
            cast(Any, self._client)._server._session.close()

    def _connected(self) -> Client:
        with self._lock:
            if self._client is None:
                self._client = self._connect()
            return self._client

    def _connect(self) -> Client:
        parts = urlsplit(self._url)
        try:
            # Its constructor asks the server as well, and would wait for ever.
            _judge(httpx.get(_heartbeat(self._url), timeout=_HEARTBEAT_S, trust_env=False))
            client = chromadb.HttpClient(
                host=parts.hostname or "localhost",
                port=parts.port or (443 if parts.scheme == "https" else 8000),
                ssl=parts.scheme == "https",
                settings=Settings(anonymized_telemetry=False),
            )
        except _AWAY as error:
            raise VectorsAwayError(_reason(error)) from error
        cast(Any, client)._server._session.timeout = _ANSWER
        return cast(Client, client)


class Reach:
    """Waits for a server as long as a question may, and leaves it alone for a while where it fails.

    After a rest, one question at a time tries it.
    """

    def __init__(
        self, *, limit_s: float = QUESTION_S, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._limit_s = limit_s
        self._clock = clock
        self._failures = 0
        self._rests_until: float | None = None
        self._trying = False
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="vectors")

    @property
    def is_resting(self) -> bool:
        """Whether the server is left alone now."""
        return self._rests_until is not None and self._clock() < self._rests_until

    async def run(self, work: Callable[..., _Result], *args: Any) -> _Result:
        """Run what blocks in a thread of its own."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, work, *args)

    async def ask(self, asked: Callable[[], Awaitable[_Result]]) -> _Result:
        """The answer to ``asked``; raises `VectorsAwayError`, at once while the server rests."""
        if self.is_resting or self._trying:
            raise VectorsAwayError("it failed just now, and is left alone for some seconds")
        self._trying = trying = self._rests_until is not None
        try:
            async with asyncio.timeout(self._limit_s):
                found = await asked()
        except NotFoundError:
            self._recover()
            raise
        except (VectorsAwayError, *_AWAY) as error:
            self._fail(trying)
            if isinstance(error, VectorsAwayError):
                raise
            raise VectorsAwayError(_reason(error)) from error
        else:
            self._recover()
            return found
        finally:
            if trying:
                self._trying = False

    def close(self) -> None:
        """Wait for nothing that hangs."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _fail(self, trying: bool) -> None:
        self._failures += 1
        if trying or self._failures >= _FAILURES:
            self._rests_until = self._clock() + _REST_S

    def _recover(self) -> None:
        self._failures, self._rests_until = 0, None


def _heartbeat(url: str) -> str:
    return f"{url.rstrip('/')}/api/v2/heartbeat"


def _judge(response: httpx.Response) -> None:
    if not response.is_success:
        raise VectorsAwayError(f"HTTP {response.status_code}")


def _reason(error: Exception) -> str:
    if isinstance(error, httpx.TimeoutException | TimeoutError):
        return "it took too long"
    if isinstance(error, httpx.ConnectError):
        return "nobody listens at its address"
    return type(error).__name__
