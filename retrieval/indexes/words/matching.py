"""What a question asks of the word index: each word in any of the ways to say it."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, cast

import tantivy

from retrieval.indexes.wording import QuestionWord
from retrieval.languages.analysis import stem
from retrieval.languages.compounds import COMPOUNDING, SHORTEST, split
from retrieval.languages.detection import Language
from retrieval.languages.misspelling import may_be_misspelt, most_edits

# On top of what the words of the title count for as words of the chunk.
TITLE_BOOST = 0.5
EXACT_BOOST = 3.0
# A part of a longer word says less than the word on its own.
EDGE_WEIGHT = 0.7
# What is said in other words may be another thing, and so may what is only spelt alike.
SYNONYM_WEIGHT = 0.6
ALMOST_WEIGHT = 0.7
_MUST, _SHOULD = tantivy.Occur.Must, tantivy.Occur.Should

Query = tantivy.Query


class Matcher:
    """Turns words of a question into queries over one state of the index."""

    def __init__(
        self, schema: tantivy.Schema, searcher: tantivy.Searcher, spoken: Collection[Language]
    ) -> None:
        self._schema = schema
        self._searcher = searcher
        self._compounding = sorted(COMPOUNDING.intersection(spoken))

    def resolved(self, words: Sequence[QuestionWord]) -> tuple[QuestionWord, ...]:
        """The words as the index knows them: with the parts of those that are made of words of
        it, the synonyms that it has, and whether they are spelt like none of it."""
        return tuple(self._resolved(word) for word in words)

    def _resolved(self, word: QuestionWord) -> QuestionWord:
        parts = word.parts or self._split(word)
        known = tuple(phrase for phrase in word.synonyms if all(map(self._is_word, phrase)))
        misspelt = (
            not (parts or known or word.exact)
            and may_be_misspelt(word.stem)
            and not any(map(self._is_word, word.forms))
        )
        return replace(word, parts=parts, synonyms=known, misspelt=misspelt)

    def _split(self, word: QuestionWord) -> tuple[str, ...]:
        for language in self._compounding:
            parts = split(word.stem, self._is_word, partial(stem, language=language))
            if parts:
                return parts
        return ()

    def ranked(self, words: Sequence[QuestionWord], identifiers: Sequence[str]) -> Query:
        """Whatever holds one of the words or identifiers, scored by all that it holds."""
        wanted = [self._scored(word) for word in words]
        wanted += [boosted(self.term("exact", one), EXACT_BOOST) for one in identifiers]
        return any_of(wanted)

    def holding(self, word: QuestionWord) -> Query:
        """Whatever holds a word in one of the ways, to be counted."""
        ways = [self.term("text", form) for form in word.forms]
        if word.exact:
            ways.append(self.term("exact", word.exact))
        if word.parts:
            ways.append(self._all_of(word.parts))
        ways += [self.term("edges", form) for form in self._whole(word)]
        ways += [self._all_of(phrase) for phrase in word.synonyms]
        ways += self._almost(word)
        return any_of(ways)

    def _scored(self, word: QuestionWord) -> Query:
        ways = [
            any_of([self.term("text", form), boosted(self.term("title", form), TITLE_BOOST)])
            for form in word.forms
        ]
        if word.parts:
            ways.append(boosted(self._all_of(word.parts), 1 / len(word.parts)))
        for phrase in word.synonyms:
            ways.append(boosted(self._all_of(phrase), SYNONYM_WEIGHT / len(phrase)))
        ways += [boosted(query, ALMOST_WEIGHT) for query in self._almost(word)]
        for form in self._whole(word):
            # The field holds so much for languages of long words that lengths would say nothing.
            held = self._searcher.doc_freq("edges", form)
            if held:
                score = EDGE_WEIGHT * rarity(held, self._searcher.num_docs)
                ways.append(Query.const_score_query(self.term("edges", form), score))
        return ways[0] if len(ways) == 1 else Query.disjunction_max_query(ways)

    def _whole(self, word: QuestionWord) -> list[str]:
        """The forms of a word that longer words may begin or end with."""
        return [one for one in word.forms if self._compounding and len(one) >= SHORTEST]

    def _almost(self, word: QuestionWord) -> list[Query]:
        """What is spelt almost like a word that the index does not have."""
        if not word.misspelt:
            return []
        return [
            Query.fuzzy_term_query(self._schema, "text", word.stem, distance=most_edits(word.stem))
        ]

    def _all_of(self, parts: Sequence[str]) -> Query:
        return Query.boolean_query([(_MUST, self.term("text", part)) for part in parts])

    def _is_word(self, term: str) -> bool:
        return self._searcher.doc_freq("text", term) > 0

    def term(self, field: str, value: str) -> Query:
        """Whatever has the value in a field."""
        return Query.term_query(self._schema, field, value)


def any_of(queries: Sequence[Query]) -> Query:
    """Whatever matches one of the queries, scored by all that it matches."""
    if len(queries) == 1:
        return queries[0]
    return Query.boolean_query([(_SHOULD, query) for query in queries])


def both(one: Query, other: Query) -> Query:
    """Whatever matches both queries."""
    return Query.boolean_query([(_MUST, one), (_MUST, other)])


def boosted(query: Query, boost: float) -> Query:
    """The query with its score multiplied."""
    return Query.boost_query(query, boost)


def count(searcher: tantivy.Searcher, query: Query) -> int:
    """How many chunks match."""
    # The type stubs leave this attribute out.
    return int(cast(Any, searcher.search(query, 1)).count or 0)


def rarity(held: int, chunks: int) -> float:
    """How much a word says that ``held`` of ``chunks`` chunks hold: BM25's inverse document
    frequency."""
    return math.log(1 + (chunks - held + 0.5) / (held + 0.5))
