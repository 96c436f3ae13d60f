"""A kept answer as a Word document."""

from __future__ import annotations

import io

from docx import Document
from docx.document import Document as DocumentFile
from docx.shared import Pt

from app.turns.keeping.kept import Block, KeptAnswer


def word_file(kept: KeptAnswer) -> bytes:
    """The bytes of a .docx file."""
    words, document = kept.words, Document()
    document.core_properties.title = words.title
    document.core_properties.author = "Almanac"
    document.styles["Normal"].font.size = Pt(11)
    document.add_heading(words.title, level=0)
    document.add_heading(words.question, level=1)
    document.add_paragraph(kept.question)
    document.add_heading(words.answer, level=1)
    for block in kept.blocks:
        _add(document, block)
    if not kept.blocks and not kept.notes:
        document.add_paragraph(words.nothing)
    for note in kept.notes:
        document.add_paragraph().add_run(note).italic = True
    if kept.sources:
        document.add_heading(words.sources, level=1)
        for n, source in kept.sources:
            document.add_paragraph(f"[{n}] {source}")
    document.add_heading(words.about, level=1)
    for name, fact in kept.facts:
        document.add_paragraph(f"{name}: {fact}")
    document.add_paragraph().add_run(words.disclaimer).italic = True
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _add(document: DocumentFile, block: Block) -> None:
    if not block.rows:
        document.add_paragraph(block.text, style="List Bullet" if block.is_item else None)
        return
    columns = max(len(row) for row in block.rows)
    table = document.add_table(rows=0, cols=columns, style="Table Grid")
    for row in block.rows:
        cells = table.add_row().cells
        for cell, text in zip(cells, row, strict=False):
            cell.text = text
