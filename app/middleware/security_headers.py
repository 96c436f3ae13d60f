"""The headers that every page carries, and the policy of the chat's page."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)
# What others say of themselves must not become a directive of ours.
_ORIGIN = re.compile(r"https?://[\w.:\[\]-]+")
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# Style, script and pictures are the same for all; everything else is for one person.
_FOR_EVERYBODY = ("/public/", "/chat/assets/", "/chat/public/")
_TLS = "max-age=31536000; includeSubDomains"
FormTargets = Callable[[], Iterable[str]]


def no_targets() -> Iterable[str]:
    """Forms lead nowhere but here."""
    return ()


def policy(
    *,
    scripts: Iterable[str] = (),
    styles: str = "'self'",
    workers: str = "'none'",
    form_targets: Iterable[str] = (),
) -> str:
    """A content security policy: nothing from elsewhere, nothing evaluated.

    ``scripts`` are the texts of the inline scripts that may run, ``form_targets`` the origins to
    which a form may lead besides our own.
    """
    hashes = "".join(f" '{_sha256(script)}'" for script in scripts)
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src 'self'{hashes}",
            f"style-src {styles}",
            "img-src 'self' data: blob:",
            "font-src 'self'",
            "connect-src 'self'",
            "manifest-src 'self'",
            f"worker-src {workers}",
            "base-uri 'none'",
            " ".join(["form-action 'self'", *filter(_ORIGIN.fullmatch, form_targets)]),
            "frame-ancestors 'none'",
        ]
    )


def policy_of_page(html: str) -> str:
    """The policy under which exactly the inline scripts of this page run."""
    # Its components place themselves with style attributes and inject style sheets.
    return policy(
        scripts=_INLINE.findall(html),
        styles="'self' 'unsafe-inline'",
        workers="'self' blob:",
    )


class SecurityHeaders:
    """Adds the headers to every response that does not set them itself.

    ``form_targets`` is asked each time: where people sign in may be known only after a while.
    """

    def __init__(
        self, app: ASGIApp, *, tls: bool = False, form_targets: FormTargets = no_targets
    ) -> None:
        self._app = app
        self._tls = tls
        self._form_targets = form_targets

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _ALWAYS.items():
                    headers.setdefault(name, value)
                if not scope["path"].startswith(_FOR_EVERYBODY):
                    headers.setdefault("Cache-Control", "private, no-store")
                headers.setdefault(
                    "Content-Security-Policy", _policy_with(tuple(self._form_targets()))
                )
                if self._tls or scope.get("scheme") == "https":
                    headers.setdefault("Strict-Transport-Security", _TLS)
            await send(message)

        await self._app(scope, receive, send_with_headers)


@lru_cache(maxsize=8)
def _policy_with(form_targets: tuple[str, ...]) -> str:
    return policy(form_targets=form_targets)


def _sha256(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return "sha256-" + base64.b64encode(digest).decode()
