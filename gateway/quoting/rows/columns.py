"""Which column of a table a question names, and which things it asks for by it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from gateway.quoting.rows.dates import spoken
from gateway.quoting.rows.mentions import Mention
from gateway.quoting.rows.tables import LABEL, Table
from gateway.quoting.terms import MARKETS, WORD, stem, terms, words

_PLACES = frozenset(
    "market markets country countries region regions site sites location locations territory "
    "place land länder markt märkte region standort ort pays marché région lieu país mercado "
    "región lugar".split()
)
_CODES = frozenset(code.upper() for code in MARKETS.values())
_ASKED = re.compile(
    r"\b(?:which|what|how many|number of|list|all|welche[rsnm]?|wie ?viele[nr]?|zahl der|alle[nr]?|"
    r"quel(?:le)?s?|combien d(?:e |[’'])|nombre de|tou(?:te)?s les|qué|cuáles|cuánt[oa]s|"
    r"tod[oa]s l[oa]s)\s*(?P<thing>(?:[^\W\d_][\w’'-]*[ ]?){1,4})",
    re.IGNORECASE,
)
# Whatever the first column is called, a row is about what stands there.
_PRODUCT = re.compile(
    r"^(?:(?:of|our|the|unserer?n?|de|nos|nuestros) )*(?:products?|medicines?|drugs?|medications?|"
    r"items?|things?|produkt\w*|präparat\w*|arzneimittel\w*|medikament\w*|produits?|médicaments?|"
    r"productos?|medicamentos?)\b",
    re.IGNORECASE,
)


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


def is_of_places(column: str, table: Table) -> bool:
    """Whether a column holds places: by its name, or by the codes of markets in it."""
    if column.casefold() in _PLACES:
        return True
    values = {row.cells.get(column, "") for row in table.rows}
    return len(values & _CODES) * 2 > len(values)


def thing_asked(question: str, table: Table, mentions: Sequence[Mention]) -> str | None:
    """The column of the things that a question asks for: "which products" asks for products.

    Empty where it asks for rows, such as registrations, and ``None`` where it names nothing.
    """
    found = _ASKED.search(question)
    if found is None:
        return None
    if product := _PRODUCT.match(found["thing"]):
        column = column_named(table, product.group())
        return column or table.columns[0]
    for word in WORD.finditer(question, found.start("thing"), found.end("thing")):
        if any(one.start <= word.start() < one.end for one in mentions):
            return ""
        column = column_named(table, word.group())
        if column and terms(spoken([column])[0]) <= terms(word.group()):
            return column if column == table.columns[0] or _repeats(column, table) else ""
        if terms(word.group()) & terms(f"{table.title} {table.section}") or column:
            return ""
    return None


def _repeats(column: str, table: Table) -> bool:
    """Whether rows share values of a column; else a row by itself is what stands there."""
    values = [row.cells[column] for row in table.rows if row.cells.get(column)]
    return len(set(values)) < len(values)
