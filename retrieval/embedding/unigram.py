"""Cuts text into the likeliest pieces of a vocabulary (Kudo 2018), as SentencePiece does.

The vocabulary of XLM-RoBERTa has 250,000 pieces of a hundred languages. The `tokenizers` library
takes 280 MB and more than a second to hold them; a table of their hashes takes 4 MB, and what is
cut costs a hundredth of what is embedded.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tokenizers import normalizers

BEGIN, END, UNKNOWN = 0, 2, 3
LONGEST = 16
PIECE = np.dtype([("hash", "<u8"), ("score", "<f4"), ("id", "<i4")])
# Stands for the space before a word.
SPACE = "▁"
# What a letter in no piece costs beyond the rarest piece.
_BEYOND = 10.0
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
# A word's rarity by the logarithm of its probability: 0 down to the first, 1 from the second on.
# In between it runs like the rarity by place in a vocabulary of English words (correlation .76).
_COMMON, _RARE = -7.5, -26.0

Hashes = npt.NDArray[np.uint64]


class Unigram:
    """The tokenizer of XLM-RoBERTa. ``table`` has a row of ``PIECE`` for each piece, by hash."""

    def __init__(self, table: npt.NDArray[np.void]) -> None:
        self._hashes: Hashes = np.ascontiguousarray(table["hash"])
        self._scores: npt.NDArray[np.float32] = np.ascontiguousarray(table["score"])
        self._ids: npt.NDArray[np.int32] = np.ascontiguousarray(table["id"])
        self._unknown = float(self._scores.min()) - _BEYOND
        self._normaliser = normalizers.Sequence([normalizers.Nmt(), normalizers.NFKC()])

    @classmethod
    def read(cls, file: Path) -> Unigram:
        """Read the table from a file."""
        return cls(np.fromfile(file, PIECE))

    def tokens(self, texts: Sequence[str], most: int) -> list[list[int]]:
        """The ids of each text with their marks, at most ``most``; the rest is not seen."""
        words = [self._words(text) for text in texts]
        known = dict.fromkeys(word for of_text in words for word in of_text)
        pieces = dict(zip(known, self._cut(list(known)), strict=True))
        found = []
        for of_text in words:
            ids = [one for word in of_text for one, _ in pieces[word]]
            found.append([BEGIN, *ids[: most - 2], END])
        return found

    def rarity(self, word: str) -> float:
        """How rare a word is in general: 0 for the commonest words, 1 for what is not a word."""
        cuts = self._cut([one for form in {word, word.lower()} for one in self._words(form)])
        best = max((sum(score for _, score in cut) for cut in cuts), default=_RARE)
        return min(1.0, max(0.0, (_COMMON - best) / (_COMMON - _RARE)))

    def _words(self, text: str) -> list[str]:
        # What is not Unicode text has no letters to speak of.
        whole = text.encode(errors="replace").decode()
        return [SPACE + word for word in self._normaliser.normalize_str(whole).split()]

    def _cut(self, words: Sequence[str]) -> Iterator[list[tuple[int, float]]]:
        """The pieces of each word with their scores, so that their sum is the greatest (Viterbi).

        All words are gone through as one text, in which no piece crosses from one to the next.
        """
        ends = np.cumsum([len(word) for word in words])
        size = int(ends[-1]) if words else 0
        best, before = [0.0] + [-np.inf] * size, [0] * (size + 1)
        ids, scores = [UNKNOWN] * (size + 1), [0.0] * (size + 1)
        matches = self._matches("".join(words), ends) if words else iter(())
        start, end, piece, score = next(matches, (size, 0, 0, 0.0))
        for place in range(size):
            alone = False
            while start == place:
                alone = alone or end == place + 1
                if best[place] + score > best[end]:
                    best[end], before[end] = best[place] + score, place
                    ids[end], scores[end] = piece, score
                start, end, piece, score = next(matches, (size, 0, 0, 0.0))
            if not alone and best[place] + self._unknown > best[place + 1]:
                best[place + 1], before[place + 1] = best[place] + self._unknown, place
                ids[place + 1], scores[place + 1] = UNKNOWN, self._unknown
        for word, last in zip(words, ends.tolist(), strict=True):
            cut: list[tuple[int, float]] = []
            place = last
            while place > last - len(word):
                # Letters that are unknown make one piece together.
                if not (cut and cut[-1][0] == ids[place] == UNKNOWN):
                    cut.append((ids[place], scores[place]))
                place = before[place]
            yield cut[::-1]

    def _matches(
        self, text: str, ends: npt.NDArray[np.int64]
    ) -> Iterator[tuple[int, int, int, float]]:
        """Every piece that stands somewhere in a word: start, end, id and score, by start."""
        letters = letters_of(text)
        starts = np.arange(len(letters))
        room = np.repeat(ends, np.diff(ends, prepend=0)) - starts
        hashes = np.zeros_like(letters)
        found = []
        for length in range(1, LONGEST + 1):
            within = room[starts] >= length
            starts = starts[within]
            if not len(starts):
                break
            hashes = longer(hashes[within], letters[starts + length - 1])
            rows = np.searchsorted(self._hashes, hashes)
            rows[rows == len(self._hashes)] = 0
            hit = self._hashes[rows] == hashes
            rows = rows[hit]
            found.append((starts[hit], starts[hit] + length, self._ids[rows], self._scores[rows]))
        columns = [np.concatenate(column) for column in zip(*found, strict=True)]
        order = np.argsort(columns[0], kind="stable")
        return zip(*(column[order].tolist() for column in columns), strict=True)


def letters_of(text: str) -> Hashes:
    """The code points of a text."""
    return np.frombuffer(text.encode("utf-32-le"), np.uint32).astype(np.uint64)


def longer(hashes: Hashes, letters: Hashes) -> Hashes:
    """The hashes of texts with one more letter each, modulo 2**64; that of no letters is 0.

    Of all pieces no two have the same, which `make_multilingual.py` holds; that of a text which is
    no piece meets one of theirs once in 10**13 times.
    """
    return hashes * _MULTIPLIER + letters
