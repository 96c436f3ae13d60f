from __future__ import annotations

import pytest

from retrieval.parsing.parse import parse
from tests.retrieval.files import Put, lines, pdf


def texts(*page: Put | bytes) -> list[str]:
    return [block.text for block in parse(pdf(page), "a.pdf").blocks]


def shown(*parts: tuple[str, float, float], y: int = 500) -> bytes:
    """One line of text: each part with its size and how far it is raised."""
    shows = " ".join(f"/F0 {size} Tf {rise} Ts ({text}) Tj" for text, size, rise in parts)
    return f"BT 60 {y} Td {shows} 0 Ts ET".encode()


@pytest.mark.parametrize(("small", "rise"), [(8, 5), (6, 3.5), (7, 2)])
def test_a_raised_figure_is_told_from_the_figure_before_it(small: float, rise: float) -> None:
    line = shown(
        ("It holds 2 x 10", 10, 0),
        ("13", small, rise),
        (" genomes at 5 mg/m", 10, 0),
        ("2", small, rise),
        (" and 25", 10, 0),
        ("1", small, rise),
        (" mg a day.", 10, 0),
    )

    assert texts(line) == ["It holds 2 x 10^13 genomes at 5 mg/m^2 and 25 [1] mg a day."]


def test_a_note_keeps_its_mark_and_stands_alone() -> None:
    text = shown(("The limit is 25", 10, 0), ("a", 6.5, 4), (" mg a day in adults.", 10, 0))
    note = shown(("a", 6.5, 4), (" In adults.", 10, 0), y=487)

    assert texts(text, note) == ["The limit is 25 [a] mg a day in adults.", "[a] In adults."]


def test_a_mark_that_the_file_draws_last_stands_at_its_word() -> None:
    # "Doses for adults" is 74.5 points wide.
    page = [Put(60, 700, "Doses for adults"), *lines("Each day.", top=600)]

    assert texts(*page, Put(134.8, 704, "6", 6))[0] == "Doses for adults [6]"


def test_a_lowered_figure_is_an_index() -> None:
    line = shown(
        ("The CO", 10, 0), ("2", 7, -2), (" and the log", 10, 0), ("10", 7, -2), ("5", 10, 0)
    )

    assert texts(line) == ["The CO2 and the log10 5"]


def test_a_fraction_of_small_figures_is_no_power() -> None:
    line = shown(("Take 2", 10, 0), ("1", 6, 4), ("/", 10, 0), ("2", 6, 0), (" tablets", 10, 0))

    assert texts(line) == ["Take 2 1/2 tablets"]


def test_small_letters_behind_a_large_first_letter_are_not_raised() -> None:
    line = shown(("T", 30, 0), ("he 25 mg of 2024 were given", 10, 6))

    assert texts(line) == ["The 25 mg of 2024 were given"]
