"""Choosing a fault while a model server runs: a page for people, two addresses for programs.

``GET /`` is the page, ``GET /fault`` says what is chosen, and ``POST /fault/NAME`` chooses, with
``after`` (tokens before the fault) and ``times`` (requests it holds for) as parameters; the name
``none`` ends it.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from html import escape
from urllib.parse import parse_qsl, urlsplit

from tests.servers.behaviour import EVERY, Chosen

_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width">
<style>body{{font:16px/1.5 system-ui;max-width:44rem;margin:2rem auto;padding:0 1rem}}
form{{display:inline}}button{{font:inherit;width:9rem;text-align:left;padding:.2rem .6rem}}
.on button{{background:#b3261e;color:#fff}}td{{padding:.15rem .6rem .15rem 0}}</style>
<h1>{title}</h1><p>{requests} requests so far. Now: <b>{now}</b>.</p>
<form method="post" action="/fault/none"><button>answer well</button></form>
<table>{rows}</table>"""
_ROW = """<tr class="{state}"><td><form method="post" action="/fault/{name}"><button>{name}</button>
</form></td><td>{what}</td><td><form method="post" action="/fault/{name}?times=1">
<button>next one only</button></form></td></tr>"""


@dataclass(frozen=True, slots=True)
class Control:
    """What a control address answers."""

    status: int
    kind: str
    body: str
    location: str | None = None

    def written(self) -> bytes:
        """The reply as it goes over the wire."""
        body = self.body.encode()
        head = f"HTTP/1.1 {self.status} -\r\nContent-Type: {self.kind}\r\n"
        if self.location is not None:
            head += f"Location: {self.location}\r\n"
        return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def control(head: str, chosen: Chosen, *, title: str, requests: int) -> Control | None:
    """Answer a request for a control address; ``None`` for any other address."""
    method, target, *_ = head.split(" ", 2)
    place = urlsplit(target)
    if method == "GET" and place.path == "/":
        return Control(200, "text/html; charset=utf-8", _page(chosen, title, requests))
    if method == "GET" and place.path == "/fault":
        return _told(200, {**asdict(chosen), "faults": EVERY})
    if method == "POST" and place.path.startswith("/fault/"):
        name = place.path.removeprefix("/fault/")
        settings = {key: int(value) for key, value in parse_qsl(place.query) if value.isdecimal()}
        try:
            chosen.choose(
                "" if name == "none" else name,
                after=settings.get("after", 12),
                times=settings.get("times"),
            )
        except ValueError as error:
            return _told(404, {"error": str(error)})
        if "text/html" in head:
            return Control(303, "text/plain", "", location="/")
        return _told(200, asdict(chosen))
    return None


def _told(status: int, what: object) -> Control:
    return Control(status, "application/json", json.dumps(what) + "\n")


def _page(chosen: Chosen, title: str, requests: int) -> str:
    rows = "".join(
        _ROW.format(name=name, what=escape(what), state="on" if name == chosen.fault else "")
        for name, what in EVERY.items()
    )
    now = chosen.fault or "answering well"
    if chosen.left is not None:
        now += f", for {chosen.left} more"
    return _PAGE.format(title=escape(title), requests=requests, now=escape(now), rows=rows)
