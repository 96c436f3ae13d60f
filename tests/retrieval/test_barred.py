"""What a search tells of documents that the person may not read: that a source would answer."""

from __future__ import annotations

import pytest

from retrieval.access import Access
from retrieval.passages import SourceState
from tests.retrieval.company import Company

CODE = "What code announces a recall?"
SIGNED = "Who signs a deviation report?"


@pytest.fixture
async def restricted(company: Company) -> Company:
    """The recalls are for ``heads`` only."""
    rule = {"match": "restricted/**", "groups": ["heads"]}
    company.describe("quality", documents=[rule])
    await company.sync()
    return company


async def elsewhere(company: Company, question: str, *groups: str) -> tuple[SourceState, ...]:
    return await company.retrieval.search.answered_elsewhere(
        question, Access(frozenset(groups)), ["quality"], threshold=0.5
    )


async def test_a_document_for_others_counts_for_its_source(restricted: Company) -> None:
    told = await elsewhere(restricted, CODE, "staff")

    assert [(state.source, state.owner) for state in told] == [
        ("quality", "quality@cryodyne.example")
    ]


@pytest.mark.parametrize(
    ("question", "groups"),
    [
        (CODE, ("staff", "heads")),
        (SIGNED, ("staff",)),
        ("Who won the football world cup in 1954?", ("staff",)),
        ("", ("staff",)),
    ],
    ids=["may read it", "answered by what may be read", "answered by nothing", "blank"],
)
async def test_nothing_is_told_where_no_right_is_missing(
    restricted: Company, question: str, groups: tuple[str, ...]
) -> None:
    assert await elsewhere(restricted, question, *groups) == ()


async def test_a_document_that_nobody_may_read_is_told_to_nobody(company: Company) -> None:
    company.describe("quality", documents=[{"match": "restricted/**", "groups": []}])
    await company.sync()

    assert await elsewhere(company, CODE, "staff") == ()


async def test_a_document_that_holds_no_more_is_told_to_nobody(company: Company) -> None:
    rule = {"match": "restricted/**", "groups": ["heads"], "effective_until": "2026-06-02"}
    company.describe("quality", documents=[rule])
    await company.sync()
    assert await elsewhere(company, CODE, "staff")

    company.clock.advance(days=2)

    assert await elsewhere(company, CODE, "staff") == ()


async def test_only_the_sources_that_are_asked_count(restricted: Company) -> None:
    restricted.describe("vault", groups=["heads"])
    restricted.put("vault/codes.md", "# Codes\n\nThe code of the vault is ORCHID-12.\n")
    await restricted.sync()

    told = await elsewhere(restricted, "What is the code of the vault?", "staff")

    assert told == ()
