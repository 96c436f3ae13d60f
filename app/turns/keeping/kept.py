"""An answer to keep: all that somebody needs who reads it years later, without this product."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from app.turns.history import quotes_what_is_gone
from app.turns.keeping.words import WORDS, Words
from assistants.answers import AnswerKind, Citation
from assistants.profiles import Configuration
from feedback.turns import Turn, TurnStatus
from retrieval.viewing.standing import Since, may_be_shown
from retrieval.viewing.viewer import unit_of

_BULLET = re.compile(r"^\s*(?:[-*•]|\d{1,3}[.)])\s+")
_RULE = re.compile(r"^\s*\|?[\s:|-]+\|?\s*$")
_EMPHASIS = re.compile(r"\*\*(.+?)\*\*|(?<![\w*])\*(?!\s)(.+?)(?<!\s)\*(?![\w*])")
_VERSION_LETTERS = 12


@dataclass(frozen=True, slots=True)
class Block:
    """A part of an answer: a paragraph, an item of a list, or a table by its rows."""

    text: str = ""
    is_item: bool = False
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer in the words of its reader's language.

    ``facts`` are pairs of a name and what it is, ``sources`` are numbered as in the answer.
    """

    words: Words
    question: str
    blocks: tuple[Block, ...]
    notes: tuple[str, ...]
    sources: tuple[tuple[int, str], ...]
    facts: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        """The answer with its sources as plain text, for a message or a document."""
        parts = [_plain(block) for block in self.blocks]
        sources = [f"[{n}] {source}" for n, source in self.sources]
        listed = [f"{self.words.sources}:", *sources] if sources else []
        return "\n\n".join([_joined(parts), *self.notes, *(["\n".join(listed)] if listed else [])])


def kept_answer(
    turn: Turn,
    configuration: Configuration,
    standing: Mapping[str, Since] | None,
    *,
    language: str,
    address: str,
    zone: ZoneInfo,
) -> KeptAnswer:
    """An answer as its reader may keep it; ``address`` is where people open the product.

    By ``standing``, what the reader may not read any more is neither quoted nor named; ``None``
    for whoever reads the records of others as their work.
    """
    words, answer, asked = WORDS[language], turn.answer, turn.opening
    gone = answer is not None and standing is not None and quotes_what_is_gone(answer, standing)
    written = answer.text if answer is not None and not gone else ""
    citations = answer.citations if answer is not None else ()
    return KeptAnswer(
        words,
        _clean(asked.question),
        blocks_of(_clean(written)),
        tuple(_notes(turn, words, gone=gone)),
        tuple((c.n, _source(turn, c, words, standing, address)) for c in citations),
        (
            (
                words.assistant,
                words.version.format(name=configuration.name, number=asked.configuration_number),
            ),
            (words.asked, _moment(asked.asked_at, zone)),
            (words.receipt, asked.id),
        ),
    )


def blocks_of(text: str) -> tuple[Block, ...]:
    """The parts of an answer, without the signs by which it is laid out."""
    blocks: list[Block] = []
    rows: list[tuple[str, ...]] = []
    for line in [*text.split("\n"), ""]:
        if line.lstrip().startswith("|"):
            if not _RULE.match(line):
                rows.append(tuple(_inline(cell) for cell in line.strip().strip("|").split("|")))
            continue
        if rows:
            blocks.append(Block(rows=tuple(rows)))
            rows = []
        if line.strip():
            item = _BULLET.match(line)
            words = line[item.end() :] if item else line.lstrip("# ")
            blocks.append(Block(_inline(words), is_item=item is not None))
    return tuple(blocks)


def _notes(turn: Turn, words: Words, *, gone: bool) -> list[str]:
    answer = turn.answer
    notes = []
    if gone:
        notes.append(words.gone)
    if turn.status is not TurnStatus.COMPLETED:
        notes.append(words.states[turn.status.value])
    if answer is None or gone or answer.kind is not AnswerKind.ANSWER:
        return notes
    if answer.quotes and answer.citations:
        notes.append(words.quotes)
    if answer.grounding is not None and answer.grounding.unverified:
        notes.append(words.unverified.format(n=answer.grounding.unverified))
    return notes


def _source(
    turn: Turn,
    citation: Citation,
    words: Words,
    standing: Mapping[str, Since] | None,
    address: str,
) -> str:
    passage = citation.passage
    if standing is not None and not may_be_shown(standing, passage):
        return words.gone_source
    parts = [_clean(passage.title or passage.document)]
    if passage.page is not None:
        unit = words.slide if unit_of(passage.document) == "slide" else words.page
        parts.append(unit.format(n=passage.page))
    elif passage.section:
        parts.append(_clean(passage.section.split(" > ")[-1]))
    parts.append(words.document_version.format(version=passage.document_version[:_VERSION_LETTERS]))
    parts.append(
        f"{address}/documents/{passage.document_id}/pages/{passage.page or 1}"
        f"?chunk={passage.chunk_id}&turn={turn.opening.id}"
    )
    return ", ".join(parts)


def _moment(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M} ({zone.key})"


def _inline(text: str) -> str:
    return _EMPHASIS.sub(lambda found: found[1] or found[2], text).strip()


def _clean(text: str) -> str:
    """What a file can hold: letters, and where lines end."""
    return "".join(
        c for c in text if c == "\n" or (c.isprintable() and not "\ud800" <= c < "\ue000")
    )


def _plain(block: Block) -> str:
    if block.rows:
        return "\n".join("\t".join(row) for row in block.rows)
    return f"- {block.text}" if block.is_item else block.text


def _joined(parts: Sequence[str]) -> str:
    """Paragraphs with room between them, and none between the items of a list."""
    text = ""
    for part in parts:
        room = (
            "\n" if part.startswith("- ") and text.rpartition("\n")[2].startswith("- ") else "\n\n"
        )
        text += (room if text else "") + part
    return text
