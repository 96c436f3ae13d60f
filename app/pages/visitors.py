"""The browser at the other end: where it is, what it calls itself, the cookies it gets."""

from __future__ import annotations

import re

from fastapi import Request
from fastapi.responses import Response

from app.identity.directory import COOKIE, SECURE_COOKIE
from app.records.people.session_rows import Browser
from app.records.people.sign_ins import LASTS
from app.settings import Settings

SOME_BROWSER = "A browser"
_SIGNING_IN = "almanac_signing_in"
_SECURE_SIGNING_IN = "__Host-almanac_signing_in"
# In this order: most browsers also call themselves by the names of those that came before them.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def browser_of(request: Request) -> Browser:
    """The browser in words for its person, and the address it comes from."""
    said = request.headers.get("user-agent", "")
    name = next((name for mark, name in _BROWSERS if mark in said), "")
    system = next((name for mark, name in _SYSTEMS if mark in said), "")
    device = f"{name or SOME_BROWSER} on {system}" if system else name
    if not device:
        # Programs name themselves first, as in "curl/8.5".
        device = re.split(r"[\s/]", said, maxsplit=1)[0][:40]
    return Browser(device, request.client.host if request.client else "")


def base_url(request: Request, settings: Settings) -> str:
    """The address under which people open us, without a slash at its end.

    Without a public address we are bound to loopback, where any name leads to this machine.
    """
    if settings.public_url is not None:
        return settings.public_url.rstrip("/")
    return str(request.base_url).rstrip("/")


def give_session(response: Response, settings: Settings, token: str) -> None:
    """Sign the browser in with a cookie that scripts cannot read and other sites cannot send."""
    secure = settings.is_secure
    name = SECURE_COOKIE if secure else COOKIE
    response.set_cookie(name, token, httponly=True, secure=secure, samesite="lax", path="/")


def take_session(response: Response) -> None:
    """Take the cookie away again."""
    for name in (COOKIE, SECURE_COOKIE):
        response.delete_cookie(
            name, path="/", secure=name == SECURE_COOKIE, httponly=True, samesite="lax"
        )


def mark_signing_in(response: Response, settings: Settings, value: str) -> None:
    """Mark the browser that is sent to the provider, so that no other can come back for it."""
    secure = settings.is_secure
    response.set_cookie(
        _SECURE_SIGNING_IN if secure else _SIGNING_IN,
        value,
        max_age=int(LASTS.total_seconds()),
        httponly=True,
        secure=secure,
        samesite="lax",
        path="/",
    )


def signing_in_mark(request: Request, settings: Settings) -> str:
    """The mark of a browser that was sent to the provider; empty for any other."""
    return request.cookies.get(_SECURE_SIGNING_IN if settings.is_secure else _SIGNING_IN, "")


def unmark_signing_in(response: Response) -> None:
    """Take the mark away."""
    for name in (_SIGNING_IN, _SECURE_SIGNING_IN):
        response.delete_cookie(
            name, path="/", secure=name == _SECURE_SIGNING_IN, httponly=True, samesite="lax"
        )
