"""Refusing addresses that no database would take."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from app.middleware.refusals import refusal


class LegibleAddresses:
    """Answers 400 to a zero character in a path or a query: PostgreSQL has no such text.

    Everything that is looked up by a word of an address would fail on it, each in its own place.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and ("\x00" in scope["path"] or b"%00" in scope["query_string"]):
            message = "The address holds a character that is not text. Leave it out."
            await refusal(400, "illegible_address", message)(scope, receive, send)
            return
        await self._app(scope, receive, send)
