"""Lakes with known content, and engines that query them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import duckdb
import sqlglot
from sqlglot import exp

from assistants.profiles import ConfigurationVersion
from feedback.lake.stores.folder_store import FolderStore
from feedback.lake.stores.object_store import ObjectStore
from feedback.lake.views import athena_tables, athena_views, duckdb_views
from feedback.outbox.packing import pack
from feedback.outbox.store import Batch, Entry
from feedback.records import Record
from tests.fakes.publishing import FIRST
from tests.feedback.samples import AT, configuration

Row = dict[str, Any]
BEFORE = Path(__file__).parents[1] / "golden" / "files" / "lake-before"


def version(number: int) -> ConfigurationVersion:
    """A published version of the assistant ``hr``."""
    return ConfigurationVersion(number, configuration(), AT, FIRST)


async def put(store: ObjectStore, *records: Record, batch: str = "b1") -> None:
    """Write records to the lake, a file for each partition."""
    places: dict[tuple[str, str, str], list[Entry]] = {}
    for number, record in enumerate(records):
        place = (record.dataset, record.day.isoformat(), record.department)
        entry = Entry(number, record.id, json.dumps(record.row).encode())
        places.setdefault(place, []).append(entry)
    for (dataset, day, department), entries in places.items():
        parcel = pack(Batch(batch, dataset, day, department), entries)
        await store.put_new(parcel.key, parcel.data, parcel.content_hash)


async def fill(folder: Path, records: Iterable[Record], *, batch: str = "now") -> Path:
    """A lake in a folder, with records as this release writes them."""
    await put(FolderStore(folder), *records, batch=batch)
    return folder


class DuckDb:
    """The lake's views in DuckDB; with ``origins`` of what was asked there alone."""

    def __init__(self, lake: Path, origins: Sequence[str] = ()) -> None:
        self._connection = duckdb.connect()
        self._connection.execute("SET TimeZone = 'UTC'")
        for statement in duckdb_views(str(lake), origins):
            self._connection.execute(statement)

    def rows(self, query: str) -> list[Row]:
        # As Arrow, since DuckDB wants pytz to make Python objects of instants.
        rows: list[Row] = self._connection.sql(query).to_arrow_table().to_pylist()
        return rows

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self._connection.close()


class Athena(DuckDb):
    """Athena's statements, each parsed as Athena's and put into DuckDB's words to be run.

    The tables get the types of their statements and take the files' columns by name, as Athena does
    with Parquet. Everything is SQL of Athena until the moment it is run.
    """

    def __init__(self, lake: Path, origins: Sequence[str] = ()) -> None:
        self._connection = duckdb.connect()
        self._connection.execute("SET TimeZone = 'UTC'")
        for statement in athena_tables("s3://bucket/prefix", ["hr", "it"]):
            self._make_table(lake, statement)
        for statement in athena_views(origins):
            self._connection.execute(in_duckdb(statement))

    def rows(self, query: str) -> list[Row]:
        return [
            {name: _aware(value) for name, value in row.items()}
            for row in super().rows(in_duckdb(query))
        ]

    def _make_table(self, lake: Path, statement: str) -> None:
        table, columns = columns_of(statement)
        defined = ", ".join(f'"{name}" {kind.sql("duckdb")}' for name, kind in columns.items())
        self._connection.execute(f"CREATE TABLE {table} ({defined})")
        files = f"{lake}/{table}/v1/*/*/*.parquet"
        quoted = files.replace("'", "''")
        if self._connection.execute("FROM glob(?)", [files]).fetchall():
            self._connection.execute(
                f"INSERT INTO {table} BY NAME FROM read_parquet('{quoted}', union_by_name = true,"
                " hive_partitioning = true, hive_types = {'dt': VARCHAR, 'department': VARCHAR})"
            )


def _aware(value: Any) -> Any:
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) else value


def columns_of(statement: str) -> tuple[str, dict[str, exp.DataType]]:
    """The table that an Athena statement makes, and the types of its columns, partitions last."""
    made = sqlglot.parse_one(statement, read="athena")
    assert isinstance(made, exp.Create)
    kinds = {
        column.name: column.args["kind"]
        for column in made.find_all(exp.ColumnDef)
        if column.args.get("kind") and not column.find_ancestor(exp.DataType)
    }
    return made.find(exp.Table, bfs=True).name, kinds  # type: ignore[union-attr]


def in_duckdb(statement: str) -> str:
    """A statement of Athena in the words of DuckDB."""
    parsed = sqlglot.parse_one(statement, read="athena")
    for unnest in list(parsed.find_all(exp.Unnest)):
        # Athena makes a column of each field of a struct, DuckDB one of the struct.
        names = ", ".join(column.sql("duckdb") for column in unnest.args["alias"].columns)
        inner = unnest.expressions[0].sql("duckdb")
        opened = f"(SELECT unnest({inner}, max_depth := 2)) AS found({names})"
        unnest.replace(
            sqlglot.parse_one(f"SELECT 1 FROM LATERAL {opened}", read="duckdb").find(exp.Lateral)
        )
    return parsed.sql("duckdb")
