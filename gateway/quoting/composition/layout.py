"""Lays quotes out as Markdown: statements under their document, rows as a table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from gateway.quoting.rows.tables import LABEL, Row, Table, table_of
from gateway.quoting.sentences import Sentence

# What a reader takes in, and a page shows without holding anybody up.
MOST_STATEMENTS = 12
MOST_ROWS = 25
MOST_COLUMNS = 8


_MARKUP = re.compile(r"[*_`\[\]()<>|#~!\\]")
_LONGEST_NAME = 200


def plain(sentences: Sequence[Sentence], said: Mapping[str, str]) -> str:
    """Each sentence as a paragraph of its own; rows that stand together as a table."""
    parts: list[str] = []
    for kind, run in groupby(sentences, key=lambda one: (one.kind == "row", one.title, one.above)):
        group = list(run)
        if kind[0] and (table := table_of(group)).rows:
            parts.append(rows(table, table.rows, said))
        else:
            parts += [marked(one.text, one.n) for one in group]
    return "\n\n".join(parts)


def statements(
    sentences: Sequence[Sentence], said: Mapping[str, str], *, as_table: bool = False
) -> str:
    """Statements as a list, each with its document and section; a bound that cuts it is said.

    Those of several documents may stand in a table, a row for each document.
    """
    shown = sentences[:MOST_STATEMENTS]
    if len(sentences) == 1 or any(one.kind == "row" for one in shown):
        return plain([one for one in sentences if one.kind == "row" or one in shown], said)
    titles = list(dict.fromkeys(one.title for one in sentences))
    if as_table and len(titles) > 1:
        parts = [_by_document(shown, labels(titles), said)]
    elif len(titles) == 1:
        parts = [f"**{_inline(titles[0])}**", _bullets(shown, {titles[0]: ""})]
    else:
        parts = [_bullets(shown, labels(titles))]
    if len(sentences) > len(shown):
        parts.append(_bound(said, len(shown), len(sentences), sentences[len(shown) :]))
    return "\n\n".join(parts)


def rows(
    table: Table,
    chosen: Sequence[Row],
    said: Mapping[str, str],
    *,
    needed: Iterable[str] = (),
) -> str:
    """Rows as a Markdown table under the name of its document; what is left out is said.

    Of many columns the first ones are shown, and the ``needed``.
    """
    shown = chosen[:MOST_ROWS]
    used = [name for name in table.columns if any(row.cells.get(name) for row in shown)]
    columns = _narrowed(used, set(needed))
    several = len({row.n for row in shown}) > 1
    all_of_it = _markers(row.n for row in chosen)
    head = [_cell(name) for name in columns] + ([said["source"]] if several else [])
    lines = [_line(head), _line(["---"] * len(head))]
    for row in shown:
        cells = [_cell(row.cells.get(name, "")) for name in columns]
        lines.append(_line(cells + ([f"[{row.n}]"] if several else [])))
    place = " › ".join(filter(None, (table.title, *table.section.split(" > "))))
    caption = f"**{_inline(place)}** {all_of_it}" if place else all_of_it
    parts = [caption, "\n".join(lines)]
    if len(chosen) > len(shown):
        total = len(chosen)
        parts.append(said["bound"].format(shown=len(shown), total=total, markers=all_of_it))
    if len(columns) < len(used):
        parts.append(said["columns"].format(shown=len(columns), total=len(used), markers=all_of_it))
    if table.rows_left:
        parts.append(said["left"].format(left=table.rows_left, markers=all_of_it))
    return "\n\n".join(parts)


def marked(text: str, n: int) -> str:
    """A quote with its marker; in a list that was quoted as a whole, each item with it."""
    lead, *items = text.split("\n- ")
    if not items:
        return f"{text} [{n}]"
    return "\n".join([f"{lead} [{n}]", "", *(f"- {item} [{n}]" for item in items)])


def as_name(text: str) -> str:
    """What somebody typed, as a heading: in one line, without what Markdown would read."""
    return " ".join(_MARKUP.sub(" ", text).split())[:_LONGEST_NAME]


def statement(one: Sentence, name: str) -> str:
    """A statement in a list, with the name of what it is about and the heading above it."""
    return _bullet(one, " · ".join(filter(None, (name, one.above.split(" > ")[-1]))))


def labels(titles: Sequence[str]) -> dict[str, str]:
    """What tells titles apart: without the words that all of them begin and end with."""
    split = [title.split() for title in titles]
    first = _common(split)
    last = _common([list(reversed(words)) for words in split])
    if len(set(titles)) > 1 and all(len(words) > first + last for words in split):
        kept = [words[first : len(words) - last] for words in split]
        return {title: " ".join(words) for title, words in zip(titles, kept, strict=True)}
    return {title: title for title in titles}


def _common(split: Sequence[Sequence[str]]) -> int:
    same = 0
    for column in zip(*split, strict=False):
        if len(set(column)) > 1:
            break
        same += 1
    return same


def _bullets(sentences: Sequence[Sentence], named: Mapping[str, str]) -> str:
    headings = {one.above for one in sentences}
    lines: list[str] = []
    for one in sentences:
        # A heading that all of them share tells nothing apart.
        heading = one.above.split(" > ")[-1] if len(headings) > 1 or named[one.title] else ""
        lines.append(_bullet(one, " · ".join(filter(None, (named[one.title], heading)))))
    return "\n".join(lines)


def _by_document(
    sentences: Sequence[Sentence], named: Mapping[str, str], said: Mapping[str, str]
) -> str:
    """Statements as a table, each row with the name of what it is about."""
    head = [_line([said["about"], said["statement"]]), _line(["---", "---"])]
    cells = (
        (_cell(_inline(named[one.title])), f"{_cell(one.text)} [{one.n}]") for one in sentences
    )
    return "\n".join([*head, *map(_line, cells)])


def _bullet(one: Sentence, label: str) -> str:
    lead, *items = one.text.split("\n- ")
    lines = [f"- **{_inline(label)}:** {lead} [{one.n}]" if label else f"- {lead} [{one.n}]"]
    return "\n".join([*lines, *(f"  - {item} [{one.n}]" for item in items)])


def _bound(said: Mapping[str, str], shown: int, total: int, rest: Sequence[Sentence]) -> str:
    return said["bound"].format(shown=shown, total=total, markers=_markers(one.n for one in rest))


def shows_rows(text: str) -> bool:
    """Whether an answer shows a table."""
    return "\n| --- |" in text


def markers(shown: Iterable[Row]) -> str:
    """The markers of the passages that rows stand in."""
    return _markers(row.n for row in shown)


def _markers(numbers: Iterable[int]) -> str:
    return "".join(f"[{n}]" for n in dict.fromkeys(numbers))


def _narrowed(columns: Sequence[str], needed: set[str]) -> list[str]:
    if len(columns) <= MOST_COLUMNS:
        return list(columns)
    room = MOST_COLUMNS - len(needed & set(columns))
    first = [name for name in columns if name not in needed][: max(room, 1)]
    return [name for name in columns if name in needed or name in first][:MOST_COLUMNS]


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(text: str) -> str:
    return " ".join(text.replace("|", r"\|").split()) if text != LABEL else " "


def _inline(text: str) -> str:
    return " ".join(text.replace("*", "").split())
