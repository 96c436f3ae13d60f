"""Writes an XML document anew as a page of HTML, which is then read as any other page."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from typing import Any

from lxml import etree

from retrieval.parsing.documents import Block
from retrieval.parsing.web.html import html_blocks
from retrieval.parsing.web.struck import struck_remark
from retrieval.parsing.xml.trees import entity_text, name_of

MAX_HEADING = 6

# An element is another one in HTML, is written by a function, or is left out (``None``). What has
# no rule is passed through: its text counts, the element does not.
Rule = str | Callable[["Page", Any], None] | None

# fmt: off
TABLES: Mapping[str, Rule] = {
    name: name for name in ("table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th")
}
# fmt: on
_SPANS = ("colspan", "rowspan", "scope")


class Page:
    """Collects a page. ``pictures`` counts those that were passed over, ``level`` is how deep the
    headings stand that are written now."""

    def __init__(self, rules: Mapping[str, Rule]) -> None:
        self._rules = rules
        self._parts: list[str] = []
        self.pictures = 0
        self.level = 1
        self.notes: list[tuple[str, str]] = []

    def raw(self, markup: str) -> None:
        """Write markup as it stands."""
        self._parts.append(markup)

    def write(self, text: str | None) -> None:
        """Write text."""
        if text:
            self._parts.append(html.escape(text, quote=False))

    def heading(self, text: str, level: int) -> None:
        """Write a heading; an empty one is left out."""
        if text:
            place = min(level, MAX_HEADING)
            self._parts.append(f"<h{place}>{html.escape(text, quote=False)}</h{place}>")

    def paragraph(self, text: str) -> None:
        """Write a paragraph; an empty one is left out."""
        if text:
            self._parts.append(f"<p>{html.escape(text, quote=False)}</p>")

    def within(self, name: str, node: Any, attributes: str = "") -> None:
        """Write what stands in ``node`` as an element of HTML."""
        self._parts.append(f"<{name}{attributes}>")
        self.inside(node)
        self._parts.append(f"</{name}>")

    def inside(self, node: Any) -> None:
        """Write the text and the elements that stand in ``node``."""
        self.write(node.text)
        for one in node:
            if one.tag is etree.Entity:
                self.write(entity_text(one))
            else:
                self.element(one)
            self.write(one.tail)

    def element(self, node: Any) -> None:
        """Write an element by its rule."""
        name = name_of(node)
        if not name:
            return
        rule = self._rules.get(name, "")
        if rule is None:
            return
        if callable(rule):
            rule(self, node)
        elif rule == "":
            self.inside(node)
        else:
            self.within(rule, node, _spans(node) if rule in {"td", "th"} else "")

    def blocks(self) -> tuple[list[Block], list[str]]:
        """The page as blocks, and what to tell its owner."""
        seen = html_blocks("".join(self._parts))
        remarks = [*struck_remark(seen.struck), *self._unread()]
        return list(seen.blocks), remarks

    def _unread(self) -> list[str]:
        if not self.pictures:
            return []
        count = "1 picture" if self.pictures == 1 else f"{self.pictures:,} pictures"
        them = "it" if self.pictures == 1 else "them"
        return [f"{count}: what stands on {them} is not found. Add the text to the document."]


def _spans(node: Any) -> str:
    found = ((name, node.get(name)) for name in _SPANS)
    return "".join(f' {name}="{html.escape(value)}"' for name, value in found if value)


def markup_of(node: Any) -> str:
    """An element of XHTML as HTML: without namespaces, with the tags that HTML closes."""
    for one in node.iter():
        if isinstance(one.tag, str) and one.tag.startswith("{"):
            one.tag = one.tag.rpartition("}")[2]
    return str(etree.tostring(node, encoding="unicode", method="html", with_tail=False))
