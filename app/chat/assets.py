"""The scripts and style sheets of Chainlit's page, packed once.

The largest has more than four megabytes. Chainlit would pack it anew for everybody who opens the
page, and have it asked for again each time.
"""

from __future__ import annotations

import asyncio
import gzip
import mimetypes
from pathlib import Path
from threading import Lock

from fastapi.responses import FileResponse, JSONResponse, Response
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

# Each name holds a part of the hash of what is in the file.
_HEADERS = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}


class Assets:
    """Serves the files that lie in ``folder`` itself, and keeps in memory what it packed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._packed: dict[str, bytes] = {}
        self._packing = Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        await (await self._reply(request))(scope, receive, send)

    async def _reply(self, request: Request) -> Response:
        name = request.url.path.rpartition("/")[2]
        path = self._folder / name
        if path.parent != self._folder or not path.is_file():
            return JSONResponse({"detail": "Not found"}, 404)
        if "gzip" not in request.headers.get("accept-encoding", ""):
            return FileResponse(path, headers=_HEADERS)
        body = self._packed.get(name) or await asyncio.to_thread(self._pack, path)
        media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return Response(
            body, headers=_HEADERS | {"Content-Encoding": "gzip"}, media_type=media_type
        )

    def _pack(self, path: Path) -> bytes:
        # A hundred people who come in the same second wait for one of them.
        with self._packing:
            if path.name not in self._packed:
                self._packed[path.name] = gzip.compress(path.read_bytes(), mtime=0)
            return self._packed[path.name]
