"""The text of a corpus is read line by line, and what bars part into cells as a table."""

from __future__ import annotations

from retrieval.measuring.tasks import blocks_of


def test_lines_with_as_many_bars_are_the_rows_of_a_table() -> None:
    lines = ["Rooms", "room | floor | seats", "Alpha | 1 | 12", "Beta | 2 | 30", "Book them early."]

    assert [(one.kind, one.text) for one in blocks_of(lines)] == [
        ("paragraph", "Rooms"),
        ("table_row", "room: Alpha; floor: 1; seats: 12"),
        ("table_row", "room: Beta; floor: 2; seats: 30"),
        ("paragraph", "Book them early."),
    ]


def test_a_bar_within_a_sentence_makes_no_table() -> None:
    lines = ["Choose Yes | No at the end.", "Then press Enter."]

    assert [one.kind for one in blocks_of(lines)] == ["paragraph", "paragraph"]
