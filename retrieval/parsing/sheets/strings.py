"""Texts of cells that are set in several ways: runs that are struck through, raised or lowered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape

from lxml import etree

from retrieval.parsing.scripts import Piece, Script, with_scripts

_ITEM = re.compile(
    rb"<(?:\w{1,20}:)?si\s?/>|<(?:\w{1,20}:)?si\b[^>]{0,200}>.*?</(?:\w{1,20}:)?si>", re.S
)
_INLINE = re.compile(rb"<((?:\w{1,20}:)?)is\b[^>]{0,200}>(.*?)</(?:\w{1,20}:)?is>", re.S)
_MARKS = (b"strike", b"vertAlign")
_PREFIX = re.compile(rb"(</?)\w{1,20}:")
_SCRIPTS: dict[str, Script] = {"superscript": "raised", "subscript": "lowered"}


def marked_strings(xml: bytes) -> Iterator[tuple[int, str, bool]]:
    """The shared strings that have such runs: place, text as shown, whether a run was struck."""
    if not _is_marked(xml):
        return
    for place, item in enumerate(_ITEM.finditer(xml)):
        if _is_marked(item[0]) and (read := _read(item[0])) is not None:
            yield place, *read


def plain_inline(xml: bytes) -> tuple[bytes, int]:
    """A sheet whose inline texts are as shown, and in how many of them a run was struck."""
    if b"inlineStr" not in xml or not _is_marked(xml):
        return xml, 0
    struck = 0

    def plain(found: re.Match[bytes]) -> bytes:
        nonlocal struck
        read = _read(found[0]) if _is_marked(found[2]) else None
        if read is None:
            return found[0]
        struck += read[1]
        prefix = found[1]
        text = escape(read[0]).encode()
        return b'<%bis><%bt xml:space="preserve">%b</%bt></%bis>' % (
            prefix,
            prefix,
            text,
            prefix,
            prefix,
        )

    return _INLINE.sub(plain, xml), struck


def _is_marked(xml: bytes) -> bool:
    return any(mark in xml for mark in _MARKS)


def _read(item: bytes) -> tuple[str, bool] | None:
    """The text of one string, and whether a part of it was struck; ``None`` if it is damaged."""
    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        root = etree.fromstring(_PREFIX.sub(rb"\1", item), parser)
    except etree.XMLSyntaxError:
        return None
    struck = any(_is_struck(run) and run.findtext("t") for run in root.iterchildren("r"))
    return with_scripts(_pieces(root)), struck


def _pieces(root: Any) -> Iterator[Piece]:
    for child in root.iterchildren("t", "r"):
        if child.tag == "t":
            yield child.text or "", ""
        elif not _is_struck(child):
            script = child.find("rPr/vertAlign")
            kind = script.get("val", "") if script is not None else ""
            yield child.findtext("t") or "", _SCRIPTS.get(kind, "")


def _is_struck(run: Any) -> bool:
    mark = run.find("rPr/strike")
    return mark is not None and mark.get("val", "1") not in {"0", "false"}
