"""What rows of a table must meet, each by itself or all of a thing together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from gateway.quoting.rows.spans import AmountSpan, DateSpan
from gateway.quoting.rows.tables import Row, Table


@dataclass(frozen=True, slots=True)
class Condition:
    """What a column's value must be: one of ``values``, or within a ``span``."""

    column: str
    values: tuple[str, ...] = ()
    excluded: bool = False
    span: DateSpan | AmountSpan | None = None

    def meets(self, row: Row) -> bool:
        """Tell whether a row is asked for, as far as this column goes."""
        value = row.cells.get(self.column, "")
        if self.span is not None:
            return self.span.holds(value)
        return (value in self.values) is not self.excluded

    @property
    def said(self) -> str:
        """The condition as a table's reader understands it."""
        if self.span is not None:
            return f"{self.column} {self.span.said}"
        return f"{self.column} {'≠ ' if self.excluded else ''}{' / '.join(self.values)}".strip()


Together = tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Selection:
    """Which rows are asked for: those that meet ``conditions``, of the things that are asked for.

    A thing is a value of the column ``key``. Of each that is asked for, no row meets one of
    ``lacking``, and some row meets each of ``holding``, each a group of conditions. Without a key
    every row counts by itself. ``sure`` tells that all that a question says of it was understood.
    """

    conditions: Together = ()
    key: str = ""
    lacking: tuple[Together, ...] = ()
    holding: tuple[Together, ...] = ()
    sure: bool = True

    @property
    def of_things(self) -> bool:
        """Whether things are asked for, by all of their rows."""
        return bool(self.key and (self.lacking or self.holding))

    def things(self, table: Table) -> list[str]:
        """The things that are asked for, in the table's order."""
        rows: dict[str, list[Row]] = {}
        for row in table.rows:
            if value := row.cells.get(self.key, ""):
                rows.setdefault(value, []).append(row)
        about = [one for one in self.conditions if one.column == self.key]
        return [
            value
            for value, own in rows.items()
            if all(one.meets(own[0]) for one in about)
            and not any(_some(own, group) for group in self.lacking)
            and all(_some(own, group) for group in self.holding)
        ]

    def rows(self, table: Table) -> list[Row]:
        """The rows that are asked for."""
        met = [row for row in table.rows if all(one.meets(row) for one in self.conditions)]
        if not self.of_things:
            return met
        things = set(self.things(table))
        return [row for row in met if row.cells.get(self.key, "") in things]

    def telling(self, table: Table) -> list[Row]:
        """The rows by which it is decided what is asked for: those that would be missed."""
        groups = (*self.lacking, *self.holding)
        return [row for row in table.rows if any(_some([row], group) for group in groups)]

    def doubted(self) -> Selection:
        """The same, not surely understood."""
        return replace(self, sure=False)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks of a table.

    ``explained`` is the share of the question's words that its columns, its title and the
    conditions speak of, from 0 to 1; 0 where it names something that the table does not hold.
    ``question`` is put in the table's words.
    """

    table: Table
    selection: Selection
    explained: float
    question: str = ""

    @property
    def conditions(self) -> Together:
        """What each row must meet that is shown."""
        return self.selection.conditions

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but all rows of the table is asked for."""
        return bool(self.conditions) or self.selection.of_things

    @property
    def rows(self) -> list[Row]:
        """The rows that are asked for."""
        return self.selection.rows(self.table)


def _some(rows: Sequence[Row], group: Together) -> bool:
    return any(all(one.meets(row) for one in group) for row in rows)
