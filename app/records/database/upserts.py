"""Inserting where the row may be there already, in either database's dialect."""

from __future__ import annotations

from typing import Any, TypeVar, cast

import orjson
from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from app.records.database.base import Base

_Value = TypeVar("_Value")


def table_of(row: type[Base]) -> Table:
    """The plain table behind ``row``; statements on it skip the cost of object mapping."""
    return cast(Table, row.__table__)


def dialect_of(session: AsyncSession) -> str:
    """``sqlite`` or ``postgresql``."""
    return session.get_bind().dialect.name


def insert_into(dialect: str, row: type[Base]) -> sqlite.Insert | postgresql.Insert:
    """Begin an insert that knows ``on_conflict_do_nothing`` and ``on_conflict_do_update``."""
    if dialect == "postgresql":
        return postgresql.insert(table_of(row))
    return sqlite.insert(table_of(row))


def storable(text: str) -> str:
    """Replace what no database and no lake can hold: NUL and lone surrogates become U+FFFD."""
    if "\0" in text:
        text = text.replace("\0", "\N{REPLACEMENT CHARACTER}")
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return "".join(
            "\N{REPLACEMENT CHARACTER}" if "\ud800" <= letter <= "\udfff" else letter
            for letter in text
        )
    return text


def storable_json(value: Any) -> Any:
    """Apply `storable` to every string of a JSON-like value."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, dict):
        return {storable(key): storable_json(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [storable_json(inner) for inner in value]
    return value


def storable_as_it_is(value: _Value) -> _Value:
    """The same JSON-like value where all its strings are storable, as nearly all are; else a copy.

    To write a value out costs a tenth of looking at each of its strings.
    """
    try:
        written = orjson.dumps(value)
    except TypeError:
        # Half a character, or what only Python's own writer takes.
        return cast(_Value, storable_json(value))
    return cast(_Value, storable_json(value)) if b"\\u0000" in written else value
