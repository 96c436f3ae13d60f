"""What a passage says, read once so that many sentences can be compared with it."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from itertools import pairwise

from assistants.grounding.reading.amounts import denominators, other_periods, vague_times
from assistants.grounding.reading.dates import Date, dates, without_dates
from assistants.grounding.reading.names import Known
from assistants.grounding.reading.numbers import Quantity, quantities, rates
from assistants.grounding.reading.people import numbers_by_people
from assistants.grounding.reading.placed import PlacedNumber, placed_numbers
from assistants.grounding.reading.polarity import Clause, clauses
from assistants.grounding.reading.units import UNITS
from assistants.grounding.reading.words import WORD, content, language_of, plain
from gateway.quoting.refutations import says_wrong
from retrieval.parsing import footnotes
from retrieval.parsing.instructions.orders import orders, without_orders
from retrieval.passages import Passage
from retrieval.searching.requirements.unmet import people_in

_YEAR = 1000
_ITEM = re.compile(r"^\s*(?:[-*•‣▪◦–]|\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)])\s+(?=\S)")
_PRONOUN = re.compile(
    r"^\W*(?:they|it|this|these|that|those|such|he|she|do|never|always|sie|es|er|diese[rsnm]?|dies|"
    r"ils?|elles?|ceci|cela|cette|ces|esto|estas?|estos?|ello|no|ne)\b",
    re.IGNORECASE,
)
_END = re.compile(r"(?<=[.!?。！？])\s+|(?<=[.!?][\"”’»)])\s+|\n+|(?<=[。！？])")
_UNIT = re.compile(r"°[cf]?|[%$€£¥]|[^\W\d_]+")
_ROW = re.compile(r"^[^:;.]{1,60}: [^;]*; [^:;]{1,60}: ")


class Material:
    """One passage. Orders to a model are no part of what it says: nothing is verified by them."""

    def __init__(self, title: str, section: str, text: str, page: int | None) -> None:
        marked = without_orders(text)
        self.text = plain(footnotes.without(marked))
        # What looks like the mark of a note may also be a number in brackets.
        self._bracketed = plain(marked) if "[" in marked else ""
        self.heading = plain(f"{title}\n{section}")
        self.orders = tuple(plain(order) for order in orders(text))
        self.page = page

    @cached_property
    def whole(self) -> str:
        """Heading and text."""
        return f"{self.heading}\n{self.text}"

    @cached_property
    def language(self) -> str:
        """The language of the text; empty where it does not tell."""
        return language_of(self.text[:2000])

    @cached_property
    def words(self) -> frozenset[str]:
        """The stems of all that it says."""
        return frozenset(self.heading_words).union(*self.sentence_words)

    @cached_property
    def letters(self) -> str:
        """Its words in a row, to find the parts of compounds in."""
        return " ".join(word.casefold() for word in WORD.findall(self.whole))

    @cached_property
    def known(self) -> Known:
        """Its names."""
        return Known(self.heading, self.text)

    @cached_property
    def dates(self) -> tuple[tuple[tuple[Date, ...], str], ...]:
        """Its dates."""
        return (*dates(self.heading), *dates(self.text))

    @cached_property
    def numbers(self) -> tuple[Quantity, ...]:
        """Its numbers, those of its heading, and how many items its lists have."""
        lengths = [float(length) for length in self._lengths_of_lists()]
        counts = tuple(Quantity((length,), said=(length,)) for length in lengths)
        return (
            *quantities(without_dates(self.text)),
            *quantities(without_dates(self.heading)),
            *quantities(without_dates(self._bracketed)),
            *(number for number in quantities(self.text) if number.said[0] >= _YEAR),
            *counts,
        )

    @cached_property
    def numbers_by_people(self) -> tuple[tuple[Quantity, frozenset[str]], ...]:
        """Its numbers, each with the people whom it is for; none where for all."""
        general = people_in(self.heading)
        return tuple(
            (number, people | general if people else people)
            for sentence in self.sentences
            for number, people in numbers_by_people(sentence)
        )

    @cached_property
    def vague_times(self) -> frozenset[tuple[str, float]]:
        """The units of time of which it says no number."""
        return vague_times(self.whole)

    @cached_property
    def denominators(self) -> frozenset[str]:
        """Per what it gives amounts."""
        return denominators(self.whole) | self.rates

    @cached_property
    def other_periods(self) -> frozenset[tuple[str, float]]:
        """The periods of which it leaves some out."""
        return other_periods(self.whole)

    @cached_property
    def placed_numbers(self) -> tuple[PlacedNumber, ...]:
        """Its numbers with what is said of them."""
        return tuple(placed for sentence in self.sentences for placed in placed_numbers(sentence))

    @cached_property
    def people(self) -> frozenset[str]:
        """The kinds of people that it speaks of."""
        return people_in(self.whole)

    @cached_property
    def units(self) -> frozenset[str]:
        """The units that it names, be it in the head of a table, apart from the number."""
        return frozenset(
            UNITS[word][0] for word in _UNIT.findall(self.whole.casefold()) if word in UNITS
        )

    @cached_property
    def rates(self) -> frozenset[str]:
        """How often something happens by it."""
        return rates(self.text, loosely=True) | rates(self.heading, loosely=True)

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """Its sentences, items and rows, as plain text."""
        return tuple(part.strip() for part in _END.split(self.text) if part.strip())

    @cached_property
    def refuted(self) -> frozenset[str]:
        """The sentences of which the next one says that they are wrong."""
        return frozenset(
            sentence for sentence, after in pairwise(self.sentences) if says_wrong(after)
        )

    @cached_property
    def quotes(self) -> frozenset[str]:
        """Its sentences as `quoted` gives them."""
        return frozenset(map(quoted, self.sentences))

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """Its clauses, each with what was said before it: its subject stands there."""
        found: list[Clause] = []
        before = ""
        for sentence in self.sentences:
            subject = content(before) if _PRONOUN.match(sentence) else frozenset[str]()
            found += clauses(sentence, subject)
            before = sentence
        return tuple(found)

    @cached_property
    def sentence_words(self) -> tuple[frozenset[str], ...]:
        """What is said in each sentence."""
        return tuple(content(sentence) for sentence in self.sentences)

    @cached_property
    def windows(self) -> tuple[frozenset[str], ...]:
        """What is said around each sentence: in the one before, in it, in the next."""
        said = self.sentence_words
        return tuple(frozenset().union(*said[max(0, at - 1) : at + 2]) for at in range(len(said)))

    @cached_property
    def heading_words(self) -> frozenset[str]:
        """The stems of its heading."""
        return content(self.heading)

    @cached_property
    def rows(self) -> tuple[str, ...]:
        """Its table rows."""
        return tuple(line for line in self.text.split("\n") if _ROW.match(line))

    def _lengths_of_lists(self) -> list[int]:
        lengths, length = [], 0
        for line in [*self.text.split("\n"), ""]:
            if _ITEM.match(line):
                length += 1
            elif length:
                lengths.append(length)
                length = 0
        return [length for length in lengths if 2 <= length <= 30]


def quoted(sentence: str) -> str:
    """A sentence in small letters, without the spaces and the full stop at its end."""
    return " ".join(sentence.casefold().split()).rstrip(" .")


# One takes some 60 kB, which is a hundred times its text, and 5 ms to read anew.
@lru_cache(maxsize=800)
def _material(title: str, section: str, text: str, page: int | None) -> Material:
    return Material(title, section, text, page)


def material_of(passage: Passage) -> Material:
    """Read a passage; one that came before is not read again."""
    return _material(passage.title, passage.section, passage.text, passage.page)
