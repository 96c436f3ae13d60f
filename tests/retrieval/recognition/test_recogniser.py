"""Pictures are read behind everything else, once, and forgotten with their documents."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest

from retrieval.documents import DocumentStatus, Source
from retrieval.memory import MemoryDocumentStore
from retrieval.parsing.documents import ParseError
from retrieval.parsing.isolation.process import BusyError
from retrieval.parsing.isolation.worker import Workers
from retrieval.parsing.pdf.recognised import RecognisedPage
from retrieval.recognition.recogniser import Recogniser
from retrieval.recognition.store import RecognitionStore, Wanted
from retrieval.sources.originals import Originals
from tests.retrieval.parsing.pictures.drawn import read
from tests.retrieval.test_originals import described

DATA = b"a scan"
SCAN = replace(described("scan.pdf", DATA), status=DocumentStatus.FAILED, reason="It waits.")


class Machine:
    """Stands for the process that reads: what it reads, and what goes wrong."""

    def __init__(self) -> None:
        self.asked: list[int] = []
        self.errors: list[ParseError] = []

    async def recognise(self, _data: bytes, _path: str, page: int, **_: object) -> RecognisedPage:
        self.asked.append(page)
        if self.errors:
            raise self.errors.pop(0)
        return read((0, 0, 9, 9, f"page {page}"))

    def kill(self) -> None:
        """There is no process."""


@pytest.fixture
def machine() -> Machine:
    return Machine()


@pytest.fixture
async def documents(tmp_path: Path) -> MemoryDocumentStore:
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "scan.pdf").write_bytes(DATA)
    documents = MemoryDocumentStore()
    place = str(tmp_path / "source")
    await documents.save_source(Source("quality", place, "quality", "", ("staff",)))
    await documents.save_document(SCAN, ())
    return documents


def opened(tmp_path: Path, documents: MemoryDocumentStore, machine: Machine) -> Recogniser:
    store = RecognitionStore(tmp_path / "recognised")
    return Recogniser(store, documents, Originals(documents), workers=cast(Workers, machine))


@pytest.fixture
async def recogniser(
    tmp_path: Path, documents: MemoryDocumentStore, machine: Machine
) -> AsyncIterator[Recogniser]:
    recogniser = opened(tmp_path, documents, machine)
    yield recogniser
    await recogniser.aclose()


async def test_every_page_that_is_wanted_is_read_once(
    recogniser: Recogniser, machine: Machine
) -> None:
    await recogniser.want(SCAN, (1, 2, 3))

    assert await recogniser.drain() == {"quality"}
    assert await recogniser.drain() == set()
    assert machine.asked == [1, 2, 3]
    pages = (await recogniser.of(SCAN.version)).pages
    assert [page.lines[0].text for page in pages.values()] == ["page 1", "page 2", "page 3"]


async def test_a_document_has_news_until_it_was_read_again(recogniser: Recogniser) -> None:
    assert not await recogniser.has_news(SCAN)
    await recogniser.want(SCAN, (1,))
    assert not await recogniser.has_news(SCAN)
    await recogniser.drain()

    assert await recogniser.has_news(SCAN)
    later = datetime.now(UTC).replace(year=2999)
    assert not await recogniser.has_news(replace(SCAN, ingested_at=later))


async def test_what_waits_is_read_by_the_next_process(
    tmp_path: Path, documents: MemoryDocumentStore, recogniser: Recogniser, machine: Machine
) -> None:
    await recogniser.want(SCAN, (1, 2))

    assert await opened(tmp_path, documents, machine).drain() == {"quality"}
    assert machine.asked == [1, 2]


async def test_a_page_that_cannot_be_read_keeps_the_reason_and_the_others_go_on(
    recogniser: Recogniser, machine: Machine
) -> None:
    machine.errors = [ParseError("It is damaged.")]
    await recogniser.want(SCAN, (1, 2))
    await recogniser.drain()

    pages = (await recogniser.of(SCAN.version)).pages
    assert [page.reason for page in pages.values()] == ["It is damaged.", ""]


async def test_a_page_is_tried_again_when_the_machine_was_busy(
    recogniser: Recogniser, machine: Machine
) -> None:
    machine.errors = [BusyError("The machine was busy.")]
    await recogniser.want(SCAN, (1,))
    await recogniser.drain()

    assert (await recogniser.of(SCAN.version)).pages[1].reason == ""


async def test_a_file_that_is_another_by_now_is_not_read(
    recogniser: Recogniser, machine: Machine, tmp_path: Path
) -> None:
    await recogniser.want(SCAN, (1,))
    (tmp_path / "source" / "scan.pdf").write_bytes(b"of the board")

    assert await recogniser.drain() == set()
    assert machine.asked == []


async def test_what_was_read_goes_with_its_document(
    recogniser: Recogniser, documents: MemoryDocumentStore, tmp_path: Path
) -> None:
    await recogniser.want(SCAN, (1,))
    await recogniser.drain()
    await recogniser.tidy()
    assert (await recogniser.of(SCAN.version)).pages
    await documents.remove_documents([SCAN.id])

    await recogniser.tidy()

    assert not (await recogniser.of(SCAN.version)).pages
    assert list((tmp_path / "recognised").iterdir()) == []


async def test_a_newer_version_that_waits_is_kept_while_the_earlier_one_answers(
    recogniser: Recogniser, documents: MemoryDocumentStore
) -> None:
    await recogniser.want(SCAN, (1,))
    earlier = replace(SCAN, version="0" * 64, status=DocumentStatus.LIVE, reason="It waits.")
    await documents.save_document(earlier, ())

    await recogniser.tidy()

    assert await recogniser.drain() == {"quality"}


async def test_the_sources_are_told_when_nothing_waits_any_more(
    recogniser: Recogniser, machine: Machine
) -> None:
    told: list[tuple[str, ...]] = []
    done = asyncio.Event()

    async def finished(sources: Collection[str]) -> None:
        told.append(tuple(sources))
        done.set()

    running = asyncio.create_task(recogniser.run_forever(finished))
    await recogniser.want(SCAN, (1, 2))
    await asyncio.wait_for(done.wait(), 30)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)

    assert told == [("quality",)]
    assert machine.asked == [1, 2]


def test_what_another_model_read_is_read_anew(tmp_path: Path) -> None:
    store = RecognitionStore(tmp_path)
    store.want(Wanted("quality", "scan.pdf", SCAN.version, (1,), "another/1"))
    store.add(SCAN.version, 1, read((0, 0, 9, 9, "old")))
    store.finish(SCAN.version)
    assert not store.of(SCAN.version).pages

    store.want(Wanted("quality", "scan.pdf", SCAN.version, (1,)))

    assert not store.of(SCAN.version).pages
    assert len(store.waiting()) == 1


def test_a_page_that_was_cut_off_in_writing_is_read_again(tmp_path: Path) -> None:
    store = RecognitionStore(tmp_path)
    store.want(Wanted("quality", "scan.pdf", SCAN.version, (1, 2)))
    store.add(SCAN.version, 1, read((0, 0, 9, 9, "whole")))
    (tmp_path / SCAN.version / "2.json").write_bytes(b'{"width": 10, "hei')

    assert list(store.of(SCAN.version).pages) == [1]


def test_a_version_that_is_no_hash_leads_nowhere(tmp_path: Path) -> None:
    store = RecognitionStore(tmp_path / "recognised")
    (tmp_path / "secret").mkdir()

    store.forget("../secret")

    assert (tmp_path / "secret").exists()
