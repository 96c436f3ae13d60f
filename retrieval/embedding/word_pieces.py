"""Cuts text into the word pieces of BERT."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

from tokenizers import Tokenizer

# What stands before this in the vocabulary of BERT are marks and single letters.
_FIRST_WORD = 1996


class WordPieces:
    """The tokenizer of BERT, for English."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._words = self._tokenizer.get_vocab_size()

    @classmethod
    def read(cls, file: Path) -> WordPieces:
        """Read the vocabulary from a file."""
        return cls(Tokenizer.from_file(str(file)))

    def tokens(self, texts: Sequence[str], most: int) -> list[list[int]]:
        """The ids of each text with their marks, at most ``most``; the rest is not seen."""
        found = (encoding.ids for encoding in self._tokenizer.encode_batch_fast(list(texts)))
        return [ids if len(ids) <= most else [*ids[: most - 1], ids[-1]] for ids in found]

    def rarity(self, word: str) -> float:
        """How rare a word is in general, by its place in the vocabulary.

        The vocabulary is ordered by frequency; 1 for a word that it knows only in pieces.
        """
        pieces = self._tokenizer.encode(word.lower(), add_special_tokens=False).ids
        if len(pieces) != 1:
            return 1.0
        place = max(pieces[0], _FIRST_WORD)
        return math.log(place / _FIRST_WORD) / math.log(self._words / _FIRST_WORD)
