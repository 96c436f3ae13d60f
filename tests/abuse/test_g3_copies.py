"""G3: one document that says a lie over and over does not hide the true one."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from retrieval.searching.choosing import MOST_FROM_ONE
from retrieval.searching.proposing import DEPTH
from tests.retrieval.company import open_company

QUESTION = "When does the canteen of the Basel site open?"
TRUE = "# Canteen\n\nThe canteen of the Basel site opens at half past eleven on working days.\n"
# Each fills a chunk of its own.
FILLER = " ".join(f"Word{n} says nothing about anything." for n in range(22))


async def test_g3_copies_of_a_lie_leave_room_for_the_truth(tmp_path: Path) -> None:
    lies = "\n\n".join(
        f"## Note {n}\n\nWhen does the canteen of the Basel site open? It opens at midnight, says "
        f"note {n}. {FILLER}"
        for n in range(DEPTH + 20)
    )
    async with open_company(tmp_path) as company:
        company.describe("quality")
        company.put("quality/lies.md", f"# Canteen notes\n\n{lies}")
        company.put("quality/true.md", TRUE)
        for n in range(3):
            company.put(f"quality/other-{n}.md", f"# Machine {n}\n\nMachine {n} is cleaned.\n")
        await company.sync()
        stored = await company.documents.chunk_ids("quality")

        found = await company.ask(QUESTION, "staff")

    assert len(stored) > DEPTH + 4
    documents = Counter(passage.document for passage in found.passages)
    assert documents["lies.md"] <= MOST_FROM_ONE
    assert documents["true.md"] == 1
