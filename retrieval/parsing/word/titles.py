"""What a Word document calls itself where no style and no property says so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn

from retrieval.parsing.documents import Block
from retrieval.parsing.word.numbering import Styles, points

# A title stands among the first paragraphs, in letters larger than those of the text.
WITHIN = 12
SMALLEST_TITLE = 14.0
LARGER = 1.25
MAX_TITLE = 200
DEFAULT_SIZE = 11.0

_GENERIC = re.compile(
    r"^(?:[\d.]+\s+)?(?:(?:list|table) of )?(?:abbreviations?(?: and .{1,40})?|contents?|tables?|"
    r"figures?|acronyms?|definitions?|glossary|index|foreword|preface|introduction|purpose|scope|"
    r"(?:revision|version|document|change) history|document control|approvals?|signatures?|"
    r"disclaimer|confidential(?:ity)?(?: statement)?|general|overview|summary|synopsis|notes?|"
    r"inhalt|inhaltsverzeichnis|abkürzungen|abkürzungsverzeichnis|einleitung|zweck|"
    r"geltungsbereich|änderungsverzeichnis|versionshistorie|vorwort|glossar|"
    r"sommaire|table des matières|abréviations|objet|introduction)\W*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A paragraph near the top: the place of its block, its text, and the size of its letters."""

    block: int
    text: str
    size: float


def is_generic_heading(text: str) -> bool:
    """Tell whether a heading stands in many documents, so that it names none."""
    return _GENERIC.match(text) is not None


def letter_size(paragraph: Any, styles: Styles, style: str) -> float:
    """The largest size of the letters of a paragraph, in points."""
    own = styles.letters(style).size or styles.letters(styles.default).size or DEFAULT_SIZE
    sizes: list[float] = []
    for run in paragraph.iter(qn("w:r")):
        if not any((text.text or "").strip() for text in run.iter(qn("w:t"))):
            continue
        mark = run.find(f"{qn('w:rPr')}/{qn('w:sz')}")
        sizes.append(points(mark.get(qn("w:val"))) if mark is not None else own)
    return max(sizes, default=own)


def title_by_size(candidates: Sequence[Candidate], body: float) -> list[Candidate]:
    """The paragraphs that make up the title: the largest, and those of its size below it."""
    fitting = [
        one
        for one in candidates
        if len(one.text) <= MAX_TITLE
        and one.size >= max(SMALLEST_TITLE, LARGER * body)
        and not is_generic_heading(one.text)
    ]
    if not fitting:
        return []
    largest = max(one.size for one in fitting)
    first = next(i for i, one in enumerate(candidates) if one in fitting and one.size == largest)
    title = [candidates[first]]
    for one in candidates[first + 1 :]:
        too_long = sum(len(part.text) for part in title) + len(one.text) > MAX_TITLE
        if one.size != largest or one.block != title[-1].block + 1 or too_long:
            break
        title.append(one)
    return title


def with_title(blocks: list[Block], title: Sequence[Candidate]) -> list[Block]:
    """The blocks with the paragraphs of the title as the heading above everything."""
    first, last = title[0].block, title[-1].block
    text = " ".join(one.text for one in title)
    return [*blocks[:first], Block("heading", text, 1), *blocks[last + 1 :]]
