"""The outermost edge of the service: whatever was not foreseen ends here, without a word of it."""

from __future__ import annotations

import secrets

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.middleware.refusals import refusal
from app.observing.logs import trail

log = structlog.get_logger()

_FAILED = 500


class LastResort:
    """Turns an unforeseen error into a reference; its text could hold a secret, and stays here."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False
        held: list[Message] = []

        async def send_noting(message: Message) -> None:
            nonlocal begun
            failed = message["type"] == "http.response.start" and message["status"] == _FAILED
            if held or (failed and not begun):
                # A framework within answers first and raises then: the reference is still to come.
                held.append(message)
                return
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, send_noting)
        except Exception as error:  # noqa: BLE001 - the outermost edge
            reference = secrets.token_hex(4)
            log.error(
                "request.failed",
                reference=reference,
                error=type(error).__name__,
                trail=trail(error),
            )
            if begun:
                # Half an answer cannot be taken back; a closed connection says that it is half.
                raise ConnectionAbortedError(reference) from None
            message = f"Something went wrong on our side. The reference is {reference}."
            await refusal(_FAILED, "internal", message)(scope, receive, send)
            return
        for message_held in held:
            await send(message_held)
