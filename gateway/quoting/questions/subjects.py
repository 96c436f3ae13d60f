"""What a question is about that one document alone has for its subject."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gateway.quoting.terms import terms

# "Which form do I need?": what is asked for, and not what it is asked about.
_WANTED = re.compile(r"\b(?:which|what|welche[nmrs]?|quel(?:le)?s?|qué) (\w+)", re.IGNORECASE)
_KINDS_OF_DOCUMENTS = terms(
    "form policy guide guideline procedure process list report plan rule instruction manual "
    "handbook overview register template checklist summary"
)


def subjects(
    question: str,
    asked: frozenset[str],
    documents: Sequence[tuple[str, frozenset[str], frozenset[str]]],
) -> frozenset[str]:
    """The terms ``asked`` that one document has in its title, and no other speaks of.

    ``documents`` are titles with their own terms and all that stand there. Of a question about
    several documents there is none, nor where another document that has some of it in its title
    holds more of what is asked: then a common word was met.
    """
    candidates = asked - terms(" ".join(_WANTED.findall(question))) - _KINDS_OF_DOCUMENTS
    named = [one for one in documents if not one[1].isdisjoint(asked)]
    held: dict[str, frozenset[str]] = {}
    for title, _, whole in named:
        held[title] = held.get(title, frozenset()) | (asked & whole)
    holders = {
        term: {title for title, _, whole in documents if term in whole}
        for term in candidates
        if any(term in titled for _, titled, _ in named)
    }
    of_one = {term: next(iter(titles)) for term, titles in holders.items() if len(titles) == 1}
    if len({*of_one.values()}) != 1:
        return frozenset()
    (title,) = {*of_one.values()}
    return frozenset(of_one) if len(held[title]) == max(map(len, held.values())) else frozenset()
