"""One page of a document as a reader gets it: its text or its picture, and what is marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

from app.api.documents import notices
from app.api.documents.shapes import DocumentPage, MarkedBlock
from assistants.output.citations import cited_for
from feedback.turns import Turn
from retrieval.access import Access
from retrieval.documents import Document
from retrieval.parsing.documents import Block, PageMissingError, ParsedDocument
from retrieval.parsing.text.marking import Span, marks
from retrieval.passages import Passage
from retrieval.viewing.pages import page_text
from retrieval.viewing.standing import Standing, since
from retrieval.viewing.tabulating import Row, rows
from retrieval.viewing.viewer import has_pages, unit_of

# Longer texts come in parts: a page, not a book.
PART = 120
_BEFORE = 12
_MOST_QUOTED = 40
_OVER = {
    Standing.REPLACED: (notices.REPLACED, notices.REPLACED_SINCE),
    Standing.EXPIRED: (notices.EXPIRED, notices.EXPIRED_SINCE),
}


@dataclass(frozen=True, slots=True)
class Cited:
    """What is to be marked: a passage as it was cited, and what an answer took from it."""

    text: str
    section: str
    page: int | None
    version: str | None = None
    quoted: tuple[str, ...] = ()

    @property
    def highlight(self) -> tuple[str, ...]:
        """The passage, and after it what is to stand out within."""
        return (self.text, *self.quoted)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which page somebody opens: by number, at the chunk of an answer, from a certain block on.

    An office file that is drawn opens where its passage stands, unless ``exact`` is the page that
    is meant. ``language`` is that of what is said about the document.
    """

    number: int
    chunk: str | None = None
    turn: str | None = None
    start: int | None = None
    exact: bool = False
    language: str = "en"

    @property
    def query(self) -> str:
        """The same passage for another page or a picture of it."""
        given = {"chunk": self.chunk, "turn": self.turn, "exact": "1" if self.exact else None}
        query = urlencode({name: value for name, value in given.items() if value})
        return f"?{query}" if query else ""


def cited_in(turn: Turn, document: Document, chunk: str) -> Cited | None:
    """The passage of an answer as it was; ``None`` if the answer has no such passage."""
    answer = turn.answer
    for passage in _passages(turn):
        if answer and passage.chunk_id == chunk and passage.document_id == document.id:
            numbers = [c.n for c in answer.citations if c.passage.chunk_id == chunk]
            said = [text for n in numbers for text in cited_for(answer.text, n)]
            return Cited(
                passage.text,
                passage.section,
                passage.page,
                passage.document_version,
                tuple(said[:_MOST_QUOTED]),
            )
    return None


def _passages(turn: Turn) -> list[Passage]:
    answer = turn.answer
    return [*answer.passages, *(c.passage for c in answer.citations)] if answer else []


def lay_out(
    document: Document,
    parsed: ParsedDocument,
    asked: Asked,
    cited: Cited | None,
    *,
    is_drawn: bool,
) -> DocumentPage:
    """Make the page, which takes processor time; raises `PageMissingError`.

    ``is_drawn`` tells that there is a picture of it.
    """
    if parsed.pages is None and asked.number != 1:
        raise PageMissingError(asked.number, 1)
    blocks = page_text(parsed, asked.number)
    marked = _marked(blocks, cited)
    first, end = (0, len(marked)) if parsed.pages else _part(marked, asked.start)
    image = f"/api/v1/documents/{document.id}/pages/{asked.number}/image{asked.query}"
    return DocumentPage(
        **head_of(document, parsed),
        page=asked.number,
        section=cited.section if cited else "",
        kind="image" if is_drawn else "text",
        image_url=image if is_drawn else None,
        blocks=_with_columns(marked, first, end),
        first=first,
        total=len(marked),
        confidence=min((b.confidence for b in blocks if b.confidence is not None), default=None),
        drawn=is_drawn and not has_pages(document),
        notice=_notice(document, asked, cited, found=any(block.marks for block in marked)),
    )


def head_of(document: Document, parsed: ParsedDocument) -> dict[str, object]:
    """What a page says about its document."""
    return {
        "document_id": document.id,
        "source": document.source,
        "document": document.path,
        "title": document.title,
        "pages": parsed.pages,
        "unit": unit_of(document.path),
        "original_url": f"/api/v1/documents/{document.id}/original",
    }


def _marked(blocks: Sequence[Block], cited: Cited | None) -> list[MarkedBlock]:
    passage: list[list[Span]] = [[] for _ in blocks]
    quoted: list[list[Span]] = [[] for _ in blocks]
    if cited:
        passage, *said = marks(blocks, [cited.text, *cited.quoted])
        for spans in said:
            for at, some in enumerate(spans):
                quoted[at] += _within(some, passage[at])
    laid = rows(blocks)
    return [
        _block(block, passage[at], sorted(quoted[at]), laid[at]) for at, block in enumerate(blocks)
    ]


def _block(block: Block, marks: list[Span], quoted: list[Span], row: Row | None) -> MarkedBlock:
    return MarkedBlock(
        kind=block.kind,
        text=block.text,
        level=block.level,
        marks=marks,
        quoted=_joined(quoted),
        columns=list(row.columns) if row else [],
        cells=list(row.cells) if row else [],
    )


def _within(spans: Sequence[Span], marks: Sequence[Span]) -> list[Span]:
    """The parts of ``spans`` that lie within ``marks``."""
    shared = [(max(a, c), min(b, d)) for a, b in spans for c, d in marks]
    return [(a, b) for a, b in shared if a < b]


def _joined(spans: Sequence[Span]) -> list[Span]:
    joined: list[Span] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _part(blocks: Sequence[MarkedBlock], start: int | None) -> tuple[int, int]:
    """Which blocks to show: those from ``start`` on, or those around the passage."""
    if start is None:
        passage = next((at for at, block in enumerate(blocks) if block.marks), 0)
        start = min(passage - _BEFORE, len(blocks) - PART) if len(blocks) > PART else 0
    start = max(0, min(start, len(blocks)))
    return start, min(start + PART, len(blocks))


def _with_columns(blocks: Sequence[MarkedBlock], first: int, end: int) -> list[MarkedBlock]:
    """The blocks from ``first`` to ``end``; a table begun above them names its columns again."""
    shown = list(blocks[first:end])
    if shown and shown[0].cells and not shown[0].columns:
        above = next(block for block in reversed(blocks[:first]) if block.columns)
        shown[0] = shown[0].model_copy(update={"columns": above.columns})
    return shown


def _notice(document: Document, asked: Asked, cited: Cited | None, *, found: bool) -> str | None:
    now = datetime.now(UTC)
    version = (cited.version if cited else None) or document.version
    became = since(document, version, Access(frozenset(document.groups)), now)
    begins = document.effective_from
    if over := _OVER.get(became.standing):
        ended, since_day = over
        if became.at is None:
            return ended.say(asked.language)
        return since_day.say(asked.language, day=became.at.date())
    if begins is not None and now < begins:
        return notices.NOT_YET.say(asked.language, day=begins.date())
    expected = not asked.exact and (cited is None or (cited.page or 1) == asked.number)
    if asked.chunk is not None and expected and not found:
        return notices.PASSAGE_GONE.say(asked.language)
    if became.standing is Standing.CHANGED:
        return notices.CHANGED.say(asked.language)
    return None
