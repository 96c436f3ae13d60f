"""Sentences that the product says to people, in each language that its pages have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from babel.dates import format_date
from babel.numbers import format_decimal

Language = Literal["en", "de", "fr"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with places for values, such as ``{days}``."""

    en: str
    de: str
    fr: str

    def say(self, language: str, **values: object) -> str:
        """The sentence with its values, numbers and days as its language writes them."""
        text = {"de": self.de, "fr": self.fr}.get(language, self.en)
        known = language if language in {"de", "fr"} else "en_GB"
        return text.format(**{name: _shown(value, known) for name, value in values.items()})


def verbatim(text: str) -> Sentence:
    """A text that nobody translated."""
    shown = text.replace("{", "{{").replace("}", "}}")
    return Sentence(en=shown, de=shown, fr=shown)


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence with what goes into its places."""

    sentence: Sentence
    values: Mapping[str, object] = field(default_factory=dict)

    def say(self, language: str) -> str:
        """The whole sentence in a language."""
        return self.sentence.say(language, **self.values)


class SpokenError(Exception):
    """An error that says in the language of its reader what is wrong, and what to do.

    What is given as plain text is the same for everybody.
    """

    def __init__(self, sentence: Sentence | str, **values: object) -> None:
        self.told = Told(sentence if isinstance(sentence, Sentence) else verbatim(sentence), values)
        super().__init__(self.told.say("en"))

    def say(self, language: str) -> str:
        """What is wrong, and what to do; in English where it is not said in ``language``."""
        return self.told.say(language)


def _shown(value: object, language: str) -> str:
    if isinstance(value, Sentence | Told):
        return value.say(language)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return format_decimal(value, locale=language)
    if isinstance(value, date):
        return format_date(value, "medium", locale=language)
    return str(value)
