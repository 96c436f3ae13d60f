"""What a question asks of the tables in some passages, and how far they explain it."""

from __future__ import annotations

from collections.abc import Sequence

from gateway.calls import Excerpt, Synonyms
from gateway.quoting.rows.bounds.bounds import bounds_in
from gateway.quoting.rows.bounds.written_dates import iso_dates
from gateway.quoting.rows.conditions import Asked, Selection
from gateway.quoting.rows.dates import spoken
from gateway.quoting.rows.markers import Marker, Turn, markers_in, plainly
from gateway.quoting.rows.mentions import mentions_in
from gateway.quoting.rows.selecting import selection_of
from gateway.quoting.rows.tables import Table, tables_in
from gateway.quoting.rows.vocabulary import in_words_of
from gateway.quoting.small_words import small_words
from gateway.quoting.terms import MARKETS, STOP_WORDS, coded, stem, terms, words

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
# Longer ones would take seconds, for each table.
LONGEST = 600
BEFORE_NOUNS = frozenset(
    "der die das den dem des ein eine einen einem einer eines kein keine im zum zur vom beim am "
    "welche welcher welches welchen welchem viele vielen alle allen aller jede jeder jedes jedem "
    "unsere unser unserer unseren unserem diese dieser dieses diesen nächste letzte".split()
)


def asked_of(question: str, excerpts: Sequence[Excerpt], synonyms: Synonyms = ()) -> Asked | None:
    """The table of the passages that answers best what is asked, if one does.

    None answers a letter: what is asked of columns and cells is short.
    """
    if len(question) > LONGEST:
        return None
    plain = plainly(iso_dates(question))
    tables = tables_in(excerpts)
    found = [_asked(coded(in_words_of(table, plain, synonyms)), table) for table in tables]
    found = [one for one in found if one.explained]
    return max(found, key=lambda one: one.explained, default=None)


def covered(question: str, excerpts: Sequence[Excerpt], synonyms: Synonyms = ()) -> float:
    """How far the rows of a table answer a question by what it names, from 0 to 1."""
    asked = asked_of(question, excerpts, synonyms)
    # Without a condition all rows are asked for, by the name of their table.
    return asked.explained if asked and (asked.is_narrowed or asked.explained == 1) else 0.0


def _asked(question: str, table: Table) -> Asked:
    bounded = bounds_in(question, table)
    markers = markers_in(bounded.rest)
    mentions = mentions_in(bounded.rest, table, {stem(word) for word in _names(bounded.rest)})
    said = _without(bounded.rest, markers)
    wanted = (terms(said) - ASKING - small_words(said, "en")) | _codes(said) | bounded.met
    named = terms(f"{table.title} {table.section} {' '.join(spoken(table.columns))}")
    met = frozenset[str]().union(*(one.terms for one in mentions))
    held = met | named | bounded.met
    strangers = {stem(word) for word in _names(said)} - held
    if not wanted or strangers:
        return Asked(table, Selection(), 0.0)
    selection = selection_of(bounded.rest, table, mentions, markers, bounded.conditions)
    if not bounded.sure:
        selection = selection.doubted()
    return Asked(table, selection, len(wanted & held) / len(wanted), question)


def _without(question: str, markers: Sequence[Marker]) -> str:
    """The question without what turns it round: that says nothing of what is asked."""
    for one in markers:
        if one.turn is not Turn.DOUBTFUL:
            question = question[: one.start] + " " * (one.end - one.start) + question[one.end :]
    return question


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
