"""What every request passes before anything else, in the order in which it passes it."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.applications import Starlette

from app.middleware.body_limits import BoundedBodies
from app.middleware.cross_origin import OwnPagesOnly, origin_of
from app.middleware.error_boundary import LastResort
from app.middleware.invalid_addresses import LegibleAddresses
from app.middleware.rate_limits import LARGEST_MESSAGE
from app.middleware.security_headers import FormTargets, SecurityHeaders, no_targets
from app.middleware.trusted_hosts import OwnNamesOnly
from app.middleware.upload_limits import larger_body
from app.observing.trace_context import CarriedTraces

# A message of the chat is as long here as over a websocket.
_CHAT = "/chat/ws/socket.io"
_LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]


def guard(
    app: Starlette,
    *,
    public_url: str | None = None,
    loopback_only: bool = False,
    form_targets: FormTargets = no_targets,
) -> None:
    """Put every guard before ``app``; the one that is added last is met first.

    The headers come outermost, so that what the other guards answer bears them too.
    """
    origin = origin_of(public_url) if public_url else None
    app.router.redirect_slashes = False
    app.add_middleware(CarriedTraces)
    app.add_middleware(OwnPagesOnly, origin=origin)
    app.add_middleware(BoundedBodies, larger=_larger)
    app.add_middleware(LegibleAddresses)
    hosts = _hosts(public_url, loopback_only=loopback_only)
    if hosts:
        # In demo mode, a name that somebody else points at this machine would be enough.
        app.add_middleware(OwnNamesOnly, hosts=hosts, probes=not loopback_only)
    app.add_middleware(LastResort)
    tls = origin is not None and origin.startswith("https:")
    app.add_middleware(SecurityHeaders, tls=tls, form_targets=form_targets)


def _larger(method: str, path: str) -> int | None:
    if method == "POST" and path.startswith(_CHAT):
        return LARGEST_MESSAGE
    return larger_body(method, path)


def _hosts(public_url: str | None, *, loopback_only: bool) -> list[str]:
    """The names under which we answer: our own, and loopback for probes on this machine."""
    named = urlsplit(public_url).hostname if public_url and not loopback_only else None
    return [*_LOOPBACK, *([named] if named else [])] if named or loopback_only else []
