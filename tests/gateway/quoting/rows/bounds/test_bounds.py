"""Dates and amounts within bounds, which belong to them or do not."""

from __future__ import annotations

import pytest

from gateway.quoting.rows.asking import asked_of
from retrieval.languages.thesaurus import alternatives
from tests.gateway.quoting.rows.small_tables import DRUGS, REGISTRATIONS


@pytest.mark.parametrize(
    ("question", "licences"),
    [
        ("Which renewals are due between 2026-04-01 and 2027-03-31?", "CH/1/40 JP/1/40 BLA_761"),
        ("Which renewals are due from 1 April 2026 to 31 March 2027?", "CH/1/40 JP/1/40 BLA_761"),
        ("Which renewals are due after 2027?", "NDA_220 JP/1/43"),
        ("Which renewals are due after 2027-04-11?", "JP/1/41 NDA_220 JP/1/43"),
        ("Which renewals are due on or after 2029-05-13?", "JP/1/43"),
        ("Which renewals are due since 2027 and before 2028?", "BLA_761 CH/1/41 JP/1/41"),
        ("Which renewals are due before 2026-03-10?", "NDA_219"),
        ("Which renewals are due by 2026-03-10?", "NDA_219 EU/1/40"),
        ("Which renewals are due before the end of 2026-03?", "NDA_219 EU/1/40"),
        ("Which renewals are due in 2026 except in Japan?", "NDA_219 EU/1/40 CH/1/40"),
        ("Which registrations were approved between 2020-01-01 and 2020-12-31?", "NDA_219"),
        ("Which registrations were approved after 2022?", "NDA_220 JP/1/43"),
        ("Welche Verlängerungen sind vor dem 10.03.2026 fällig?", "NDA_219"),
        (
            "Welche Verlängerungen sind zwischen dem 1. April 2026 und dem 31. März 2027 fällig?",
            "CH/1/40 JP/1/40 BLA_761",
        ),
    ],
)
def test_dates_are_within_their_bounds(question: str, licences: str) -> None:
    asked = asked_of(question, [REGISTRATIONS], alternatives(question))

    assert asked is not None
    assert asked.selection.sure
    found = [row.cells["licence"].replace(" ", "_") for row in asked.rows]
    assert found == licences.split()


@pytest.mark.parametrize(
    ("bound", "strengths"),
    [
        ("at most 7.5 mg", {"5 mg", "7.5 mg"}),
        ("up to 7.5 mg", {"5 mg", "7.5 mg"}),
        ("no more than 7.5 mg", {"5 mg", "7.5 mg"}),
        ("less than 7.5 mg", {"5 mg"}),
        ("under 7.5 mg", {"5 mg"}),
        ("at least 7.5 mg", {"7.5 mg", "10 mg", "0.02 g"}),
        ("7.5 mg or more", {"7.5 mg", "10 mg", "0.02 g"}),
        ("more than 7.5 mg", {"10 mg", "0.02 g"}),
        ("over 10 mg", {"0.02 g"}),
        ("between 5 mg and 7.5 mg", {"5 mg", "7.5 mg"}),
        ("between 7.5 and 10 mg", {"7.5 mg", "10 mg"}),
        ("höchstens 7,5 mg", {"5 mg", "7.5 mg"}),
        ("mindestens 10 mg", {"10 mg", "0.02 g"}),
        ("weniger als 7.5 mg", {"5 mg"}),
        ("au plus 7.5 mg", {"5 mg", "7.5 mg"}),
        ("au moins 10 mg", {"10 mg", "0.02 g"}),
        ("plus de 10 mg", {"0.02 g"}),
        ("como máximo 7.5 mg", {"5 mg", "7.5 mg"}),
    ],
)
def test_amounts_are_within_their_bounds(bound: str, strengths: set[str]) -> None:
    asked = asked_of(f"Which drugs have a strength of {bound}?", [DRUGS])

    assert asked is not None
    assert asked.selection.sure
    assert {row.cells["strength"] for row in asked.rows} == strengths


@pytest.mark.parametrize(
    "question",
    [
        "Which renewals are due before 01/04/2026?",
        "Which renewals are due before the middle of 2026?",
        "Which registrations have at most 3 sites?",
    ],
)
def test_a_bound_that_is_not_understood_is_not_sure(question: str) -> None:
    asked = asked_of(question, [REGISTRATIONS])

    assert asked is None or not asked.selection.sure
