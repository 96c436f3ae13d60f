"""XML to a tree, without entities, networks and trees without end."""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import Any

from lxml import etree

from retrieval.parsing.documents import ParseError

MAX_XML = 60_000_000
_ENTITIES = "The XML declares entities of its own, and was not read. Export it without them."
_BREAKS = frozenset({"br", "break"})


def tree_of(data: bytes) -> Any:
    """The root of a document; raises `ParseError` where it is damaged or has entities of its own.

    The library refuses trees of more than 256 levels, and texts of more than 10 MB.
    """
    if len(data) > MAX_XML:
        raise ParseError(f"The file holds more than {MAX_XML // 1_000_000} MB of XML. Split it.")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        if b"<!ENTITY" in data:
            raise ParseError(_ENTITIES) from error
        raise ParseError(f"The XML is damaged{_place(error)}. Export it again.") from error
    dtd = root.getroottree().docinfo.internalDTD
    if dtd is not None and next(dtd.iterentities(), None) is not None:
        raise ParseError(_ENTITIES)
    return root


def _place(error: Exception) -> str:
    line = error.lineno if isinstance(error, etree.XMLSyntaxError) else None
    return f" at line {line}" if line else " or cut short"


def name_of(node: Any) -> str:
    """The name of an element without its namespace; empty for anything else."""
    tag = node.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def entity_text(node: Any) -> str:
    """The letter that a named entity stands for, as in HTML; empty for an unknown one."""
    text = str(node.text or "")
    letter = html.unescape(text)
    return letter if letter != text else ""


def child(node: Any, *names: str) -> Any:
    """The first element below ``node`` on this path of names, or ``None``."""
    for name in names:
        node = next(children(node, name), None) if node is not None else None
    return node


def children(node: Any, *names: str) -> Iterator[Any]:
    """The elements right below ``node`` that have one of these names."""
    for one in node if node is not None else ():
        if name_of(one) in names:
            yield one


def text_of(node: Any) -> str:
    """All text of an element as one line."""
    if node is None:
        return ""
    pieces: list[str] = []
    for one in node.iter():
        if one.tag is etree.Entity:
            pieces.append(entity_text(one))
        elif isinstance(one.tag, str):
            pieces.append(" " if name_of(one) in _BREAKS else one.text or "")
        if one is not node:
            pieces.append(one.tail or "")
    return " ".join("".join(pieces).split())
