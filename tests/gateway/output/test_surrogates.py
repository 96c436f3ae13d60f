"""Halves of characters are joined across pieces, and never passed on alone."""

from __future__ import annotations

import pytest

from gateway.output.surrogates import WholeCharacters, joined


@pytest.mark.parametrize(
    ("pieces", "whole"),
    [
        (["Good \ud83d", "\ude00 day"], "Good 😀 day"),
        (["Good \ud83d", "", "\ude00"], "Good 😀"),
        (["\ud83d", "\ude00\ud83d", "\ude01"], "😀😁"),
        (["a\ud83d\ude00b"], "a😀b"),
        (["a\ud83d", "b"], "a�b"),
        (["a\ud83d", "\ud83d\ude00"], "a�😀"),
        (["\ude00a"], "�a"),
        (["end \ud83d"], "end �"),
        (["Grüße 😀"], "Grüße 😀"),
        ([], ""),
    ],
)
def test_a_text_in_pieces_comes_out_whole(pieces: list[str], whole: str) -> None:
    characters = WholeCharacters()

    said = [*map(characters.feed, pieces), characters.close()]

    assert "".join(said) == whole
    assert all(piece.encode() is not None for piece in said)


def test_a_text_without_halves_stays_the_same_object() -> None:
    text = "Straße 😀 " * 3

    assert joined(text) is text
