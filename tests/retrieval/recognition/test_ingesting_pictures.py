"""A scan answers when it was read, and nothing else waits for it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from retrieval.access import Access
from retrieval.documents import DocumentStatus
from retrieval.memory import MemoryDocumentStore
from retrieval.opening import Retrieval, open_retrieval
from retrieval.parsing.isolation.worker import Workers
from retrieval.parsing.pdf.recognised import RecognisedPage
from retrieval.recognition import recogniser as recognising
from tests.faults.ingesting import WordEmbedder
from tests.retrieval.files import lines, pdf
from tests.retrieval.parsing.pictures.drawn import as_file, drawn, read

STAFF = Access(frozenset({"staff"}))
DESCRIPTION = b"source: quality\ndepartment: quality\nowner: q@cryodyne.example\ngroups: [staff]\n"
SCAN = as_file(drawn("x"), "PDF")


class Machine(Workers):
    """Reads the same words off every picture, as certainly as it is told."""

    confidence = 0.99

    async def recognise(
        self, data: bytes, path: str, page: int, *, timeout_s: float
    ) -> RecognisedPage:
        """Read nothing really."""
        said = (100, 100, 900, 140, "The wardrobe for visitors is the zebra locker.")
        return read(said, confidence=self.confidence)


@pytest.fixture
async def retrieval(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Retrieval]:
    monkeypatch.setattr(recognising, "Workers", Machine)
    source = tmp_path / "quality"
    source.mkdir()
    (source / "source.yaml").write_bytes(DESCRIPTION)
    (source / "scan.pdf").write_bytes(SCAN)
    (source / "text.pdf").write_bytes(pdf(lines("The canteen opens at noon.")))
    async with open_retrieval(
        var=tmp_path / "var",
        chroma_url=None,
        documents=MemoryDocumentStore(),
        locations=[str(source)],
        embedder=WordEmbedder(),
        reads_pictures=1,
    ) as retrieval:
        yield retrieval


async def found(retrieval: Retrieval) -> list[str]:
    question = "Which locker is the wardrobe for visitors?"
    answer = await retrieval.search.search(question, STAFF, ["quality"], limit=3)
    return [passage.document for passage in answer.passages]


async def read_all(retrieval: Retrieval) -> None:
    assert retrieval.recogniser is not None
    await retrieval.recogniser.drain()


async def test_a_scan_answers_once_it_was_read(retrieval: Retrieval) -> None:
    first = await retrieval.ingestion.sync()
    lines_of = {line.path: line for line in first.sources[0].documents}
    assert (lines_of["text.pdf"].status, lines_of["scan.pdf"].status) == ("live", "failed")
    assert "waits for text recognition" in lines_of["scan.pdf"].reason

    await read_all(retrieval)
    second = await retrieval.ingestion.sync()

    lines_of = {line.path: line for line in second.sources[0].documents}
    assert (lines_of["text.pdf"].status, lines_of["scan.pdf"].status) == ("unchanged", "live")
    assert "read by machine" in lines_of["scan.pdf"].remarks[0]
    assert (await found(retrieval))[0] == "scan.pdf"


async def test_a_scan_that_was_taken_up_is_left_alone(retrieval: Retrieval) -> None:
    await retrieval.ingestion.sync()
    await read_all(retrieval)
    await retrieval.ingestion.sync()

    third = await retrieval.ingestion.sync()

    assert third.sources[0].counts["unchanged"] == 2


async def test_chunks_keep_how_sure_the_machine_was(
    retrieval: Retrieval, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Machine, "confidence", 0.55)
    await retrieval.ingestion.sync()
    await read_all(retrieval)
    await retrieval.ingestion.sync()

    documents = await retrieval.documents.documents("quality")
    (scanned,) = await retrieval.documents.chunks_of(documents["scan.pdf"].id)
    (written,) = await retrieval.documents.chunks_of(documents["text.pdf"].id)
    assert (scanned.confidence, written.confidence) == (0.55, None)
    assert any("little certainty" in remark for remark in documents["scan.pdf"].remarks)


async def test_a_text_that_becomes_a_scan_goes_on_answering_meanwhile(
    retrieval: Retrieval, tmp_path: Path
) -> None:
    place = tmp_path / "quality" / "text.pdf"
    await retrieval.ingestion.sync()
    place.write_bytes(as_file(drawn("another"), "PDF"))

    await retrieval.ingestion.sync()
    waiting = (await retrieval.documents.documents("quality"))["text.pdf"]
    await read_all(retrieval)
    await retrieval.ingestion.sync()

    done = (await retrieval.documents.documents("quality"))["text.pdf"]
    assert (waiting.status, waiting.chunks) == (DocumentStatus.LIVE, 1)
    assert "waits for text recognition" in waiting.reason
    assert (done.reason, done.version == waiting.version) == ("", False)
