"""How many chunks hold a word, remembered by who asks where."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Collection, Mapping

import tantivy

from retrieval.indexes.wording import QuestionWord
from retrieval.languages.detection import Language

_MOST_SCOPES = 64
_MOST_COUNTS = 20_000

Scope = Mapping[str, Collection[str] | None]
# The count of all chunks stands under no word.
Counts = dict[QuestionWord | None, int]


class ScopeCounts:
    """Counts of one state of the index, by the scope that was asked: counting costs as much as a
    search.

    Questions share most of their words, and people most of their rights. Lives until the index
    changes; a scope that is not asked for long is forgotten.
    """

    def __init__(self) -> None:
        self._scopes: OrderedDict[frozenset[tuple[str, frozenset[str] | None]], Counts]
        self._scopes = OrderedDict()
        self._lock = threading.Lock()
        self._spoken: frozenset[Language] | None = None

    def of(self, scope: Scope) -> Counts:
        """The counts of a scope, to be read and added to."""
        key = frozenset(
            (source, None if accesses is None else frozenset(accesses))
            for source, accesses in scope.items()
        )
        with self._lock:
            counts = self._scopes.setdefault(key, {})
            self._scopes.move_to_end(key)
            if len(self._scopes) > _MOST_SCOPES:
                self._scopes.popitem(last=False)
            if len(counts) > _MOST_COUNTS:
                counts.clear()
            return counts

    def spoken(self, searcher: tantivy.Searcher) -> frozenset[Language]:
        """The languages that chunks of the index are written in."""
        if self._spoken is None:
            self._spoken = frozenset(
                one for one in Language if searcher.doc_freq("language", str(one))
            )
        return self._spoken
