"""The scripts and style sheets of Chainlit's page, packed once.

The largest has more than four megabytes. Chainlit would pack it anew for everybody who opens the
page, and have it asked for again each time.
"""

from __future__ import annotations

from pathlib import Path

from fastapi.responses import JSONResponse, Response
from starlette.datastructures import Headers
from starlette.types import Receive, Scope, Send

from app.assets.packing import FOR_EVER, Packing


class Assets:
    """Serves the files that lie in ``folder`` itself; each name holds a part of its hash."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._packing = Packing()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self._response(scope["path"], Headers(scope=scope))
        await response(scope, receive, send)

    async def _response(self, path: str, headers: Headers) -> Response:
        file = self._folder / path.rpartition("/")[2]
        if not file.is_file():
            return JSONResponse({"detail": "Not found"}, 404)
        return await self._packing.response(file, headers, {"Cache-Control": FOR_EVER})
