"""A model's text is read as the page would read it, whatever the pieces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistants.output.plain_text import PlainText


def read(*pieces: str) -> str:
    plain = PlainText()
    return "".join([*(plain.feed(piece) for piece in pieces), plain.close()])


@pytest.mark.parametrize(
    ("pieces", "shown"),
    [
        (["&#72;&#x69;"], "Hi"),
        (["&#7", "2;", "i"], "Hi"),
        (["&amp;#72;i"], "Hi"),
        (["R&D, AT&T & more"], "R&D, AT&T & more"),
        (["a\x1b]0;owned\x07b\x00c"], "a]0;ownedbc"),
        (["two\nlines\tand a tab"], "two\nlines\tand a tab"),
        (["unfinished &"], "unfinished &"),
    ],
)
def test_what_a_page_would_decode_is_decoded_before_anybody_looks(
    pieces: list[str], shown: str
) -> None:
    assert read(*pieces) == shown


@given(st.text("ab&#;0123456789 x\n", max_size=60), st.lists(st.integers(1, 7), max_size=30))
def test_the_pieces_make_no_difference(text: str, cuts: list[int]) -> None:
    pieces, rest = [], text
    for cut in cuts:
        pieces.append(rest[:cut])
        rest = rest[cut:]

    assert read(*pieces, rest).replace("&", "") == read(text).replace("&", "")
