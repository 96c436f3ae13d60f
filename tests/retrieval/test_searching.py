"""Ranking and evidence, on the sample company and on small numbers."""

from __future__ import annotations

import json
import math
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from app.settings import SAMPLES
from retrieval.access import Access
from retrieval.indexes.lexical import LexicalFound
from retrieval.measuring.benchmark import run_benchmark
from retrieval.measuring.scoring import score
from retrieval.memory import MemoryDocumentStore
from retrieval.opening import Retrieval, open_retrieval
from retrieval.searching.fusion import fuse, reciprocal_ranks
from tests.retrieval.company import Company

EVERYBODY = Access(frozenset({"employees", "medical-information", "regulatory"}))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def samples(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Retrieval]:
    """The sample company, ingested once; its tests only ask."""
    async with open_retrieval(
        var=tmp_path_factory.mktemp("samples"),
        chroma_url=None,
        documents=MemoryDocumentStore(),
        locations=[str(SAMPLES / "sources")],
    ) as retrieval:
        await retrieval.ingestion.sync()
        yield retrieval


def lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (SAMPLES / name).read_text("utf-8").splitlines()]


@pytest.mark.asyncio(loop_scope="module")
async def test_evidence_tells_what_the_sample_documents_answer(samples: Retrieval) -> None:
    departments = ["medical-information", "hr", "it", "regulatory"]
    home = dict(zip(range(8), [0, 1, 2, 3, 0, 1, 2, 0], strict=True))
    weak, strong = [], []
    for number, row in enumerate(lines("unanswerable.jsonl")):
        source = departments[home[number]]
        found = await samples.search.search(row["text"], EVERYBODY, [source], limit=8)
        weak.append(found.evidence)
    for row in lines("questions.jsonl"):
        source = row["metadata"]["department"]
        found = await samples.search.search(row["text"], EVERYBODY, [source], limit=8)
        strong.append(found.evidence)

    # Two ask for what no document states of a product that documents are about.
    assert sum(value < 0.5 for value in weak) >= 6
    assert sum(value >= 0.5 for value in strong) >= 76


@pytest.mark.asyncio(loop_scope="module")
async def test_a_blank_question_finds_nothing(samples: Retrieval) -> None:
    found = await samples.search.search(" \n\0", EVERYBODY, ["hr"], limit=8)
    empty = await samples.search.search("", EVERYBODY, ["hr"], limit=8)

    assert (empty.passages, empty.evidence) == ((), 0.0)
    assert len(found.passages) <= 8


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("question", ["x" * 100_000, 'AND OR "( [ * ~', "🙂" * 500, "\ud800"])
async def test_an_odd_question_is_only_a_question(samples: Retrieval, question: str) -> None:
    found = await samples.search.search(question, EVERYBODY, ["hr"], limit=3)

    assert len(found.passages) <= 3


async def test_a_copy_is_shown_once(company: Company) -> None:
    copy = (company.folder / "quality/deviations.md").read_text()
    company.put("quality/copy.md", copy.replace(" ", "  "))
    await company.sync()

    found = await company.ask("Who signs a deviation report?", "staff")

    texts = [" ".join(passage.text.split()) for passage in found.passages]
    assert len(texts) == len(set(texts)) == 2


async def test_an_identifier_finds_its_document(company: Company) -> None:
    for number in range(30):
        company.put(
            f"quality/sop-{number:03}.md",
            f"# SOP-{number:03} Cleaning\n\nHow machines are cleaned in building {number % 3}.",
        )
    await company.sync()

    assert (await company.found("What does SOP-017 say?", "staff"))[0] == "sop-017.md"
    assert (await company.found("what is in sop 017", "staff"))[0] == "sop-017.md"


def asked(*counts: int, depth: int = 100) -> LexicalFound:
    """What a search for words found that stand in so many of 1,000 chunks."""
    return LexicalFound((), {f"word-{n}": count for n, count in enumerate(counts)}, 1000, depth)


def alone(*chunks: str) -> dict[str, str]:
    """Every chunk in a document of its own."""
    return {chunk: f"document-{chunk}" for chunk in chunks}


def test_fusion_prefers_what_both_sides_like() -> None:
    dense = {"a": 0.7, "b": 0.69, "c": 0.1, "d": 0.1}
    lexical = {"b": 9.0, "c": 8.0, "e": 1.0, "d": 1.0}

    ranked = fuse(dense, asked(5, 50), lexical, alone("a", "b", "c", "d", "e"))

    assert ranked[0].chunk_id == "b"
    assert {one.chunk_id for one in ranked} == {"a", "b", "c", "d", "e"}
    assert all(0 <= one.score <= 1 for one in ranked)
    assert fuse({}, asked(), {}, {}) == []


def test_a_common_word_moves_little_and_a_rare_one_much() -> None:
    dense = {"a": 0.5, "b": 0.4}
    documents = alone("a", "b")

    assert fuse(dense, asked(5, 5, 5, 900), {"b": 0.2}, documents)[0].chunk_id == "a"
    assert fuse(dense, asked(5, 5, 5, 900), {"b": 11.0}, documents)[0].chunk_id == "b"


