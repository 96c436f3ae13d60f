"""The chat's one page: Chainlit's, without anything that comes from elsewhere."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version

from app.chat.framework import PATH
from app.middleware.security_headers import policy_of_page

# Style sheets of a content delivery network, early connections to font servers, its advertising.
_FOREIGN = re.compile(r"<link\b[^>]*\bhref=\"https?://[^>]*>\s*", re.DOTALL)
_COMMENTS = re.compile(r"<!--.*?-->\s*", re.DOTALL)
_OURS = ("/public/", "/favicon")


class PageChangedError(RuntimeError):
    """Chainlit's page is not what we know how to make safe."""

    def __init__(self, found: str) -> None:
        super().__init__(
            f"The page of Chainlit {version('chainlit')} names {found!r}, which is elsewhere. "
            "Look at its index.html and adapt app/chat/page/html.py."
        )


@dataclass(frozen=True, slots=True)
class ChatPage:
    """The page and the policy that fits it."""

    html: str
    policy: str


@cache
def chat_page() -> ChatPage:
    """Make the page, once a process; raises `PageChangedError`."""
    from chainlit.server import get_html_template

    html = _COMMENTS.sub("", _FOREIGN.sub("", get_html_template(PATH)))  # type: ignore[no-untyped-call]
    for path in _OURS:
        html = html.replace(f'"{PATH}{path}', f'"{path}')
    html = html.replace('href="/favicon"', 'href="/public/favicon.svg" type="image/svg+xml"')
    elsewhere = re.search(r"(?:src|href)=\"((?:https?:)?//[^\"]+)", html)
    if elsewhere:
        raise PageChangedError(elsewhere.group(1))
    return ChatPage(html, policy_of_page(html))
