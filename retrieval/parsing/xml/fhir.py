"""FHIR: compositions such as electronic product information (ePI), in XML and in JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from retrieval.parsing.documents import ParseError
from retrieval.parsing.xml.rewriting import Page, Rule, markup_of
from retrieval.parsing.xml.trees import child, children, name_of, tree_of

FHIR = "http://hl7.org/fhir"
MAX_DEPTH = 40
MAX_JSON = 60_000_000

# What was a label (SPL) before may have line breaks in its title.
_TAG = re.compile(r"<[a-zA-Z/][^<>]{0,200}>")
_ROOTS = frozenset({"Bundle", "Composition"})
# Their texts say again what the sections say.
_HEADINGS = {f"h{level}" for level in range(1, 7)}


@dataclass(frozen=True, slots=True)
class _Section:
    title: str
    text: Any
    inner: tuple[_Section, ...]


def is_fhir(root: Any) -> bool:
    """Tell whether an element is a resource that holds a document."""
    return root.tag in {f"{{{FHIR}}}{name}" for name in _ROOTS}


def write_bundle(root: Any) -> tuple[Page, str]:
    """Write the compositions of a resource in XML as a page; gives the title of the first."""
    found = list(root.iter(f"{{{FHIR}}}Composition"))
    documents = [(_value(child(one, "title")), list(_of_xml(one, 0))) for one in found]
    return _page(documents)


def write_json(data: bytes) -> tuple[Page, str]:
    """The same for a resource in JSON; raises `ParseError`."""
    resource = _loaded(data)
    entries = resource.get("entry") if resource.get("resourceType") == "Bundle" else None
    inner = entries if isinstance(entries, list) else [{"resource": resource}]
    documents = [
        (_text(one.get("title")), list(_of_json(one, 0)))
        for entry in inner
        if isinstance(entry, dict) and isinstance(one := entry.get("resource"), dict)
        if one.get("resourceType") == "Composition"
    ]
    return _page(documents)


def _loaded(data: bytes) -> Mapping[str, Any]:
    if len(data) > MAX_JSON:
        raise ParseError(f"The file holds more than {MAX_JSON // 1_000_000} MB of JSON. Split it.")
    try:
        resource = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise ParseError("The JSON is damaged or cut short. Export it again.") from error
    if not isinstance(resource, dict) or resource.get("resourceType") not in _ROOTS:
        raise ParseError(
            "Of JSON only FHIR documents are read: a Bundle or a Composition. "
            "Export the data as CSV, or the text as HTML."
        )
    return resource


def _page(documents: list[tuple[str, list[_Section]]]) -> tuple[Page, str]:
    page = Page(_RULES)
    if not any(sections for _, sections in documents):
        raise ParseError(
            "The FHIR resource holds no document: no Composition with sections. "
            "Export the document itself."
        )
    for title, sections in documents:
        page.heading(title, 1)
        for section in sections:
            _write(page, section, 2)
    return page, documents[0][0]


def _write(page: Page, section: _Section, level: int) -> None:
    page.heading(section.title, level)
    if section.text is not None:
        for node in section.text.iter():
            if (name := name_of(node)) in _HEADINGS:
                node.tag = f"h{min(int(name[1]) + level, 6)}"
        page.pictures += sum(1 for node in section.text.iter() if name_of(node) == "img")
        page.raw(markup_of(section.text))
    for inner in section.inner:
        _write(page, inner, level + 1)


def _of_xml(node: Any, depth: int) -> Iterator[_Section]:
    if depth > MAX_DEPTH:
        return
    for one in children(node, "section"):
        text = child(one, "text", "div")
        yield _Section(
            _value(child(one, "title")) or _value(child(one, "code", "text")),
            text,
            tuple(_of_xml(one, depth + 1)),
        )


def _of_json(resource: Mapping[str, Any], depth: int) -> Iterator[_Section]:
    sections = resource.get("section")
    if depth > MAX_DEPTH or not isinstance(sections, list):
        return
    for one in sections:
        if isinstance(one, dict):
            code = one.get("code")
            coded = _text(code.get("text")) if isinstance(code, dict) else ""
            named = _text(one.get("title")) or coded
            yield _Section(named, _narrative(one.get("text")), tuple(_of_json(one, depth + 1)))


def _narrative(text: Any) -> Any:
    markup = text.get("div") if isinstance(text, dict) else None
    if not isinstance(markup, str) or not markup.strip():
        return None
    try:
        return tree_of(markup.encode())
    except ParseError:
        # Named entities of HTML and open tags stand in many examples; browsers show them.
        return etree.fromstring(markup, etree.HTMLParser(no_network=True, huge_tree=False))


def _value(node: Any) -> str:
    return _text(str(node.get("value") or "")) if node is not None else ""


def _text(value: Any) -> str:
    return " ".join(_TAG.sub(" ", value).split()) if isinstance(value, str) else ""


_RULES: dict[str, Rule] = {}
