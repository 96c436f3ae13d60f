"""L3 for binary workbooks: each is refused with a reason, or read, in time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from retrieval.parsing.isolation.worker import Workers
from tests.abuse.test_l3_documents import GOOD, a_word_file, read_or_refuse, refusal
from tests.retrieval.parsing.fidelity.binary_sheets import write, xls


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    workers = Workers(size=1)
    yield workers
    workers.close()


def a_workbook(_: Any, sheet: Any) -> None:
    write(sheet, [["Site", "Desks"], *([f"Site {i}", i] for i in range(2_000))])


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "The file is empty."),
        (GOOD, "not a workbook"),
        (a_word_file(), "Rename it to .xlsx."),
        (b"<html><table><tr><td>1</td></tr></table>", "Rename it to .html."),
        (b"<?xml version='1.0'?><Workbook/>", "save it as XLSX"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 4096, ""),
        (xls(a_workbook)[:4_000], "damaged"),
    ],
    ids=["empty", "text", "zip", "page", "xml", "zeros", "cut"],
)
async def test_l3_what_is_no_workbook_is_refused(
    workers: Workers, data: bytes, reason: str
) -> None:
    assert reason in await refusal(workers, data, "a.xls")


async def test_l3_a_damaged_workbook_is_read_or_refused_in_time(workers: Workers) -> None:
    whole = xls(a_workbook)
    for at in range(0, len(whole), len(whole) // 40):
        await read_or_refuse(workers, whole[:at] + b"\xff" * 64 + whole[at + 64 :], "a.xls")


async def test_l3_a_vast_and_empty_sheet_is_read(workers: Workers) -> None:
    def vast(_: Any, sheet: Any) -> None:
        sheet.write(0, 0, "Keep it cool")
        sheet.write(65_535, 255, 1)
        sheet.write_merge(1, 16_000, 3, 250, "wide")

    await read_or_refuse(workers, xls(vast), "vast.xls")
