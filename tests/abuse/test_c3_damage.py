"""C3: a damaged store file is seen, and what it held is made again from the database."""

from __future__ import annotations

import json
import os
import random
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from itertools import cycle
from pathlib import Path

import numpy as np
import pytest

from retrieval.access import Access
from retrieval.indexes import partitions
from retrieval.indexes.embedding import Vectors
from retrieval.indexes.guarding import CANARIES
from retrieval.indexes.words.entries import LAYOUT
from retrieval.ingesting.ledger import SourceLedger
from retrieval.memory import MemoryDocumentStore
from retrieval.opening import Retrieval, open_retrieval
from retrieval.passages import SourceCondition
from tests.faults.ingesting import WordEmbedder

DOCUMENTS = 12
STAFF = Access(frozenset({"staff"}))
GRAPH = ("data_level0.bin", "header.bin", "length.bin", "link_lists.bin")
WORDS = ("idx", "pos", "term", "store", "fieldnorm")

Damage = Callable[[Path], None]


class Works:
    """A source that is indexed, and can be opened again as often as a test likes."""

    def __init__(self, folder: Path) -> None:
        self.source, self.var = folder / "works", folder / "var"
        self.documents = MemoryDocumentStore()
        self.embedder = WordEmbedder()
        self.source.mkdir()
        (self.source / "source.yaml").write_text(
            "source: works\ndepartment: works\nowner: w@x.example\ngroups: [staff]\n", "utf-8"
        )
        for number in range(DOCUMENTS):
            text = f"# Machine {number}\n\nMachine {number} has the code code{number:03}.\n"
            (self.source / f"{number}.md").write_text(text, "utf-8")

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Retrieval]:
        async with open_retrieval(
            var=self.var,
            chroma_url=None,
            documents=self.documents,
            locations=[str(self.source)],
            embedder=self.embedder,
        ) as retrieval:
            yield retrieval


@pytest.fixture
async def works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Works:
    """The works, with their graph of vectors on the disk and not only in Chroma's log."""
    monkeypatch.setattr(
        partitions, "HNSW", {"space": "cosine", "sync_threshold": 5, "batch_size": 5}
    )
    works = Works(tmp_path)
    async with works.open() as retrieval:
        assert (await retrieval.ingestion.sync()).reconciled
    return works


