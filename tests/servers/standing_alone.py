"""Running a server of the tests as a process of its own."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import sys
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

Running = Callable[[int], AbstractAsyncContextManager[str]]


def serve_until_stopped(description: str, running: Running) -> None:
    """Serve until stopped; the first line printed is the address."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--port", type=int, default=0, help="0 finds a free one")
    parser.add_argument(
        "--attached", action="store_true", help="end when standard input does, with its parent"
    )
    given = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(running, given.port, attached=given.attached))


async def _serve(running: Running, port: int, *, attached: bool) -> None:
    async with running(port) as address:
        sys.stdout.write(address + "\n")
        sys.stdout.flush()
        if attached:
            await _end_of_input()
        else:
            await asyncio.Event().wait()


async def _end_of_input() -> None:
    reader = asyncio.StreamReader()
    protocol = asyncio.StreamReaderProtocol(reader)
    await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, sys.stdin)
    await reader.read()
