"""Cuts a passage into the sentences that can be quoted, each with what stands above it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import takewhile

from gateway.calls import Excerpt
from gateway.quoting.refutations import belong_together

LONGEST = 600

_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|cf|vs|etc|approx|resp|incl|ca|no|nos|nr|fig|figs|sec|art|para|vol|ed|pp?|"
    r"dr|mr|mrs|ms|prof|st|inc|ltd|co|corp|al|ref|tab|max|min|jan|feb|mar|apr|jun|jul|aug|sept?|"
    r"oct|nov|dec|z\.b|d\.h|bzw|u\.s|u\.k|e\.u|a\.m|p\.m)|(?:^|\b[A-Z]\. ?)[A-Z])\.$",
    re.IGNORECASE,
)
_END = re.compile(r"[.!?…][\"'”’)\]]*\s+(?=[\"'“‘(\[]*[^\W_a-z])|[。！？]\s*")
_ITEM = re.compile(r"^\s*(?:[-*•‣▪◦–]|\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)]|\(?[A-Z]\))\s+(?=\S)")
_ROW = re.compile(r"^[^:;.]{1,60}: [^;]*; [^:;]{1,60}: ")
_CLOSED = re.compile(r"[.!?…:;,。！？][\"'”’)\]*_]*$")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as it stands in a passage.

    ``n`` is the passage's number. ``place`` counts the sentences of a passage from 0. ``above`` is
    the nearest heading, ``lead`` the sentence that introduces a list (``The steps are:``); both are
    empty where there is none. ``kind`` says what it was cut from.
    """

    n: int
    place: int
    text: str
    title: str
    above: str = ""
    lead: str = ""
    kind: str = "prose"

    @property
    def context(self) -> str:
        """What a reader knows on arriving at the sentence."""
        return ". ".join(part.strip(" :.") for part in (self.title, self.above, self.lead) if part)


def split(excerpt: Excerpt) -> list[Sentence]:
    """Cut one passage, in reading order; headings become context and are not quoted.

    A list that a sentence introduces stands there once more as a whole.
    """
    single = _single(excerpt)
    return [*single, *_lists(single)]


def _lists(single: Sequence[Sentence]) -> Iterator[Sentence]:
    for place, lead in enumerate(single):
        if not lead.text.endswith(":"):
            continue
        items = takewhile(partial(_follows, lead), single[place + 1 :])
        text = lead.text
        for item in items:
            if len(text) + len(item.text) > LONGEST:
                break
            text += f"\n- {item.text}"
        if text != lead.text:
            yield replace(lead, text=text, kind="list")


def _follows(lead: Sentence, one: Sentence) -> bool:
    return one.kind == "item" and one.lead == lead.text


def _single(excerpt: Excerpt) -> list[Sentence]:
    found: list[Sentence] = []
    seen: set[str] = set()
    above, lead, last = excerpt.section, "", ""
    blocks = [
        [line for line in block.split("\n") if line.strip()]
        for block in re.split(r"\n\s*\n", excerpt.text)
    ]
    blocks = [lines for lines in blocks if lines]
    for number, lines in enumerate(blocks):
        below = blocks[number + 1] if number + 1 < len(blocks) else []
        if _names(lines, below):
            above, lead = " > ".join(filter(None, (excerpt.section, _bare(lines[0])))), ""
            continue
        for index, line in enumerate(lines):
            kind = _kind(line, last=index == len(lines) - 1, alone=len(lines) == 1)
            if kind == "heading":
                above, lead = " > ".join(filter(None, (excerpt.section, _bare(line)))), ""
                continue
            if kind == "prose":
                lead = ""
            for at, text in enumerate(_pieces(line, kind)):
                one = Sentence(excerpt.n, len(found), text, excerpt.title, above, lead, kind)
                if found and _belongs_to(found[-1], last, one, apart=at == 0):
                    found[-1] = replace(found[-1], text=f"{found[-1].text} {text}")
                elif text not in seen:
                    found.append(one)
                seen.add(text)
                last = text
            if line.rstrip().endswith(":"):
                lead = _pieces(line, kind)[-1]
    return found


def _belongs_to(before: Sentence, last: str, one: Sentence, *, apart: bool) -> bool:
    """Whether a sentence refutes or limits the ``last`` one, so that both are quoted together."""
    if before.above != one.above or before.kind != one.kind or one.kind == "row":
        return False
    if apart and one.kind == "item":
        return False
    # Of a story with many a "however" no more is quoted than of a long sentence.
    if len(before.text) + len(one.text) > 2 * LONGEST:
        return False
    return belong_together(last, one.text, apart=apart)


def _kind(line: str, *, last: bool, alone: bool) -> str:
    if _ROW.match(line):
        return "row"
    if line.startswith("#"):
        return "heading"
    if _ITEM.match(line):
        return "item"
    short = len(line) <= 120 and not _CLOSED.search(line.rstrip())
    if short and not last and not alone:
        return "heading"
    return "fragment" if short and len(line.split()) < 6 else "prose"


def _names(lines: Sequence[str], below: Sequence[str]) -> bool:
    """Whether a line that stands alone names what is written below it.

    What has a figure says something itself, such as an extension.
    """
    if len(lines) != 1 or not below or any(map(str.isdigit, lines[0])):
        return False
    if _kind(lines[0], last=True, alone=True) != "fragment":
        return False
    return _kind(below[0], last=True, alone=True) != "fragment"


def _bare(line: str) -> str:
    return line.strip(" #*_").strip()


def _pieces(line: str, kind: str) -> list[str]:
    text = line.strip()
    if kind == "row":
        return [text]
    if kind == "item":
        text = _ITEM.sub("", text, count=1)
    return _sentences(text)


def _sentences(text: str) -> list[str]:
    found: list[str] = []
    start = 0
    for end in _END.finditer(text):
        sentence = text[start : end.end()].strip()
        if sentence and not _ABBREVIATION.search(sentence.rstrip("\"'”’)]")):
            found.append(sentence)
            start = end.end()
    if rest := text[start:].strip():
        found.append(rest)
    return [piece for sentence in found for piece in _shortened(sentence)]


def _shortened(sentence: str) -> list[str]:
    """Cut what no reader takes in at once, at its semicolons or between words."""
    if len(sentence) <= LONGEST:
        return [sentence]
    cut = max(sentence.rfind(mark, LONGEST // 3, LONGEST) + 1 for mark in ("; ", ". ", " "))
    cut = cut or LONGEST
    return [sentence[:cut].strip(), *_shortened(sentence[cut:].strip())]
