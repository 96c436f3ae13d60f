"""What the owner of a document hears about pages that a machine read off pictures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from retrieval.parsing.documents import counted
from retrieval.parsing.pdf.recognised import Recognised, RecognisedPage, doubtful


def reading_remarks(pictured: Sequence[int], recognised: Recognised) -> Iterator[str]:
    """Sentences about the pages that were to be read, in part or whole."""
    pages = {number: recognised.pages[number] for number in pictured if number in recognised.pages}
    if read := [number for number, page in pages.items() if page.lines]:
        yield f"{_pages(read)} {_were(read)} read by machine off pictures (text recognition)."
    if waiting := [number for number in pictured if number not in pages]:
        verb = "waits" if len(waiting) == 1 else "wait"
        yield f"{_pages(waiting)} {verb} for text recognition: what stands on pictures comes later."
    if unsure := [*doubtful(pages)]:
        yield (
            f"{_pages(unsure)} {_were(unsure)} read with little certainty: handwritten, faint or "
            "coarse. Compare the text with the picture, or scan it again."
        )
    if empty := [number for number, page in pages.items() if not page.lines and not page.reason]:
        yield f"No text was found on the pictures of {_pages(empty).lower()}."
    yield from _lying(pages)
    yield from _refused(pages)


def _lying(pages: dict[int, RecognisedPage]) -> Iterator[str]:
    for turns, how in (((180,), "upside down"), ((90, 270), "sideways")):
        if lying := [number for number, page in pages.items() if page.turn in turns]:
            verb = "lies" if len(lying) == 1 else "lie"
            yield f"{_pages(lying)} {verb} {how}; the text was read all the same."


def _refused(pages: dict[int, RecognisedPage]) -> Iterator[str]:
    reasons = sorted({page.reason for page in pages.values() if page.reason})
    for reason in reasons:
        refused = [number for number, page in pages.items() if page.reason == reason]
        yield f"{_pages(refused)} {_were(refused)} not read by machine. {reason}"


def _pages(numbers: Sequence[int]) -> str:
    return counted(numbers, "Page", "Pages")


def _were(numbers: Sequence[int]) -> str:
    return "was" if len(numbers) == 1 else "were"
