"""A table that was cut into chunks comes back whole, as far as there is room for it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from retrieval.access import Access
from retrieval.indexes.embedding import Vectors
from retrieval.passages import Found
from tests.retrieval.company import Company

ROWS = 60
_EMBEDDED = 16
STAFF = Access(frozenset({"staff"}))


async def asked(company: Company, letters: int, rows: int = ROWS) -> Found:
    header = "code,label,responsible,remark"
    lines = [f"VAL-{n:04d},Valve number {n},Desk {n % 7},checked twice a year" for n in range(rows)]
    company.describe("quality")
    company.put("quality/valves.csv", "\n".join([header, *lines]))
    company.put("quality/pumps.md", "# Pumps\n\nA valve is no pump. Pumps are checked each month.")
    await company.sync()
    return await company.retrieval.search.search(
        "Which valves does desk 3 check?", STAFF, ["quality"], limit=8, table_letters=letters
    )


async def test_all_chunks_of_a_table_become_one_passage(company: Company) -> None:
    found = await asked(company, 16_000)

    tables = [one for one in found.passages if one.document == "valves.csv"]
    (table,) = tables
    assert table.rows_left == 0
    assert [line[6:14] for line in table.text.splitlines()] == [f"VAL-{n:04d}" for n in range(ROWS)]
    assert found.parameters["table_letters"] == 16_000


async def test_what_has_no_room_is_counted(company: Company) -> None:
    found = await asked(company, 2_500)

    table = next(one for one in found.passages if one.document == "valves.csv")
    assert len(table.text) <= 2_600
    assert len(table.text.splitlines()) + table.rows_left == ROWS


@pytest.mark.parametrize("letters", [0, -5])
async def test_without_room_a_chunk_stays_as_it_is(company: Company, letters: int) -> None:
    found = await asked(company, letters)

    tables = [one for one in found.passages if one.document == "valves.csv"]
    assert len(tables) > 1


async def test_a_table_of_thousands_of_rows_is_bounded(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    embedder = company.retrieval.embedder
    embed = embedder.embed

    async def embed_some(texts: Sequence[str]) -> Vectors:
        """Rows that look the same have almost the same vectors; making them all takes a minute."""
        made = await embed(texts[:_EMBEDDED])
        again = made[np.arange(len(texts)) % len(made)]
        noise = np.random.default_rng(len(texts)).normal(scale=0.002, size=again.shape)
        noise[: len(made)] = 0
        moved = (again + noise).astype(np.float32)
        of_length_one: Vectors = moved / np.linalg.norm(moved, axis=1, keepdims=True)
        return of_length_one

    monkeypatch.setattr(embedder, "embed", embed_some)

    found = await asked(company, 16_000, rows=5000)

    assert sum(len(one.text) for one in found.passages) < 24_000
    table = next(one for one in found.passages if one.document == "valves.csv")
    assert table.rows_left > 4_500
