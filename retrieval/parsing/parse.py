"""The door to the parsers: which one reads a file, by its name and by its content."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath

from retrieval.parsing.documents import ParsedDocument, ParseError
from retrieval.parsing.html import parse_html
from retrieval.parsing.markdown import parse_markdown
from retrieval.parsing.plain import parse_csv, parse_text

MAX_BYTES = 100_000_000

_PARSERS: dict[str, Callable[[bytes, str], ParsedDocument]] = {
    ".md": parse_markdown,
    ".markdown": parse_markdown,
    ".html": parse_html,
    ".htm": parse_html,
    ".txt": parse_text,
    ".csv": parse_csv,
    ".tsv": parse_csv,
}

SUFFIXES = frozenset(_PARSERS)


def parse(data: bytes, path: str) -> ParsedDocument:
    suffix = PurePosixPath(path).suffix.lower()
    parser = _PARSERS.get(suffix)
    if parser is None:
        raise ParseError("?")
    return parser(data, path)
