"""Making a follow-up question stand alone by its words, for routes that cannot rewrite it.

It carries over what the last question named, and nothing else: a wrong name would be worse than
none.
"""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W_]+(?:[-/.][^\W_]+)*")
_LEAD = re.compile(
    r"^(?:and|or|but|so|what about|how about|und|oder|aber|was ist mit|et|ou|mais)\b[\s,:]*",
    re.IGNORECASE,
)
_REFERS = frozenset(
    "it its itself they them their this that these those he she his her there then "
    "er sie es ihn ihm sein seine dessen deren dies dieser diese dieses das dort "
    "il elle ils elles ce cet cette ces cela ça y".split()
)
_FILLERS = frozenset("for in on at with of the a an to by from about für bei mit pour avec".split())


def standalone(question: str, previous: str) -> str:
    """Say ``question`` so that it can be understood without ``previous``, the one before it.

    A question that names something, or refers to nothing, comes back as it is.
    """
    named, before = names(question), names(previous)
    lead = _LEAD.match(question)
    if named:
        fragment = lead is not None and _is_only(question[lead.end() :], named)
        return _exchanged(previous, before, named[0]) if fragment and before else question
    refers = any(word.casefold() in _REFERS for word in _WORD.findall(question))
    if lead is None and not refers:
        return question
    if not before:
        return f"{previous} {question}"
    body = question.rstrip(" ?.!")
    return f"{body} ({', '.join(before)})?"


def names(text: str) -> tuple[str, ...]:
    """The names and identifiers in a question, in their order: what is written large."""
    found: dict[str, None] = {}
    for place, match in enumerate(_WORD.finditer(text)):
        word = match.group()
        if not any(c.isupper() for c in word) or word == "I":
            continue
        # At the beginning of a sentence nothing tells a name from an ordinary word.
        if place == 0 and (len(word) == 1 or word[1:].islower()):
            continue
        found[word] = None
    return tuple(found)


def _is_only(text: str, named: tuple[str, ...]) -> bool:
    """Whether nothing but names is left of a fragment such as "for Nuxaprant?"."""
    rest = [word for word in _WORD.findall(text) if word not in named]
    return all(word.casefold() in _FILLERS for word in rest)


def _exchanged(previous: str, before: tuple[str, ...], name: str) -> str:
    pattern = "|".join(re.escape(word) for word in sorted(before, key=len, reverse=True))
    return re.sub(rf"\b(?:{pattern})\b", name, previous)
