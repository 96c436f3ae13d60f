"""Office files as they look: drawn once, shown where the passage stands, or else as text."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from retrieval.documents import Source
from retrieval.memory import MemoryDocumentStore
from retrieval.parsing.documents import Block, ParsedDocument, ParseError
from retrieval.parsing.isolation.process import BusyError
from retrieval.parsing.isolation.worker import Workers
from retrieval.sources.originals import Originals
from retrieval.viewing.office import drawings as drawing
from retrieval.viewing.office.drawings import pages_of_passage
from retrieval.viewing.office.program import OfficeProgram, StuckError
from retrieval.viewing.viewer import Viewer
from tests.retrieval.files import lines, pdf, word
from tests.retrieval.test_originals import described

TEXTS = [f"Vial {n} is kept at {n} degrees." for n in range(10)]
DATA = word(lambda document: document.add_paragraph("\n".join(TEXTS)))
DOCUMENT = described("a.docx", DATA)
PDF = pdf(lines(*TEXTS[:5]), lines(*TEXTS[5:]))


class Program(OfficeProgram):
    """Stands for the program: counts the files, and waits where told to."""

    def __init__(self) -> None:
        super().__init__(Path("soffice"))
        self.drawn: list[str] = []
        self.go_on = asyncio.Event()
        self.error: Exception | None = None

    async def pdf(self, data: bytes, path: str) -> bytes:
        self.drawn.append(path)
        await self.go_on.wait()
        if self.error:
            raise self.error
        return PDF


@pytest.fixture
def program() -> Program:
    return Program()


@pytest.fixture
async def viewer(tmp_path: Path, program: Program) -> AsyncIterator[Viewer]:
    (tmp_path / "a.docx").write_bytes(DATA)
    documents = MemoryDocumentStore()
    await documents.save_source(Source("quality", str(tmp_path), "quality", "", ("staff",)))
    viewer = Viewer(Originals(documents), workers=Workers(size=1), office=program)
    program.go_on.set()
    yield viewer
    await viewer.aclose()


async def test_a_file_is_drawn_once_for_its_text_and_all_its_pages(
    viewer: Viewer, program: Program
) -> None:
    drawn = await viewer.drawn(DOCUMENT, "ann")
    image = await viewer.image(DOCUMENT, 2, (TEXTS[7],), "ben")

    assert drawn is not None
    assert drawn.pages == 2
    assert pages_of_passage(drawn, TEXTS[7]) == [2]
    assert image.startswith(b"\x89PNG")
    assert program.drawn == ["a.docx"]


async def test_a_file_that_cannot_be_drawn_is_tried_once(viewer: Viewer, program: Program) -> None:
    program.error = ParseError("LibreOffice could not draw the file.")

    assert [await viewer.drawn(DOCUMENT, "ann") for _ in range(2)] == [None, None]
    assert program.drawn == ["a.docx"]


async def test_a_file_is_drawn_again_when_only_the_machine_was_busy(
    viewer: Viewer, program: Program
) -> None:
    program.error = BusyError("Drawing the file took too long.")
    assert await viewer.drawn(DOCUMENT, "ann") is None
    program.error = None

    assert await viewer.drawn(DOCUMENT, "ann") is not None


async def test_a_file_that_hangs_the_program_is_tried_once_more_and_no_further(
    viewer: Viewer, program: Program
) -> None:
    program.error = StuckError("Drawing the file took too long.")

    assert [await viewer.drawn(DOCUMENT, "ann") for _ in range(4)] == [None] * 4
    assert program.drawn == ["a.docx"] * 2


async def test_whoever_has_waited_long_enough_gets_the_text_and_the_next_one_the_pages(
    viewer: Viewer, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing, "PATIENCE_S", 0.05)
    program.go_on.clear()
    assert await viewer.drawn(DOCUMENT, "ann") is None
    monkeypatch.undo()
    program.go_on.set()

    assert await viewer.drawn(DOCUMENT, "ben") is not None
    assert program.drawn == ["a.docx"]


@pytest.mark.parametrize("path", ["a.xlsx", "a.ods", "a.md", "a.eml"])
async def test_other_files_are_left_as_text(viewer: Viewer, program: Program, path: str) -> None:
    document = described(path, DATA)

    assert not viewer.draws(document)
    assert await viewer.drawn(document, "ann") is None
    assert program.drawn == []


def test_without_the_program_nothing_is_drawn() -> None:
    assert not Viewer(Originals(MemoryDocumentStore())).draws(DOCUMENT)


def test_the_page_with_most_of_a_passage_comes_first() -> None:
    texts = ["The vial is kept in the dark.", "It is never frozen.", "It is never shaken, nor hot."]
    blocks = [Block("paragraph", text, page=i) for i, text in enumerate(texts, 1)]
    drawn = ParsedDocument("t", tuple(blocks), 3, "pdf/1")

    assert pages_of_passage(drawn, "\n".join(texts[1:])) == [3, 2]
    assert pages_of_passage(drawn, "Nothing of the kind stands here.") == []
