"""The words that a search speaks: passages, what was found, and who finds it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from retrieval.access import Access


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk that was found.

    ``rank`` counts from 1. ``score`` is the fused relevance, between 0 and 1, comparable within
    one search only. ``page`` counts from 1 and is ``None`` for formats without pages. ``section``
    is the path of headings above the text, joined by `` > ``, empty where there is none.
    ``rows_left`` is how many rows of its table had no room in it; no record keeps that.
    """

    rank: int
    score: float
    chunk_id: str
    content_hash: str
    document_id: str
    document_version: str
    source: str
    document: str
    title: str
    section: str
    page: int | None
    text: str
    rows_left: int = 0


class SourceCondition(StrEnum):
    """How far a source's index can be relied on."""

    READY = "ready"
    NEVER_INDEXED = "never_indexed"
    STALE = "stale"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class SourceState:
    """What is known of one source: its owner (an e-mail address) and the last ingestion (UTC)."""

    source: str
    owner: str
    condition: SourceCondition
    ingested_at: datetime | None
    documents: int


@dataclass(frozen=True, slots=True)
class Found:
    """The outcome of one search, best passage first.

    ``evidence``, between 0 and 1, says how likely it is that the passages hold an answer.
    ``states`` covers every source that was asked for and that the person may read.
    ``parameters`` is what the receipt needs to repeat the search. ``signs`` are those that
    ``evidence`` was computed from, by their names in `retrieval.searching.evidence.Signs`; they
    are for whoever looks into a search, and no record keeps them.
    """

    passages: tuple[Passage, ...]
    evidence: float
    states: tuple[SourceState, ...] = ()
    parameters: Mapping[str, str | int | float | bool] = field(default_factory=dict)
    signs: Mapping[str, float] = field(default_factory=dict)


class PassageSearch(Protocol):
    """Finds the passages a person may read, best first."""

    async def search(
        self,
        query: str,
        access: Access,
        sources: Sequence[str],
        *,
        limit: int,
        table_letters: int = 0,
    ) -> Found:
        """The passages, at most ``limit``.

        The tables that they are cut from are put together, to ``table_letters`` in all.
        """

    async def readable(self, chunks: Collection[str], access: Access) -> frozenset[str]:
        """Those of these chunks (by id) that are there and may reach the person at this moment."""

    async def answered_elsewhere(
        self, query: str, access: Access, sources: Sequence[str], *, threshold: float
    ) -> tuple[SourceState, ...]:
        """The sources whose documents that the person may not read hold an answer.

        Their evidence is at least ``threshold``. Nothing else is told of them.
        """
