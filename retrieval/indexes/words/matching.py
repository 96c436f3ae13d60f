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

# On top of what the words of the title count for as words of the chunk.
TITLE_BOOST = 0.5
EXACT_BOOST = 3.0
# A part of a longer word says less than the word on its own.
EDGE_WEIGHT = 0.7
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
        """The words with the parts of those that are made of words of the index."""
        if not self._compounding:
            return tuple(words)
        return tuple(word if word.parts else self._split(word) for word in words)

    def _split(self, word: QuestionWord) -> QuestionWord:
        for language in self._compounding:
            parts = split(word.stem, self._is_word, partial(stem, language=language))
            if parts:
                return replace(word, parts=parts)
        return word

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
        return any_of(ways)

    def _scored(self, word: QuestionWord) -> Query:
        ways = [
            any_of([self.term("text", form), boosted(self.term("title", form), TITLE_BOOST)])
            for form in word.forms
        ]
        if word.parts:
            ways.append(boosted(self._all_of(word.parts), 1 / len(word.parts)))
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
