"""A program that stands for LibreOffice: it takes the same words, and lays out text as PDF."""

from __future__ import annotations

import sys
from pathlib import Path

from retrieval.viewing.office.program import Bounds, OfficeProgram

ROOT = Path(__file__).resolve().parents[2]

_HEAD = """#!{python}
import os, subprocess, sys, textwrap, time
from pathlib import Path
sys.path.insert(0, {root!r})
notes = Path({notes!r})
out = Path(sys.argv[sys.argv.index("--outdir") + 1])
source = Path(sys.argv[-1])
made = out / (source.stem + ".pdf")
"""
_LAYS_OUT = """
from retrieval.parsing.parse import parse
from tests.retrieval.files import lines, pdf
read = parse(source.read_bytes(), source.name)
texts = [line for block in read.blocks for line in textwrap.wrap(block.text, 80)]
out.mkdir()
made.write_bytes(pdf(*(lines(*texts[i : i + {a_page}]) for i in range(0, len(texts), {a_page}))))
"""


def office_program(folder: Path, does: str = "", *, a_page: int = 5) -> Path:
    """Write the program into a folder; ``does`` is what it does in place of laying out text.

    It may write to ``notes``, a folder that stays. A page has ``a_page`` lines.
    """
    notes = folder / "notes"
    notes.mkdir(parents=True, exist_ok=True)
    program = folder / "soffice"
    head = _HEAD.format(python=sys.executable, root=str(ROOT), notes=str(notes))
    program.write_text(head + (does or _LAYS_OUT.format(a_page=a_page)), "utf-8")
    program.chmod(0o755)
    return program


def standing_in(
    folder: Path, does: str = "", *, a_page: int = 5, bounds: Bounds | None = None
) -> OfficeProgram:
    """The part that uses such a program, which needs Python and this project to run."""
    program = office_program(folder, does, a_page=a_page)
    needs = [ROOT, Path(sys.prefix), Path(sys.base_prefix), Path(sys.executable).resolve(), folder]
    return OfficeProgram(program, bounds=bounds, shares=needs)
