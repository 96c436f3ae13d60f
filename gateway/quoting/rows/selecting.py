"""Chooses rows of a table by what a question names of it, denies, leaves out and bounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from gateway.quoting.rows.columns import thing_asked
from gateway.quoting.rows.conditions import Condition, Selection, Together
from gateway.quoting.rows.markers import Marker
from gateway.quoting.rows.mentions import Mention
from gateway.quoting.rows.scopes import Scopes, joined_by_and, scopes_of
from gateway.quoting.rows.tables import Table


def selection_of(
    question: str,
    table: Table,
    mentions: Sequence[Mention],
    markers: Sequence[Marker],
    bounds: Together = (),
) -> Selection:
    """What a question selects; not sure where a part of it is not understood."""
    scopes = scopes_of(question, table, mentions, markers)
    thing = thing_asked(question, table, mentions)
    chosen = _Selecting(question, table, scopes, thing, bounds).selection()
    order = {name: place for place, name in enumerate(table.columns)}
    ranked = sorted(
        chosen.conditions, key=lambda one: (one.span is not None, order.get(one.column, 0))
    )
    return replace(chosen, conditions=tuple(ranked), sure=chosen.sure and scopes.sure)


@dataclass(frozen=True, slots=True)
class _Selecting:
    question: str
    table: Table
    scopes: Scopes
    thing: str | None
    bounds: Together

    def selection(self) -> Selection:
        scopes = self.scopes
        turns = [bool(scopes.denied or scopes.nowhere), bool(scopes.only)]
        if sum(turns) > 1:
            return self._plain().doubted()
        if turns[0]:
            return self._denying()
        if scopes.only:
            return self._only()
        if scopes.everywhere and self._key(whether_asked=True):
            return self._everywhere(scopes.everywhere)
        return self._together() or self._plain()

    def _plain(self) -> Selection:
        return Selection((*self._meant(), *self._left_out(), *self.bounds))

    def _meant(self, but: str = "") -> Together:
        """What must be, without what is said of one column."""
        every = [one for one in self.scopes.meant if one.column != but]
        return tuple(one for one in _conditions(every) if not _is_all(one, self.table))

    def _left_out(self) -> Together:
        return tuple(replace(one, excluded=True) for one in _conditions(self.scopes.left_out))

    def _key(self, *, whether_asked: bool = False) -> str:
        """The column of the things that are asked for; empty where rows are, or one thing is."""
        asked_for = self.thing if whether_asked or self.thing == "" else None
        key = asked_for or self.thing or ("" if whether_asked or self.thing == "" else self._first)
        said = (*self.scopes.meant, *self.scopes.denied, *self.scopes.only)
        return "" if any(one.column == key for one in said) else key

    @property
    def _first(self) -> str:
        return self.table.columns[0]

    def _denying(self) -> Selection:
        scopes, denied = self.scopes, _conditions(self.scopes.denied)
        column = denied[0].column if denied else ""
        others = (*self._meant(column), *self.bounds)
        key = self._key(whether_asked=not scopes.of_all)
        in_rows = Selection(
            (*others, *(replace(one, excluded=True) for one in denied), *self._left_out())
        )
        if not key:
            # Of one thing, "in neither" and "nowhere" ask whether it is so.
            return in_rows.doubted() if scopes.nowhere or len(scopes.denied) > 1 else in_rows
        lacking = (*others, *denied, *self._left_out())
        same = tuple(one for one in self._meant() if one.column == column)
        named = {one.column for one in (*scopes.meant, *scopes.denied) if one.named}
        if same or not (scopes.of_all or named):
            shown = (*others, *(same or in_rows.conditions[len(others) :]))
        elif scopes.of_all:
            shown = tuple(one for one in (*others, *denied) if one.column in named)
        elif column in named:
            shown = others
        else:
            shown = tuple(one for one in others if one.column in named)
        shown += self._left_out()
        if same:
            return Selection(shown, key, (lacking,), (shown,), sure=not self.bounds)
        whole = Selection(shown, key, (lacking,), sure=not self.bounds)
        if scopes.of_all or named:
            return whole if self._is_plain_or() else whole.doubted()
        # "Which are not approved?" may be meant of each row, or of a thing as a whole.
        agree = {row.cells.get(key) for row in in_rows.rows(self.table)} == {
            *whole.things(self.table)
        }
        return in_rows if agree and not self.bounds else in_rows.doubted()

    def _is_plain_or(self) -> bool:
        """Whether no values beside what is denied are joined by "and": "not in both" or "none"."""
        groups = _by_column(self.scopes.meant)
        return not any(joined_by_and(self.question, own) for own in groups.values())

    def _only(self) -> Selection:
        only = _conditions(self.scopes.only)
        column = only[0].column
        others = (*self._meant(column), *self.bounds)
        if len(only) > 1 or any(one.column == column for one in self.scopes.meant):
            return self._plain().doubted()
        key = self._key()
        if not key:
            # Of one thing, all that is so is shown beside it.
            fixed = any(one.column == self._first for one in others)
            shown = Selection((*others, *self._left_out()))
            return shown if fixed else Selection((*shown.conditions, *only)).doubted()
        elsewhere = replace(only[0], excluded=True)
        each = tuple((*others, Condition(column, (value,))) for value in only[0].values)
        return Selection((*others, *only), key, ((*others, elsewhere),), each)

    def _everywhere(self, column: str) -> Selection:
        others = (*self._meant(column), *self.bounds)
        key = self._key(whether_asked=True)
        if key == column or all(one.named for one in self.scopes.meant):
            return self._plain()
        left_out = [one for one in self.scopes.left_out if one.column == column]
        without = {value for one in left_out for value in one.values}
        values = dict.fromkeys(row.cells.get(column, "") for row in self.table.rows)
        each = tuple(
            (*others, Condition(column, (value,)))
            for value in values
            if value and value not in without
        )
        lacking = ((*others, Condition(column, tuple(without))),) if without else ()
        return Selection((*others, *self._left_out()), key, lacking, each)

    def _together(self) -> Selection | None:
        """Things of which all is so that "and" joins: "approved in Switzerland and in Japan"."""
        key = self._key(whether_asked=True)
        groups = {
            column: own
            for column, own in _by_column(self.scopes.meant).items()
            if joined_by_and(self.question, own) and len({one.values for one in own}) > 1
        }
        if not key or len(groups) != 1:
            return None
        ((column, own),) = groups.items()
        # Of several products "in which markets" asks of each.
        if column == self._first and not self._asks_of_both():
            return None
        others = (*self._meant(column), *self._left_out(), *self.bounds)
        each = tuple((*others, *_conditions([one])) for one in own)
        return Selection((*others, *_conditions(own)), key, (), each)

    def _asks_of_both(self) -> bool:
        return any(word in f" {self.question.casefold()} " for word in _BOTH)


_BOTH = (
    " both ",
    "how many",
    " beide",
    "wie viele",
    "sowohl",
    "combien",
    " deux ",
    "cuánt",
    "ambos",
)


def _by_column(mentions: Sequence[Mention]) -> dict[str, list[Mention]]:
    groups: dict[str, list[Mention]] = {}
    for one in mentions:
        groups.setdefault(one.column, []).append(one)
    return groups


def _conditions(mentions: Sequence[Mention]) -> Together:
    return tuple(
        Condition(column, tuple(dict.fromkeys(value for one in own for value in one.values)))
        for column, own in _by_column(mentions).items()
    )


def _is_all(condition: Condition, table: Table) -> bool:
    """Whether a condition names each of several values, and so narrows nothing."""
    values = {row.cells.get(condition.column, "") for row in table.rows}
    return len(values) > 1 and values == set(condition.values)
