"""Sentences by which a model does what a document told it to do."""

from __future__ import annotations

from collections.abc import Sequence

from assistants.grounding.material import Material
from assistants.grounding.reading.names import Known, codes, names
from assistants.grounding.reading.numbers import quantities
from assistants.grounding.reading.words import content, language_of, plain

# So much of a sentence stands in an order, and not in what the passages say beside it.
REPEATED = 0.6


class Obedience:
    """The orders in the passages, ready to be compared with; most often there are none."""

    def __init__(self, materials: Sequence[Material], asked: Sequence[str]) -> None:
        self._orders = [order for each in materials for order in each.orders]
        self._materials = materials
        self._asked = [plain(text) for text in asked]

    @property
    def any(self) -> bool:
        """Whether there are orders."""
        return bool(self._orders)

    def repeats(self, text: str) -> bool:
        """Whether a plain sentence says what only an order says."""
        if not self._orders:
            return False
        about = content(text)
        said = frozenset[str]().union(*(each.words for each in self._materials))
        said |= frozenset[str]().union(*map(content, self._asked))
        for order in self._orders:
            if self._names_of_order(text, order):
                return True
            ordered = content(order)
            own = about - said
            if own and own <= ordered:
                return True
            if about and len(about & ordered) / len(about) >= REPEATED and not about <= said:
                return True
        return False

    def _names_of_order(self, text: str, order: str) -> bool:
        """Whether a name, a code or a number of the order stands in it that nothing else has."""
        known = Known(order)
        elsewhere = [*(each.known for each in self._materials), Known(*self._asked)]
        for name in (*codes(text), *names(text, language_of(text))):
            ordered = known.has_code(name) or known.has_name(name)
            if ordered and not any(
                each.has_code(name) or each.has_name(name) for each in elsewhere
            ):
                return True
        numbers = [number for each in self._materials for number in each.numbers]
        numbers += [number for asked in self._asked for number in quantities(asked)]
        return any(
            any(one.meets(other) for other in quantities(order))
            and not any(one.meets(other) for other in numbers)
            for one in quantities(text)
            if one.kind != "article"
        )
