"""Every document is accounted for, whatever happens in between."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from retrieval.indexes.ownership import StoresOwnedError
from retrieval.indexes.words.entries import LAYOUT
from retrieval.ingesting.ingestion import UnknownSourceError
from retrieval.passages import SourceCondition
from tests.retrieval.company import Company, open_company

ROOT = Path(__file__).resolve().parent.parent.parent
SIGNED = "Who signs a deviation report?"


async def test_the_ledger_counts_what_is_there(company: Company) -> None:
    company.put("quality/empty.md", "")
    company.put("quality/picture.png", "no picture")
    company.put("quality/.hidden.md", "# Hidden")

    ledger = await company.sync()

    source = ledger.as_json()["sources"][0]
    assert ledger.reconciled
    assert source["counts"] == {"seen": 4, "failed": 2, "live": 2, "chunks": 2}
    reasons = {row["path"]: row["reason"] for row in source["documents"] if row["reason"]}
    assert reasons.keys() == {"empty.md", "picture.png"}
    assert "empty" in reasons["empty.md"]


async def test_an_unchanged_document_costs_no_embedding(company: Company) -> None:
    await company.sync()
    company.embedded.clear()

    ledger = await company.sync()

    assert company.embedded == []
    assert ledger.sources[0].counts["unchanged"] == 2
    assert ledger.reconciled


async def test_a_changed_document_answers_with_its_new_text(company: Company) -> None:
    await company.sync()
    company.embedded.clear()
    company.put("quality/deviations.md", "# Deviations\n\nThe site manager signs a deviation.\n")

    ledger = await company.sync()

    found = await company.ask(SIGNED, "staff")
    assert "site manager" in found.passages[0].text
    assert not any("head of quality" in passage.text for passage in found.passages)
    assert len(company.embedded) == 1
    assert ledger.reconciled


async def test_a_version_that_cannot_be_read_leaves_the_earlier_one(company: Company) -> None:
    await company.sync()
    company.put("quality/deviations.md", "")

    ledger = await company.sync()

    assert ledger.sources[0].counts["failed"] == 1
    assert ledger.reconciled
    assert (await company.found(SIGNED, "staff"))[0] == "deviations.md"


async def test_progress_ends_at_the_number_of_documents(company: Company) -> None:
    steps: list[tuple[int, int, str]] = []

    await company.retrieval.ingestion.sync((), lambda *step: steps.append(step))

    assert [step[:2] for step in steps] == [(1, 2), (2, 2)]
    assert {step[2] for step in steps} == {"deviations.md", "restricted/recalls.md"}


async def test_an_unknown_source_is_named_with_those_that_exist(company: Company) -> None:
    with pytest.raises(UnknownSourceError, match="quality"):
        await company.sync("qualty")


async def test_a_source_that_is_gone_is_forgotten(company: Company) -> None:
    company.describe("other")
    company.put("other/note.md", "# Note\n\nThe canteen opens at noon.")
    await company.sync()
    for path in (company.folder / "other").iterdir():
        path.unlink()
    (company.folder / "other").rmdir()

    ledger = await company.sync()

    assert await company.found("When does the canteen open?", "staff", sources=["other"]) == []
    assert {line.source: line.reason for line in ledger.sources}["other"] != ""
    assert [state.source for state in await company.retrieval.search.states()] == ["quality"]


async def test_a_place_that_cannot_be_read_keeps_answering_and_is_told(company: Company) -> None:
    await company.sync()
    company.folder.rename(company.folder.with_name("away"))

    ledger = await company.sync()

    assert not ledger.reconciled
    found = await company.ask(SIGNED, "staff")
    assert found.passages[0].document == "deviations.md"
    assert [state.condition for state in found.states] == [SourceCondition.STALE]


async def test_a_source_is_known_before_it_is_indexed(tmp_path: Path) -> None:
    async with open_company(tmp_path) as company:
        company.describe("quality")
    async with open_company(tmp_path) as company:
        found = await company.ask(SIGNED, "staff")
        hidden = await company.ask(SIGNED, "others")

    assert [state.condition for state in found.states] == [SourceCondition.NEVER_INDEXED]
    assert hidden.states == ()


async def test_a_link_out_of_the_source_is_not_followed(company: Company, tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("# Secret\n\nThe vault code is TANGO-1.")
    (company.folder / "quality/link.md").symlink_to(tmp_path / "secret.md")
    (company.folder / "quality/inner").symlink_to(tmp_path, target_is_directory=True)

    ledger = await company.sync()

    statuses = {line.path: line.status for line in ledger.sources[0].documents}
    assert statuses["link.md"] == statuses["inner"] == "quarantined"
    assert len(statuses) == 4
    assert not any("TANGO" in text for text in company.embedded)


async def test_a_link_in_a_circle_is_quarantined_and_the_others_go_on(company: Company) -> None:
    (company.folder / "quality/loop.md").symlink_to("loop.md")

    ledger = await company.sync()

    lines = {line.path: line for line in ledger.sources[0].documents}
    assert lines["loop.md"].status == "quarantined"
    assert "circle" in lines["loop.md"].reason
    assert lines["deviations.md"].status == "live"


async def test_a_misleading_name_is_quarantined(company: Company) -> None:
    company.put("quality/report\u202efdp.md", "# Report\n\nText.")

    ledger = await company.sync()

    assert ledger.sources[0].counts["quarantined"] == 1
    assert ledger.reconciled


async def test_a_lost_word_index_is_rebuilt_without_embedding(company: Company) -> None:
    await company.sync()
    company.embedded.clear()
    await company.retrieval.lexical.drop("quality")

    ledger = await company.sync()

    assert ledger.reconciled
    assert company.embedded == []


async def test_lost_vectors_are_made_again(company: Company) -> None:
    await company.sync()
    await company.retrieval.dense.drop("quality")

    ledger = await company.sync()

    assert ledger.reconciled
    assert len(company.embedded) == 4
    assert (await company.found(SIGNED, "staff"))[0] == "deviations.md"


async def test_a_second_owner_is_refused_with_the_remedy(company: Company) -> None:
    program = (
        "import sys; from pathlib import Path; from retrieval.indexes.ownership import Ownership\n"
        "Ownership(Path(sys.argv[1]))"
    )
    second = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        program,
        str(company.folder.parent / "var"),
        cwd=ROOT,
        stderr=asyncio.subprocess.PIPE,
    )
    _, error = await second.communicate()

    assert second.returncode == 1
    assert StoresOwnedError.__name__ in error.decode()
    assert f"process {os.getpid()}" in error.decode()
    assert "ALMANAC_VAR" in error.decode()


KILLED = """
import asyncio, sys
from pathlib import Path
from tests.retrieval.company import open_company

