"""Styles of OpenDocument: which letters are struck, raised or hidden, which parts are not shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from retrieval.parsing.text.superscripts import Script
from retrieval.parsing.xml.trees import children

OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_PRESENTATION = "{urn:oasis:names:tc:opendocument:xmlns:presentation:1.0}"
MAX_PARENTS = 20


@dataclass(frozen=True, slots=True)
class Letters:
    """How letters are set; ``None`` where the style does not say."""

    struck: bool | None = None
    hidden: bool | None = None
    bold: bool | None = None
    script: Script | None = None

    def over(self, below: Letters) -> Letters:
        """These settings, and those of ``below`` where these say nothing."""
        return Letters(
            below.struck if self.struck is None else self.struck,
            below.hidden if self.hidden is None else self.hidden,
            below.bold if self.bold is None else self.bold,
            below.script if self.script is None else self.script,
        )


PLAIN = Letters()


class Styles:
    """The styles of a document, by family and name."""

    def __init__(self, *roots: Any) -> None:
        self._nodes: dict[tuple[str, str], Any] = {}
        self._known: dict[tuple[str, str], Letters] = {}
        self.lists: dict[str, Any] = {}
        self.pages: dict[str, Any] = {}
        for root in roots:
            for node in root.iter(f"{STYLE}style"):
                family, name = node.get(f"{STYLE}family", ""), node.get(f"{STYLE}name", "")
                self._nodes[family, name] = node
            for node in root.iter(f"{TEXT}list-style"):
                self.lists[node.get(f"{STYLE}name", "")] = node
            for node in root.iter(f"{STYLE}master-page"):
                self.pages[node.get(f"{STYLE}name", "")] = node

    def letters(self, family: str, name: str | None) -> Letters:
        """How a style sets letters, with what it inherits."""
        key = (family, name or "")
        if key not in self._known:
            found = PLAIN
            for node in self._line(family, name):
                found = found.over(_letters(node))
            self._known[key] = found
        return self._known[key]

    def is_titled(self, name: str | None) -> bool:
        """Whether a paragraph of the style is the title of its document."""
        return any(node.get(f"{STYLE}name") == "Title" for node in self._line("paragraph", name))

    def page_kind(self, family: str, name: str | None) -> str:
        """The kind of pages that begins where the style stands; empty where none does."""
        kinds = (node.get(f"{STYLE}master-page-name") for node in self._line(family, name))
        return next((kind for kind in kinds if kind is not None), "")

    def hides(self, family: str, name: str | None) -> bool:
        """Whether a sheet or a slide of the style is not shown."""
        for node in self._line(family, name):
            for part in node:
                if part.get(f"{TABLE}display") == "false":
                    return True
                if part.get(f"{_PRESENTATION}visibility") == "hidden":
                    return True
        return False

    def _line(self, family: str, name: str | None) -> Iterator[Any]:
        for _ in range(MAX_PARENTS):
            node = self._nodes.get((family, name or ""))
            if node is None:
                return
            yield node
            name = node.get(f"{STYLE}parent-style-name")


def _letters(style: Any) -> Letters:
    found = PLAIN
    for node in children(style, "text-properties"):
        line = node.get(f"{STYLE}text-line-through-style")
        kind = node.get(f"{STYLE}text-line-through-type")
        if line is not None or kind is not None:
            found = replace(found, struck="none" not in {line, kind})
        if (shown := node.get(f"{TEXT}display")) is not None:
            found = replace(found, hidden=shown == "none")
        if (weight := node.get(f"{_FO}font-weight")) is not None:
            found = replace(found, bold=weight in {"bold", "700", "800", "900"})
        if (place := node.get(f"{STYLE}text-position")) is not None:
            found = replace(found, script=_script(place))
    return found


def _script(place: str) -> Script:
    height = place.split(maxsplit=1)[0] if place.split() else ""
    if height == "super" or (height[:1].isdigit() and height.rstrip("%").strip("0.") != ""):
        return "raised"
    return "lowered" if height == "sub" or height.startswith("-") else ""
