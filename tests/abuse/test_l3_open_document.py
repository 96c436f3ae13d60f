"""L3 for OpenDocument: each file is refused with a reason, or read, in time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from retrieval.parsing.isolation.worker import Workers
from tests.abuse.test_l3_documents import GOOD, a_word_file, read_or_refuse, refusal
from tests.retrieval.files import with_entry
from tests.retrieval.parsing.fidelity.open_document import odf, table

MANIFEST = b"<manifest><file-entry><encryption-data/></file-entry></manifest>"
WHOLE = odf("text", "<text:p>Keep it cool.</text:p>")


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    workers = Workers(size=1)
    yield workers
    workers.close()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "The file is empty."),
        (GOOD, "although the name"),
        (a_word_file(), "although the name"),
        (WHOLE[: len(WHOLE) // 2], "damaged"),
        (with_entry(WHOLE, "META-INF/manifest.xml", MANIFEST), "password-protected"),
        (with_entry(WHOLE, "content.xml", b"<a>" + b"<p>x</p>" * 6_000_000), "zip bomb"),
        (with_entry(WHOLE, "content.xml", b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'), "entities"),
        (odf("text", "<text:section>" * 300 + "x" + "</text:section>" * 300), "damaged"),
        (odf("text", "<text:p>x</text:p>" * 100_001), "more than 100,000"),
    ],
    ids=range(9),
)
async def test_l3_what_cannot_be_read_is_refused(
    workers: Workers, data: bytes, reason: str
) -> None:
    assert reason in await refusal(workers, data, "a.odt", timeout_s=30)


@pytest.mark.parametrize(
    "body",
    [
        table(
            [
                '<table:table-cell table:number-columns-repeated="99999999"><text:p>x</text:p>'
                "</table:table-cell>"
            ]
        ),
        "<table:table>"
        '<table:table-row table:number-rows-repeated="9999999"><table:table-cell><text:p>x</text:p>'
        "</table:table-cell></table:table-row></table:table>",
        table(["a"] * 400, *[["b"] * 400] * 200),
    ],
    ids=["wide", "tall", "large"],
)
@pytest.mark.parametrize("name", ["a.odt", "a.ods"])
async def test_l3_vast_tables_are_read_or_refused_in_time(
    workers: Workers, name: str, body: str
) -> None:
    await read_or_refuse(workers, odf("text" if name == "a.odt" else "spreadsheet", body), name)
