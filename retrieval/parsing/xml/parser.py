"""XML and JSON to blocks: kinds of documents that are recognised by their root."""

from __future__ import annotations

from lxml import etree

from retrieval.parsing.documents import ParsedDocument, ParseError
from retrieval.parsing.text.cleaning import clean, readable_name
from retrieval.parsing.xml.fhir import FHIR, is_fhir, write_bundle, write_json
from retrieval.parsing.xml.jats import write_article
from retrieval.parsing.xml.rewriting import Page
from retrieval.parsing.xml.spl import HL7, write_label
from retrieval.parsing.xml.trees import name_of, tree_of

SPL_PARSER, JATS_PARSER, FHIR_PARSER = "spl/2", "jats/2", "fhir/2"

_JATS = frozenset({"article", "pmc-articleset"})
# Documents of other programs that end in .xml, and what to do with them.
_KNOWN = {
    "html": "It is a web page. Rename it to .html.",
    "wordDocument": "Word 2003 wrote it. Open it in Word, and save it as DOCX.",
    "Workbook": "Excel 2003 wrote it. Open it in Excel, and save it as XLSX.",
    "package": "It is a package in one file. Open it in Word, and save it as DOCX.",
    "rss": "It is a news feed. Add the pages that it leads to.",
    "feed": "It is a news feed. Add the pages that it leads to.",
}


def parse_xml(data: bytes, path: str) -> ParsedDocument:
    """Read a drug label (SPL), an article (JATS) or a FHIR document; raises `ParseError`."""
    root = tree_of(data)
    try:
        if root.tag == f"{{{HL7}}}document":
            return _document(*write_label(root), path, SPL_PARSER)
        if is_fhir(root):
            return _document(*write_bundle(root), path, FHIR_PARSER)
        if name_of(root) in _JATS and not root.tag.startswith("{http://docbook"):
            return _document(*write_article(root), path, JATS_PARSER)
    except RecursionError as error:
        raise ParseError("The XML nests its parts without end. Export it again.") from error
    raise ParseError(_unknown(root.tag))


def parse_json(data: bytes, path: str) -> ParsedDocument:
    """Read a FHIR document in JSON; raises `ParseError`."""
    try:
        return _document(*write_json(data), path, FHIR_PARSER)
    except (etree.XMLSyntaxError, etree.ParserError) as error:
        raise ParseError("A text of the resource is damaged. Export it again.") from error


def _document(page: Page, title: str, path: str, parser: str) -> ParsedDocument:
    blocks, remarks = page.blocks()
    if not any(block.kind != "heading" for block in blocks):
        raise ParseError("The document has no text but headings.")
    return ParsedDocument(
        clean(title) or readable_name(path), tuple(blocks), None, parser, tuple(remarks)
    )


def _unknown(tag: str) -> str:
    name = tag.rpartition("}")[2]
    if name in _KNOWN:
        return f"The XML is of a kind that is not read. {_KNOWN[name]}"
    if tag.startswith(f"{{{FHIR}}}"):
        return (
            f"The FHIR resource {clean(name)[:60]!r} holds no document; a Bundle or a Composition "
            "does. Export the document itself."
        )
    return (
        f"The XML begins with {clean(name)[:60]!r}; read are drug labels (SPL), articles (JATS) "
        "and FHIR documents. Export it as HTML, PDF or CSV."
    )
