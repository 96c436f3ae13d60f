"""Writing ``docs/lake.md`` from the schema, so that the page cannot drift from the code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyarrow as pa

from feedback.lake.queries import MEANINGS, QUERIES
from feedback.lake.readers import READERS
from feedback.lake.schema import IDENTITY, OCCURRED, SCHEMAS, VERSION, Field
from feedback.lake.views import athena_tables, athena_views, duckdb_views
from feedback.records import DATASETS, Dataset

_INTRODUCTION = f"""\
# The lake

What people asked, what they were answered and how they reacted lies here as Parquet files, to be
read where they lie:

    {{dataset}}/v{VERSION}/dt=YYYY-MM-DD/department={{department}}/{{batch}}.parquet

`dt` is the day (UTC) on which the record's event took place. `department` is the department of the
assistant; a reader's rights can be given by this prefix. Both stand in the path, not in the file.
Instants are in UTC.
"""
START = """\
import duckdb

from feedback.lake.views import duckdb_views

lake = duckdb.connect()
for statement in duckdb_views("var/lake"):
    lake.execute(statement)
lake.sql("SELECT profile, avg(score), count(*) FROM current_reactions GROUP BY profile").show()
"""
DATASET = """\
import pyarrow as pa
from pyarrow.dataset import dataset

from feedback.lake.schema import SCHEMAS

place = [pa.field("dt", pa.string()), pa.field("department", pa.string())]
schema = pa.schema([*SCHEMAS["reactions"], *place])
reactions = dataset("var/lake/reactions/v1", schema=schema, partitioning="hive").to_table()
"""
_START = f"""\
## Start in a minute

`make .venv/installed-dev` installs DuckDB, matplotlib and a notebook kernel beside the product,
once, which takes some minutes; whoever ran `make test` or `make check` has them. Then, with
`.venv/bin/python`:

```python
{START}```

That makes the views below; nothing is copied. Take results out with `.to_arrow_table()`, since
`.fetchall()` wants the package `pytz` where a column holds instants.

[satisfaction.ipynb](satisfaction.ipynb) goes on from here to a chart of satisfaction with its
uncertainty. Open it with `.venv` as its kernel, or run it as it is and look at the copy:

    .venv/bin/jupyter execute docs/satisfaction.ipynb --output="$PWD/var/satisfaction.ipynb"

It reads `ALMANAC_LAKE_URL`, or `var/lake` where that is not set. For `s3://bucket/prefix` DuckDB
fetches its own extensions `httpfs` and `aws`, once, and takes the usual AWS credentials after
`CREATE SECRET (TYPE s3, PROVIDER credential_chain)`.

As an Arrow table, and with `.to_pandas()` as a data frame (pandas is not installed for you):

```python
{DATASET}```

Give the schema: without it, pyarrow takes the columns of the first file it meets, and files of
different releases differ. The first rule below is then yours to keep.

`almanac export` writes the same records to a file, also as CSV, for whoever runs the service. Over
HTTP, `GET /api/v1/export/{{dataset}}` gives a data scientist those of the own departments.
"""
_RULES = """\
## Rules

**Each record once.** Small files of a day are put together into one `merged-….parquet`, and
deleted after that. For a while both are there, and a plain glob finds their records twice. The
views `…_once` keep one row for each key within a day and department; whoever reads files must do
the same. A file may go while a query reads it; the query fails, and works when it is repeated.
Below `notes-{dataset}/v1/` the newest `NUMBER.json` of a partition names the merged files that
count (`files`) and every key that does not any more (`replaced`); the exports keep to it, so they
need no views. Beside the Parquet files of a partition stands nothing else. The release before put
`_compacted-NUMBER.json` and `compacted-….parquet` there; what is left of them counts on, and is
written anew by the next compaction.

**Every change of a reaction is a row.** What a person thinks in the end is the last row for the
turn, by `reacted_at` and then `id`, unless its action is `remove`: the view `current_reactions`. A
filter on `dt` would hide the last row, so that view reads all days.

