"""However a model spells its markers, they are read as such."""

from __future__ import annotations

import pytest

from assistants.output.marker_spellings import MarkerSpelling


def spelt(text: str, size: int) -> str:
    spelling = MarkerSpelling()
    pieces = [spelling.feed(text[i : i + size]) for i in range(0, len(text), size)]
    return "".join(pieces) + spelling.close()


@pytest.mark.parametrize("size", [1, 3, 100])
@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Keep it cold ［2］.", "Keep it cold [2]."),
        ("Cold [1†source].", "Cold [1]."),
        ("Cold 【1†L3-L5】.", "Cold [1]."),
        ("Cold [ 1, 2 ].", "Cold [1, 2]."),
        ("Cold [1][2].", "Cold [1][2]."),
        ("Cold ［1］［2†source］.", "Cold [1][2]."),
        ("An array [a] and [x†y].", "An array [a] and [x†y]."),
        ("Cold [1†so\nurce].", "Cold [1†so\nurce]."),
        ("It ends [1†so", "It ends [1†so"),
        ("† Note: [see 1]", "† Note: [see 1]"),
    ],
)
def test_markers_are_spelt_as_they_were_asked_for(text: str, read: str, size: int) -> None:
    assert spelt(text, size) == read
