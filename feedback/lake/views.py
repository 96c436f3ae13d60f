"""The lake as tables and views in DuckDB and in Athena, made from the schema.

Both engines get views of the same names and columns, so that one query serves both:
``turns_once``, ``reactions_once``, ``passages_once`` and ``configurations_once`` hold every record
once, ``current_reactions`` what each person thinks in the end, ``found_passages`` a row for each
passage of an answer, and ``unanswered`` the questions that got no answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pyarrow as pa

from feedback.lake.schema import IDENTITY, SCHEMAS
from feedback.records import DATASETS, Dataset

FIRST_DAY = "2026-01-01"

_DUCKDB = {"string": "VARCHAR", "bool": "BOOLEAN", "int32": "INTEGER", "int64": "BIGINT"}
_ATHENA = {"string": "string", "bool": "boolean", "int32": "int", "int64": "bigint"}

# A glob without a file yields a column named "empty".
_DUCKDB_ONCE = """\
CREATE OR REPLACE VIEW {dataset}_once AS
SELECT COLUMNS(lambda name: name <> 'empty')
FROM (
  SELECT
{typed}
  WHERE false
  UNION ALL BY NAME
  SELECT * FROM read_parquet('{files}', hive_partitioning = true,
    hive_types = {{'dt': DATE, 'department': VARCHAR}}, union_by_name = true, allow_empty = true)
)
{asked}QUALIFY row_number() OVER (PARTITION BY dt, department, {key}) = 1"""
_ATHENA_ONCE = """\
CREATE OR REPLACE VIEW {dataset}_once AS
SELECT {columns}
FROM (
  SELECT *, row_number() OVER (PARTITION BY dt, department, {key} ORDER BY {key}) AS copy
  FROM {dataset}{asked}
) AS copies
WHERE copy = 1"""
_CURRENT = """\
CREATE OR REPLACE VIEW current_reactions AS
SELECT {columns}
FROM (
  SELECT *, row_number() OVER (
    PARTITION BY turn_id, pseudonym ORDER BY reacted_at DESC, id DESC) AS place
  FROM reactions_once{asked}
) AS events
WHERE place = 1 AND action = 'put'"""
_UNANSWERED = """\
CREATE OR REPLACE VIEW unanswered AS
SELECT dt, department, id AS turn_id, pseudonym, profile, configuration_number, asked_at, question,
       coalesce(kind, status) AS outcome, evidence, error_reference,
       trim(regexp_replace(lower(coalesce(standalone_question, question)),
                           '[^\\p{{L}}\\p{{N}}]+', ' '{everywhere})) AS normal_question
