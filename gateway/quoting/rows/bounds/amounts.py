"""Bounds that a question sets to amounts: at most 7.5 mg, between 5 and 10 mg, 3 or more."""

from __future__ import annotations

import re

from gateway.quoting.questions.quantities import number_of, size_of
from gateway.quoting.rows.conditions import Condition
from gateway.quoting.rows.dates import spoken
from gateway.quoting.rows.spans import AmountSpan, in_signs, is_empty, measure_of
from gateway.quoting.rows.tables import Table
from gateway.quoting.terms import terms

_N = r"(?<![\w.,/-])\d[\d.,’']*(?<![.,’'])"
_U = r"(?:\s?(?:°\s?C|%|[^\W\d_]+))?"
_AMOUNT_BOUNDS = {
    "most": (
        r"at(?: the)? most|(?:no|not) (?:more|higher|greater|larger|longer) than|up to|"
        r"(?:a )?max(?:imum|imal)?(?: of)?|≤|<=|höchstens|bis(?: zu)?|"
        r"nicht (?:mehr|höher|grö(?:ss|ß)er|länger) als|au (?:plus|maximum)|jusqu[’']à|"
        r"pas plus d[e’']|como (?:máximo|mucho)|a lo sumo|hasta|no más del?"
    ),
    "less": (
        r"(?:less|fewer|lower|smaller|shorter|cheaper) than|below|under|<|"
        r"(?:weniger|niedriger|kleiner|kürzer|geringer) als|unter(?:halb(?: von)?)?|"
        r"(?:moins|en[- ]dessous) d[e’']|inférieure?s? (?:à|au)|sous|menos del?|por debajo del?|"
        r"inferior(?:es)? al?"
    ),
    "least": (
        r"at(?: the)? least|(?:no|not) (?:less|fewer|lower|smaller|shorter) than|"
        r"(?:a )?min(?:imum)?(?: of)?|≥|>=|from|mindestens|ab|"
        r"nicht (?:weniger|niedriger|kleiner|kürzer) als|au (?:moins|minimum)|à partir d[e’']|"
        r"pas moins d[e’']|al menos|por lo menos|como mínimo|a partir del?|no menos del?"
    ),
    "more": (
        r"(?:more|greater|higher|larger|longer) than|above|over|exceed(?:s|ing)?|>|"
        r"(?:mehr|höher|grö(?:ss|ß)er|länger) als|über|oberhalb(?: von)?|plus d[e’']|"
        r"au[- ]dessus d[e’']|supérieure?s? (?:à|au)|más del?|por encima del?|superior(?:es)? al?"
    ),
}
_AND_MORE = (
    r"or (?:more|higher|above|over|longer)|and (?:above|over|more)|"
    r"oder (?:mehr|höher|länger)|und (?:mehr|darüber)|(?:ou|et) plus|[oy] más"
)
_AND_LESS = (
    r"or (?:less|lower|fewer|below|under|shorter)|and (?:below|under|less)|"
    r"oder (?:weniger|niedriger|darunter)|und (?:weniger|darunter)|(?:ou|et) moins|[oy] menos"
)
AMOUNTS = re.compile(
    rf"(?<!\w)(?:between|zwischen|entre) (?P<low>{_N}{_U}) (?:and|und|et|y) "
    rf"(?P<high>{_N}{_U})(?!\w)|"
    rf"(?<!\w)(?:from|von|de|desde) (?P<low2>{_N}{_U}) "
    rf"(?:to|up to|bis(?: zu)?|à|jusqu[’']à|a|hasta) (?P<high2>{_N}{_U})(?!\w)|"
    rf"(?P<over>{_N}{_U}) (?:{_AND_MORE})(?!\w)|(?P<beneath>{_N}{_U}) (?:{_AND_LESS})(?!\w)|"
    + "|".join(
        rf"(?<!\w)(?:{said})\s?(?P<{name}>{_N}{_U})(?!\w)" for name, said in _AMOUNT_BOUNDS.items()
    ),
    re.IGNORECASE,
)


def amount_of(match: re.Match[str], question: str, table: Table) -> Condition | None:
    """The column with the amounts that a bound is about; ``None`` where no one is."""
    said = {name.rstrip("2"): value for name, value in match.groupdict().items() if value}
    parts = {name: _parted(value) for name, value in said.items()}
    unit = next((unit for _, unit in parts.values() if unit), "")
    column = _column_of(unit, question, table)
    if column is None:
        return None
    kind, size = size_of(unit) or ("", 1.0)
    values = {name: number * size for name, (number, _) in parts.items()}
    low = next((name for name in ("low", "least", "more", "over") if name in said), "")
    high = next((name for name in ("high", "most", "less", "beneath") if name in said), "")
    above, below = low == "more", high == "less"
    signs = in_signs(said.get(low, ""), said.get(high, ""), above=above, below=below)
    if low and high:
        span = AmountSpan(
            kind, min(values[low], values[high]), max(values[low], values[high]), said=signs
        )
    elif low:
        span = AmountSpan(kind, low=values[low], above=above, said=signs)
    else:
        span = AmountSpan(kind, high=values[high], below=below, said=signs)
    return Condition(column, span=span)


def _parted(text: str) -> tuple[float, str]:
    match = re.match(r"(\d[\d.,’']*)\s?(.*)$", text)
    return (number_of(match[1]), match[2].strip()) if match else (0.0, "")


def _column_of(unit: str, question: str, table: Table) -> str | None:
    """The one column of amounts in such a unit, or the one that the question names."""
    asked = terms(question)
    kind = (size_of(unit) or (unit.casefold(), 1.0))[0]
    numeric = {name: kinds for name in table.columns if (kinds := _kinds_of(table, name))}
    named = [name for name in numeric if terms(spoken([name])[0]) & asked]
    of_unit = [
        name
        for name, kinds in numeric.items()
        if unit and (kind in kinds or terms(unit) & terms(spoken([name])[0]))
    ]
    both = [name for name in of_unit if name in named]
    for found in (both, of_unit, [name for name in named if "" in numeric[name] or not unit]):
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _kinds_of(table: Table, column: str) -> frozenset[str]:
    """What the amounts of a column measure; nothing where a cell is no amount."""
    cells = [row.cells[column] for row in table.rows if not is_empty(row.cells.get(column, ""))]
    measures = [measure_of(cell) for cell in cells]
    if any(one is None for one in measures):
        return frozenset()
    return frozenset(one.kind for one in measures if one)
