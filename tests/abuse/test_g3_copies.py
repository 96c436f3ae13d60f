"""G3: one document that says a lie over and over does not hide the true one."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from retrieval.access import Access
from retrieval.searching.proposing import DEPTH
from tests.faults.ingesting import WordEmbedder
from tests.retrieval.company import open_company

QUESTION = "When does the canteen of the Basel site open?"
TRUE = "# Canteen\n\nThe canteen of the Basel site opens at half past eleven on working days.\n"
DAYS = ("Saturdays", "Sundays", "holidays")
A_FEW = 4


def filler(note: int) -> str:
    """What fills a chunk, in words of its own or in those of all notes."""
    return " ".join(f"Word{note}x{n} says nothing about anything{note}." for n in range(22))


@pytest.mark.parametrize("alike", [True, False], ids=["copies", "in other words"])
async def test_g3_a_lie_that_is_told_again_and_again_leaves_room_for_the_truth(
    tmp_path: Path, alike: bool
) -> None:
    lies = "\n\n".join(
        f"## Note {n}\n\nWhen does the canteen of the Basel site open? It opens at midnight, says "
        f"note {n}. {filler(0 if alike else n)}"
        for n in range(DEPTH + 20)
    )
    async with open_company(tmp_path, WordEmbedder()) as company:
        company.describe("quality")
        company.put("quality/lies.md", f"# Canteen notes\n\n{lies}")
        company.put("quality/true.md", TRUE)
        for day in DAYS:
            text = f"# Canteen on {day}\n\nOn {day} the canteen of the Basel site opens at noon.\n"
            company.put(f"quality/{day}.md", text)
        await company.sync()
        stored = await company.documents.chunk_ids("quality")

        found = await company.retrieval.search.search(
            QUESTION, Access(frozenset({"staff"})), ["quality"], limit=A_FEW + 1 + len(DAYS)
        )

    assert len(stored) > DEPTH + 4
    documents = Counter(passage.document for passage in found.passages)
    assert documents["lies.md"] <= A_FEW
    assert documents["true.md"] == 1
