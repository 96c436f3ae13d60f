"""Words that are spelt almost alike: a letter is wrong, missing, too much or in another place."""

from __future__ import annotations

# A shorter word is too easily another one.
SHORTEST = 5
# From this length on two letters may be wrong.
LONG = 8


def may_be_misspelt(word: str) -> bool:
    """Tell whether a word that nobody knows can be a known one with an error in it."""
    return len(word) >= SHORTEST and word.isalpha() and word.isascii()


def most_edits(word: str) -> int:
    """How many errors a word may have."""
    return 2 if len(word) >= LONG else 1


def is_near(word: str, other: str) -> bool:
    """Tell whether two words differ by no more than a few errors; the first letter is right."""
    most = most_edits(other)
    if abs(len(word) - len(other)) > most or word[:1] != other[:1] or len(word) < SHORTEST - 1:
        return False
    return _distance(word, other) <= most


def _distance(one: str, other: str) -> int:
    """Edits between two words, a swap of neighbours counted once.

    The optimal string alignment distance, after Damerau (1964) and Levenshtein (1966).
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        earlier, before, row = before, row, [i]
        for j, wanted in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if earlier and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
    return row[-1]
