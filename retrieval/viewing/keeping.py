"""Keeps what was used last, up to a weight."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from retrieval.parsing.documents import ParsedDocument

# What a block of a document weighs besides its text, in characters.
_BLOCK = 200

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Kept(Generic[Key, Value]):
    """The values used last; together they weigh at most ``most``, or there is only one."""

    def __init__(self, most: int, weigh: Callable[[Value], int]) -> None:
        self._most = most
        self._weigh = weigh
        self._values: OrderedDict[Key, tuple[Value, int]] = OrderedDict()
        self._weight = 0

    def __len__(self) -> int:
        return len(self._values)

    def get(self, key: Key) -> Value | None:
        """The value that was kept, which is used by this; ``None`` if there is none."""
        if key not in self._values:
            return None
        self._values.move_to_end(key)
        return self._values[key][0]

    def put(self, key: Key, value: Value) -> None:
        """Keep a value, and let go of those that were not used for longest."""
        if key in self._values:
            self._weight -= self._values.pop(key)[1]
        weight = self._weigh(value)
        self._values[key] = (value, weight)
        self._weight += weight
        while self._weight > self._most and len(self._values) > 1:
            _, (_, gone) = self._values.popitem(last=False)
            self._weight -= gone

    def clear(self) -> None:
        """Let go of everything."""
        self._values.clear()
        self._weight = 0


def weight_of(parsed: ParsedDocument) -> int:
    """What the text of a document weighs, in characters."""
    return sum(len(block.text) + _BLOCK for block in parsed.blocks)
