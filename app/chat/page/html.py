"""The chat's one page: Chainlit's, without anything that comes from elsewhere."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from html import escape
from importlib.metadata import version
from pathlib import Path

from app.assets.release import public, public_files
from app.chat.framework import PATH
from app.middleware.security_headers import policy_of_page
from app.navigation import Link

# Style sheets of a content delivery network, early connections to font servers, its advertising.
_FOREIGN = re.compile(r"<link\b[^>]*\bhref=\"https?://[^>]*>\s*", re.DOTALL)
_COMMENTS = re.compile(r"<!--.*?-->\s*", re.DOTALL)
_OURS = ("/public/", "/favicon")
_PLAIN = re.compile(r'(?<=")/public/(?=(?:almanac|favicon|logo)[\w./-]+")')
_LANGUAGE = '<html lang="en">'
_ROOT = '<div id="root"></div>'
# Ours, then Chainlit's.
_SCRIPTS = 2
_MODULE = re.compile(r'<script\b(?=[^>]*\btype="module")[^>]*\bsrc="([^"]+)"[^>]*></script>\s*')
_STYLE = re.compile(r'<link\b(?=[^>]*\brel="stylesheet")[^>]*\bhref="([^"]+)"[^>]*>\s*')
_LOADING = {"en": "Loading…", "de": "Wird geladen…", "fr": "Chargement…"}
_WHOSE = '<meta name="almanac-person" content="nobody">\n    '
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

    def of(self, person_id: str, links: Sequence[Link]) -> str:
        """The page of somebody who finds these pages; its script shows them."""
        # In a script only its own end means something, and the end of a comment.
        said = json.dumps([asdict(link) for link in links]).replace("<", "\\u003c")
        whose = _WHOSE.replace("nobody", escape(person_id))
        return self.html.replace(_PLACES, whose + _PLACES.replace("[]", said))


@cache
def chat_page(language: str) -> ChatPage:
    """Make the page of a language, once a process; raises `PageChangedError`."""
    from chainlit.server import get_html_template

    html = _COMMENTS.sub("", _FOREIGN.sub("", get_html_template(PATH)))  # type: ignore[no-untyped-call]
    for path in _OURS:
        html = html.replace(f'"{PATH}{path}', f'"{path}')
    html = html.replace('href="/favicon"', 'href="/public/favicon.svg" type="image/svg+xml"')
    # Everything that is ours has the mark of the release in its address.
    html = _PLAIN.sub(public(""), html)
    elsewhere = re.search(r"(?:src|href)=\"((?:https?:)?//[^\"]+)", html)
    if elsewhere:
        raise PageChangedError(f"{elsewhere.group(1)!r} is elsewhere")
    for known in (_LANGUAGE, "</head>", _ROOT):
        if known not in html:
            raise PageChangedError(f"no {known}")
    html = _painted_first(html, language)
    html = html.replace(_LANGUAGE, f'<html lang="{language}">')
    html = html.replace("</head>", f"{_PLACES}\n  </head>")
    return ChatPage(html, policy_of_page(html))


def _painted_first(html: str, language: str) -> str:
    """The page with something to see at once; styles and scripts come behind it."""
    scripts = _MODULE.findall(html)
    styles = _STYLE.findall(html)
    if len(scripts) != _SCRIPTS or not styles:
        raise PageChangedError(f"{len(scripts)} scripts and {len(styles)} styles")
    ours, theirs = sorted(scripts, key=lambda address: not address.startswith("/public/"))
    preloads = [
        f'<link rel="modulepreload" href="{address}">' for address in (theirs, *_own_scripts())
    ]
    links = [_style(address) for address in (*styles, *_own_styles())]
    skeleton = _read("skeleton.html").replace("LOADING", _LOADING[language])
    skeleton = skeleton.replace("PICTURE", public_files()["favicon.svg"].read_text("utf-8").strip())
    begin = _read("first_paint.js").replace("OURS", ours).replace("THEIRS", theirs)
    # A browser leaves alone what stands in a template, until the script takes it out.
    parts = ['<template id="almanac-parts">', *links, *preloads, "</template>"]
    first = [skeleton, f"<script>{begin}</script>", *parts, _ROOT]
    return _MODULE.sub("", _STYLE.sub("", html)).replace(_ROOT, "\n    ".join(first))


def _own_scripts() -> list[str]:
    """Our scripts, which name one another; a browser that knows all of them asks at once."""
    rooms = ("almanac.js", "chat/", "words/")
    return [
        public(name) for name in public_files() if name.startswith(rooms) and name.endswith(".js")
    ]


def _own_styles() -> list[str]:
    """What the first of our style sheets, which Chainlit names, leaves to others."""
    return [public(name) for name in public_files() if re.fullmatch(r"chat/\w+\.css", name)]


def _style(address: str) -> str:
    media = ' media="print"' if address.endswith("/paper.css") else ""
    return f'<link rel="stylesheet" href="{address}"{media}>'


def _read(name: str) -> str:
    return Path(__file__).with_name(name).read_text("utf-8")
