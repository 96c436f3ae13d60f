"""Rows whose key is among many, asked for with one parameter however many there are.

SQLAlchemy writes an ``IN`` anew for every number of values, with a parameter for each; for some two
hundred of them that costs more than the database takes to find the rows.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, any_, bindparam, func, select


def is_among(column: ColumnElement[Any], name: str, dialect: str) -> ColumnElement[bool]:
    """Whether a column's value is among those that the parameter ``name`` holds."""
    if dialect == "sqlite":
        return column.in_(select(func.json_each(bindparam(name)).table_valued("value").c.value))
    return column == any_(bindparam(name, type_=ARRAY(column.type)))


def among(values: Collection[Any], dialect: str) -> Any:
    """What to give for that parameter."""
    return json.dumps(list(values)) if dialect == "sqlite" else list(values)
