"""What happens while the model that embeds is away: nothing is lost, and nothing is half done."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from retrieval.access import Access
from retrieval.documents import DocumentStatus
from retrieval.indexes.embedding import EmbedderAwayError, Vectors
from retrieval.ingesting import syncing
from retrieval.memory import MemoryDocumentStore
from retrieval.opening import Retrieval, open_retrieval
from retrieval.passages import Found, SourceCondition
from tests.faults.ingesting import WordEmbedder

STAFF = Access(frozenset({"staff"}))
SIGNED = "Who signs a deviation report?"
DEVIATION = "# Deviations\n\nA deviation report is signed by the head of quality within 30 days.\n"
RECALL = "# Recalls\n\nA recall is announced by the responsible person.\n"


class LeavingEmbedder(WordEmbedder):
    """A model that is away on demand, and never takes a text with the word ``taboo``."""

    def __init__(self, fingerprint: str = WordEmbedder.fingerprint) -> None:
        super().__init__()
        self.fingerprint = fingerprint
        self.away = False
        self.asked = 0

    async def embed(self, texts: Sequence[str]) -> Vectors:
        self.asked += 1
        if self.away:
            raise EmbedderAwayError("vectors: HTTP 503")
        if any("taboo" in text for text in texts):
            raise EmbedderAwayError("vectors: HTTP 400", of_the_texts=True)
        return await super().embed(texts)


@dataclass
class Works:
    """A source of two documents, which may be opened again with another model."""

    folder: Path
    documents: MemoryDocumentStore

    def put(self, path: str, text: str, source: str = "works") -> None:
        full = self.folder / "sources" / source / path
        full.parent.mkdir(parents=True, exist_ok=True)
        full.write_text(text, "utf-8")

    @asynccontextmanager
    async def open(self, embedder: LeavingEmbedder) -> AsyncIterator[Retrieval]:
        async with open_retrieval(
            var=self.folder / "var",
            chroma_url=None,
            documents=self.documents,
            locations=[str(self.folder / "sources")],
            embedder=embedder,
        ) as retrieval:
            yield retrieval


@pytest.fixture
def works(tmp_path: Path) -> Works:
    works = Works(tmp_path, MemoryDocumentStore())
    works.put(
        "source.yaml", "source: works\ndepartment: works\nowner: w@x.example\ngroups: [staff]\n"
    )
    works.put("deviations.md", DEVIATION)
    works.put("recalls.md", RECALL)
    return works


async def asked(retrieval: Retrieval, question: str = SIGNED) -> Found:
    return await retrieval.search.search(question, STAFF, ["works"], limit=5)


async def condition(retrieval: Retrieval) -> SourceCondition:
    (state,) = await retrieval.search.states()
    return state.condition


async def test_a_question_is_answered_by_words_alone_and_its_receipt_says_so(works: Works) -> None:
    model = LeavingEmbedder()
    async with works.open(model) as retrieval:
        await retrieval.ingestion.sync()
        before = await asked(retrieval)
        model.away = True
        found = await asked(retrieval)
        elsewhere = await retrieval.search.answered_elsewhere(
            SIGNED, Access(frozenset()), ["works"], threshold=0.5
        )

    assert found.passages[0].document == "deviations.md"
    assert found.evidence >= 0.5
    assert found.parameters["words_alone"] is True
    assert found.parameters["evidence"] != before.parameters["evidence"]
    assert "words_alone" not in before.parameters
    assert [state.source for state in elsewhere] == ["works"]


async def test_words_alone_answer_no_question_about_something_else(works: Works) -> None:
    model = LeavingEmbedder()
    async with works.open(model) as retrieval:
        await retrieval.ingestion.sync()
        model.away = True
        found = await asked(retrieval, "Who signs a travel expense claim in Toronto?")

    assert found.evidence < 0.5


async def test_a_new_document_waits_whole_and_the_next_run_takes_it_up(works: Works) -> None:
    model = LeavingEmbedder()
    model.away = True
    async with works.open(model) as retrieval:
        ledger = await retrieval.ingestion.sync()
        contents = await retrieval.indexer.contents("works")
        waiting = await condition(retrieval)
        model.away = False
        again = await retrieval.ingestion.sync()
        found = await asked(retrieval)

    lines = ledger.sources[0].documents
    assert {(line.status, line.chunks) for line in lines} == {("failed", 0)}
    assert all("HTTP 503" in line.reason and "next ingestion" in line.reason for line in lines)
    assert contents.counts() == {"database": 0, "vectors": 0, "words": 0}
    assert not ledger.reconciled
    assert "Documents that wait for vectors: 2." in ledger.problems[0]
    assert waiting is SourceCondition.NEVER_INDEXED
    assert again.reconciled
    assert again.sources[0].counts["live"] == 2
    assert found.passages[0].document == "deviations.md"


async def test_a_changed_document_answers_as_it_was_until_it_has_vectors(works: Works) -> None:
    model = LeavingEmbedder()
    async with works.open(model) as retrieval:
        await retrieval.ingestion.sync()
        works.put("deviations.md", DEVIATION.replace("head of quality", "site manager"))
        model.away = True
        ledger = await retrieval.ingestion.sync()
        old = await asked(retrieval)
        stale = await condition(retrieval)
        model.away = False
        await retrieval.ingestion.sync()
        new = await asked(retrieval)
        ready = await condition(retrieval)

    (line,) = [line for line in ledger.sources[0].documents if line.path == "deviations.md"]
    assert line.status == "failed"
    assert "head of quality" in old.passages[0].text
    assert "site manager" in new.passages[0].text
    assert (stale, ready) == (SourceCondition.STALE, SourceCondition.READY)


async def test_a_model_that_is_away_is_asked_once_and_not_for_every_group(
    works: Works, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(syncing, "GROUP", 1)
    model = LeavingEmbedder()
    model.away = True
    for number in range(8):
        works.put(f"{number}.md", f"# Machine {number}\n\nMachine {number} is blue.\n")
    async with works.open(model) as retrieval:
        ledger = await retrieval.ingestion.sync()

    assert ledger.sources[0].counts["failed"] == 10
    assert model.asked == 1


async def test_what_needs_no_vector_goes_on_without_the_model(works: Works) -> None:
    model = LeavingEmbedder()
    async with works.open(model) as retrieval:
        await retrieval.ingestion.sync()
        model.away = True
        works.put("new.md", "# New\n\nThis needs a vector.\n")
        (works.folder / "sources/works/recalls.md").rename(works.folder / "sources/works/moved.md")
        works.put(
            "source.yaml",
            "source: works\ndepartment: works\nowner: w@x.example\ngroups: [staff, board]\n",
        )
        ledger = await retrieval.ingestion.sync()
        board = Access(frozenset({"board"}))
        found = await retrieval.search.search("recall", board, ["works"], limit=5)

    counts = ledger.sources[0].counts
    assert (counts["moved"], counts["failed"], counts["unchanged"]) == (1, 1, 1)
    assert "moved.md" in {passage.document for passage in found.passages}


async def test_a_text_that_is_refused_holds_no_other_document_up(works: Works) -> None:
    works.put("taboo.md", "# Taboo\n\nThis text is taboo.\n")
    async with works.open(LeavingEmbedder()) as retrieval:
        ledger = await retrieval.ingestion.sync()
        documents = await retrieval.documents.documents("works")
        ready = await condition(retrieval)

    assert ledger.reconciled
    assert ledger.sources[0].counts["live"] == 2
    (line,) = [line for line in ledger.sources[0].documents if line.status == "failed"]
    assert line.path == "taboo.md"
    assert "refuses the text (vectors: HTTP 400)" in line.reason
    assert documents["taboo.md"].status is DocumentStatus.FAILED
    assert ready is SourceCondition.READY


async def test_another_model_rebuilds_the_index_and_the_first_is_forgotten(works: Works) -> None:
    first, second = LeavingEmbedder(), LeavingEmbedder("others@fedcba9876543210")
    async with works.open(first) as retrieval:
        await retrieval.ingestion.sync()
    async with works.open(second) as retrieval:
        ledger = await retrieval.ingestion.sync()
        found = await asked(retrieval)
    async with works.open(first) as retrieval:
        vectors = await retrieval.dense.ids("works")

    assert ledger.reconciled
    assert ledger.sources[0].stages.embedded == 2
    assert found.parameters["embedding"] == second.fingerprint
    assert found.passages[0].document == "deviations.md"
    assert vectors == set()


async def test_another_model_that_is_away_leaves_the_words_and_the_first_ones_vectors(
    works: Works,
) -> None:
    first, second = LeavingEmbedder(), LeavingEmbedder("others@fedcba9876543210")
    async with works.open(first) as retrieval:
        await retrieval.ingestion.sync()
    second.away = True
    async with works.open(second) as retrieval:
        ledger = await retrieval.ingestion.sync()
        found = await asked(retrieval)
    first.asked = 0
    async with works.open(first) as retrieval:
        back = await retrieval.ingestion.sync()

    assert not ledger.reconciled
    assert found.passages[0].document == "deviations.md"
    assert back.reconciled
    assert first.asked == 0, "what the first model made was kept"
