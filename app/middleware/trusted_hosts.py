"""Answering under our own names only, where a browser is at the other end."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.datastructures import Headers
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

_PROBED = frozenset({"/healthz", "/readyz", "/metrics"})


class OwnNamesOnly:
    """Refuses names that somebody else points at us.

    With ``probes``, a load balancer may ask for our health by address, and a gateway may pass on a
    token under a name inside: neither is a browser that somebody lured here.
    """

    def __init__(self, app: ASGIApp, *, hosts: Sequence[str], probes: bool) -> None:
        self._app = app
        self._probes = probes
        self._named = TrustedHostMiddleware(app, allowed_hosts=hosts, www_redirect=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        free = self._probes and scope["type"] == "http" and self._is_no_browser(scope)
        await (self._app if free else self._named)(scope, receive, send)

    @staticmethod
    def _is_no_browser(scope: Scope) -> bool:
        return scope["path"] in _PROBED or "authorization" in Headers(scope=scope)
