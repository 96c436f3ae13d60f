"""The chat's one page: Chainlit's, without anything that comes from elsewhere."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import version

from app.chat.framework import PATH
from app.middleware.security_headers import policy_of_page
from app.navigation import Link

# Style sheets of a content delivery network, early connections to font servers, its advertising.
_FOREIGN = re.compile(r"<link\b[^>]*\bhref=\"https?://[^>]*>\s*", re.DOTALL)
_COMMENTS = re.compile(r"<!--.*?-->\s*", re.DOTALL)
_OURS = ("/public/", "/favicon")
_LANGUAGE = '<html lang="en">'
_PLACES = '<script type="application/json" id="almanac-places">[]</script>'


class PageChangedError(RuntimeError):
    """Chainlit's page is not what we know how to make safe."""

    def __init__(self, found: str) -> None:
        super().__init__(
            f"The page of Chainlit {version('chainlit')} is not the one we know: {found}. Look at "
            "its index.html and adapt app/chat/page/html.py."
        )


@dataclass(frozen=True, slots=True)
class ChatPage:
    """The page and the policy that fits it."""

    html: str
    policy: str

    def leading_to(self, links: Sequence[Link]) -> str:
        """The page of somebody who finds these pages; its script shows them."""
        # In a script only its own end means something, and the end of a comment.
        said = json.dumps([asdict(link) for link in links]).replace("<", "\\u003c")
        return self.html.replace(_PLACES, _PLACES.replace("[]", said))


@cache
def chat_page(language: str) -> ChatPage:
    """Make the page of a language, once a process; raises `PageChangedError`."""
    from chainlit.server import get_html_template

    html = _COMMENTS.sub("", _FOREIGN.sub("", get_html_template(PATH)))  # type: ignore[no-untyped-call]
    for path in _OURS:
        html = html.replace(f'"{PATH}{path}', f'"{path}')
    html = html.replace('href="/favicon"', 'href="/public/favicon.svg" type="image/svg+xml"')
    elsewhere = re.search(r"(?:src|href)=\"((?:https?:)?//[^\"]+)", html)
    if elsewhere:
        raise PageChangedError(f"{elsewhere.group(1)!r} is elsewhere")
    for known in (_LANGUAGE, "</head>"):
        if known not in html:
            raise PageChangedError(f"no {known}")
    html = html.replace(_LANGUAGE, f'<html lang="{language}">')
    html = html.replace("</head>", f"{_PLACES}\n  </head>")
    return ChatPage(html, policy_of_page(html))
