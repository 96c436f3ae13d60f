"""Refusing what a page of somebody else would do with a person's cookie."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from app.middleware.refusals import refusal

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_OWN_SITES = frozenset({"same-origin", "none"})


def origin_of(url: str) -> str:
    """The origin of an address, as a browser names it."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


class OwnPagesOnly:
    """Refuses changes that a foreign page asks for; a bearer token cannot be borrowed so."""

    def __init__(self, app: ASGIApp, *, origin: str | None = None) -> None:
        self._app = app
        self._origin = origin

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in _SAFE:
            headers = Headers(scope=scope)
            if "authorization" not in headers and self._is_foreign(headers):
                refused = refusal(403, "foreign_origin", "Refused: asked by another site.")
                await refused(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _is_foreign(self, headers: Headers) -> bool:
        if headers.get("sec-fetch-site", "none") not in _OWN_SITES:
            return True
        origin = headers.get("origin")
        if origin == "null":
            # Under no-referrer a form of our own names no origin; only the browser's word tells.
            return headers.get("sec-fetch-site") not in _OWN_SITES
        if origin is None:
            return False
        if self._origin is not None:
            return origin != self._origin
        return urlsplit(origin).netloc != headers.get("host")
