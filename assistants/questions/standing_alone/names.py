"""The names in a question: what is written large, and not for beginning a sentence."""

from __future__ import annotations

import re

from gateway.quoting.rows.asking import BEFORE_NOUNS
from gateway.quoting.terms import MARKETS
from retrieval.languages.thesaurus import alternatives

# Markets by name in any letters, and by code in large ones: "us" is a word.
MARKET = re.compile(
    rf"\b(?:(?i:{'|'.join(map(re.escape, MARKETS))})|"
    rf"{'|'.join(dict.fromkeys(code.upper() for code in MARKETS.values()))})\b"
)
WORD = re.compile(r"[^\W_]+(?:[-/.][^\W_]+)*")
_ENDS = frozenset(".?!:…")
# Whoever is spoken to, and who speaks.
_NOBODY = frozenset("I Sie Ihr Ihre Ihren Ihrem Ihrer Ihres Ihnen".split())


def names(text: str) -> tuple[str, ...]:
    """The names and identifiers in a question, in their order: what is written large."""
    # Who writes all of it large marks no name by it.
    shouted = text.isupper() and len(text.split()) > 1
    found: dict[str, None] = {}
    end = 0
    for match in WORD.finditer(text):
        word, between, end = match.group(), text[end : match.start()], match.end()
        if not any(c.isupper() for c in word) or word in _NOBODY:
            continue
        if shouted and not any(c.isdigit() for c in word):
            continue
        # At the beginning of a sentence nothing tells a name from an ordinary word.
        begins = not match.start() or not _ENDS.isdisjoint(between)
        if begins and (len(word) == 1 or word[1:].islower()):
            continue
        found[word] = None
    return tuple(found)


def bare_names(text: str) -> list[str]:
    """Those that are no nouns of German, which writes every noun large.

    What has an article, or is known by other words, is a noun.
    """
    found = [name for name in names(text) if not after_article(name, text)]
    return [name for name in found if name.isupper() or not alternatives(name)]


def after_article(word: str, text: str) -> bool:
    """Whether an article, or its like, stands before a word."""
    found = re.search(rf"(\w+) {re.escape(word)}\b", text)
    return found is not None and found[1].casefold() in BEFORE_NOUNS