**Late records.** A record lies in the day of its event and may arrive later: the outbox waits while
the lake is away, and a turn that a crash interrupted is written after the restart. No day is ever
closed. A reaction lies in the day of the reaction, which may be weeks after its turn.

**People are pseudonyms.** The same person is the same pseudonym in all datasets, as long as the
service keeps its secret key. What people typed is kept as typed, and may name anybody.

**Versions.** Within `v1` a release may add columns that may be null, and nothing else: no column
goes, or changes its name, type or meaning, and the fields inside a list of structs stay as they
are. Columns are told apart by name; their order means nothing. A column that a file is too old for
reads as null, here and in the exports. Anything else would be a `v2`, in folders of its own beside
`v1`, which stays as it is.
"""
_DUCKDB = """\
## Views in DuckDB

For DuckDB 2.0 or newer. `{lake}` stands for the folder, or for `s3://bucket/prefix`. Files of every
release are read together, by the names of their columns; a dataset without any file is empty.
Instants are shown in UTC after `SET TimeZone = 'UTC'`.
"""
_ATHENA = """\
## Tables and views in Athena

Run these one by one, with the lake's bucket and prefix in the place of `BUCKET/PREFIX` and its
departments, as the paths spell them, in the place of `DEPARTMENTS`, with commas and no spaces.
Partitions are found by their path and need no crawler. Athena finds Parquet columns by name unless
a table says otherwise, so in older files the new columns are null. When a release adds columns,
drop the tables and make them again: that touches no data. `dt` is text here, and instants are in
UTC without saying so.
"""
_QUERIES = """\
## Ready queries

These read the views and are the same in DuckDB and in Athena. To look at some days only, filter the
turns by `dt`: the view reads no other files then.

`origin` is `chat`, `api` or `cli`, and batches on the command line are mostly tests. To leave them
out of every query below, make the views for the other origins, in DuckDB with
`duckdb_views(lake, ("chat", "api"))`, in Athena with the statements that this prints:

```python
from feedback.lake.views import athena_views

print(*athena_views(("chat", "api")), sep=";\\n\\n")
```

They differ from those above in `turns_once`, which has no other turns then, and in
`current_reactions`, which has no reactions to others.
"""


def describe_lake() -> str:
    """The text of ``docs/lake.md``."""
    parts = [_INTRODUCTION, _overview(), _START, _RULES, READERS, *map(_describe, DATASETS)]
    parts += [_DUCKDB, *map(_block, duckdb_views("{lake}"))]
    parts += [_ATHENA, *map(_block, athena_tables("s3://BUCKET/PREFIX", ["DEPARTMENTS"]))]
    parts += [*map(_block, athena_views()), _QUERIES]
    for title, query in QUERIES.items():
        parts.append(f"### {title}\n")
        if title in MEANINGS:
            parts.append(f"{MEANINGS[title]}\n")
        parts.append(_block(query))
    return "\n".join(parts)


def _overview() -> str:
    rows = [
        f"| [`{dataset}`](#{dataset}) | {_text(SCHEMAS[dataset].metadata)} "
        f"| `{IDENTITY[dataset]}` | `{OCCURRED[dataset]}` |"
        for dataset in DATASETS
    ]
    return _table(("dataset", "holds", "key", "its day is that of"), rows)


def _describe(dataset: Dataset) -> str:
    rows = []
    for name, field, key in _fields(dataset):
        mark = "**key**" if key else ("" if field.nullable else "never null")
        rows.append(f"| `{name}` | {_kind(field.type)} | {mark} | {_text(field.metadata)} |")
    table = _table(("field", "type", "", "meaning"), rows)
    return f"## `{dataset}`\n\n{_text(SCHEMAS[dataset].metadata)}\n\n{table}"


def _table(heads: Iterable[str], rows: Iterable[str]) -> str:
    head = "".join(f"| {name} " if name else "| " for name in heads) + "|"
    return "\n".join([head, "|---" * (head.count("|") - 1) + "|", *rows]) + "\n"


def _block(statement: str) -> str:
    return f"```sql\n{statement};\n```\n"


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
