"""What became of a cited document, as the person stands to it now."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from retrieval.access import Access
from retrieval.documents import Document, DocumentStatus
from retrieval.viewing.standing import Since, Standing, since, standings, successor
from tests.retrieval.company import NOW, Company

STAFF = Access(frozenset({"staff"}))
DAY = timedelta(days=1)
DOCUMENT = Document(
    id="d",
    source="quality",
    path="a.md",
    title="A",
    version="v1",
    stamp="",
    indexed_as="",
    groups=("staff",),
    status=DocumentStatus.LIVE,
    ingested_at=NOW,
)
V1 = "# Rules, first\n\nA deviation report is signed within 30 days.\n"
V2 = "# Rules, second\n\nA deviation report is signed within 20 days.\n"
V3 = "# Rules, third\n\nA deviation report is signed within 10 days.\n"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, Since(Standing.CURRENT)),
        ({"version": "v2"}, Since(Standing.CHANGED, NOW)),
        ({"superseded_from": NOW - DAY}, Since(Standing.REPLACED, NOW - DAY)),
        ({"superseded_from": NOW + DAY}, Since(Standing.CURRENT)),
        ({"superseded_from": datetime(1, 1, 1, tzinfo=UTC)}, Since(Standing.REPLACED)),
        ({"effective_until": NOW - DAY}, Since(Standing.EXPIRED, NOW - DAY)),
        ({"groups": ("heads",)}, Since(Standing.UNAVAILABLE)),
        ({"groups": ("heads",), "superseded_from": NOW - DAY}, Since(Standing.UNAVAILABLE)),
        ({"groups": ()}, Since(Standing.UNAVAILABLE)),
        ({"status": DocumentStatus.FAILED}, Since(Standing.UNAVAILABLE)),
    ],
    ids=lambda value: "-".join(value) or "nothing" if isinstance(value, dict) else "",
)
def test_a_document_stands_as_it_became(changes: dict[str, object], expected: Since) -> None:
    assert since(replace(DOCUMENT, **changes), "v1", STAFF, NOW) == expected  # type: ignore[arg-type]


def test_a_document_that_is_gone_stands_as_one_that_is_for_others() -> None:
    assert since(None, "v1", STAFF, NOW) == Since(Standing.UNAVAILABLE)


async def replaced(company: Company, *, last_for: str = "staff") -> Document:
    """Three versions, each from the next day on; the first as it is known after two days."""
    company.describe(
        "quality",
        documents=[
            {"match": "v2.md", "effective_from": "2026-06-02", "supersedes": "v1.md"},
            {
                "match": "v3.md",
                "effective_from": "2026-06-03",
                "supersedes": "v2.md",
                "groups": [last_for],
            },
        ],
    )
    for name, text in (("v1", V1), ("v2", V2), ("v3", V3)):
        company.put(f"quality/{name}.md", text)
    await company.sync()
    found = await company.ask("When is a deviation report signed?", "staff")
    cited = next(passage for passage in found.passages if passage.document == "v1.md")
    company.clock.advance(days=3)
    await company.sync()
    told = await standings(company.documents, [cited], STAFF, company.clock.now)
    assert told[cited.chunk_id].standing is Standing.REPLACED
    return (await company.documents.documents("quality"))["v1.md"]


async def test_the_newest_of_its_kind_follows_a_replaced_document(company: Company) -> None:
    first = await replaced(company)

    following = await successor(company.documents, first, STAFF, company.clock.now)

    assert following is not None
    assert following.path == "v3.md"


async def test_a_successor_for_others_is_not_named(company: Company) -> None:
    first = await replaced(company, last_for="heads")

    assert await successor(company.documents, first, STAFF, company.clock.now) is None


async def test_a_source_that_is_gone_names_no_successor(company: Company) -> None:
    first = await replaced(company)
    (company.folder / "quality" / "source.yaml").unlink()

    assert await successor(company.documents, first, STAFF, company.clock.now) is None
