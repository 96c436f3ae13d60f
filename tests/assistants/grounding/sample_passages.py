"""The sample documents as passages, without a search."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from retrieval.ingesting.chunking import chunk
from retrieval.parsing.parse import parse
from retrieval.passages import Passage
from tests.fakes.search import passage

SOURCES = Path(__file__).parents[3] / "samples" / "cryodyne" / "sources"
FAITHFUL = Path(__file__).parent / "faithful.tsv"


@cache
def passages_of(document: str) -> tuple[Passage, ...]:
    """The passages of one document, by its path below the sources."""
    path = SOURCES / document
    chunks = chunk(parse(path.read_bytes(), path.name))
    return tuple(
        passage(
            rank,
            piece.text,
            title=piece.title,
            section=piece.section,
            page=piece.page,
            document=document,
            chunk_id=f"{document}#{rank}",
            content_hash=f"{document}#{rank}",
        )
        for rank, piece in enumerate(chunks, 1)
    )


def faithful() -> list[tuple[str, str]]:
    """Sentences that say what a document says, in its words or lightly in others."""
    lines = FAITHFUL.read_text("utf-8").splitlines()
    return [(document, text) for document, _, text in (line.partition("\t") for line in lines)]