async def main():
    async with open_company(Path(sys.argv[1])) as company:
        print("open", flush=True)
        await company.retrieval.ingestion.sync()

asyncio.run(main())
"""


# C2 dies at every step, beside a model and parsers that take no time. Here both are the real ones.
@pytest.mark.parametrize("wait", [0.05, 0.4])
async def test_a_killed_ingestion_is_repaired_by_the_next(tmp_path: Path, wait: float) -> None:
    async with open_company(tmp_path) as company:
        company.describe("quality")
        for number in range(30):
            text = f"Machine {number} is cleaned by team {number * 7}. " * 12
            company.put(f"quality/{number}.md", f"# Machine {number}\n\n{text}")
        company.put("quality/gone.md", "# Gone\n\nThis will be deleted. ")
        await company.sync()
        (company.folder / "quality/gone.md").unlink()
        for number in range(0, 30, 2):
            company.put(f"quality/{number}.md", f"# Machine {number}\n\nIt was sold. " * 8)

    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdout is not None
    line = b""
    while line != b"open\n":
        line = process.stdout.readline()
    await asyncio.sleep(wait)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()

    async with open_company(tmp_path) as company:
        ledger = await company.sync()
        documents = await company.documents.documents("quality")
        cleaned = await company.ask("Is machine 2 cleaned by team 14?", "staff")

    assert ledger.reconciled, json.dumps(ledger.as_json()["problems"])
    assert len(documents) == 30
    assert ledger.sources[0].counts["seen"] == 30
    assert not any(
        passage.document == "2.md" and "cleaned" in passage.text for passage in cleaned.passages
    )


async def test_a_damaged_word_index_is_rebuilt_without_embedding(tmp_path: Path) -> None:
    async with open_company(tmp_path) as company:
        company.describe("quality")
        company.put("quality/deviations.md", "# Deviations\n\nThe head of quality signs.")
        await company.sync()
    (tmp_path / f"var/tantivy/{LAYOUT}/meta.json").write_text("{")
    async with open_company(tmp_path) as company:
        ledger = await company.sync()

    assert ledger.reconciled
    assert company.embedded == []
