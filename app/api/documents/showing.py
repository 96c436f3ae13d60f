"""What a reader is shown of a document: its pages as they look where that is possible, or text."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace

from app.api.documents.pages import Asked, Cited
from app.identity.people import Person
from app.wiring import Parts
from retrieval.documents import Document
from retrieval.parsing.documents import ParsedDocument
from retrieval.parsing.formats import SLIDES, suffix_of
from retrieval.viewing.office.drawings import pages_of_passage
from retrieval.viewing.viewer import has_pages


@dataclass(frozen=True, slots=True)
class Shown:
    """The text of a document and the page of it that is shown; ``is_drawn`` tells how."""

    parsed: ParsedDocument
    asked: Asked
    is_drawn: bool


async def shown(
    parts: Parts, person: Person, document: Document, asked: Asked, cited: Cited | None
) -> Shown:
    """Choose how a document is shown; raises ``OSError`` and `ParseError`.

    An office file is shown as it looks only where its passage is found on a page of it.
    """
    parsed = await parts.viewer.parsed(document, person.id)
    if has_pages(document):
        return Shown(parsed, asked, is_drawn=True)
    drawn = await parts.viewer.drawn(document, person.id)
    page = await _page(document, parsed, drawn, asked, cited) if drawn is not None else None
    if drawn is None or page is None:
        number = asked.number if parsed.pages is not None or not asked.exact else 1
        return Shown(parsed, replace(asked, number=number, exact=False), is_drawn=False)
    return Shown(
        replace(drawn, title=parsed.title), replace(asked, number=page, exact=True), is_drawn=True
    )


async def _page(
    document: Document,
    parsed: ParsedDocument,
    drawn: ParsedDocument,
    asked: Asked,
    cited: Cited | None,
) -> int | None:
    """The page to show of an office file that was drawn; ``None`` where its text says more."""
    is_slides = suffix_of(document.path) in SLIDES
    if is_slides and parsed.pages != drawn.pages:
        # Some are hidden, so that the numbers differ.
        return None
    if cited is None or asked.exact:
        return asked.number
    pages = await asyncio.to_thread(pages_of_passage, drawn, cited.text)
    if is_slides:
        return asked.number if asked.number in pages or cited.page != asked.number else None
    return pages[0] if pages else None
