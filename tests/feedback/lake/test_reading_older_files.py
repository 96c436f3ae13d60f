"""What the release before wrote is read like what this one writes, alone and side by side.

The files in ``tests/golden/files/lake-before`` were written by the code of the commit before the
columns were added that `ADDED` names. Nothing writes them again: they stay as that release left
them. A release that adds columns adds a lake of its own here.
"""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from assistants.answers import AnswerKind
from feedback.exports.exporting import EXPORTED, Exported, export
from feedback.lake.filters import Filters
from feedback.lake.queries import BLAMED, QUERIES, SATISFACTION, UNANSWERED, WORST
from feedback.lake.schema import SCHEMAS
from feedback.lake.stores.folder_store import FolderStore
from feedback.lake.writing import FORMATS, Format
from feedback.records import DATASETS, Record, configuration_record, passage_record, turn_record
from feedback.turns import TurnStatus
from tests.feedback.lakes import BEFORE, Athena, DuckDb, fill, version
from tests.feedback.samples import AT, answer, opening, passage

ADDED = {
    "turns": {
        "prompt_limit",
        "left_out",
        "usage_estimated",
        "verified_sentences",
        "unverified_sentences",
        "sentences",
        "answer_withdrawn",
        "passages_with_orders",
        "sibling_of",
    },
    "reactions": {
        "suggested_answer",
        "suggested_source",
        "suggested_document",
        "configuration_number",
        "configuration_hash",
    },
}
BOTH = Filters(departments=frozenset({"hr", "it"}))


