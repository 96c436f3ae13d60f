"""The scripts and style sheets of Chainlit's page, packed once.

The largest has more than four megabytes. Chainlit would pack it anew for everybody who opens the
page, and have it asked for again each time.
"""

from __future__ import annotations

import asyncio
import gzip
import mimetypes
from pathlib import Path

from fastapi.responses import FileResponse, JSONResponse, Response
from starlette.datastructures import Headers
from starlette.types import Receive, Scope, Send

# Each name holds a part of the hash of what is in the file.
_HEADERS = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}


class Assets:
    """Serves the files that lie in ``folder`` itself, and keeps in memory what it packed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._packed: dict[str, bytes] = {}
        self._packing = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self._response(scope["path"], Headers(scope=scope))
        await response(scope, receive, send)

    async def _response(self, path: str, headers: Headers) -> Response:
        file = self._folder / path.rpartition("/")[2]
        if not file.is_file():
            return JSONResponse({"detail": "Not found"}, 404)
        if "gzip" not in headers.get("accept-encoding", ""):
            return FileResponse(file, headers=_HEADERS)
        media_type = mimetypes.guess_type(file)[0] or "application/octet-stream"
        packed = _HEADERS | {"Content-Encoding": "gzip"}
        return Response(await self._pack(file), headers=packed, media_type=media_type)

    async def _pack(self, file: Path) -> bytes:
        # A hundred people who come in the same second wait for one of them.
        async with self._packing:
            if file.name not in self._packed:
                content = await asyncio.to_thread(file.read_bytes)
                self._packed[file.name] = await asyncio.to_thread(gzip.compress, content, mtime=0)
            return self._packed[file.name]
