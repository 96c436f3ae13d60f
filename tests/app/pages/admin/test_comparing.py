"""What differs between two versions of a document, by the text that a parser reads."""

from __future__ import annotations

import pytest

from app.pages.admin.knowledge import comparing
from app.pages.admin.knowledge.comparing import compared
from assistants.publishing.differences import Pair
from retrieval.ingesting.chunking import Chunk


def piece(text: str, section: str = "") -> Chunk:
    return Chunk(0, "Title", section, None, text, 0, 1)


async def test_where_a_chunk_ends_is_no_difference() -> None:
    before = [piece("One is here.\n\nUse\nTwo is here. Three is here.", "Storage")]
    after = [
        piece("One is here.", "Storage"),
        piece("Two is here.", "Storage > Use"),
        piece("Three is here.", "Storage > Use"),
    ]

    assert (await compared(before, after)).passages == ()


async def test_a_difference_stands_between_the_lines_around_it() -> None:
    lines = [f"Sentence {n} is here." for n in range(20)]
    newer = [*lines[:10], "Another one is here.", *lines[11:]]

    found = await compared([piece("\n".join(lines))], [piece("\n".join(newer))])

    (passage,) = found.passages
    assert (passage.skipped, found.after, found.new, found.lost) == (8, 7, 1, 1)
    assert [pair.mark for pair in passage.pairs] == ["same", "same", "changed", "same", "same"]
    assert passage.pairs[2] == Pair(lines[10], "Another one is here.", "changed")


async def test_what_is_too_much_for_a_page_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparing, "MOST_LINES", 3)
    newer = [piece("\n".join(f"Sentence {n} is here." for n in range(10)))]

    found = await compared([piece("")], newer)

    assert [len(passage.pairs) for passage in found.passages] == [3]
    assert (found.more, found.new) == (7, 10)
