"""Which rows of a table a question asks for: what it names of their cells, and what it excludes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from gateway.calls import Excerpt, Synonyms
from gateway.quoting.rows.dates import DATE, is_within, spans_of, spoken
from gateway.quoting.rows.tables import LABEL, Row, Table, tables_in
from gateway.quoting.rows.vocabulary import MOST_WORDS, in_words_of
from gateway.quoting.small_words import small_words
from gateway.quoting.terms import MARKETS, STOP_WORDS, WORD, stem, terms, words

_NOT = re.compile(
    r"\b(?:not|no|non|without|except|excluding|nicht|kein\w*|ohne|ausser|außer|pas|sans|sauf)\b",
    re.IGNORECASE,
)
# Words of a question that say how to answer, and nothing of a row.
ASKING = terms(
    "anywhere somewhere overall total altogether currently still yet insgesamt müssen muss sollen "
    "first last earliest latest next soonest newest oldest recent "
    "list show table overview number count name names give tell each every row rows entry entries "
    "right hold due currently exist kind please product by together "
    "medicine produkt produkte produkten produit produits producto productos "
    "liste tabelle zeige nenne welche sind alle wie viele "
    "quels quelles sont combien liste tableau "
    "ist hat haben wird werden wurde wurden gibt es noch schon jetzt derzeit vielen "
    "welcher welchen der die das den dem des ein eine einen einem in im und oder von für mit bei "
    "zu auf aus uns "
    "unsere unserer unseren bitte est a ont été le la les un une des du de en et ou pour dans nos "
    "combien y que qué cuántos cuántas están está los las una para con por nuestros"
)
_MARKETS = frozenset(code.upper() for code in MARKETS.values())
BEFORE_NOUNS = frozenset(
    "der die das den dem des ein eine einen einem einer eines kein keine im zum zur vom beim am "
    "welche welcher welches welchen welchem viele vielen alle allen aller jede jeder jedes jedem "
    "unsere unser unserer unseren unserem diese dieser dieses diesen nächste letzte".split()
)


@dataclass(frozen=True, slots=True)
class Condition:
    """What a column's value must be: one of ``values``, or within dates."""

    column: str
    values: tuple[str, ...] = ()
    excluded: bool = False
    since: str = ""
    until: str = ""

    def meets(self, row: Row) -> bool:
        """Tell whether a row is asked for, as far as this column goes."""
        value = row.cells.get(self.column, "")
        if self.values:
            return (value in self.values) is not self.excluded
        return is_within(value, self.since, self.until)

    @property
    def said(self) -> str:
        """The condition as a table's reader understands it."""
        if self.values:
            return f"{self.column} {'≠ ' if self.excluded else ''}{' / '.join(self.values)}".strip()
        if self.since and self.since == self.until:
            return f"{self.column} {self.since}"
        parts = [f"≥ {self.since}" if self.since else "", f"≤ {self.until}" if self.until else ""]
        return f"{self.column} {' '.join(filter(None, parts))}"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks of a table.

    ``explained`` is the share of the question's words that its columns, its title and the
    conditions speak of, from 0 to 1; 0 where it names something that the table does not hold.
    ``question`` is put in the table's words.
    """

    table: Table
    conditions: tuple[Condition, ...]
    explained: float
    question: str = ""

    @property
    def rows(self) -> list[Row]:
        """The rows that meet every condition."""
        return [row for row in self.table.rows if all(one.meets(row) for one in self.conditions)]


def asked_of(question: str, excerpts: Sequence[Excerpt], synonyms: Synonyms = ()) -> Asked | None:
    """The table of the passages that answers best what is asked, if one does."""
    tables = tables_in(excerpts)
    found = [_asked(in_words_of(table, question, synonyms), table) for table in tables]
    found = [one for one in found if one.explained]
    return max(found, key=lambda one: one.explained, default=None)


def covered(question: str, excerpts: Sequence[Excerpt]) -> float:
    """How far the rows of a table answer a question by what it names, from 0 to 1."""
    asked = asked_of(question, excerpts)
    # Without a condition all rows are asked for, by the name of their table.
    return asked.explained if asked and (asked.conditions or asked.explained == 1) else 0.0


def _asked(question: str, table: Table) -> Asked:
    wanted = (terms(question) - ASKING - small_words(question, "en")) | _codes(question)
    named = terms(f"{table.title} {table.section} {' '.join(spoken(table.columns))}")
    conditions = list(_of_values(question, table))
    conditions += [
        Condition(column, since=since, until=until)
        for column, (since, until) in spans_of(question, table).items()
    ]
    met = {term for one in conditions for value in one.values for term in terms(value)}
    if any(one.since or one.until for one in conditions):
        met |= terms(" ".join(match.group() for match in DATE.finditer(question)))
    held = met | named
    strangers = {stem(word) for word in _names(question)} - held
    if not wanted or strangers:
        return Asked(table, (), 0.0)
    return Asked(table, tuple(conditions), len(wanted & held) / len(wanted), question)


def _names(question: str) -> list[str]:
    """What a question names: identifiers, and what is written large within it."""
    found: list[str] = []
    said = words(question)
    for place, word in enumerate(said):
        large = word.isupper() and len(word) > 1
        named = large or any(map(str.isdigit, word)) or (place > 0 and word[:1].isupper())
        # "Die Zulassungen": a noun of German is written large, and no name has an article.
        named = named and (large or said[place - 1].casefold() not in BEFORE_NOUNS)
        if named and word.casefold() not in STOP_WORDS and stem(word) not in ASKING:
            found.append(word)
    # Germany is DE, and "de" is a small word of French.
    return found + [code for code in said if stem(code) in _codes(question) - {*map(stem, found)}]


def _codes(question: str) -> frozenset[str]:
    """The markets in a question, which are names whatever small word is spelt like their code."""
    if question.isupper():
        return frozenset()
    return frozenset(stem(word) for word in words(question) if word.isupper() and word in _MARKETS)


def _of_values(question: str, table: Table) -> list[Condition]:
    asked = terms(question)
    names = {stem(word) for word in _names(question)}
    found: list[Condition] = []
    taken: set[str] = set()
    for column in table.columns:
        values = list(dict.fromkeys(row.cells.get(column, "") for row in table.rows))
        hits = {value: hit for value in values if (hit := _hit(value, question, asked, names))}
        # "under review" is not also "review": the longest value that the question says counts.
        hits = {
            value: hit
            for value, hit in hits.items()
            if not any(hit < other for other in hits.values()) and not hit <= taken
        }
        if not hits or (len(values) > 1 and len(hits) == len(values)):
            continue
        taken |= set().union(*hits.values())
        denied = {value for value in hits if _is_denied(value, question)}
        chosen = tuple(value for value in hits if value not in denied) or tuple(denied)
        found.append(Condition(column, chosen, excluded=bool(denied) and set(chosen) == denied))
    return found


def _hit(
    value: str, question: str, asked: frozenset[str], names: set[str]
) -> frozenset[str] | None:
    """The words by which a question names a cell's value; ``None`` where it does not."""
    held = terms(value)
    if not held or len(value.split()) > MOST_WORDS or (value.isdigit() and len(value) < 3):
        return None
    if DATE.match(value):
        return held if value in question else None
    if _NOT.search(value):
        return held if _denied_as(value).search(question) else None
    if held <= asked:
        return held
    part = held & names
    return frozenset(part) if part and len(held) <= 4 else None


@lru_cache(500)
def _denied_as(value: str) -> re.Pattern[str]:
    """A value such as "not filed" as a question may say it: "have not yet been filed"."""
    spoken = r"(?:[\s,]+\w+){0,2}?[\s,]+".join(map(re.escape, value.split()))
    return re.compile(rf"\b{spoken}\b", re.IGNORECASE)


def _is_denied(value: str, question: str) -> bool:
    first = next(iter(WORD.findall(value)), "")
    for word in WORD.finditer(question):
        if stem(word.group()) == stem(first) and not _NOT.search(value):
            before = " ".join(question[: word.start()].split()[-2:])
            return _NOT.search(before) is not None
    return False


def column_named(table: Table, text: str) -> str | None:
    """The column whose name stands in ``text``, the earliest there."""
    places: Mapping[str, int] = {
        stem(word): place for place, word in reversed(list(enumerate(words(text))))
    }
    named = {
        name: min(places[term] for term in hit)
        for name in table.columns
        if name != LABEL and (hit := terms(spoken([name])[0]) & places.keys())
    }
    return min(named, key=lambda name: named[name], default=None)
