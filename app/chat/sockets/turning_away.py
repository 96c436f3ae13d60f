"""Connections that a service which is about to end does not take any more.

A page that is refused tries again by itself, until it reaches another process or the next one.
"""

from __future__ import annotations

from urllib.parse import parse_qs

from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket

_PATH = "/ws/socket.io"


def is_connection(scope: Scope) -> bool:
    """Tell whether this belongs to a connection of the chat, of either kind."""
    return str(scope["path"]).removeprefix(scope.get("root_path", "")).startswith(_PATH)


def opens_a_connection(scope: Scope) -> bool:
    """Tell whether this begins a connection of the chat; one that stands names itself by its id."""
    return is_connection(scope) and "sid" not in parse_qs(
        scope.get("query_string", b"").decode("latin-1")
    )


async def turn_away(scope: Scope, receive: Receive, send: Send) -> None:
    """Refuse with a status that load balancers take for a reason to ask another process."""
    response = JSONResponse({"detail": "Stopping"}, 503, headers={"Retry-After": "1"})
    if scope["type"] == "websocket":
        await receive()
        socket = WebSocket(scope, receive, send)
        if "websocket.http.response" in scope.get("extensions", {}):
            await socket.send_denial_response(response)
        else:
            await socket.close()
    else:
        await response(scope, receive, send)
