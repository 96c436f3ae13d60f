"""What ingestion would make of bytes that are in no source yet."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from retrieval.ingesting.chunking import Chunk, chunk
from retrieval.parsing.documents import ParsedDocument, PicturesUnreadError
from retrieval.parsing.instructions.orders import remark_on
from retrieval.parsing.isolation.worker import parse_safely
from retrieval.parsing.pdf.recognised import Recognised


@dataclass(frozen=True, slots=True)
class Preview:
    """A document as it would be read and cut.

    ``pages`` is ``None`` for formats without pages. There are no ``chunks`` while all text stands
    on pictures that wait for text recognition, which a remark then says.
    """

    title: str
    pages: int | None
    chunks: tuple[Chunk, ...]
    remarks: tuple[str, ...]


async def preview(data: bytes, path: str, recognised: Recognised | None) -> Preview:
    """Read bytes as the document that stands at ``path``, bounded as every reading is.

    ``recognised`` is what was read off its pictures, ``None`` where that is switched off. Raises
    `ParseError`.
    """
    try:
        parsed = await parse_safely(data, path, recognised)
    except PicturesUnreadError as error:
        title = path.rpartition("/")[2]
        return Preview(title, max(error.pages, default=None), (), (error.reason,))
    return await asyncio.to_thread(_cut, parsed)


def _cut(parsed: ParsedDocument) -> Preview:
    remarks = (*parsed.remarks, *remark_on(parsed))
    return Preview(parsed.title, parsed.pages, tuple(chunk(parsed)), remarks)
