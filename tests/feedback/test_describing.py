"""The page about the lake, and whether what it promises works."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from assistants.profiles import ConfigurationVersion
from feedback.describing import QUERIES, athena_table
from feedback.folder_store import FolderStore
from feedback.outbox import Batch, Entry
from feedback.packing import pack
from feedback.records import (
    DATASETS,
    Record,
    configuration_record,
    passage_record,
    reaction_record,
    turn_record,
)
from feedback.schema import SCHEMAS
from feedback.turns import TurnStatus
from tests.feedback.samples import AT, answer, configuration, opening, passage, reacted, reaction


@pytest.fixture
async def folder(tmp_path: Path) -> Path:
    """A lake with a record of every dataset."""
    store = FolderStore(tmp_path)
    published = ConfigurationVersion(1, configuration(), AT, "dana")
    given = reaction_record(reaction("a"), event_id="e", pseudonym="p-1", about=reacted())
    records: list[Record] = [
        turn_record(opening("a"), TurnStatus.COMPLETED, answer(), AT + timedelta(seconds=1)),
        given,
        *(passage_record(passage(rank), "hr", AT) for rank in (1, 2, 3)),
        configuration_record(published),
    ]
    for number, record in enumerate(records):
        entry = Entry(number, record.id, json.dumps(record.row).encode())
        batch = Batch(f"b{number}", record.dataset, record.day.isoformat(), record.department)
        parcel = pack(batch, [entry])
        await store.put_new(parcel.key, parcel.data, parcel.content_hash)
    return tmp_path


@pytest.mark.parametrize("title", QUERIES)
def test_every_ready_query_finds_the_record(folder: Path, title: str) -> None:
    with duckdb.connect() as connection:
        found = connection.execute(QUERIES[title].format(lake=folder)).fetchall()

    assert found


def test_duckdb_reads_the_types(folder: Path) -> None:
    query = f"""
        SELECT dt, department, asked_at, price, passages[1].score, groups, pseudonym
        FROM read_parquet('{folder}/turns/v1/*/*/*.parquet', hive_partitioning = true)"""
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        described = {
            name: kind for name, kind, *_ in connection.execute(f"DESCRIBE {query}").fetchall()
        }

    assert described["asked_at"] == "TIMESTAMP WITH TIME ZONE"
    assert described["price"] == "DECIMAL(18,9)"
    assert described["groups"] == "VARCHAR[]"
    assert described["dt"] == "DATE"


def test_pyarrow_reads_a_dataset_with_its_partitions(folder: Path) -> None:
    table = pq.read_table(folder / "turns" / "v1")

    assert set(table.column_names) == {"dt", "department", *SCHEMAS["turns"].names}


def test_no_column_names_a_person() -> None:
    names = {name for schema in SCHEMAS.values() for name in schema.names}

    assert names.isdisjoint({"person", "email", "published_by"})


@pytest.mark.parametrize("dataset", DATASETS)
def test_athena_gets_every_column(dataset: str) -> None:
    for known in DATASETS:
        if known == dataset:
            statement = athena_table(known)
            assert all(f"  `{name}` " in statement for name in SCHEMAS[known].names)
