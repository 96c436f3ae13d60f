"""Chooses which of the ranked chunks a question is answered from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from retrieval.documents import ChunkRecord, Hit, content_hash

# From this share of words in common on, two chunks are versions of one text.
ALIKE = 0.8
# A template filled in for several products says something else each time, so a version or two may
# stand beside the first; more come only where there is room.
MOST_ALIKE = 2
# A passage that was cut is joined with its neighbours as long as it stays readable.
MOST_JOINED = 2200
JOINED = 4

_WORD = re.compile(r"\w+")
_ITEM = re.compile(r"\s*(?:[-•*–]|\(?\w{1,3}[.)])\s|[^.;:]{1,80}: [^;]*;")
_END = re.compile(r"[.!?…][\"'”’)\]]*$")


@dataclass(frozen=True, slots=True)
class Chosen:
    """A chunk with its relevance; ``text`` holds its neighbours where it was cut."""

    score: float
    hit: Hit
    text: str

    @property
    def content_hash(self) -> str:
        """SHA-256 of the text as it is given."""
        chunk = self.hit.chunk
        return chunk.content_hash if self.text == chunk.text else content_hash(self.text)


@dataclass(slots=True)
class _Family:
    """Chunks that are versions of one text: the words of the first, and how many were taken."""

    words: frozenset[str]
    taken: int = field(default=1)


def choose(ranked: Iterable[tuple[float, Hit]], limit: int) -> list[Chosen]:
    """The best ``limit`` chunks, copies left out; versions of one text give way to other texts."""
    chosen: list[Chosen] = []
    waiting: list[Chosen] = []
    families: list[_Family] = []
    seen: set[tuple[str, ...]] = set()
    for score, hit in ranked:
        if len(chosen) == limit:
            break
        # The title counts: the same sentence may stand under two products, and mean two things.
        words = tuple(_WORD.findall(hit.chunk.text.lower()))
        titled = (hit.chunk.title.lower(), *words)
        if titled in seen:
            continue
        seen.add(titled)
        one = Chosen(score, hit, hit.chunk.text)
        family = _family(families, frozenset(words))
        if family.taken <= MOST_ALIKE:
            chosen.append(one)
        else:
            waiting.append(one)
    return chosen + waiting[: limit - len(chosen)]


def _family(families: list[_Family], words: frozenset[str]) -> _Family:
    for family in families:
        common = len(family.words & words)
        if common >= ALIKE * (len(family.words) + len(words) - common):
            family.taken += 1
            return family
    families.append(_Family(words))
    return families[-1]


def cut_places(chosen: Sequence[Chosen]) -> list[tuple[str, int]]:
    """Document and ordinal of the chunks that the best ones go on in, or begin in."""
    places: list[tuple[str, int]] = []
    for one in chosen[:JOINED]:
        chunk = one.hit.chunk
        if _begins_inside(chunk.text) and chunk.ordinal:
            places.append((chunk.document_id, chunk.ordinal - 1))
        if _goes_on(chunk.text):
            places.append((chunk.document_id, chunk.ordinal + 1))
    return places


def join(chosen: Sequence[Chosen], neighbours: Iterable[ChunkRecord]) -> list[Chosen]:
    """Join the best chunks with those of ``neighbours`` that stand in the same section and page.

    What is joined into a better one does not come again.
    """
    beside = {(one.document_id, one.ordinal): one for one in neighbours}
    used: set[str] = set()
    joined: list[Chosen] = []
    for place, one in enumerate(chosen):
        chunk = one.hit.chunk
        if chunk.id in used:
            continue
        text = one.text
        if place < JOINED:
            for step, fits in ((1, _goes_on(text)), (-1, _begins_inside(text))):
                other = beside.get((chunk.document_id, chunk.ordinal + step))
                if not fits or other is None or other.id in used or not _same_place(chunk, other):
                    continue
                if len(text) + len(other.text) <= MOST_JOINED:
                    parts = (text, other.text) if step > 0 else (other.text, text)
                    text = "\n".join(parts)
                    used.add(other.id)
        used.add(chunk.id)
        joined.append(replace(one, text=text))
    return joined


def _same_place(one: ChunkRecord, other: ChunkRecord) -> bool:
    return (one.page, one.section) == (other.page, other.section)


def _goes_on(text: str) -> bool:
    """Tell whether a text ends within a list, a table or a sentence."""
    last = text.rstrip().rpartition("\n")[2]
    return bool(_ITEM.match(last)) or not _END.search(last)


def _begins_inside(text: str) -> bool:
    """Tell whether a text begins within a list, a table or a sentence."""
    return bool(_ITEM.match(text)) or text.lstrip()[:1].islower()
