"""Recognises a text by the sentence that it was written from, to say it in another language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from babel.numbers import format_decimal

# English, German, French; a text is known by its English sentence, as in gettext.
Entry = tuple[str, str, str]

_PLACE = re.compile(r"\{(\w+)\}")
_ENDED = re.compile(r"(?<=[.!?”]) ")
_LISTED = re.compile(r"(?:, | and )(?![^()]*\))")
_NUMBERS = frozenset({"n", "m", "k"})
# What stands in these places is told in turn; {things} is a list of such.
_NOUNS = frozenset({"picture", "chart", "diagram", "object", "part", "box", "formula"})
_TOLD = _NOUNS | {"reason", "step", "what", "places"}
_NUMBER = r"\d[\d,]*"
_PAGES = rf"(?:[Pp]ages?|[Ss]lides?) {_NUMBER}(?:[-, ]|and|more|\d)*"
_COUNTED = {
    "page": {"de": "Seite", "fr": "page"},
    "pages": {"de": "Seiten", "fr": "pages"},
    "slide": {"de": "Folie", "fr": "diapositive"},
    "slides": {"de": "Folien", "fr": "diapositives"},
}
_AND = {"de": " und ", "fr": " et "}
_MORE = {"de": "weitere", "fr": "autres"}
# Longer ones are not from a sentence of ours, and would take long to compare.
_LONGEST = 4_000
_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class _Known:
    """A sentence, and how a text that was written from it looks."""

    looks: re.Pattern[str]
    said: Mapping[str, str]


class Catalogue:
    """The sentences that are known, and what they are in other languages."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._by_start: dict[str, list[_Known]] = {}
        self._others: list[_Known] = []
        self.entries = tuple(entries)
        for en, de, fr in self.entries:
            known = _Known(re.compile(_looks(en), re.DOTALL), {"de": de, "fr": fr})
            first = en.partition(" ")[0]
            place = self._others if "{" in first else self._by_start.setdefault(first, [])
            place.append(known)

    def say(self, text: str, language: str, depth: int = 0) -> str | None:
        """A text of one or more known sentences in ``language``; ``None`` where it is not known."""
        if not text or len(text) > _LONGEST or depth > _DEEPEST:
            return None
        for first, rest in _divided(text):
            if (said := self._sentence(first, language, depth)) is None:
                continue
            if not rest:
                return said
            if (others := self.say(rest, language, depth)) is not None:
                return f"{said} {others}"
        return None

    def _sentence(self, text: str, language: str, depth: int) -> str | None:
        candidates = [*self._by_start.get(text.partition(" ")[0], ()), *self._others]
        for known in candidates:
            if found := known.looks.fullmatch(text):
                values = {
                    name: self._value(name, value, language, depth)
                    for name, value in found.groupdict().items()
                }
                said: str = known.said[language].format(**values)
                return said[:1].upper() + said[1:] if text[:1].isupper() else said
        return None

    def _value(self, name: str, value: str, language: str, depth: int) -> str:
        if name in _NUMBERS:
            return format_decimal(int(value.replace(",", "")), locale=language)
        if name == "pages":
            return _pages(value, language)
        if name == "things":
            parts = [self.say(one, language, depth + 1) or one for one in _LISTED.split(value)]
            return _AND[language].join([", ".join(parts[:-1])] * (len(parts) > 1) + parts[-1:])
        if name in _TOLD:
            return self.say(value, language, depth + 1) or value
        return value


def _looks(en: str) -> str:
    """The pattern of texts that are written from a sentence."""
    parts = _PLACE.split(en)
    taken: list[str] = []
    for at, part in enumerate(parts):
        if at % 2 == 0:
            taken.append(re.escape(part))
        elif part in _NUMBERS:
            taken.append(rf"(?P<{part}>{_NUMBER})")
        elif part == "pages":
            taken.append(rf"(?P<pages>{_PAGES})")
        elif part in _NOUNS:
            taken.append(rf"(?P<{part}>[a-z][a-z -]*?)")
        else:
            taken.append(rf"(?P<{part}>.+?)")
    return "".join(taken)


def _divided(text: str) -> Iterator[tuple[str, str]]:
    """A text as its first sentences and the rest, the longest beginning first."""
    yield text, ""
    for end in reversed([found.start() for found in _ENDED.finditer(text)]):
        yield text[:end], text[end + 1 :]


def _pages(text: str, language: str) -> str:
    """``Pages 3-5 and 9`` in another language."""
    noun, _, numbers = text.partition(" ")
    said = _COUNTED[noun.lower()][language]
    numbers = numbers.replace(" and ", _AND[language]).replace("more", _MORE[language])
    numbers = re.sub(r"(?<=\d)-(?=\d)", "–", numbers)
    return f"{said[:1].upper() + said[1:] if noun[0].isupper() else said} {numbers}"