FROM turns_once
WHERE kind IS NULL OR kind <> 'answer'"""
_FOUND = """\
CREATE OR REPLACE VIEW found_passages AS
SELECT turns.dt, turns.department, turns.id AS turn_id, turns.profile, turns.configuration_number,
{columns}
FROM turns_once AS turns
CROSS JOIN {unnested}"""


def duckdb_views(lake: str, origins: Sequence[str] = ()) -> list[str]:
    """The statements that make the lake's views in DuckDB 2.0 or newer; nothing is copied.

    ``lake`` is a folder or ``s3://bucket/prefix``. A dataset without a file is an empty view. With
    ``origins``, such as ``chat`` and ``api``, turns that were asked elsewhere are in no view, and
    so in no rate: batches on the command line are mostly tests. Nor are the reactions to them in
    ``current_reactions``.
    """
    once = (_duckdb_once(lake, dataset, origins) for dataset in DATASETS)
    return [*once, *_derived_in_duckdb(origins)]


def athena_tables(place: str, departments: Sequence[str]) -> list[str]:
    """The statements that make the datasets tables in Athena.

    ``place`` is ``s3://bucket/prefix``; ``departments`` are named as in the paths. A partition is
    found by its path, and no file in it is no error.
    """
    return [_athena_table(dataset, place, departments) for dataset in DATASETS]


def athena_views(origins: Sequence[str] = ()) -> list[str]:
    """The statements that make the lake's views in Athena, engine version 3.

    ``origins`` mean what they do in `duckdb_views`.
    """
    once = (_athena_once(dataset, origins) for dataset in DATASETS)
    return [*once, *_derived_in_athena(origins)]


def _duckdb_once(lake: str, dataset: Dataset, origins: Sequence[str]) -> str:
    columns = [("dt", "DATE"), ("department", "VARCHAR")]
    columns += [(field.name, _duckdb(field.type)) for field in SCHEMAS[dataset]]
    typed = ",\n".join(f'    NULL::{kind} AS "{name}"' for name, kind in columns)
    files = f"{lake}/{dataset}/v1/*/*/*.parquet".replace("'", "''")
    asked = f"{_of_origins(origins)}\n" if origins and dataset == "turns" else ""
    return _DUCKDB_ONCE.format(
        dataset=dataset, key=IDENTITY[dataset], typed=typed, files=files, asked=asked
    )


def _of_origins(origins: Sequence[str]) -> str:
    listed = ", ".join("'" + name.replace("'", "''") + "'" for name in origins)
    return f"WHERE origin IN ({listed})"


def _current(columns: str, origins: Sequence[str]) -> str:
    asked = "\n  WHERE turn_id IN (SELECT id FROM turns_once)" if origins else ""
    return _CURRENT.format(columns=columns, asked=asked)


def _derived_in_duckdb(origins: Sequence[str]) -> Iterator[str]:
    yield _current("* EXCLUDE (place)", origins)
    yield _FOUND.format(
        columns=_listed(f'found.passage."{name}"' for name in _passage_fields()),
        unnested="unnest(turns.passages) AS found(passage)",
    )
    yield _UNANSWERED.format(everywhere=", 'g'")


def _athena_table(dataset: Dataset, place: str, departments: Sequence[str]) -> str:
    columns = ",\n".join(f"  `{field.name}` {_athena(field.type)}" for field in SCHEMAS[dataset])
    location = f"{place}/{dataset}/v1/"
    return (
        f"CREATE EXTERNAL TABLE {dataset} (\n{columns}\n)\n"
        "PARTITIONED BY (`dt` string, `department` string)\n"
        "STORED AS PARQUET\n"
        f"LOCATION '{location}'\n"
        "TBLPROPERTIES (\n"
        "  'projection.enabled' = 'true',\n"
        "  'projection.dt.type' = 'date',\n"
        "  'projection.dt.format' = 'yyyy-MM-dd',\n"
        f"  'projection.dt.range' = '{FIRST_DAY},NOW',\n"
        "  'projection.department.type' = 'enum',\n"
        f"  'projection.department.values' = '{','.join(departments)}',\n"
        "  'storage.location.template' =\n"
        f"    '{location}dt=${{dt}}/department=${{department}}/'\n"
        ")"
    )


def _athena_once(dataset: Dataset, origins: Sequence[str]) -> str:
    asked = f"\n  {_of_origins(origins)}" if origins and dataset == "turns" else ""
    return _ATHENA_ONCE.format(
        dataset=dataset, key=IDENTITY[dataset], columns=_columns(dataset), asked=asked
    )


def _derived_in_athena(origins: Sequence[str]) -> Iterator[str]:
    yield _current(_columns("reactions"), origins)
    names = [f'"{name}"' for name in _passage_fields()]
    yield _FOUND.format(
        columns=_listed(f"found.{name}" for name in names),
        unnested=f"UNNEST(turns.passages) AS found (\n{_listed(names)})",
    )
    yield _UNANSWERED.format(everywhere="")


def _passage_fields() -> list[str]:
    kind = SCHEMAS["turns"].field("passages").type
    return [field.name for field in kind.value_type]


def _columns(dataset: Dataset) -> str:
    return _listed(f'"{name}"' for name in ("dt", "department", *SCHEMAS[dataset].names)).lstrip()


def _listed(names: Iterator[str] | Sequence[str]) -> str:
    """Names on lines that fit a page."""
    lines = [""]
    for name in names:
        if len(lines[-1]) + len(name) > 88:
            lines.append("")
        lines[-1] += f" {name},"
    return "\n".join(f"      {line}" for line in lines)[:-1]


def _duckdb(kind: pa.DataType) -> str:
    if pa.types.is_list(kind):
        return f"{_duckdb(kind.value_type)}[]"
    if pa.types.is_struct(kind):
        inner = ", ".join(f'"{field.name}" {_duckdb(field.type)}' for field in kind)
        return f"STRUCT({inner})"
    if pa.types.is_timestamp(kind):
        return "TIMESTAMPTZ"
    if pa.types.is_decimal(kind):
        return f"DECIMAL({kind.precision}, {kind.scale})"
    return (_DUCKDB | {"double": "DOUBLE"})[str(kind)]


def _athena(kind: pa.DataType) -> str:
    if pa.types.is_list(kind):
        return f"array<{_athena(kind.value_type)}>"
    if pa.types.is_struct(kind):
        return f"struct<{','.join(f'{field.name}:{_athena(field.type)}' for field in kind)}>"
    if pa.types.is_timestamp(kind):
        return "timestamp"
    if pa.types.is_decimal(kind):
        return f"decimal({kind.precision},{kind.scale})"
    return (_ATHENA | {"double": "double"})[str(kind)]
