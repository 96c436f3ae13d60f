from __future__ import annotations

import pytest

from retrieval.parsing.text.superscripts import (
    lowered,
    noted,
    raised,
    unfenced,
    without_note,
    written,
)


@pytest.mark.parametrize(
    ("fenced", "text"),
    [
        ("2 x 10" + raised("13") + " vector genomes", "2 x 10^13 vector genomes"),
        ("1x10" + raised("11") + " VP", "1x10^11 VP"),
        ("below 10" + raised("−3") + " M", "below 10^−3 M"),
        ("10" + raised("1") + raised("3") + " vg", "10^13 vg"),
        ("5 mg/m" + raised("2"), "5 mg/m^2"),
        ("40 kg/cm" + raised("3"), "40 kg/cm^3"),
        ("ml h" + raised("-1"), "ml h^-1"),
        ("Ca" + raised("2+"), "Ca^2+"),
        ("R" + raised("2") + " = 0.9", "R^2 = 0.9"),
        ("2" + raised("n+1"), "2^(n+1)"),
    ],
)
def test_a_power_is_told_from_the_figure_before_it(fenced: str, text: str) -> None:
    assert written(fenced) == text


@pytest.mark.parametrize(
    ("fenced", "text"),
    [
        ("25" + raised("1") + " mg", "25 [1] mg"),
        ("10" + raised("1") + " mg a day", "10 [1] mg a day"),
        ("25" + raised("a") + " mg", "25 [a] mg"),
        ("25" + raised("[1]") + " mg", "25 [1] mg"),
        ("25" + noted("1") + "mg", "25 [1] mg"),
        ("Dose" + raised("6") + " (mg)", "Dose [6] (mg)"),
        ("In adults." + raised("1, 2") + " The", "In adults.[1,2] The"),
        (raised("1") + " In adults.", "[1] In adults."),
        (raised("a") + "In adults.", "[a] In adults."),
        ("25" + raised("*") + " mg", "25* mg"),
    ],
)
def test_the_mark_of_a_note_is_no_digit_and_the_note_keeps_it(fenced: str, text: str) -> None:
    assert written(fenced) == text


@pytest.mark.parametrize(
    ("fenced", "text"),
    [
        ("the 1" + raised("st") + " dose", "the 1st dose"),
        ("Brand" + raised("®") + " vials", "Brand® vials"),
        ("take 2" + raised("1") + "/" + lowered("2") + " tablets", "take 2 1/2 tablets"),
        (raised("14") + "C-urea", "14C-urea"),
        ("with " + raised("131") + "I", "with 131I"),
        ("CO" + lowered("2") + " and C" + lowered("max"), "CO2 and Cmax"),
        ("10" + lowered("2"), "10_2"),
        ("log" + lowered("10") + "5", "log10 5"),
    ],
)
def test_what_is_one_word_stays_one(fenced: str, text: str) -> None:
    assert written(fenced) == text


def test_private_characters_of_a_file_are_no_fences() -> None:
    assert written(unfenced("2 x 10\ue00013\ue003")) == "2 x 1013"


def test_a_figure_is_a_figure_with_its_note() -> None:
    assert without_note("25 [1]") == "25"
    assert without_note("[1]") == "[1]"
