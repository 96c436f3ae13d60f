"""Saying a question in the words of passages, where no model can: synonyms and abbreviations.

What a first search found tells how the documents call things. Nothing is left out of a question,
and nothing is added that does not say the same as a word of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from retrieval.languages.analysis import LONGEST, plain, stem, tokens
from retrieval.languages.detection import Language, language_of
from retrieval.languages.thesaurus import WRITTEN_IN, Met, met_in
from retrieval.searching.requirements.qualifier_words import COUNTRIES
from retrieval.searching.requirements.unmet import narrowed_to

# A list of abbreviations is longer, and its first ones do.
_LOOKED_AT = 20_000
# Bounded, since a text without blanks is else looked through again from each of its letters.
_WORD = r"[^\W_]{1,40}(?:[-’'][^\W_]{1,40}){0,5}"
_ABBREVIATION = r"[A-Z][A-Za-z]{1,7}"
_LONG = re.compile(rf"(?<![^\W_])((?:{_WORD} ){{0,8}}{_WORD}) \(({_ABBREVIATION})s?\)")
_SHORT = re.compile(rf"\b({_ABBREVIATION})(?: \(| [-–—] | = |: )((?:{_WORD} ){{0,8}}{_WORD})")
_SMALL = frozenset("a an and de der des du for la le of on or the to und von zu für".split())
_LARGE = re.compile(r"[A-ZÀ-ÖØ-Þ][^\W\d_]{2,}")
_ABROAD = ("another country", "other countries", "foreign country", "abroad", "Ausland", "étranger")
# "IT" is also a word.
_SHORTEST_IN_SMALL = 3


def in_words_of(question: str, texts: Sequence[str]) -> str:
    """The question with its words put as ``texts`` put them; itself where they do as it does."""
    text = plain("\n".join(texts))[:_LOOKED_AT]
    question = _written_out(question, abbreviations(text))
    held = _stems(text, language_of(text) or Language.ENGLISH)
    question = _anywhere(question, held)
    said = list(re.finditer(r"[^\W_]+", question))
    words = [word.group() for word in said]
    # Scripts without blanks have no words that could be told apart here.
    if list(tokens(plain(question))) != words or any(len(word) > LONGEST for word in words):
        return question
    asked = language_of(question)
    for one in reversed(_apart(met_in(words, (asked,) if asked in WRITTEN_IN else WRITTEN_IN))):
        if otherwise := _as_held(words, one, held):
            start, end = said[one.start].start(), said[one.end - 1].end()
            question = f"{question[:start]}{otherwise}{question[end:]}"
    return question


def abbreviations(text: str) -> Mapping[str, str]:
    """The abbreviations that a text explains, each with what it is short for.

    It stands in brackets behind its long form or before it, and its letters begin the words of it,
    as Schwartz and Hearst (2003) look for them.
    """
    pairs = [(found[2], found[1].split()) for found in _LONG.finditer(text)]
    found = {short: _from_end(short, words) for short, words in pairs}
    found |= {
        match[1]: long
        for match in _SHORT.finditer(text)
        if (long := _from_start(match[1], match[2].split()))
    }
    return {short: long for short, long in found.items() if long}


def _from_end(short: str, words: Sequence[str]) -> str:
    """The fewest last words whose first letters are those of an abbreviation."""
    for start in range(len(words) - 1, -1, -1):
        if words[start].lower() not in _SMALL and _begin(short, words[start:]):
            return " ".join(words[start:])
    return ""


def _from_start(short: str, words: Sequence[str]) -> str:
    """The fewest first words whose first letters are those of an abbreviation."""
    for end in range(1, len(words) + 1):
        if _begin(short, words[:end]):
            return " ".join(words[:end])
    return ""


def _begin(short: str, words: Sequence[str]) -> bool:
    parts = [part for word in words for part in word.split("-") if part]
    every = "".join(part[0] for part in parts).lower()
    telling = "".join(part[0] for part in parts if part.lower() not in _SMALL).lower()
    return len(parts) > 1 and short.lower() in (every, telling)


def _written_out(question: str, known: Mapping[str, str]) -> str:
    for short, long in known.items():
        if long.lower() in question.lower():
            continue
        small = re.IGNORECASE if len(short) >= _SHORTEST_IN_SMALL else 0
        question = re.sub(
            rf"\b{re.escape(short)}s?\b", lambda _, long=long: long, question, flags=small
        )
    return question


def _anywhere(question: str, held: Mapping[Language, str]) -> str:
    """The question of any country, where the texts name none of it but speak of others at large."""
    said = next((words for words in _ABROAD if _holds(held, words.split())), "")
    if not said:
        return question

    def of(found: re.Match[str]) -> str:
        named = not narrowed_to(found.group()).isdisjoint(COUNTRIES)
        return said if named and not _holds(held, [found.group()]) else found.group()

    return _LARGE.sub(of, question)


def _apart(met: Sequence[Met]) -> list[Met]:
    """The longest of what overlaps, in order."""
    kept: list[Met] = []
    taken: set[int] = set()
    for one in sorted(met, key=lambda one: one.start - one.end):
        places = range(one.start, one.end)
        if taken.isdisjoint(places):
            kept.append(one)
            taken.update(places)
    return sorted(kept, key=lambda one: one.start)


def _as_held(words: Sequence[str], one: Met, held: Mapping[Language, str]) -> str:
    """What the texts say instead of these words of a question; empty where they say the words."""
    own = words[one.start : one.end]
    # A letter alone is an article sooner than an abbreviation.
    if len("".join(own)) < 2 or _holds(held, own):
        return ""
    return next((" ".join(member) for member in one.members if _holds(held, member)), "")


def _holds(held: Mapping[Language, str], phrase: Sequence[str]) -> bool:
    return any(
        f" {' '.join(stem(word.lower(), language) for word in phrase)} " in stems
        for language, stems in held.items()
    )


def _stems(text: str, language: Language) -> Mapping[Language, str]:
    return {one: f" {' '.join(_each(text, one))} " for one in {language, Language.ENGLISH}}


def _each(text: str, language: Language) -> Iterator[str]:
    return (stem(word, language) for word in tokens(text.lower()) if len(word) <= LONGEST)
