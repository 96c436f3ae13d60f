"""What each reader of the lake has to be told, for the page about it."""

from __future__ import annotations

# The reader, how it opens a dataset, and what to know of it.
_READERS: tuple[tuple[str, str, str], ...] = (
    (
        "DuckDB 2.0.0",
        "the views below",
        "in a query of your own: `hive_partitioning = true, union_by_name = true`",
    ),
    (
        "pyarrow 26.0.1",
        "with the schema, as above",
        "without one, the columns of the first file count",
    ),
    (
        "pandas 3.1.1",
        '`pd.read_parquet("lake/turns/v1")`',
        '`dt` and `department` are categories: `.astype("str")` before you compare or join',
    ),
    (
        "polars 2.1.0",
        '`pl.scan_parquet("lake/turns/v1", hive_schema={"dt": pl.Date, "department": pl.String})`',
        "without the schema a department `007` becomes the number 7. A glob such as "
        "`…/**/*.parquet` loses both columns unless `hive_partitioning=True`",
    ),
    (
        "Hugging Face `datasets` 5.2.0",
        '`load_dataset("parquet", data_dir="lake/turns/v1")`',
        "`dt` and `department` are not among the columns. A type is that of the first "
        "block: export to one Parquet file where a column begins with nulls",
    ),
    (
        "DataFusion 55.0.0",
        '`register_parquet("turns", "lake/turns/v1", table_partition_cols=[("dt", '
        'pa.string()), ("department", pa.string())])`',
        "without `table_partition_cols` both columns are missing",
    ),
    (
        "Spark",
        '`spark.read.option("mergeSchema", True).parquet("lake/turns/v1")`',
        '`"dt"` in double quotes is a text there, and nothing is found: write `` `dt` ``.'
        " A department `007` is the number 7 unless "
        "`spark.sql.sources.partitionColumnTypeInference.enabled` is false",
    ),
    (
        "Athena",
        "the tables and views below",
        "",
    ),
    (
        "ClickHouse",
        "`s3(…, 'Parquet')` with `use_hive_partitioning = 1`",
        "a department with an escape in its path, such as `r%26d`, stays escaped",
    ),
)
_BEFORE = """\
## Other readers

A folder `{dataset}/v1` holds nothing but Parquet below `dt=…/department=…`, so each of these opens
it as a table. What was tried is named with its version; Spark, Athena and ClickHouse go by what
they document.

| reader | how | to know |
|---|---|---|
"""
_AFTER = """
All of them see records of small files twice while these are merged: the first rule above is theirs
to keep. A file may go while it is read; read again then.

Take Parquet rather than JSON lines for an export that a program reads: DuckDB 2.0 gives a field the
type NULL where its first 20,480 lines hold none, and then reads every later value as NULL, without
a word.
"""
READERS = _BEFORE + "".join(f"| {' | '.join(row)} |\n" for row in _READERS) + _AFTER
