"""Vectors that the model servers answer with, well or with one of the faults."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Callable, Sequence

Rows = list[list[float]]
Embed = Callable[[Sequence[str]], Rows]

DIMENSIONS = 64


def of_words(texts: Sequence[str]) -> Rows:
    """A small space: words fall into places by their hash. The vectors are not normalised."""
    rows = []
    for text in texts:
        row = [0.01] * DIMENSIONS
        for word in re.findall(r"\w+", text.lower()):
            row[hashlib.sha256(word.encode()).digest()[0] % DIMENSIONS] += 1
        rows.append(row)
    return rows


def spoilt(rows: Rows, fault: str) -> Rows:
    """The vectors with a fault in the last of them; unchanged without one."""
    last = rows[-1]
    if fault == "wrong_count":
        return rows[:-1]
    if fault == "short_vector":
        return [*rows[:-1], last[:-1]]
    if fault == "not_a_number":
        return [*rows[:-1], [math.nan, *last[1:]]]
    if fault == "no_direction":
        return [*rows[:-1], [0.0] * len(last)]
    return rows
