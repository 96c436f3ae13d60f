"""Answers out of the rows of a table: those that a question asks for, how many, or that none is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gateway.calls import ModelCall
from gateway.quoting.composition import layout
from gateway.quoting.reading import Reading
from gateway.quoting.rows.asking import asked_of
from gateway.quoting.rows.bounds.bounds import sets_bounds
from gateway.quoting.rows.columns import column_named
from gateway.quoting.rows.conditions import Asked, Condition, Selection
from gateway.quoting.rows.dates import by_date
from gateway.quoting.rows.markers import turns
from gateway.quoting.rows.tables import Row

# Rows answer when a table's columns and cells explain this share of what a question says.
EXPLAINED = 0.6
HALF = 0.4
_AFTER_COUNT = re.compile(
    r"(?:how many|number of|wie ?viele[nr]?|zahl der|combien d[e'’]|nombre d[e'’]|cuánt[oa]s)(.*)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Composed:
    """An answer as Markdown; empty where there is none.

    ``sure`` is false where it may not be what was asked for.
    """

    text: str = ""
    sure: bool = True


def narrows(question: str) -> bool:
    """Whether a question denies, leaves out or bounds, which not every quote answers."""
    return turns(question) or sets_bounds(question)


async def of_rows(call: ModelCall, reading: Reading, said: Mapping[str, str]) -> Composed:
    """The rows that a list, a count or a comparison asks for; with their number for a count."""
    asked = asked_of(call.question, reading.excerpts, call.synonyms)
    if asked is None or (not asked.is_narrowed and call.form.kind == "comparison"):
        return Composed()
    if asked.explained < EXPLAINED:
        # What is asked for may stand there in other words; then nothing can be counted.
        best = await reading.ranking(call.question) if asked.explained >= HALF else []
        rows_text = {one.text for one in asked.rows}
        if best and best[0].score and asked.is_narrowed and best[0].sentence.text in rows_text:
            text = layout.rows(asked.table, asked.rows, said)
            return Composed(text, sure=not narrows(call.question))
        return Composed()
    return answered(call, asked, said)


def answered(call: ModelCall, asked: Asked, said: Mapping[str, str]) -> Composed:
    """The rows of one table that are asked for, or that there are none."""
    selection, table = asked.selection, asked.table
    # Whether something is nowhere cannot be told from a part of a table.
    sure = selection.sure and not (selection.of_things and table.rows_left)
    if selection.of_things and sure:
        return Composed(_of_things(call, asked, said))
    if not asked.rows:
        return Composed(_nearest(asked, said), sure)
    rows = by_date(call.question, table, asked.rows)
    text = layout.rows(table, rows, said, needed=[one.column for one in asked.conditions])
    if call.form.kind == "count" and sure:
        text = f"{_number(asked, said)}\n\n{text}"
    return Composed(text, sure)


def _of_things(call: ModelCall, asked: Asked, said: Mapping[str, str]) -> str:
    """Which things are asked for, and the rows that tell it."""
    selection, table = asked.selection, asked.table
    things, rows = selection.things(table), asked.rows
    what = "; ".join([selection.key, *_said_of(selection, said)])
    if not things:
        near = selection.telling(table)
        text = said["no_thing"].format(what=what)
        if not near:
            return f"{text} {layout.markers(table.rows)}"
        return f"{text} {said['telling']}\n\n{layout.rows(table, near, said)}"
    head = said["things"].format(things="; ".join(things[: layout.MOST_ROWS]), what=what)
    if call.form.kind == "count" or len(things) > layout.MOST_ROWS:
        head = said["count"].format(number=len(things), of="", what=what)
    markers = layout.markers(rows or table.rows)
    needed = [one.column for one in selection.conditions]
    shown = layout.rows(table, rows, said, needed=needed) if rows else ""
    return "\n\n".join(filter(None, (f"{head} {markers}", shown)))


def _said_of(selection: Selection, said: Mapping[str, str]) -> list[str]:
    """What is asked of a thing, as a reader of its table understands it."""
    groups = selection.holding
    found = [_said(groups[0])] if len(groups) == 1 else []
    if len(groups) > 1:
        shared = [one for one in groups[0] if all(one in group for group in groups)]
        each = [_said([one for one in group if one not in shared]) for group in groups]
        found = [" + ".join(each), *([_said(shared)] if shared else [])]
    denied = (said["no_row"].format(what=_said(group)) for group in selection.lacking)
    return [*found, *denied]


def _said(group: Sequence[Condition]) -> str:
    return ", ".join(one.said for one in group)


def _nearest(asked: Asked, said: Mapping[str, str]) -> str:
    """No row meets all conditions: say so, and show those that meet all but one.

    What is said of another thing than the one that is named is not near.
    """
    what = _said(asked.conditions)
    thing = asked.table.columns[0]
    for left_out in reversed(asked.conditions):
        kept = tuple(one for one in asked.conditions if one is not left_out)
        rows: list[Row] = Selection(kept).rows(asked.table)
        if kept and rows and left_out.column != thing:
            instead = said["instead"].format(what=_said(kept))
            none = said["none"].format(what=what)
            return f"{none} {instead}\n\n{layout.rows(asked.table, rows, said)}"
    return ""


def _number(asked: Asked, said: Mapping[str, str]) -> str:
    """How many, of what is asked for: of a column's values where it names one, else of rows."""
    after = _AFTER_COUNT.search(asked.question)
    column = column_named(asked.table, after[1].split(",")[0]) if after else None
    counted = [row.cells.get(column or "", row.text) for row in asked.rows]
    number = len(dict.fromkeys(counted)) if column else len(asked.rows)
    what = "; ".join([column or said["rows"], *(one.said for one in asked.conditions)])
    if asked.table.rows_left:
        return said["at_least"].format(number=number, what=what)
    return said["count"].format(number=number, of="", what=what)
