"""What is denied, left out or joined is never what a table is asked for."""

from __future__ import annotations

import pytest

from gateway.quoting.rows.asking import asked_of
from gateway.quoting.rows.conditions import Asked
from retrieval.languages.thesaurus import alternatives
from tests.gateway.quoting.rows.small_tables import DRUGS, REGISTRATIONS


def asked(question: str) -> Asked:
    found = asked_of(question, [REGISTRATIONS], alternatives(question))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("question", "things"),
    [
        ("Which products have never been approved in Switzerland?", "Drovelimab Ylmasept"),
        ("Which products lack an approval in Switzerland?", "Drovelimab Ylmasept"),
        ("Which products have no licence in Switzerland?", "Drovelimab Ylmasept"),
        ("Which products aren't approved in the EU?", "Drovelimab Ylmasept"),
        ("Which products are approved in neither Japan nor Switzerland?", "Drovelimab"),
        ("Which products are approved nowhere?", ""),
        ("Which products are approved in no market?", ""),
        ("Which products are approved only in the US?", "Drovelimab"),
        ("Approved only in the US?", "Drovelimab"),
        ("Which products are approved everywhere but in Japan?", "Qavoretin"),
        ("Which products are approved in every market except Japan?", "Qavoretin"),
        ("Which products are approved in every market?", ""),
        ("How many products are approved in Switzerland and Japan?", ""),
        ("How many products are approved in the US and Japan?", "Ylmasept"),
        ("Which products are approved in the US but not in Japan?", "Qavoretin Drovelimab"),
        ("Welche Produkte sind in der Schweiz nie zugelassen worden?", "Drovelimab Ylmasept"),
        ("Welchen Produkten fehlt eine Zulassung in der Schweiz?", "Drovelimab Ylmasept"),
        ("Welche Produkte sind weder in der Schweiz noch in Japan zugelassen?", "Drovelimab"),
        ("Welche Produkte sind nicht in der Schweiz zugelassen?", "Drovelimab Ylmasept"),
        ("Welche Produkte sind nirgends zugelassen?", ""),
        ("Welche Produkte sind nur in den USA zugelassen?", "Drovelimab"),
        ("Welche Produkte sind überall ausser in Japan zugelassen?", "Qavoretin"),
        ("Quels produits n'ont jamais été approuvés en Suisse ?", "Drovelimab Ylmasept"),
        ("Quels produits ne sont approuvés ni en Suisse ni au Japon ?", "Drovelimab"),
        ("Quels produits sont approuvés uniquement aux États-Unis ?", "Drovelimab"),
        ("Quels produits sont approuvés partout sauf au Japon ?", "Qavoretin"),
        ("¿Qué productos no están aprobados en Suiza?", "Drovelimab Ylmasept"),
    ],
)
def test_what_is_said_of_a_thing_is_looked_up_in_all_of_its_rows(
    question: str, things: str
) -> None:
    found = asked(question)

    assert found.selection.sure
    assert found.selection.of_things
    assert found.selection.things(found.table) == things.split()


@pytest.mark.parametrize(
    ("question", "licences"),
    [
        ("Where is Qavoretin approved outside the US?", ["EU/1/40", "CH/1/40"]),
        ("Apart from the US, where is Qavoretin approved?", ["EU/1/40", "CH/1/40"]),
        ("In which markets other than the US is Qavoretin approved?", ["EU/1/40", "CH/1/40"]),
        ("Wo ist Qavoretin ausserhalb der USA zugelassen?", ["EU/1/40", "CH/1/40"]),
        ("In welchen Märkten ausser der Schweiz ist Qavoretin zugelassen?", ["NDA 219", "EU/1/40"]),
        ("Où Qavoretin est-il approuvé, sauf en Suisse ?", ["NDA 219", "EU/1/40"]),
        (
            "Dans quels marchés hors des États-Unis Qavoretin est-il approuvé ?",
            ["EU/1/40", "CH/1/40"],
        ),
        ("¿Dónde está aprobado Qavoretin, excepto en Suiza?", ["NDA 219", "EU/1/40"]),
        ("Which products besides Qavoretin are approved in the US?", ["BLA 761", "NDA 220"]),
        ("Is Qavoretin not approved in Japan?", ["JP/1/40"]),
        ("Is Drovelimab approved only in the US?", ["BLA 761"]),
        ("Show only approved registrations in Japan", ["JP/1/43"]),
        ("Show the US and JP licences of Drovelimab", ["BLA 761", "JP/1/41"]),
        (
            "In which markets are Drovelimab and Ylmasept approved?",
            ["BLA 761", "NDA 220", "JP/1/43"],
        ),
    ],
)
def test_what_is_left_out_is_not_shown(question: str, licences: list[str]) -> None:
    found = asked(question)

    assert found.selection.sure
    assert [row.cells["licence"] for row in found.rows] == licences


def test_what_does_not_start_so_is_shown() -> None:
    found = asked("Which licences do not start with NDA?")

    assert {row.cells["licence"][:3] for row in found.rows} == {"EU/", "CH/", "JP/", "BLA"}


def test_neither_of_two_states_leaves_out_both() -> None:
    found = asked_of("Which approvals are neither refused nor withdrawn?", [DRUGS])

    assert found is not None
    assert {row.cells["status"] for row in found.rows} == {"approved"}


@pytest.mark.parametrize(
    "question",
    [
        "How many products are not approved?",
        "Which products are not approved in Switzerland and Japan?",
        "Which products are approved in at least two markets?",
        "Which products are rather than approved only under review?",
        "Which renewals are not due before 2027?",
        "Which registrations are neither approved nor forgotten?",
        "Welche Produkte sind in höchstens zwei Märkten zugelassen?",
        "Quels produits ne sont approuvés qu'aux États-Unis ?",
        "¿Qué productos están aprobados en menos de tres mercados?",
    ],
)
def test_what_may_be_meant_otherwise_is_not_sure(question: str) -> None:
    assert not asked(question).selection.sure
