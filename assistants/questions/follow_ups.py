"""Making a follow-up question stand alone by its words, for routes that cannot rewrite it.

It carries over what the last question named, and nothing else: a wrong name would be worse than
none.
"""

from __future__ import annotations

import re

from gateway.quoting.rows.asking import BEFORE_NOUNS
from gateway.quoting.terms import MARKETS
from retrieval.languages.thesaurus import alternatives

_WORD = re.compile(r"[^\W_]+(?:[-/.][^\W_]+)*")
# Letters and a number, whatever joins them: PPR-9087, PPR 9087, PPR9087, NDA 219-884.
_IDENTIFIER = re.compile(
    r"\b[^\W\d_]{1,8}(?:[-\u2010\u2011\u2012\u2013\u2212/._ ]?[^\W\d_]{1,8})?"
    r"[-\u2010\u2011\u2012\u2013\u2212/._ #]?(?P<number>\d[\w/.-]*\w|\d)"
)
# Markets by name in any letters, and by code in large ones: "us" is a word.
_MARKET = re.compile(
    rf"\b(?:(?i:{'|'.join(map(re.escape, MARKETS))})|"
    rf"{'|'.join(dict.fromkeys(code.upper() for code in MARKETS.values()))})\b"
)
_LEAD = re.compile(
    r"^(?:and|or|but|so|what about|how about|und|oder|aber|was ist mit|et|ou|mais)\b[\s,:]*",
    re.IGNORECASE,
)
_REFERS = frozenset(
    "it its itself they them their this that these those he she his her there then "
    "er sie es ihn ihm sein seine dessen deren dies dieser diese dieses das dort "
    "il elle ils elles ce cet cette ces cela ça y".split()
)
_NUMBER = frozenset("number no nr nummer numéro número".split())
_IN = frozenset("in im en dans".split())
_POSSESSIVE = frozenset("its their theirs sein seine deren dessen leur leurs".split())
_OWN_NOUNS = 5
_FILLERS = frozenset("for in on at with of the a an to by from about für bei mit pour avec".split())


def standalone(question: str, previous: str) -> str:
    """Say ``question`` so that it can be understood without ``previous``, the one before it.

    A question that names something, or refers to nothing, comes back as it is.
    """
    named, before = names(question), names(previous)
    lead = _LEAD.match(question)
    if lead is not None and (exchanged := _numbered(question[lead.end() :], previous)):
        return exchanged
    if named:
        fragment = lead is not None and _is_only(question[lead.end() :], named)
        return _exchanged(previous, before, question, named[0]) if fragment and before else question
    refers = _refers(question)
    if lead is None and not refers:
        return question
    if not before:
        return f"{previous} {question}"
    body = question.rstrip(" ?.!")
    return f"{body} ({', '.join(before)})?"


def _refers(question: str) -> bool:
    """Whether a question speaks of what was said before it."""
    words = [word.casefold() for word in _WORD.findall(question)]
    # "The side effects of each product with their percentages": that is within the question.
    return any(
        word in _REFERS and not (word in _POSSESSIVE and place >= _OWN_NOUNS)
        for place, word in enumerate(words)
    )


def _numbered(text: str, previous: str) -> str | None:
    """``previous`` with another number in its identifier: after PPR-9087 "9088" means PPR-9088."""
    words = [word.casefold() for word in _WORD.findall(text)]
    numbers = [word for word in words if word[0].isdigit()]
    said_before = {word.casefold() for word in _WORD.findall(previous)} | _FILLERS | _NUMBER
    if len(numbers) != 1 or not all(word in said_before for word in words if word not in numbers):
        return None
    number, dated = numbers[0], not _IN.isdisjoint(words)
    for found in reversed(list(_IDENTIFIER.finditer(previous))):
        old = found["number"]
        # "And in 2027?" after PPR-9087 asks for a year.
        year = found.group()[: -len(old)].casefold().split()[-1] in _IN
        if len(old) == len(number) and old.casefold() != number and (year or not dated):
            return f"{previous[: found.start('number')]}{number}{previous[found.end('number') :]}"
    return None


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


def _exchanged(previous: str, before: tuple[str, ...], question: str, name: str) -> str:
    """``previous`` about ``name`` instead; about both, where it named nothing of that kind."""
    if _MARKET.fullmatch(name):
        olds = [found.group() for found in _MARKET.finditer(previous)]
    else:
        olds = _of_kind([old for old in before if not _MARKET.fullmatch(old)], previous, name)
    if not olds:
        return f"{previous} {question}"
    pattern = "|".join(re.escape(word) for word in sorted(olds, key=len, reverse=True))
    return re.sub(rf"\b(?:{pattern})\b", lambda _: name, previous)


def _of_kind(before: list[str], previous: str, name: str) -> list[str]:
    """Those that ``name`` can stand for: an identifier for another, and a name for names.

    German writes every noun large: what has an article, or is known by other words, is a noun.
    """
    numbered = any(map(str.isdigit, name))
    alike = [old for old in before if any(map(str.isdigit, old)) is numbered]
    bare = [old for old in alike if not _after_article(old, previous)]
    own = [old for old in bare if not alternatives(old)]
    return own or bare or alike


def _after_article(word: str, text: str) -> bool:
    found = re.search(rf"(\w+) {re.escape(word)}\b", text)
    return found is not None and found[1].casefold() in BEFORE_NOUNS
