"""Chooses which of the ranked chunks a question is answered from."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from retrieval.documents import ChunkRecord, Hit, content_hash

# From this share of words in common on, two chunks are versions of one text.
ALIKE = 0.8
# A template filled in for several products says something else each time, so a version or two may
# stand beside the first; more come only where there is room.
MOST_ALIKE = 2
# One document must not fill the context, however long it is or however often it repeats itself.
MOST_FROM_ONE = 4
# Other documents take its place only where they are worth something: so much of the best score.
WORTH = 0.5
# A passage that was cut is joined with its neighbours as long as it stays readable.
MOST_JOINED = 2200
JOINED = 4

_WORD = re.compile(r"\w+")
# Some 15 kB each. What is asked often finds the same chunks.
_TEXTS_REMEMBERED = 256
# What stands under such a heading limits what stands before it.
_LIMITS = re.compile(
    r"(?i)\b(?:exceptions?|exclusions?|exemptions?|limitations?|restrictions?|conditions?|warnings?|"
    r"precautions?|contra-?indications?|unless|except|does not apply|ausnahmen?|einschränkung\w*|"
    r"bedingung\w*|voraussetzung\w*|warnhinweis\w*|gegenanzeigen?|kontraindikation\w*|exceptions|"
    r"limites?|restrictions|conditions|contre-indications?|avertissements?|excepciones|excepción|"
    r"limitaciones|condiciones|contraindicaciones|advertencias?)\b"
)
_ITEM = re.compile(r"\s*(?:[-•*–]|\(?\w{1,3}[.)])\s|[^.;:]{1,80}: [^;]*;")
_END = re.compile(r"[.!?…][\"'”’)\]]*$")


@dataclass(frozen=True, slots=True)
class Chosen:
    """A chunk with its relevance; ``text`` holds its neighbours where it was cut.

    ``version`` tells that a better chunk says almost the same.
    """

    score: float
    hit: Hit
    text: str
    version: bool = False

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


@dataclass(frozen=True, slots=True)
class Choice:
    """The chunks to answer from. ``crowded`` tells that what gave way had to be taken after all:
    other documents would stand in its place, had they been among those to choose from."""

    chosen: list[Chosen]
    crowded: bool


def choose(ranked: Iterable[tuple[float, Hit]], limit: int) -> Choice:
    """The best ``limit`` chunks, copies left out.

    Versions of one text give way to other texts, and what one document has more than
    `MOST_FROM_ONE` times gives way to other documents that are worth anything.
    """
    chosen: list[Chosen] = []
    waiting: list[Chosen] = []
    families: list[_Family] = []
    seen: set[tuple[str, tuple[str, ...]]] = set()
    taken: Counter[str] = Counter()
    best, worthless = 0.0, False
    for score, hit in ranked:
        best = max(best, score)
        worthless = bool(waiting) and score < WORTH * best
        if len(chosen) == limit or worthless:
            break
        # The title counts: the same sentence may stand under two products, and mean two things.
        words, distinct = _words_of(hit.chunk.text)
        titled = (hit.chunk.title.lower(), words)
        if titled in seen:
            continue
        seen.add(titled)
        family = _family(families, distinct)
        one = Chosen(score, hit, hit.chunk.text, version=family.taken > 1)
        if family.taken <= MOST_ALIKE and taken[hit.document.id] < MOST_FROM_ONE:
            taken[hit.document.id] += 1
            chosen.append(one)
        else:
            waiting.append(one)
    crowded = bool(waiting) and len(chosen) < limit and not worthless
    return Choice(chosen + waiting[: limit - len(chosen)], crowded)


@lru_cache(_TEXTS_REMEMBERED)
def _words_of(text: str) -> tuple[tuple[str, ...], frozenset[str]]:
    """The words of a text in order, and each once."""
    words = tuple(_WORD.findall(text.lower()))
    return words, frozenset(words)


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
        # What comes next may limit what is said here.
        places.append((chunk.document_id, chunk.ordinal + 1))
    return places


def join(chosen: Sequence[Chosen], neighbours: Iterable[ChunkRecord]) -> list[Chosen]:
    """Join the best chunks with those of ``neighbours`` that they go on in or begin in.

    These stand in the same section and on the same page; or they follow under a heading of their
    own and limit what is said, as exceptions and conditions do. What is joined into a better one
    does not come again.
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
                if other is None or other.id in used:
                    continue
                limits = step > 0 and _limits(chunk, other)
                if not limits and not (fits and _same_place(chunk, other)):
                    continue
                added = f"{_heading(other)}\n{other.text}" if limits else other.text
                if len(text) + len(added) <= MOST_JOINED:
                    text = "\n".join((text, added) if step > 0 else (added, text))
                    used.add(other.id)
        used.add(chunk.id)
        joined.append(replace(one, text=text))
    return joined


def _limits(one: ChunkRecord, following: ChunkRecord) -> bool:
    """Tell whether the next section is about exceptions from this one, or its conditions."""
    heading = _heading(following)
    return following.section != one.section and bool(_LIMITS.search(heading))


def _heading(chunk: ChunkRecord) -> str:
    return chunk.section.rpartition(" > ")[2]


def _same_place(one: ChunkRecord, other: ChunkRecord) -> bool:
    return (one.page, one.section) == (other.page, other.section)


def _goes_on(text: str) -> bool:
    """Tell whether a text ends within a list, a table or a sentence."""
    last = text.rstrip().rpartition("\n")[2]
    return bool(_ITEM.match(last)) or not _END.search(last)


def _begins_inside(text: str) -> bool:
    """Tell whether a text begins within a list, a table or a sentence."""
    return bool(_ITEM.match(text)) or text.lstrip()[:1].islower()
