"""Writing ``docs/lake.md`` from the schema, so that the page cannot drift from the code."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from feedback.records import DATASETS, Dataset
from feedback.schema import IDENTITY, SCHEMAS, Field

_INTRODUCTION = """\
# The lake

What people asked, what they were answered and how they reacted lies here as Parquet files, written
once and never changed:

    {dataset}/v1/dt=YYYY-MM-DD/department={department}/{batch}.parquet

`dt` is the day (UTC) on which the record's event took place. `department` is the department of the
assistant; a reader's rights can be given by this prefix. Both stand in the path, not in the file.
Instants are in UTC. A person appears as a pseudonym only, though people may write anything into a
question or a comment.

Every record is written once. Some hours after a day is over, its small files become one, named
`compacted-....parquet`, or a few where they are large. The newest `_compacted-NUMBER.json` beside
them says which of these count (`files`) and which keys never count again (`replaced`); whoever
keeps to it sees each record once at any moment, as `almanac export` does. Whoever reads all Parquet
files as they lie can see a record twice for the seconds until the replaced files are removed; the
column marked **key** tells them apart. Files whose names begin with an underscore or whose path
begins with a dot belong to the writer.

`almanac export` writes the same records to a file, also as CSV, for whoever runs the service. Over
HTTP, `GET /api/v1/export/{dataset}` gives a data scientist those of the own departments.
"""

QUERIES: dict[str, str] = {
    "Questions and answers of a week, by assistant": """\
SELECT profile, kind, count(*) AS turns, round(avg(total_ms)) AS mean_ms
FROM read_parquet('{lake}/turns/v1/*/*/*.parquet', hive_partitioning = true)
WHERE dt BETWEEN DATE '2026-03-02' AND DATE '2026-03-08'
GROUP BY profile, kind
ORDER BY profile, turns DESC""",
    "The current reaction to each answer": """\
SELECT turn_id, pseudonym, arg_max(score, reacted_at) AS score,
       arg_max(comment, reacted_at) AS comment
FROM read_parquet('{lake}/reactions/v1/*/*/*.parquet', hive_partitioning = true)
GROUP BY turn_id, pseudonym
HAVING arg_max(action, reacted_at) = 'put'
ORDER BY score""",
    "Answers with poor reactions, and the passages they cite": """\
SELECT turns.question, turns.answer, reactions.score, reactions.comment, passages.text
FROM read_parquet('{lake}/turns/v1/*/*/*.parquet', hive_partitioning = true) AS turns
JOIN read_parquet('{lake}/reactions/v1/*/*/*.parquet', hive_partitioning = true) AS reactions
  ON reactions.turn_id = turns.id
CROSS JOIN unnest(turns.citations) AS cited(citation)
JOIN read_parquet('{lake}/passages/v1/*/*/*.parquet', hive_partitioning = true) AS passages
  ON passages.content_hash = cited.citation.content_hash
 AND passages.department = turns.department
WHERE reactions.score <= 2""",
    "What a department's answers cost, by month": """\
SELECT department, strftime(dt, '%Y-%m') AS month, currency, sum(price) AS price,
       count(*) FILTER (WHERE price IS NULL) AS unpriced
FROM read_parquet('{lake}/turns/v1/*/*/*.parquet', hive_partitioning = true)
GROUP BY ALL
ORDER BY month""",
    "The configuration that an answer was made with": """\
SELECT turns.id, configurations.prompt, configurations.content
FROM read_parquet('{lake}/turns/v1/*/*/*.parquet', hive_partitioning = true) AS turns
JOIN read_parquet('{lake}/configurations/v1/*/*/*.parquet', hive_partitioning = true)
  AS configurations
  ON configurations.profile = turns.profile
 AND configurations.number = turns.configuration_number""",
}


def describe_lake() -> str:
    """The text of ``docs/lake.md``."""
    parts = [_INTRODUCTION]
    for dataset in DATASETS:
        parts.append(_describe(dataset))
    parts.append("## Ready queries for DuckDB\n")
    parts.append("`{lake}` stands for the folder, or for `s3://bucket/prefix`.\n")
    for title, query in QUERIES.items():
        parts.append(f"### {title}\n\n```sql\n{query};\n```\n")
    parts.append("## Tables for Athena\n")
    parts.append(
        "Put the lake's bucket and prefix in the place of `BUCKET/PREFIX`. Partitions are found\n"
        "by their path. `department` must be given in a query, or its values listed as an `enum`.\n"
    )
    for dataset in DATASETS:
        parts.append(f"```sql\n{athena_table(dataset)}\n```\n")
    return "\n".join(parts)


def athena_table(dataset: Dataset) -> str:
    """The statement that makes a dataset a table in Athena."""
    columns = ",\n".join(f"  `{field.name}` {_athena(field.type)}" for field in SCHEMAS[dataset])
    place = f"s3://BUCKET/PREFIX/{dataset}/v1/"
    return (
        f"CREATE EXTERNAL TABLE {dataset} (\n{columns}\n)\n"
        "PARTITIONED BY (`dt` string, `department` string)\n"
        "STORED AS PARQUET\n"
        f"LOCATION '{place}'\n"
        "TBLPROPERTIES (\n"
        "  'projection.enabled' = 'true',\n"
        "  'projection.dt.type' = 'date',\n"
        "  'projection.dt.format' = 'yyyy-MM-dd',\n"
        "  'projection.dt.range' = '2026-01-01,NOW',\n"
        "  'projection.department.type' = 'injected',\n"
        f"  'storage.location.template' = '{place}dt=${{dt}}/department=${{department}}/'\n"
        ");"
    )


def _describe(dataset: Dataset) -> str:
    schema = SCHEMAS[dataset]
    lines = [
        f"## `{dataset}`\n",
        f"{_text(schema.metadata)}\n",
        "| field | type | | meaning |",
        "|---|---|---|---|",
    ]
    for name, field, key in _fields(dataset):
        mark = "**key**" if key else ("" if field.nullable else "never null")
        lines.append(f"| `{name}` | {_kind(field.type)} | {mark} | {_text(field.metadata)} |")
    return "\n".join(lines) + "\n"


def _fields(dataset: Dataset) -> Iterator[tuple[str, Field, bool]]:
    for field in SCHEMAS[dataset]:
        yield field.name, field, field.name == IDENTITY[dataset]
        if pa.types.is_list(field.type) and pa.types.is_struct(field.type.value_type):
            for inner in field.type.value_type:
                yield f"{field.name}[].{inner.name}", inner, False


def _text(metadata: dict[bytes, bytes] | None) -> str:
    return (metadata or {})[b"description"].decode()


def _kind(kind: pa.DataType) -> str:
    if pa.types.is_list(kind):
        inner = kind.value_type
        return "list of structs" if pa.types.is_struct(inner) else f"list of {_kind(inner)}"
    return (
        str(kind).replace("timestamp[us, tz=UTC]", "instant (µs, UTC)").replace("double", "float")
    )


def _athena(kind: pa.DataType) -> str:
    if pa.types.is_list(kind):
        return f"array<{_athena(kind.value_type)}>"
    if pa.types.is_struct(kind):
        return f"struct<{','.join(f'{field.name}:{_athena(field.type)}' for field in kind)}>"
    if pa.types.is_timestamp(kind):
        return "timestamp"
    if pa.types.is_decimal(kind):
        return f"decimal({kind.precision},{kind.scale})"
    names = {"string": "string", "bool": "boolean", "int32": "int", "int64": "bigint"}
    return (names | {"double": "double"})[str(kind)]