def now() -> Iterator[Record]:
    """Records of this release, in the partitions of the older ones."""
    prompt = json.dumps([["system", "Be brief."], ["user", "Who signs?"]])
    given = answer(citations=(), prompt=prompt)
    no = answer(
        kind=AnswerKind.NOT_FOUND, standalone_question="may I carry leave over", prompt=None
    )
    for turn_id, said in (("new-1", given), ("new-2", no)):
        begun = opening(turn_id, pseudonym="p-9", configuration_number=2)
        yield turn_record(begun, TurnStatus.COMPLETED, said, AT + timedelta(seconds=1))
    reaction = {
        "id": "event-9",
        "turn_id": "new-1",
        "thread_id": "thread-1",
        "pseudonym": "p-9",
        "profile": "hr",
        "action": "put",
        "score": 2,
        "reasons": ["Wrong"],
        "suggested_answer": "Ask Dana.",
        "suggested_document": "leave/9.pdf",
        "configuration_number": 2,
        "reacted_at": AT.isoformat(),
    }
    yield Record("reactions", "event-9", AT.date(), "hr", reaction)
    yield passage_record(passage(9), "hr", AT)
    yield configuration_record(version(2))


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake that this release goes on writing to."""
    lake = tmp_path_factory.mktemp("older") / "mixed"
    shutil.copytree(BEFORE, lake)
    return asyncio.run(fill(lake, now()))


@pytest.fixture(scope="module")
def new(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return asyncio.run(fill(tmp_path_factory.mktemp("newer"), now()))


def test_the_older_files_lack_what_was_added_and_nothing_else() -> None:
    for dataset in DATASETS:
        files = sorted(BEFORE.glob(f"{dataset}/v1/*/*/*.parquet"))
        assert files
        for file in files:
            written = pq.read_schema(file)
            added = set(SCHEMAS[dataset].names) - set(written.names)
            assert added == ADDED.get(dataset, set())


def test_version_1_has_only_grown_by_columns_that_may_be_null() -> None:
    for dataset in DATASETS:
        for file in BEFORE.glob(f"{dataset}/v1/*/*/*.parquet"):
            before = {field.name: field for field in pq.read_schema(file)}
            for field in SCHEMAS[dataset]:
                if field.name in before:
                    # Types are compared with the fields inside them, and without descriptions.
                    assert before[field.name].type == field.type
                    assert before[field.name].nullable == field.nullable
                else:
                    assert field.nullable
            assert set(before) <= set(SCHEMAS[dataset].names)


@pytest.mark.parametrize("opened", [DuckDb, Athena])
def test_every_query_answers_over_older_files_alone(opened: type[DuckDb]) -> None:
    with opened(BEFORE) as engine:
        found = {title: engine.rows(query) for title, query in QUERIES.items()}

    assert all(found.values())
    assert [
        (row["profile"], row["turns"], row["reactions"], row["mean_score"])
        for row in found[SATISFACTION]
    ] == [("hr", 4, 2, 3.0), ("it", 1, 1, 4.0)]
    assert [(row["turn_id"], row["suggested_answers"]) for row in found[WORST]] == [("old-1", None)]
    assert {row["document"] for row in found[BLAMED]} == {"leave/1.pdf", "leave/3.pdf"}


@pytest.mark.parametrize("opened", [DuckDb, Athena])
def test_every_query_answers_over_newer_files_alone(opened: type[DuckDb], new: Path) -> None:
    with opened(new) as engine:
        found = {title: engine.rows(query) for title, query in QUERIES.items()}

    assert [row["suggested_answers"] for row in found[WORST]] == [["Ask Dana."]]
    assert [row["turns"] for row in found[SATISFACTION]] == [2]


@pytest.mark.parametrize("opened", [DuckDb, Athena])
def test_every_query_answers_over_both_in_one_partition(opened: type[DuckDb], mixed: Path) -> None:
    with opened(mixed) as engine:
        found = {title: engine.rows(query) for title, query in QUERIES.items()}

    assert [
        (row["profile"], row["configuration_number"], row["turns"], row["reactions"])
        for row in found[SATISFACTION]
    ] == [("hr", 1, 4, 2), ("hr", 2, 2, 1), ("it", 2, 1, 1)]
    assert [
        (row["turn_id"], row["suggested_answers"], row["suggested_documents"])
        for row in found[WORST]
    ] == [("old-1", None, None), ("new-1", ["Ask Dana."], ["leave/9.pdf"])]
    asked_twice = next(row for row in found[UNANSWERED] if row["times"] == 2)
    assert asked_twice["normal_question"] == "may i carry leave over"


def test_pyarrow_reads_both_as_one_table(mixed: Path) -> None:
    table = pq.read_table(mixed / "reactions" / "v1", schema=SCHEMAS["reactions"])

    suggested = {row["id"]: row["suggested_answer"] for row in table.to_pylist()}
    assert suggested.pop("event-9") == "Ask Dana."
    assert suggested == dict.fromkeys([f"event-{n}" for n in range(1, 6)])


@pytest.mark.parametrize("dataset", EXPORTED)
@pytest.mark.parametrize("form", FORMATS)
async def test_both_are_exported_with_every_column(
    mixed: Path, tmp_path: Path, dataset: Exported, form: Format
) -> None:
    out = tmp_path / f"out.{form}"

    report = await export(FolderStore(mixed), dataset, BOTH, form=form, out=out)

    if dataset in DATASETS:
        files = mixed.glob(f"{dataset}/v1/*/*/*.parquet")
        assert report.rows == sum(pq.read_metadata(file).num_rows for file in files)
    if dataset == "reactions" and form == "jsonl":
        rows = {row["id"]: row for row in map(json.loads, out.read_text("utf-8").splitlines())}
        assert set(rows["event-1"]) >= set(SCHEMAS["reactions"].names)
        assert rows["event-1"]["suggested_answer"] is None
        assert rows["event-9"]["suggested_answer"] == "Ask Dana."
        assert [name for name, row in sorted(rows.items()) if row["current"]] == [
            "event-2",
            "event-4",
            "event-5",
            "event-9",
        ]
    if dataset == "reactions" and form == "parquet":
        assert pq.read_table(out)["suggested_answer"].null_count == 5
