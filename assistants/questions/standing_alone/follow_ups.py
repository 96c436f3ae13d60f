"""Making a follow-up question stand alone by its words, for routes that cannot rewrite it.

It carries over what the last question named, and nothing else: a wrong name would be worse than
none.
"""

from __future__ import annotations

import re

from assistants.questions.standing_alone.names import MARKET, WORD, after_article, bare_names, names
from assistants.questions.standing_alone.references import refers_back
from assistants.questions.standing_alone.several import questions_in
from retrieval.languages.detection import Language, language_of
from retrieval.languages.thesaurus import alternatives

# Letters and a number, whatever joins them: PPR-9087, PPR 9087, PPR9087, NDA 219-884.
_IDENTIFIER = re.compile(
    r"\b[^\W\d_]{1,8}(?:[-\u2010\u2011\u2012\u2013\u2212/._ ]?[^\W\d_]{1,8})?"
    r"[-\u2010\u2011\u2012\u2013\u2212/._ #]?(?P<number>\d[\w/.-]*\w|\d)"
)
_LEAD = re.compile(
    r"^\W*(?:and|or|but|so|what about|how about|und|oder|aber|was ist mit|et|ou|mais|"
    r"y(?! a\b)|pero|qué hay de)\b[\s,:]*",
    re.IGNORECASE,
)
_NUMBER = frozenset("number no nr nummer numéro número".split())
_IN = frozenset("in im en dans".split())
_FILLERS = frozenset("for in on at with of the a an to by from about für bei mit pour avec".split())


def standalone(question: str, previous: str) -> str:
    """Say ``question`` so that it can be understood without ``previous``, the one before it.

    A question that refers to nothing comes back as it is; one that only names something else is
    the one before about that. Of several questions the first is told so; the others follow it.
    """
    first, *others = questions_in(question)
    if others:
        return " ".join([standalone(first, previous), *others])
    named, before = names(question), _carried(previous)
    lead = _LEAD.match(question)
    if lead is not None and (exchanged := _numbered(question[lead.end() :], previous)):
        return exchanged
    refers = refers_back(question)
    if named and not refers:
        fragment = lead is not None and _is_only(question[lead.end() :], named)
        return _exchanged(previous, before, question, named[0]) if fragment and before else question
    if lead is None and not refers:
        return question
    if not before:
        return f"{previous} {question}"
    elsewhere = any(MARKET.fullmatch(name) for name in named)
    added = [
        name for name in before if name not in named and not (elsewhere and MARKET.fullmatch(name))
    ]
    return f"{question.rstrip(' ?.!')} ({', '.join(added)})?" if added else question


def _carried(previous: str) -> tuple[str, ...]:
    """What a question named, for the next one: of German without its nouns, where it has others."""
    named = names(previous)
    if language_of(previous) is not Language.GERMAN:
        return named
    own = {*bare_names(previous), *MARKET.findall(previous)}
    rest = [name for name in named if not after_article(name, previous)]
    return tuple(name for name in named if name in own) or tuple(rest) or named


def _numbered(text: str, previous: str) -> str | None:
    """``previous`` with another number in its identifier: after PPR-9087 "9088" means PPR-9088."""
    words = [word.casefold() for word in WORD.findall(text)]
    numbers = [word for word in words if word[0].isdigit()]
    said_before = {word.casefold() for word in WORD.findall(previous)} | _FILLERS | _NUMBER
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


def _is_only(text: str, named: tuple[str, ...]) -> bool:
    """Whether nothing but names is left of a fragment such as "for Nuxaprant?"."""
    rest = [word for word in WORD.findall(text) if word not in named]
    return all(word.casefold() in _FILLERS for word in rest)


def _exchanged(previous: str, before: tuple[str, ...], question: str, name: str) -> str:
    """``previous`` about ``name`` instead; about both, where it named nothing of that kind."""
    if MARKET.fullmatch(name):
        olds = [found.group() for found in MARKET.finditer(previous)]
    else:
        olds = _of_kind([old for old in before if not MARKET.fullmatch(old)], previous, name)
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
    bare = [old for old in alike if not after_article(old, previous)]
    own = [old for old in bare if not alternatives(old)]
    return own or bare or alike
