"""The moment between the provider and us: a callback that was not opened yet."""

from __future__ import annotations

from contextlib import suppress

import httpx

from tests.servers.company import ALICE, Company
from tests.servers.openid_browser import sign_in

CALLBACK = "/sign-in/callback"


def callback_of(company: Company, browser: httpx.Client, login: str = ALICE) -> httpx.URL:
    """Sign in at the provider up to the address it sends the browser back to, not opened yet."""
    kept: list[httpx.URL] = []

    def stop(request: httpx.Request) -> None:
        if request.url.path == CALLBACK:
            kept.append(request.url)
            raise _CameBackError

    browser.event_hooks["request"].append(stop)
    with suppress(_CameBackError):
        sign_in(browser, "/sign-in/company", login)
    browser.event_hooks["request"].remove(stop)
    return kept[0]


class _CameBackError(Exception):
    """The provider sent the browser back."""
