"""A reader's view of documents: drawn when their turn comes, and once for all who ask."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

import pytest

from retrieval.documents import Document, Source
from retrieval.memory import MemoryDocumentStore
from retrieval.parsing.documents import PageMissingError, ParsedDocument, ParseError
from retrieval.parsing.isolation.process import BusyError
from retrieval.parsing.isolation.worker import Workers
from retrieval.parsing.pdf.rendering import render_pdf_page
from retrieval.sources.originals import Originals
from retrieval.viewing import viewer as viewing
from retrieval.viewing.viewer import Viewer
from tests.retrieval.files import lines, pdf
from tests.retrieval.test_originals import described

DATA = pdf(lines("The recommended dose is 30 mg.", "Do not exceed it."), lines("Second page."))
DOCUMENT = described("a.pdf", DATA)


class Processes:
    """Stands for the processes that draw: counts what they are asked, and waits where told to."""

    def __init__(self) -> None:
        self.drawn: list[int] = []
        self.go_on = asyncio.Event()
        self.error: Exception | None = None

    async def render(self, _data: bytes, _path: str, page: int, *_: object, **__: object) -> bytes:
        self.drawn.append(page)
        await self.go_on.wait()
        if self.error:
            raise self.error
        return b"picture %d" % page

    async def parse(self, _data: bytes, path: str, *_: object) -> ParsedDocument:
        raise ParseError(f"{path} cannot be read.")

    def close(self) -> None:
        self.go_on.set()


@pytest.fixture
async def originals(tmp_path: Path) -> Originals:
    (tmp_path / "a.pdf").write_bytes(DATA)
    documents = MemoryDocumentStore()
    await documents.save_source(Source("quality", str(tmp_path), "quality", "", ("staff",)))
    return Originals(documents)


@pytest.fixture
def processes() -> Processes:
    return Processes()


@pytest.fixture
async def viewer(originals: Originals, processes: Processes) -> AsyncIterator[Viewer]:
    viewer = Viewer(originals, workers=cast(Workers, processes))
    yield viewer
    await viewer.aclose()


@pytest.fixture
async def drawing(originals: Originals) -> AsyncIterator[Viewer]:
    viewer = Viewer(originals, workers=Workers(size=1))
    yield viewer
    await viewer.aclose()


async def begun(processes: Processes, count: int) -> None:
    """Wait until so many pages are being drawn."""
    async with asyncio.timeout(30):
        while len(processes.drawn) < count:
            await asyncio.sleep(0.01)


async def test_a_page_is_drawn_in_another_process_and_kept(drawing: Viewer) -> None:
    highlight = ("Do not exceed it.",)
    first = await drawing.image(DOCUMENT, 1, highlight, "ann")

    assert first == render_pdf_page(DATA, 1, highlight, width=viewing.WIDTH)
    assert await drawing.image(DOCUMENT, 1, highlight, "ben") is first


@pytest.mark.parametrize("page", [0, -1, 3])
async def test_a_page_that_is_not_there_is_named(drawing: Viewer, page: int) -> None:
    with pytest.raises(PageMissingError) as missing:
        await drawing.image(DOCUMENT, page, (), "ann")

    assert (missing.value.page, missing.value.pages) == (page, 2)


async def test_many_requests_of_one_person_leave_others_their_place(
    viewer: Viewer, processes: Processes
) -> None:
    pages = range(10, 10 + viewing.EACH + 5)
    many = [asyncio.create_task(viewer.image(DOCUMENT, n, (), "ann")) for n in pages]
    await begun(processes, viewing.EACH)
    other = asyncio.create_task(viewer.image(DOCUMENT, 2, (), "ben"))
    await begun(processes, viewing.EACH + 1)

    assert processes.drawn[-1] == 2
    assert set(processes.drawn[:-1]) <= {*pages}
    processes.go_on.set()
    assert await other == b"picture 2"
    await asyncio.gather(*many)


async def test_a_page_whose_reader_left_is_not_drawn_and_its_file_not_read(
    viewer: Viewer, processes: Processes, originals: Originals, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[object] = []
    real = originals.read

    async def reading(document: Document, held: Any) -> bytes:
        read.append(document)
        return await real(document, held)

    monkeypatch.setattr(originals, "read", reading)
    tasks = [asyncio.create_task(viewer.image(DOCUMENT, n, (), "ann")) for n in range(1, 121)]
    await begun(processes, viewing.EACH)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    processes.go_on.set()

    assert await viewer.image(DOCUMENT, 500, (), "ann") == b"picture 500"
    assert len(read) == len(processes.drawn) == viewing.EACH + 1


async def test_a_page_that_cannot_be_drawn_is_tried_once(
    viewer: Viewer, processes: Processes
) -> None:
    processes.error = ParseError("It takes too long to draw.")
    processes.go_on.set()
    for highlight in ((), ("Do not exceed it.",)):
        with pytest.raises(ParseError, match="too long"):
            await viewer.image(DOCUMENT, 1, highlight, "ann")

    assert processes.drawn == [1]


async def test_a_page_is_drawn_again_when_only_the_machine_was_busy(
    viewer: Viewer, processes: Processes
) -> None:
    processes.error = BusyError("The machine was busy.")
    processes.go_on.set()
    with pytest.raises(ParseError):
        await viewer.image(DOCUMENT, 1, (), "ann")
    processes.error = None

    assert await viewer.image(DOCUMENT, 1, (), "ann") == b"picture 1"


async def test_a_file_that_is_gone_is_not_shown_from_memory(
    drawing: Viewer, tmp_path: Path
) -> None:
    await drawing.image(DOCUMENT, 1, (), "ann")
    await drawing.parsed(DOCUMENT, "ann")
    (tmp_path / "a.pdf").unlink()

    with pytest.raises(FileNotFoundError):
        await drawing.image(DOCUMENT, 1, (), "ann")
    with pytest.raises(FileNotFoundError):
        await drawing.parsed(DOCUMENT, "ann")


async def test_a_file_is_gone_through_once_for_all_who_download_it(
    viewer: Viewer, originals: Originals, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[object] = []
    real = originals.check

    async def checking(document: Document, held: Any) -> None:
        checked.append(document)
        await real(document, held)

    monkeypatch.setattr(originals, "check", checking)
    await asyncio.gather(*(viewer.original(DOCUMENT, f"person {n}") for n in range(40)))
    held = await viewer.original(DOCUMENT, "ann")

    assert len(checked) == 1
    assert [piece async for piece in viewer.pieces(DOCUMENT, held, 0, 5)] == [b"%PDF-"]
