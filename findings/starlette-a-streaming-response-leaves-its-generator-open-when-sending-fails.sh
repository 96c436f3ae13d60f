#!/usr/bin/env bash
# starlette 1.10.0: what a streaming response iterates over is not closed where sending fails.
# Expected: when the client is gone and `send` raises, the response closes the generator that it
#   iterates over before it tells of that, as `contextlib.aclosing` would: what the generator holds
#   (a connection to a model, a row lock) is let go of then and in the same task.
# Seen: `ClientDisconnect` comes out of the response while the generator is still suspended. It is
#   closed when the response itself is garbage, and by another task of the event loop; while somebody
#   holds the response, never.
# Here: app/api/event_streams.py closes what it iterates over by itself.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet "starlette==1.10.0"
seen=$("$folder/env/bin/python" - <<'PYTHON'
import asyncio
import gc
from importlib.metadata import version

from starlette.requests import ClientDisconnect
from starlette.responses import StreamingResponse

print(version("starlette"))
closed_by = []


async def pieces():
    try:
        while True:
            yield b"a piece"
            await asyncio.sleep(0)
    finally:
        closed_by.append(asyncio.current_task())


async def receive():
    await asyncio.sleep(60)


async def send(message):
    if message["type"] == "http.response.body":
        raise OSError("the client is gone")


async def main():
    scope = {"type": "http", "asgi": {"version": "3.0", "spec_version": "2.4"}}
    response = StreamingResponse(pieces())
    try:
        await response(scope, receive, send)
    except ClientDisconnect:
        print("ended; closed then:", bool(closed_by))
    await asyncio.sleep(0.1)
    gc.collect()
    print("a moment later:", bool(closed_by))
    del response
    gc.collect()
    await asyncio.sleep(0.1)
    print("without the response:", bool(closed_by))
    print("in the same task:", closed_by[0] is asyncio.current_task())


asyncio.run(main())
PYTHON
)
echo "$seen"
[ "$seen" = "1.10.0
ended; closed then: False
a moment later: False
without the response: True
in the same task: False" ] || { echo "It behaves otherwise now." >&2; exit 1; }
