"""What a page says, in the language of its reader."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from markupsafe import Markup

from app.pages.words.reader import Reader

# A word is HTML, or has a form for each of the numbers that its language tells apart, named as in
# the plural rules of Unicode: "one", "other".
Word = str | Mapping[str, str]
# The words of a page by language, and within it by name.
Section = Mapping[str, Mapping[str, Word]]


class Wording(Mapping[str, Markup]):
    """The words of some sections in one language.

    A word without places is looked up, ``w.save``; one with places is called with what goes into
    them, ``w("ended", n=3)``: text, that is escaped, or a number, that is written as the reader
    writes it. The value ``n`` chooses between the forms of a word.
    """

    def __init__(self, reader: Reader, *sections: Section) -> None:
        self._reader = reader
        self._words: dict[str, Word] = {}
        for section in sections:
            self._words |= section[reader.language]

    def __getitem__(self, name: str) -> Markup:
        return self(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._words)

    def __len__(self) -> int:
        return len(self._words)

    def __call__(self, name: str, /, **values: object) -> Markup:
        """A word with its values; raises `KeyError` for one that there is not."""
        word = self._words[name]
        if not isinstance(word, str):
            form = self._reader.locale.plural_form(_number(values.get("n", 0)))
            word = word.get(form, word["other"])
        if not values:
            return Markup(word)  # noqa: S704
        shown = {place: self._shown(value) for place, value in values.items()}
        return Markup(word).format(**shown)  # noqa: S704

    def _shown(self, value: object) -> object:
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            return self._reader.number(value)
        return value


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
