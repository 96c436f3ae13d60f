"""The JSON shapes of documents and their pages."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel

from retrieval.parsing.text.marking import Span


class MarkedBlock(BaseModel):
    """A block of text.

    ``marks`` are ranges of characters that belong to the passage, ``quoted`` those that the answer
    was made of. A row of a table has the range of each of its ``cells``, null for an empty one; the
    first row of a table also the names of its ``columns``. A single cell stands across them all.
    """

    kind: str
    text: str
    level: int
    marks: list[Span]
    quoted: list[Span] = []
    columns: list[str] = []
    cells: list[Span | None] = []


class DocumentOut(BaseModel):
    """A document that the person may read. ``pages`` is null for formats without pages."""

    document_id: str
    source: str
    document: str
    title: str
    pages: int | None
    unit: Literal["page", "slide"]
    original_url: str


class Successor(BaseModel):
    """The document that stands in the place of a replaced one."""

    document_id: str
    title: str


class DocumentPage(DocumentOut):
    """One page: a picture of it (``image_url``) or its text (``blocks``).

    A long text comes in parts: ``blocks`` begin with number ``first`` (from 0) of ``total``.
    ``marked_at`` says how far down the picture the first mark stands, from 0 to 1. ``notice`` says
    what a reader must know, such as that the document changed since. ``confidence``, from 0 to 1,
    is how sure the machine was that read the page off a picture, null where the file itself says
    what stands on it. ``drawn`` tells that the pages are those of an office file as LibreOffice
    draws it; they begin at the passage unless the query says ``exact``.
    """

    page: int
    section: str
    kind: Literal["image", "text"]
    image_url: str | None
    marked_at: float | None = None
    blocks: list[MarkedBlock]
    first: int
    total: int
    notice: str | None
    confidence: float | None = None
    drawn: bool = False
    successor: Successor | None = None