def test_a_document_that_speaks_of_it_in_several_places_comes_first() -> None:
    lexical = {"a": 8.0, "b": 8.1, "a2": 7.0, "a3": 6.0}
    documents = {"a": "one", "a2": "one", "a3": "one", "b": "other"}
    dense = dict.fromkeys(lexical, 0.4)

    assert fuse(dense, asked(5, 50), lexical, documents)[0].chunk_id == "a"
    assert fuse(dense, asked(5, 50), lexical, alone(*lexical))[0].chunk_id == "b"


def test_what_lies_beyond_the_hits_is_not_taken_for_silent() -> None:
    lexical = {"a": 6.0, "b": 5.0}
    dense = {"a": 0.5, "c": 0.52}

    shallow = fuse(dense, asked(5, 5, depth=2), lexical, alone("a", "b", "c"))
    deep = fuse(dense, asked(5, 5, depth=3), lexical, alone("a", "b", "c"))

    scores = [{one.chunk_id: one.score for one in ranked}["c"] for ranked in (shallow, deep)]
    assert scores[0] > scores[1]


def test_reciprocal_ranks_follow_the_formula() -> None:
    ranked = reciprocal_ranks({"a": 0.9, "b": 0.5}, {"b": 3.0}, k=60)

    assert [one.chunk_id for one in ranked] == ["b", "a"]
    assert ranked[0].score == pytest.approx((1 / 62 + 1 / 61) * 61 / 2)


def test_measures_follow_their_formulas() -> None:
    measured = score([("q", ["x", "a", "b"])], {"q": {"a": 1, "c": 1}})

    assert measured["mrr@10"] == 0.5
    assert measured["recall@5"] == 0.5
    assert measured["ndcg@10"] == pytest.approx(
        (1 / math.log2(3)) / (1 + 1 / math.log2(3)), abs=1e-4
    )


async def test_the_benchmark_scores_by_path_and_by_page(tmp_path: Path) -> None:
    (tmp_path / "qrels").mkdir()
    (tmp_path / "qrels/test.tsv").write_text("query-id\tcorpus-id\tscore\nq1\tb.md#p0\t1\n")
    (tmp_path / "queries.jsonl").write_text('{"_id": "q1", "text": "When is the canteen open?"}\n')
    files = tmp_path / "files"
    files.mkdir()
    (files / "a.md").write_text("# Machines\n\nMachines are cleaned at night.")
    (files / "b.md").write_text("# Canteen\n\nThe canteen opens at noon.")

    measured = await run_benchmark(tmp_path, files=files)

    assert measured["ndcg@10"] == measured["recall@5"] == measured["mrr@10"] == 1.0
    assert measured["beside"].keys() == {"bm25", "dense", "rrf60"}
    assert measured["chunks"] == 2


async def test_the_benchmark_takes_ids_of_a_corpus_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "qrels").mkdir()
    (tmp_path / "qrels/test.tsv").write_text("query-id\tcorpus-id\tscore\nq1\tb.pdf#p3\t1\n")
    (tmp_path / "queries.jsonl").write_text('{"_id": "q1", "text": "When is the canteen open?"}\n')
    (tmp_path / "corpus.jsonl").write_text(
        '{"_id": "b.pdf#p2", "title": "Machines", "text": "Machines are cleaned at night."}\n'
        '{"_id": "b.pdf#p3", "title": "Canteen", "text": "The canteen opens at noon."}\n'
    )

    measured = await run_benchmark(tmp_path)

    assert measured["ndcg@10"] == measured["mrr@10"] == 1.0


async def test_the_benchmark_tells_errors_of_the_evidence_in_both_directions_and_by_type(
    tmp_path: Path,
) -> None:
    (tmp_path / "qrels").mkdir()
    (tmp_path / "qrels/test.tsv").write_text("query-id\tcorpus-id\tscore\nq1\tb\t1\nq2\ta\t1\n")
    (tmp_path / "queries.jsonl").write_text(
        '{"_id": "q1", "text": "When does the canteen open?", "metadata": {"type": "hand"}}\n'
        '{"_id": "q2", "text": "Who wrote the Odyssey?"}\n'
    )
    (tmp_path / "unanswerable.jsonl").write_text(
        '{"_id": "u1", "text": "What is the dose of ibuprofen for a child?"}\n'
    )
    (tmp_path / "corpus.jsonl").write_text(
        '{"_id": "a", "title": "Machines", "text": "Machines are cleaned at night."}\n'
        '{"_id": "b", "title": "Canteen", "text": "The canteen opens at noon."}\n'
    )

    measured = await run_benchmark(tmp_path)

    assert measured["evidence"] == {
        "threshold": 0.5,
        "answerable_refused": 0.5,
        "unanswerable_answered": 0.0,
        "withheld_answered": 0.0,
    }
    assert measured["by_type"]["hand"]["questions"] == 1
    assert measured["by_type"]["hand"]["almanac"]["mrr@10"] == 1.0
