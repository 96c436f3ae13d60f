"""What lies below ``public/``, under the addresses of this release and under plain ones."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from app.assets.packing import FOR_EVER, Packing
from app.assets.release import public_files, release_mark


class PublicFiles:
    """Serves what a page is made of.

    Under the mark of the release it is kept for ever. Under its plain name it is asked for again
    each time. Under the mark of another release there is nothing: old and new do not mix.
    """

    def __init__(self) -> None:
        self._packing = Packing()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"].removeprefix(scope.get("root_path", "")).removeprefix("/")
        if scope["method"] not in {"GET", "HEAD"}:
            answer: Response = JSONResponse({"detail": "Method not allowed"}, 405)
        else:
            answer = await self.response(path, Headers(scope=scope))
        await answer(scope, receive, send)

    async def response(self, path: str, asked: Headers) -> Response:
        """The file at a path below ``/public/``."""
        mark, _, name = path.partition("/")
        if mark == release_mark() and name in public_files():
            kept = {"Cache-Control": FOR_EVER}
            return await self._packing.response(public_files()[name], asked, kept)
        if path not in public_files():
            return JSONResponse({"detail": "Not found"}, 404)
        tag = f'W/"{release_mark()}"'
        kept = {"Cache-Control": "no-cache", "ETag": tag}
        if asked.get("if-none-match") == tag:
            return Response(status_code=304, headers=kept | {"Vary": "Accept-Encoding"})
        return await self._packing.response(public_files()[path], asked, kept)
