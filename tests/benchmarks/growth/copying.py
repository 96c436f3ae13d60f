"""Fills a table of SQLite with copies of a row, a million of them in seconds."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path


def copy(
    database: Path, table: str, template: str, first: int, until: int, changes: Mapping[str, str]
) -> None:
    """Add copies of the row with the SQL condition ``template``, numbered ``first`` to ``until``.

    ``changes`` are SQL expressions by column, in which ``n.i`` is the number of the copy.
    """
    with closing(sqlite3.connect(database)) as connection:
        columns = [f'"{row[1]}"' for row in connection.execute(f"PRAGMA table_info({table})")]
        names = ", ".join(columns)
        values = [changes.get(column.strip('"'), f"t.{column}") for column in columns]
        connection.execute(
            "WITH RECURSIVE n(i) AS (SELECT ? UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?) "
            f"INSERT INTO {table} ({names}) "
            f"SELECT {', '.join(values)} FROM n, (SELECT * FROM {table} WHERE {template}) t",
            (first, until),
        )
        connection.commit()
