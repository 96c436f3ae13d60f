"""What a text says of another product is nothing about the one that is asked for."""

from __future__ import annotations

import pytest

from retrieval.searching.requirements.subjects import without_others

ONE = ("Flumoxin guide", "Posology\nThe dose of Flumoxin is 40 mg.")
OTHER = ("Qavoretin guide", "Pregnancy\nSince Qavoretin is safe, it may be given.")
GENERAL = ("Pregnancy reports", "All of them\nEvery pregnancy is reported within a day.")
BOTH = ("Qavoretin and others", "Use\nWith Flumoxin, the dose of Qavoretin is halved.")
GERMAN = ("Schwangerschaft", "Meldung\nEine Schwangerschaft ist der Stelle sofort zu melden.")
NAMES = frozenset({"flumoxin", "qavoretin", "pregnancy", "schwangerschaft"})


def kept(question: str, *texts: tuple[str, str]) -> list[str]:
    found = without_others(question, texts, lambda word: 1.0 if word in NAMES else 0.1)
    return [text.partition("\n")[0] for text in found]


def test_a_text_about_another_product_is_left_out() -> None:
    assert kept("Is Flumoxin safe?", ONE, OTHER) == ["Flumoxin guide"]
    assert kept("is flumoxin safe?", ONE, OTHER) == ["Flumoxin guide"]


@pytest.mark.parametrize("other", [GENERAL, BOTH, GERMAN], ids=["general", "both", "German"])
def test_a_text_that_may_be_about_it_stays(other: tuple[str, str]) -> None:
    assert kept("Is Flumoxin safe?", ONE, other) == [ONE[0], other[0]]


def test_a_question_about_two_products_keeps_both() -> None:
    assert kept("Compare Flumoxin and Qavoretin", ONE, OTHER) == [ONE[0], OTHER[0]]


def test_a_question_that_names_no_product_keeps_all() -> None:
    assert kept("Is it safe?", ONE, OTHER) == [ONE[0], OTHER[0]]
    assert kept("Is Drovelimab safe?", ONE, OTHER) == [ONE[0], OTHER[0]]
