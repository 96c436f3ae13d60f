from __future__ import annotations

import pytest

from gateway.token_counts import estimate_tokens, most_tokens

# Each text with the fewest and the most tokens that o200k_base, cl100k_base and Llama 3 make of it.
COUNTED = {
    "English": (
        "Report every adverse event to the safety team within one working day, and write down the "
        "batch number, the dose and the name of the person who reported it.",
        (32, 32),
    ),
    "German": (
        "Jede Abweichung ist innerhalb von fünf Arbeitstagen zu melden; die Leitung der "
        "Herstellung entscheidet mit der Qualitätssicherung über die Freigabe der Charge.",
        (33, 42),
    ),
    "compounds": (
        "Arzneimittelzulassungsbehörde, Verschreibungspflichtverletzung, Gefriertrocknungsanlage, "
        "Lagerungstemperaturüberwachung und Nebenwirkungsmeldungen.",
        (37, 51),
    ),
    "French": (
        "Toute réclamation doit être enregistrée le jour même, avec le numéro de lot et le nom du "
        "patient, puis transmise au service de pharmacovigilance.",
        (33, 36),
    ),
    "Chinese": (
        "所有不良事件必须在一个工作日内报告给药物安全部门，并记录批号、剂量以及报告人的姓名。",
        (28, 40),
    ),
    "Japanese": (
        "すべての有害事象は一営業日以内に安全管理部門へ報告し、ロット番号、用量、報告者の氏名を記録してください。",
        (39, 54),
    ),
    "code": (
        "def price_of(usage: Usage | None, price: RoutePrice | None, today: date) -> Price | "
        "None:\n    if usage is None or price is None or today < price.valid_from:\n        "
        "return None\n",
        (46, 46),
    ),
    "a table": (
        "| SOP-014 | v2.1 | 2026-01-01 | 190.00 CHF | Batch 55433-C | 2 to 8 °C |\n"
        "| SOP-027 | v3.0 | 2026-03-15 | 1250.50 CHF | Batch 7919-A | 15 to 25 °C |",
        (77, 79),
    ),
}


@pytest.mark.parametrize("kind", COUNTED)
def test_an_estimate_is_rather_too_high_than_too_low(kind: str) -> None:
    text, (fewest, most) = COUNTED[kind]

    assert most * 0.95 <= estimate_tokens(text) <= fewest * 1.8


@pytest.mark.parametrize("kind", COUNTED)
def test_no_text_has_more_tokens_than_the_bound_says(kind: str) -> None:
    text, (_, most) = COUNTED[kind]

    assert most_tokens(text) >= max(most, estimate_tokens(text))


def test_nothing_has_no_tokens() -> None:
    assert estimate_tokens("") == most_tokens("") == 0


def test_text_that_is_not_unicode_is_counted_too() -> None:
    assert estimate_tokens("a \ud800") <= most_tokens("a \ud800")
