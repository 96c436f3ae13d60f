"""Statements that are made ready once: to compile or look up one costs more than to run it."""

from __future__ import annotations

import json
from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import JSON, Executable
from sqlalchemy.dialects.sqlite import dialect as sqlite_dialect
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import BindParameter
from sqlalchemy.types import TypeEngine

from app.records.database.base import UtcDateTime

_Convert = Callable[[Any], Any]
_REQUIRED = object()
_SQLITE: Dialect = sqlite_dialect(paramstyle="qmark")


def _read_json(text: str | None) -> Any:
    if text is None:
        return None
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        # What was written with numbers that are none is read as it was written.
        return json.loads(text)


def _read_instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text).replace(tzinfo=UTC)


class Prepared:
    """A statement that is run often. Its values come by name, and none of them is a list.

    It is a constant of its module: a statement that is built anew each time is prepared in vain.
    """

    def __init__(self, statement: Executable) -> None:
        self.statement = statement
        self._plans: dict[tuple[str, ...], Plan] = {}

    def on_sqlite(self, values: Mapping[str, Any]) -> Plan:
        """How SQLite runs it with these values: an insert has the columns for which there are."""
        columns = tuple(values) if self.statement.is_insert else ()
        plan = self._plans.get(columns)
        if plan is None:
            plan = self._plans[columns] = _plan(self.statement, columns or None)
        return plan


@dataclass(frozen=True, slots=True)
class Plan:
    """A statement as text, with what turns values into those of the database, and rows back."""

    sql: str
    inputs: tuple[tuple[str, Any, _Convert | None], ...]
    outputs: tuple[_Convert | None, ...]
    row: Callable[..., Any]

    def arguments(self, values: Mapping[str, Any]) -> list[Any]:
        """The values in the order of their places; raises ``KeyError`` for one that is missing."""
        found = []
        for name, otherwise, convert in self.inputs:
            value = values[name] if otherwise is _REQUIRED else values.get(name, otherwise)
            found.append(value if convert is None else convert(value))
        return found

    def rows(self, found: Sequence[Sequence[Any]]) -> list[Any]:
        """Rows whose values have names, as those of SQLAlchemy have."""
        outputs, row = self.outputs, self.row
        if not any(outputs):
            return [row(*one) for one in found]
        return [
            row(
                *(
                    value if convert is None else convert(value)
                    for value, convert in zip(one, outputs, strict=True)
                )
            )
            for one in found
        ]


def _plan(statement: Any, columns: Sequence[str] | None) -> Plan:
    compiled: SQLCompiler = statement.compile(dialect=_SQLITE, column_keys=columns)
    found = _columns(statement)
    return Plan(
        compiled.string,
        tuple(_input(compiled.binds[name]) for name in compiled.positiontup or ()),
        tuple(_out_of(column.type) for column in found),
        namedtuple("Row", [column.key for column in found], rename=True),
    )


def _columns(statement: Any) -> Sequence[Any]:
    """What a row of its result holds; nothing for one that gives no rows."""
    if statement.is_select:
        return list(statement.selected_columns)
    return list(statement.exported_columns) if statement._returning else []


def _input(parameter: BindParameter[Any]) -> tuple[str, Any, _Convert | None]:
    otherwise = _REQUIRED if parameter.required else parameter.effective_value
    return parameter.key, otherwise, parameter.type.dialect_impl(_SQLITE).bind_processor(_SQLITE)


def _out_of(kind: TypeEngine[Any]) -> _Convert | None:
    if isinstance(kind, JSON):
        return _read_json
    if isinstance(kind, UtcDateTime):
        return _read_instant
    return kind.dialect_impl(_SQLITE).result_processor(_SQLITE, None)
