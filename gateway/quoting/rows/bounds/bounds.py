"""Bounds that a question sets: dates between, before and after others, amounts of at most so much.

What is bounded is taken out of the question, so that nothing else is read into it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from gateway.quoting.rows.bounds.amounts import AMOUNTS, amount_of
from gateway.quoting.rows.bounds.written_dates import iso_dates
from gateway.quoting.rows.conditions import Condition
from gateway.quoting.rows.dates import DATE, dated_columns, spoken
from gateway.quoting.rows.spans import DateSpan
from gateway.quoting.rows.tables import Table
from gateway.quoting.terms import terms

_D = r"(?:19|20)\d\d(?:-\d\d(?:-\d\d)?)?"
_THE = r"(?: (?:the|in|on|dem|den|der|am|im|le|la|el|en|année))*"
_END = rf"{_THE}(?: (?:end|ende|fin|finales)(?: of| de| des jahres)?)?{_THE} "
_DATE_BOUNDS = {
    "span": (
        rf"(?:between|zwischen|entre){_THE} (?P<first>{_D}) (?:and|und|et|y){_THE} (?P<last>{_D})|"
        rf"(?:from|vom|von|du|de|del|desde){_THE} (?P<first2>{_D})(?: (?:to|until|till|through|bis|"
        rf"bis zum|au|à|hasta|al|a)| jusqu[’'](?:au|à|en)){_THE} (?P<last2>{_D})|"
        rf"(?P<first3>{_D})\s?(?:–|—|-|\.\.\.?|to|through|bis|à|a)\s?(?P<last3>{_D})"
    ),
    "since": (
        r"on or after|not (?:before|earlier than)|no(?:t)? earlier than|since|from|starting|"
        r"as (?:of|from)|seit|ab|frühestens|nicht (?:vor|früher als)|depuis|à partir d[eu’']|"
        r"à compter d[eu’']|dès|pas avant|desde|a partir del?|no antes del?"
    ),
    "after": (
        r"(?:later|newer|more recent) than|after|beyond|past|following|nach|(?:später|neuer) als|"
        r"après|plus (?:tard|récente?s?) qu[e’']|postérieure?s? (?:à|au)|después del?|"
        r"(?:más tarde|posterior(?:es)?) (?:del?|que|al?)"
    ),
    "until": (
        r"on or before|not (?:after|later than)|no later than|by|until|till|up to|through|"
        r"(?:bis )?spätestens|bis(?: zum)?|nicht (?:nach|später als)|jusqu[’'](?:à|au|en)|"
        r"au plus tard|pas après|hasta|a más tardar"
    ),
    "before": (
        r"(?:earlier|older) than|before|prior to|ahead of|vor|(?:früher|älter) als|"
        r"avant|plus (?:tôt|ancienne?s?) qu[e’']|antérieure?s? (?:à|au)|antes del?|"
        r"(?:más temprano|anterior(?:es)?) (?:del?|que|al?)"
    ),
}
_DATED = re.compile(
    "|".join(
        rf"(?P<{name}>(?<!\w)(?:{said}))"
        if name == "span"
        else rf"(?P<{name}>(?<!\w)(?:{said}){_END}(?P<{name}_date>{_D}))"
        for name, said in _DATE_BOUNDS.items()
    )
    + rf"|(?P<at>{_D})",
    re.IGNORECASE,
)
_AT_END = re.compile(r"\b(?:end|ende|fin|finales)\b", re.IGNORECASE)
# A bound that is said of no date right behind it: "before the middle of 2026".
_BOUND_WORD = re.compile(
    rf"(?<!\w)(?:{'|'.join(said for name, said in _DATE_BOUNDS.items() if name != 'span')}|between|"
    r"zwischen|entre|mid|middle|half|mitte|hälfte|milieu|mediados|beginning|start|anfang|beginn|"
    r"début|principios|except|not|nicht|pas|other than|au(?:ss|ß)er|sauf)"
    r"(?: [\w’']+){0,3} $",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Bounded:
    """The bounds in a question, and its ``rest`` without them, as long as it was.

    ``met`` are the terms of what was taken out; ``sure`` tells that every bound was understood.
    """

    conditions: tuple[Condition, ...]
    rest: str
    met: frozenset[str]
    sure: bool = True


def bounds_in(question: str, table: Table) -> Bounded:
    """What a question bounds by dates and amounts, as far as the table has such columns."""
    found: dict[str, Condition] = {}
    rest, met, sure = question, frozenset[str](), True
    columns = dated_columns(question, table)
    for match in _DATED.finditer(question) if columns else ():
        span = _span_of(match)
        column = _bounded(question, table, columns, span)
        if column in found:
            both = found[column].span
            joined = _joined(both, span) if isinstance(both, DateSpan) else None
            sure, span = sure and joined is not None, joined or span
        sure = sure and _is_plain(match, question)
        found[column] = Condition(column, span=span)
        rest, met = _without(match, rest), met | _terms_of_dates(match)
    for match in AMOUNTS.finditer(rest):
        condition = amount_of(match, question, table)
        if condition is None:
            sure = False
            continue
        sure = sure and condition.column not in found
        found[condition.column] = condition
        rest = _without(match, rest)
    return Bounded(tuple(found.values()), rest, met, sure)


def sets_bounds(question: str) -> bool:
    """Whether a question bounds dates or amounts, whatever the tables hold."""
    dates = (match for match in _DATED.finditer(iso_dates(question)) if match["at"] is None)
    return any(dates) or AMOUNTS.search(question) is not None


def _without(match: re.Match[str], text: str) -> str:
    return text[: match.start()] + " " * (match.end() - match.start()) + text[match.end() :]


def _is_plain(match: re.Match[str], question: str) -> bool:
    """Whether nothing before a date says that it is meant otherwise than it was read."""
    before = question[: match.start()]
    # "01/04/2026" may be of April or of January.
    return not before.endswith(("/", ".", "-")) and (
        match["at"] is None or _BOUND_WORD.search(before) is None
    )


def _terms_of_dates(match: re.Match[str]) -> frozenset[str]:
    return terms(" ".join(date.group() for date in DATE.finditer(match.group())))


def _span_of(match: re.Match[str]) -> DateSpan:
    said = {name: value for name, value in match.groupdict().items() if value}
    if "span" in said:
        first, last = (
            next(value for name, value in said.items() if name.startswith(end))
            for end in ("first", "last")
        )
        return DateSpan(min(first, last), max(first, last))
    at_end = _AT_END.search(match.group()) is not None
    if date := said.get("since_date") or said.get("after_date"):
        return DateSpan(since=date, after="after" in said or at_end)
    if date := said.get("until_date") or said.get("before_date"):
        return DateSpan(until=date, before="before" in said and not at_end)
    return DateSpan(said["at"], said["at"])


def _joined(one: DateSpan, other: DateSpan) -> DateSpan | None:
    """Two bounds as one span, where the one is its beginning and the other its end."""
    ends = bool(one.since) != bool(one.until) and bool(other.since) != bool(other.until)
    return one.met_by(other) if ends and bool(one.since) != bool(other.since) else None


def _bounded(question: str, table: Table, columns: list[str], span: DateSpan) -> str:
    """The column that a date is about: the one that is named, else one with such dates."""
    if terms(spoken([columns[0]])[0]) & terms(question):
        return columns[0]
    held = (
        name for name in columns if any(span.holds(row.cells.get(name, "")) for row in table.rows)
    )
    return next(held, columns[0])
