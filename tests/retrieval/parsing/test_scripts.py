from __future__ import annotations

import pytest

from retrieval.parsing.text.superscripts import Script, with_scripts

SCRIPTS: dict[str, Script] = {"^": "raised", "_": "lowered", " ": ""}


def line(*pieces: str) -> str:
    """Join pieces; the first letter of each says how it stands."""
    return with_scripts((piece[1:], SCRIPTS[piece[0]]) for piece in pieces)


@pytest.mark.parametrize(
    ("pieces", "text"),
    [
        ((" 2 x 10", "^13", "  vector genomes"), "2 x 10^13 vector genomes"),
        ((" 1x10", "^11", "  VP"), "1x10^11 VP"),
        ((" 10", "^6", "  CFU"), "10^6 CFU"),
        ((" 1.5 × 10", "^−3"), "1.5 × 10^−3"),
        ((" 5 mg/m", "^2"), "5 mg/m^2"),
        ((" 30 cm", "^3"), "30 cm^3"),
        ((" s", "^-1"), "s^-1"),
        ((" R", "^2"), "R^2"),
        ((" x", "^n+1"), "x^(n+1)"),
        ((" Ca", "^2+"), "Ca^2+"),
        ((" 2 x 10", "^1", "^3"), "2 x 10^13"),
        ((" SO", "_4", "^2-"), "SO4^2-"),
    ],
)
def test_a_power_stands_behind_its_mark(pieces: tuple[str, ...], text: str) -> None:
    assert line(*pieces) == text


@pytest.mark.parametrize(
    ("pieces", "text"),
    [
        ((" 25", "^1", "  mg a day"), "25 [1] mg a day"),
        ((" 25 mg", "^1"), "25 mg [1]"),
        ((" 10", "^1", "  mg"), "10 [1] mg"),
        ((" 12 h", "^2"), "12 h [2]"),
        ((" Dose", "^6", "  (mg)"), "Dose [6] (mg)"),
        ((" 25", "^a", "  mg"), "25 [a] mg"),
        ((" daily.", "^1,2"), "daily.[1,2]"),
        (("^1", "  In adults."), "[1] In adults."),
        (("^a", " In adults."), "[a] In adults."),
        ((" 25", "^*", "  mg"), "25* mg"),
    ],
)
def test_a_footnote_mark_is_no_digit_of_the_number_before_it(
    pieces: tuple[str, ...], text: str
) -> None:
    assert line(*pieces) == text


@pytest.mark.parametrize(
    ("pieces", "text"),
    [
        ((" H", "_2", " O"), "H2O"),
        ((" AUC", "_0-24"), "AUC0-24"),
        ((" log10", "_2"), "log10_2"),
        ((" 1", "^st", "  dose"), "1st dose"),
        ((" la 1", "^ère", "  dose"), "la 1ère dose"),
        ((" N", "^o", "  7"), "No 7"),
        ((" below 8", "^o", " C"), "below 8°C"),
        ((" 8 ", "^o", " C"), "8 °C"),
        ((" Almax", "^®"), "Almax®"),
        ((" with ", "^14", " C label"), "with 14C label"),
    ],
)
def test_indices_ordinals_and_signs_are_joined(pieces: tuple[str, ...], text: str) -> None:
    assert line(*pieces) == text