def truncate(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def overwrite(file: Path) -> None:
    """Put noise into the middle; what an index finds there brings down the process at worst."""
    noise = random.Random(3)
    with file.open("r+b") as opened:
        size = file.stat().st_size
        opened.seek(size // 3)
        opened.write(noise.randbytes(max(size // 3, 8)))


def remove(file: Path) -> None:
    file.unlink()


async def repaired(works: Works) -> SourceLedger:
    """Open, as the service does when it starts, and sync; everything must be found afterwards."""
    async with works.open() as retrieval:
        ledger = await retrieval.ingestion.sync()
        assert ledger.reconciled, ledger.problems
        for number in range(DOCUMENTS):
            vector = (await works.embedder.embed([f"Machine {number}\n{text_of(number)}"]))[0]
            near = await retrieval.dense.query("works", vector, limit=1)
            assert near[0].cosine > 0.999
            found = await retrieval.search.search(
                f"code{number:03}", STAFF, ["works"], limit=DOCUMENTS
            )
            assert f"{number}.md" in {passage.document for passage in found.passages}
            assert found.states[0].condition is SourceCondition.READY
    return ledger.sources[0]


def text_of(number: int) -> str:
    return f"Machine {number} has the code code{number:03}."


# Each way at one file, and each file in one way: every look needs a process of its own.
@pytest.mark.parametrize(
    ("name", "damage"),
    [
        (GRAPH[0], truncate),
        (GRAPH[0], overwrite),
        *zip(GRAPH, cycle((remove, truncate, overwrite)), strict=False),
    ],
)
async def test_c3_a_damaged_graph_of_vectors_is_made_again(
    works: Works, name: str, damage: Damage
) -> None:
    (file,) = works.var.glob(f"chroma/*/{name}")
    damage(file)

    ledger = await repaired(works)

    # What is only changed may be read all the same, or be of no use to so few rows.
    assert damage is not remove or ledger.stages.restored == DOCUMENTS
    assert ledger.stages.parsed == 0
    assert {line.status for line in ledger.documents} == {"unchanged"}


@pytest.mark.parametrize("damage", [truncate, remove])
async def test_c3_a_damaged_database_of_vectors_is_made_again(works: Works, damage: Damage) -> None:
    damage(works.var / "chroma" / "chroma.sqlite3")

    ledger = await repaired(works)

    assert ledger.stages.restored == DOCUMENTS
    assert ledger.stages.parsed == 0


@pytest.mark.parametrize("damage", [truncate, overwrite, remove])
@pytest.mark.parametrize("suffix", WORDS)
async def test_c3_a_damaged_word_index_is_made_again(
    works: Works, suffix: str, damage: Damage
) -> None:
    for file in works.var.glob(f"tantivy/*/*.{suffix}"):
        damage(file)

    works.embedder.seen.clear()
    ledger = await repaired(works)

    assert ledger.stages.restored == DOCUMENTS
    assert ledger.stages.embedded == 0


async def test_c3_vectors_that_are_no_longer_what_they_were_are_made_again(works: Works) -> None:
    async with works.open() as retrieval:
        known = await works.documents.chunk_ids("works")
        noise = np.random.default_rng(1).normal(size=(len(known), 64)).astype(np.float32)
        noise /= np.linalg.norm(noise, axis=1, keepdims=True)
        access = next(iter((await works.documents.documents("works")).values())).access
        await retrieval.dense.upsert("works", [*known], noise, [access] * len(known))

    ledger = await repaired(works)

    assert "damaged" in ledger.warnings[0]


@pytest.mark.parametrize("name", ["chroma/chroma.sqlite3", f"tantivy/{LAYOUT}/meta.json"])
async def test_c3_until_it_is_made_again_nobody_takes_the_index_for_complete(
    works: Works, name: str
) -> None:
    remove(works.var / name)

    async with works.open() as retrieval:
        found = await retrieval.search.search("code003", STAFF, ["works"], limit=3)

    assert [state.condition for state in found.states] == [SourceCondition.STALE]


async def test_c3_an_index_that_is_whole_is_left_alone(works: Works) -> None:
    works.embedder.seen.clear()

    async with works.open() as retrieval:
        ledger = await retrieval.ingestion.sync()

    assert works.embedder.seen == []
    assert ledger.sources[0].warnings == ()


async def test_c3_what_vouches_for_the_index_may_be_lost(works: Works) -> None:
    (works.var / CANARIES).write_text(json.dumps([1]), "utf-8")
    (works.var / "chroma.seal.json").unlink()
    works.embedder.seen.clear()

    async with works.open() as retrieval:
        ledger = await retrieval.ingestion.sync()

    assert works.embedder.seen == []
    assert ledger.reconciled


async def test_c3_vectors_that_were_made_again_are_not_taken_for_damaged(
    works: Works, monkeypatch: pytest.MonkeyPatch
) -> None:
    (works.var / "chroma/chroma.sqlite3").unlink()
    embed = works.embedder.embed

    async def rounding(texts: Sequence[str]) -> Vectors:
        """As a quantised model does, which rounds by what stands beside a text."""
        vectors = await embed(texts) + np.float32(0.05)
        made: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return made

    monkeypatch.setattr(works.embedder, "embed", rounding)
    for _ in range(2):
        async with works.open() as retrieval:
            ledger = await retrieval.ingestion.sync()
            assert ledger.reconciled
    assert ledger.sources[0].warnings == ()
    assert ledger.sources[0].stages.embedded == 0
