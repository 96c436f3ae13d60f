"""No passage reaches a person without the right, at any time between two ingestions."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from retrieval.passages import SourceCondition
from tests.retrieval.company import Company

SIGNED = "Who signs a deviation report?"
RECALLED = "Who announces a recall? WHISKEY-77"


async def test_a_reader_finds_the_passage_with_its_place(company: Company) -> None:
    await company.sync()

    found = await company.ask(SIGNED, "staff")

    best = found.passages[0]
    assert (best.rank, best.document, best.title) == (1, "deviations.md", "Deviations")
    assert "head of quality" in best.text
    assert 0 <= best.score <= 1
    assert found.evidence > 0.5


@pytest.mark.parametrize("groups", [(), ("others",), ("",)])
async def test_without_the_group_nothing_is_found(
    company: Company, groups: tuple[str, ...]
) -> None:
    await company.sync()

    found = await company.ask(SIGNED, *groups)

    assert (found.passages, found.evidence, found.states) == ((), 0.0, ())


async def test_an_override_narrows_the_rights_of_a_source(company: Company) -> None:
    company.describe("quality", documents=[{"match": "restricted/**", "groups": ["board"]}])
    await company.sync()

    assert await company.found(RECALLED, "staff") == ["deviations.md"]
    assert await company.found(RECALLED, "board") == ["restricted/recalls.md"]


@pytest.mark.parametrize("groups", [None, ()])
async def test_a_source_without_groups_is_read_by_nobody(company: Company, groups: None) -> None:
    company.describe("quality", groups=groups)
    ledger = await company.sync()

    assert await company.found(SIGNED, "staff", "") == []
    assert "no groups" in ledger.sources[0].reason


async def test_a_source_that_was_not_asked_for_is_not_searched(company: Company) -> None:
    await company.sync()

    assert await company.found(SIGNED, "staff", sources=("hr", "' OR 1=1 --")) == []


async def test_a_broken_description_closes_the_source_at_once(company: Company) -> None:
    await company.sync()
    company.put("quality/source.yaml", "source: quality\ngroups: [staff\n")

    ledger = await company.sync()

    assert await company.found(SIGNED, "staff") == []
    assert "not valid YAML" in ledger.sources[0].reason
    states = await company.retrieval.search.states()
    assert [state.condition for state in states] == [SourceCondition.FAILED]


async def test_a_repaired_description_opens_the_source_without_embedding(company: Company) -> None:
    await company.sync()
    company.put("quality/source.yaml", "[")
    await company.sync()
    company.embedded.clear()
    company.describe("quality")

    await company.sync()

    assert company.embedded == []
    assert await company.found(SIGNED, "staff") != []


async def test_a_misspelt_key_closes_the_source(company: Company) -> None:
    company.describe("quality", documents=[{"match": "restricted/**", "group": ["board"]}])

    ledger = await company.sync()

    assert "group" in ledger.sources[0].reason
    assert await company.found(RECALLED, "staff", "board") == []


async def test_a_name_claimed_twice_is_read_by_nobody(company: Company) -> None:
    company.put("other/source.yaml", (company.folder / "quality/source.yaml").read_text())
    company.put("other/note.md", "# Note\n\nSomething else.")

    ledger = await company.sync()

    assert "claimed" in ledger.sources[0].reason
    assert await company.found(SIGNED, "staff") == []


async def test_a_deleted_document_is_gone(company: Company) -> None:
    await company.sync()
    (company.folder / "quality/restricted/recalls.md").unlink()

    ledger = await company.sync()

    assert await company.found(RECALLED, "staff") == ["deviations.md"]
    assert ledger.sources[0].counts["removed"] == 1
    assert ledger.reconciled


async def test_a_document_moved_to_another_group_costs_no_embedding(company: Company) -> None:
    await company.sync()
    company.embedded.clear()
    company.describe("quality", documents=[{"match": "restricted/*", "groups": ["board"]}])

    ledger = await company.sync()

    assert company.embedded == []
    assert ledger.reconciled
    assert await company.found(RECALLED, "staff") == ["deviations.md"]
    assert await company.found(RECALLED, "board") == ["restricted/recalls.md"]


async def test_the_database_overrules_an_index_that_is_behind(company: Company) -> None:
    await company.sync()
    documents = await company.documents.documents("quality")

    await company.documents.remove_documents([documents["restricted/recalls.md"].id])

    assert await company.found(RECALLED, "staff") == ["deviations.md"]


async def test_a_document_expires_without_an_ingestion(company: Company) -> None:
    rule = {"match": "restricted/recalls.md", "effective_until": datetime(2026, 6, 3).date()}  # noqa: DTZ001
    company.describe("quality", documents=[rule])
    await company.sync()
    before = await company.found(RECALLED, "staff")

    company.clock.now = datetime(2026, 6, 3, tzinfo=UTC)

    assert before[0] == "restricted/recalls.md"
    assert await company.found(RECALLED, "staff") == ["deviations.md"]


async def test_a_document_is_silent_before_it_takes_effect(company: Company) -> None:
    rule = {"match": "restricted/recalls.md", "effective_from": "2026-06-03"}
    company.describe("quality", documents=[rule])
    await company.sync()
    before = await company.found(RECALLED, "staff")

    company.clock.advance(days=3)

    assert before == ["deviations.md"]
    assert (await company.found(RECALLED, "staff"))[0] == "restricted/recalls.md"


async def test_a_superseded_document_answers_until_the_newer_one_holds(company: Company) -> None:
    company.put("quality/deviations-v2.md", "# Deviations\n\nA deviation is signed by anyone.\n")
    rule = {
        "match": "deviations-v2.md",
        "effective_from": "2026-06-03",
        "supersedes": "deviations.md",
    }
    company.describe("quality", documents=[rule])
    await company.sync()
    before = await company.found(SIGNED, "staff")

    company.clock.advance(days=3)
    after = await company.found(SIGNED, "staff")
    ledger = await company.sync()

    assert before[0] == "deviations.md"
    assert "deviations.md" not in after
    assert after[0] == "deviations-v2.md"
    assert ledger.sources[0].counts["superseded"] == 1
    assert ledger.reconciled


async def test_rights_apply_from_the_start_of_an_ingestion(company: Company) -> None:
    await company.sync()
    company.describe("quality", groups=["board"])
    company.put("quality/new.md", "# New\n\nSomething to read.")
    seen: list[list[str]] = []
    embed = company.retrieval.embedder.embed

    async def looking(texts: list[str]) -> object:
        if len(texts) == 1 and "Something to read" in texts[0]:
            seen.append(await company.found(SIGNED, "staff"))
        return await embed(texts)

    company.retrieval.embedder.embed = looking  # type: ignore[method-assign,assignment]
    await company.sync()

    assert seen == [[]]


async def test_many_unreadable_documents_do_not_hide_a_readable_one(company: Company) -> None:
    for number in range(90):
        text = f"# Deviations {number}\n\nA deviation report {number} is signed by the board."
        company.put(f"quality/board/{number}.md", text)
    company.describe("quality", documents=[{"match": "board/**", "groups": ["board"]}])
    await company.sync()

    assert "deviations.md" in await company.found(SIGNED, "staff")
