"""A table that was cut into chunks comes back whole, as far as there is room for it."""

from __future__ import annotations

import pytest

from retrieval.access import Access
from retrieval.passages import Found
from tests.retrieval.company import Company

ROWS = 60
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


# Embedding so many rows takes long on a busy machine.
@pytest.mark.timeout(300)
async def test_a_table_of_thousands_of_rows_is_bounded(company: Company) -> None:
    found = await asked(company, 16_000, rows=5000)

    assert sum(len(one.text) for one in found.passages) < 24_000
    table = next(one for one in found.passages if one.document == "valves.csv")
    assert table.rows_left > 4_500
