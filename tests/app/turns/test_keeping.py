"""An answer that is kept holds what it takes to be understood later, in every script."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pypdfium2
import pytest
from docx import Document

from app.turns.keeping.kept import Block, KeptAnswer, blocks_of, kept_answer
from app.turns.keeping.pdf_file import pdf_file
from app.turns.keeping.word_file import word_file
from feedback.turns import Turn, TurnStatus
from retrieval.viewing.standing import Since, Standing
from tests.feedback import samples

AT = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
HERE = {f"chunk-{n}": Since(Standing.CURRENT, None) for n in (1, 2, 3)}
LETTERS = "Größe, cœur, naïve, Łódź, Жук, αβγ, 5 µg ≥ 3 €"


def kept(
    text: str = "There are 30 days [1].", *, gone: bool = False, language: str = "en"
) -> KeptAnswer:
    """An answer as its reader may keep it."""
    cited = samples.answer().citations
    answer = samples.answer(text=text, quotes=True, citations=cited[:1])
    opening = samples.opening("turn-1", question="How many days?", asked_at=AT)
    standing = {} if gone else HERE
    return kept_answer(
        Turn(opening, TurnStatus.COMPLETED, answer, AT),
        samples.configuration(),
        standing,
        language=language,
        address="https://almanac.example",
        zone=ZoneInfo("Europe/Zurich"),
    )


def words_of(file: bytes, form: str) -> str:
    """All that a reader sees in a file."""
    if form == "docx":
        document = Document(io.BytesIO(file))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        return "\n".join([*(p.text for p in document.paragraphs), *cells])
    pages = pypdfium2.PdfDocument(file)
    return "\n".join(page.get_textpage().get_text_range() for page in pages)


def made(answer: KeptAnswer, form: str) -> str:
    file = word_file(answer) if form == "docx" else pdf_file(answer)
    return " ".join(words_of(file, form).split())


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_a_file_says_what_was_asked_and_answered_from_where_and_by_what(form: str) -> None:
    said = made(kept(), form)

    for expected in (
        "How many days?",
        "There are 30 days [1].",
        "[1] Leave, page 1, version v1",
        "https://almanac.example/documents/document-1/pages/1",
        "version 1",
        "2026-07-02 00:30 (Europe/Zurich)",
        "Receipt: turn-1",
        "Check the source",
    ):
        assert expected in said


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_letters_of_europe_and_signs_of_east_asia_are_kept(form: str) -> None:
    said = made(kept(f"{LETTERS} 休暇"), form)

    assert LETTERS in said
    assert "休暇" in said


@pytest.mark.parametrize("form", ["docx", "pdf"])
@pytest.mark.parametrize(
    "text",
    [
        "<b>x</b> & </para> <font name='y'>",
        "a\x00b\x0bc\ud800d",
        "| a | b |\n|---|---|\n| 1 |",
        "x" * 9000,
        "",
    ],
)
def test_whatever_an_answer_holds_becomes_a_file(form: str, text: str) -> None:
    assert "Receipt: turn-1" in made(kept(text), form)


def test_what_quotes_a_document_that_is_gone_is_left_out_and_its_source_not_named() -> None:
    text = kept(gone=True).text

    assert "30 days" not in text
    assert "Leave" not in text
    assert "no longer available to you" in text


def test_a_copy_lists_the_sources_by_their_numbers() -> None:
    lines = kept("First [1].\n\n- one\n- two", language="de").text.split("\n")

    assert lines[:4] == ["First [1].", "", "- one", "- two"]
    assert lines[-2] == "Quellen:"
    assert lines[-1].startswith("[1] Leave, Seite 1, Version v1, https://almanac.example/")


def test_an_answer_is_taken_apart_into_paragraphs_items_and_tables() -> None:
    text = "**Bold** and *quiet*\n- item\n| a | b |\n|:--|--:|\n| 1 | 2 |\nend"

    assert blocks_of(text) == (
        Block("Bold and quiet"),
        Block("item", is_item=True),
        Block(rows=(("a", "b"), ("1", "2"))),
        Block("end"),
    )
