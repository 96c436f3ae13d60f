"""Sentences of a document that give orders to a language model, as no document for people does.

They are found by whom they speak to and what they ask for, in English, German, French and Spanish.
An order in other words gets past; the text is then data like any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from retrieval.parsing.documents import ParsedDocument, counted
from retrieval.parsing.instructions.forms import WEAK, is_order

_SENTENCE = re.compile(
    r"[^.!?。！？\n]*(?:[.!?。！？]+(?=[\s\"'”’»)\]]|$)[\"'”’»)\]]*|\n|$)|[^\n]+"
)
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_LONGEST = 600
LEFT_OUT = "[…]"


@lru_cache(maxsize=4000)
def orders(text: str) -> tuple[str, ...]:
    """The sentences of a text that give orders to a language model, as they stand there."""
    return tuple(text[a:b].strip() for a, b in _spans(text))


@lru_cache(maxsize=4000)
def without_orders(text: str) -> str:
    """The same text with a sign in the place of every such sentence."""
    parts, end = [], 0
    for a, b in _spans(text):
        before, behind = (" " if text[at : at + 1].isspace() else "" for at in (a, b - 1))
        parts += [text[end:a], before, LEFT_OUT, behind]
        end = b
    return "".join([*parts, text[end:]]) if parts else text


def remark_on(document: ParsedDocument) -> tuple[str, ...]:
    """What to tell a document's owner about such sentences; nothing where there are none."""
    found = [(block, order) for block in document.blocks for order in orders(block.text)]
    if not found:
        return ()
    pages = [block.page for block, _ in found if block.page is not None]
    where = f" ({counted(pages, 'Page', 'Pages')})" if pages else ""
    quoted = _shortened(found[0][1])
    count = "A sentence gives" if len(found) == 1 else f"{len(found)} sentences give"
    return (
        f"{count} orders to a language model{where}: “{quoted}”. No answer is made with "
        f"{'it' if len(found) == 1 else 'them'}; if nobody meant that, take "
        f"{'it' if len(found) == 1 else 'them'} out.",
    )


def _spans(text: str) -> list[tuple[int, int]]:
    lines = list(_sentences(text))
    strong = [_is_order(text[a:b]) for a, b in lines]
    if not any(strong):
        return []
    taken = list(strong)
    for at, (a, b) in enumerate(lines):
        # An order goes on until a sentence that says nothing to anybody.
        before = at > 0 and taken[at - 1] and "\n\n" not in text[lines[at - 1][0] : a + 1]
        if before and not taken[at]:
            taken[at] = WEAK.search(_UNSEEN.sub("", text[a:b]).strip()) is not None
    return [span for span, is_order in zip(lines, taken, strict=True) if is_order]


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    for match in _SENTENCE.finditer(text):
        if match[0].strip():
            yield match.span()


def _is_order(sentence: str) -> bool:
    plain = " ".join(_UNSEEN.sub("", sentence).split())
    return any(is_order(plain[at : at + _LONGEST]) for at in range(0, len(plain), _LONGEST))


def _shortened(text: str, most: int = 120) -> str:
    whole = " ".join(text.split())
    return whole if len(whole) <= most else f"{whole[: most - 1].rstrip()}…"
