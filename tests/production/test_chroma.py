"""A real Chroma server that is stopped and that hangs: the search goes on by words alone."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from retrieval.access import Access
from retrieval.indexes import server
from retrieval.indexes.server import VectorsAwayError, check_server
from retrieval.memory import MemoryDocumentStore
from retrieval.opening import Retrieval, open_retrieval
from tests.faults.ingesting import WordEmbedder
from tests.servers.chroma_server import ChromaServer, running_chroma

STAFF = Access(frozenset({"staff"}))
DEVIATION = "# Deviations\n\nA deviation report is signed by the head of quality within 30 days.\n"
SOURCE = "source: works\ndepartment: works\nowner: w@x.example\ngroups: [staff]\n"


@pytest.fixture(scope="module")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    with running_chroma(tmp_path_factory.mktemp("chroma")) as running:
        yield running


@pytest.fixture
async def works(
    chroma: ChromaServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Retrieval]:
    # A failure is believed at once, and forgotten at once.
    monkeypatch.setattr(server, "_REST_S", 0.0)
    source = tmp_path / "sources" / "works"
    source.mkdir(parents=True)
    (source / "source.yaml").write_text(SOURCE, "utf-8")
    (source / "sop.md").write_text(DEVIATION, "utf-8")
    async with open_retrieval(
        var=tmp_path / "var",
        chroma_url=chroma.url,
        documents=MemoryDocumentStore(),
        locations=[str(source)],
        embedder=WordEmbedder(),
    ) as retrieval:
        assert (await retrieval.ingestion.sync()).reconciled
        yield retrieval


async def words_alone(works: Retrieval) -> bool:
    found = await works.search.search("Who signs a deviation report?", STAFF, ["works"], limit=3)
    assert [passage.document for passage in found.passages] == ["sop.md"]
    return found.parameters.get("words_alone") is True


async def test_w3_a_server_that_hangs_or_is_gone_is_done_without_and_found_again(
    chroma: ChromaServer, works: Retrieval, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not await words_alone(works)
    chroma.hang()
    with monkeypatch.context() as patch:
        patch.setattr(server, "_HEARTBEAT_S", 0.2)
        assert await words_alone(works)
        with pytest.raises(VectorsAwayError, match="took too long"):
            await check_server(chroma.url)
    chroma.go_on()
    assert not await words_alone(works)

    chroma.stop()
    assert await words_alone(works)
    chroma.start()
    assert not await words_alone(works)
