"""V2: crossed-out, raised, hidden and switched-off text, sentences on every page, section rows.

What is kept of a document is what a person sees on it, or its owner is told.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.faults.ingesting import WordEmbedder
from tests.retrieval.company import open_company
from tests.retrieval.files import lines, pdf
from tests.retrieval.parsing.fidelity import BUILT, write_set

KINDS = {
    "struck text",
    "superscripts",
    "marks of letters",
    "hidden text",
    "merged and hidden",
    "cells as shown",
    "layers",
    "section rows",
    "page tops",
}
DAY = "Store below 25 degrees."
VISITS = [
    lines(f"Visit {n} (Day {15 * n})", size=14, top=800)
    + lines(f"Sample {n} is drawn before the dose.", DAY, top=700)
    for n in range(1, 6)
]


def cases(folder: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The files of these kinds in every format, and what is true of each."""
    for name in BUILT:
        written = write_set(name, folder)
        for line in (written / "truth.jsonl").read_text("utf-8").splitlines():
            truth = json.loads(line)
            if truth.get("kind") in KINDS:
                yield written / truth["file"], truth


async def test_v2_what_is_kept_of_a_document_is_what_a_person_sees_of_it(tmp_path: Path) -> None:
    (tmp_path / "sets").mkdir()
    async with open_company(tmp_path, WordEmbedder()) as company:
        company.describe("quality")
        truths = {}
        for path, truth in cases(tmp_path / "sets"):
            name = f"{path.parent.name}-{path.name}"
            shutil.copy(path, company.folder / "quality" / name)
            truths[name] = truth
        ledger = await company.sync()
        told = {line.path: " ".join(line.remarks) for line in ledger.sources[0].documents}
        documents = await company.documents.documents("quality")
        wrong = []
        for name, truth in truths.items():
            chunks = await company.documents.chunks_of(documents[name].id)
            title = documents[name].title
            texts = [f"{title}\n{one.section}\n{one.text}" for one in chunks]
            whole = "\n".join(texts)
            wrong += [(name, text) for text in truth.get("must", ()) if text not in whole]
            wrong += [(name, text) for text in truth.get("must_not", ()) if text in whole]
            wrong += [(name, text) for text in truth.get("remarks", ()) if text not in told[name]]
            for group in truth.get("together", ()):
                # Rows under a section row say in every chunk which section that is.
                if not any(all(text in one for text in group) for one in texts):
                    wrong.append((name, " + ".join(group)))

    assert {name.rpartition(".")[2] for name in truths} >= {
        *("docx", "pptx", "xlsx", "html", "md", "pdf", "rtf", "odt", "ods"),
    }
    assert wrong == []


async def test_v2_a_sentence_on_every_page_is_kept_and_so_are_headings_at_their_tops(
    tmp_path: Path,
) -> None:
    async with open_company(tmp_path, WordEmbedder()) as company:
        company.describe("quality")
        (company.folder / "quality" / "visits.pdf").write_bytes(pdf(*VISITS))
        await company.sync()
        documents = await company.documents.documents("quality")
        chunks = await company.documents.chunks_of(documents["visits.pdf"].id)
        kept = "\n".join(f"{one.section} {one.text}" for one in chunks)

    assert DAY in kept
    assert all(f"Visit {n} (Day {15 * n})" in kept for n in range(2, 6))
