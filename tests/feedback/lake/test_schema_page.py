"""The page about the lake, and whether what it promises works."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
import sqlglot
from sqlglot import exp

from feedback.lake.queries import MEANINGS, QUERIES
from feedback.lake.schema import SCHEMAS
from feedback.lake.schema_page import DATASET, START, describe_lake
from feedback.lake.views import athena_tables, athena_views, duckdb_views
from feedback.records import DATASETS, passage_record, turn_record
from feedback.turns import TurnStatus
from tests.feedback.lakes import BEFORE, columns_of, fill
from tests.feedback.samples import AT, answer, opening, passage

IN_ATHENA = {
    "string": "TEXT",
    "int32": "INT",
    "int64": "BIGINT",
    "double": "DOUBLE",
    "bool": "BOOLEAN",
    "timestamp[us, tz=UTC]": "TIMESTAMP",
    "decimal128(18, 9)": "DECIMAL(18, 9)",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake with a turn and its passages."""
    turn = turn_record(opening("a"), TurnStatus.COMPLETED, answer(), AT + timedelta(seconds=1))
    passages = [passage_record(passage(rank), "hr", AT) for rank in (1, 2, 3)]
    return asyncio.run(fill(tmp_path_factory.mktemp("lake"), [turn, *passages]))


def test_duckdb_reads_the_types(folder: Path) -> None:
    with duckdb.connect() as connection:
        for statement in duckdb_views(str(folder)):
            connection.execute(statement)
        described = {
            name: kind for name, kind, *_ in connection.execute("DESCRIBE turns_once").fetchall()
        }
        files = f"{folder}/turns/v1/*/*/*.parquet"
        plain = connection.execute(
            f"DESCRIBE FROM read_parquet('{files}', hive_partitioning = true)"
        ).fetchall()

    assert described["asked_at"] == "TIMESTAMP WITH TIME ZONE"
    assert described["price"] == "DECIMAL(18,9)"
    assert described["groups"] == "VARCHAR[]"
    assert described["dt"] == "DATE"
    assert described == {name: kind for name, kind, *_ in plain}


def test_the_minute_at_the_start_of_the_page_works(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "lake").symlink_to(BEFORE)
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}

    exec(START, names)
    exec(DATASET, names)

    names["lake"].close()
    assert "avg(score)" in capfd.readouterr().out
    assert set(names["reactions"].column_names) == {
        "dt",
        "department",
        *SCHEMAS["reactions"].names,
    }
    assert names["reactions"].num_rows == 5


def test_the_page_holds_every_field_statement_and_query() -> None:
    page = describe_lake()

    for dataset in DATASETS:
        assert all(f"| `{name}` |" in page for name in SCHEMAS[dataset].names)
    statements = [*duckdb_views("{lake}"), *athena_tables("s3://BUCKET/PREFIX", ["DEPARTMENTS"])]
    for statement in (*statements, *athena_views(), *QUERIES.values()):
        assert f"```sql\n{statement};\n```" in page
    assert set(MEANINGS) <= set(QUERIES)


def test_no_column_names_a_person() -> None:
    names = {name for schema in SCHEMAS.values() for name in schema.names}

    assert names.isdisjoint({"person", "email", "published_by"})


def test_athena_gets_every_column_with_its_type() -> None:
    for dataset, statement in zip(DATASETS, athena_tables("s3://b/p", ["hr"]), strict=True):
        table, columns = columns_of(statement)

        assert table == dataset
        assert list(columns) == [*SCHEMAS[dataset].names, "dt", "department"]
        for field in SCHEMAS[dataset]:
            if (kind := str(field.type)) in IN_ATHENA:
                assert columns[field.name].sql("duckdb") == IN_ATHENA[kind]
            else:
                assert columns[field.name].sql("duckdb").endswith("[]")


def test_athena_finds_the_partitions_by_their_path() -> None:
    (statement, *_) = athena_tables("s3://bucket/prefix", ["hr", "medical-information"])
    parsed = sqlglot.parse_one(statement, read="athena")
    set_to = {
        entry.this.name: entry.args["value"].name
        for entry in parsed.find_all(exp.Property)
        if type(entry) is exp.Property
    }

    assert set_to["projection.department.values"] == "hr,medical-information"
    assert set_to["projection.dt.range"] == "2026-01-01,NOW"
    assert (
        set_to["storage.location.template"]
        == "s3://bucket/prefix/turns/v1/dt=${dt}/department=${department}/"
    )
