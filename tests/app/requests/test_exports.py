"""What an export may be asked for."""

from __future__ import annotations

from typing import Any

import pytest

from app.audit.descriptions import export_begun
from app.audit.events import Actor
from app.requests.exports import ExportRefusedError, Wanted


@pytest.mark.parametrize(
    ("dataset", "filters", "says"),
    [
        ("gossip", {}, "cases-ragas"),
        ("turns", {"kinds": ["praise"]}, "not_found"),
        ("reactions", {"kinds": ["answer"]}, "kind of answer"),
        ("passages", {"min_score": 1}, "by score"),
        ("preferences", {"max_score": 2}, "by score"),
        ("turns", {"configuration": 3}, "Name the assistant"),
        ("turns", {"configuration": 0, "assistant": "hr"}, "from 1"),
        ("passages", {"configuration": 1, "assistant": "hr"}, "no configuration"),
        ("turns", {"min_score": 4, "max_score": 2}, "lower bound first"),
        ("turns", {"min_score": 0}, "from 1 \\(worst\\)"),
        ("turns", {"max_score": 6}, "5 \\(best\\)"),
        ("reactions", {"origins": ["chat"]}, "by origin"),
        ("turns", {"origins": ["phone"]}, "chat, api, cli"),
        ("turns", {"reference": "with"}, "Only evaluation cases"),
        ("cases-ragas", {"reference": "maybe"}, "with, without"),
        ("cases-openai", {"reference": "without"}, "no case without one"),
    ],
)
def test_a_filter_that_would_be_passed_over_is_refused(
    dataset: str, filters: dict[str, Any], says: str
) -> None:
    with pytest.raises(ExportRefusedError, match=says):
        Wanted.of(dataset, "jsonl", departments={"hr"}, **filters)


def test_an_entry_of_the_trail_names_every_filter() -> None:
    wanted = Wanted.of(
        "cases-ragas",
        "jsonl",
        departments={"hr", "it"},
        assistant="hr",
        configuration=3,
        kinds=["answer"],
        min_score=1,
        max_score=2,
        origins=["chat", "api"],
        reference="with",
    )

    event = export_begun(Actor("fatima"), wanted, "0a1b2c3d")

    assert event.target == "dataset:cases-ragas"
    assert event.detail == {
        "export": "0a1b2c3d",
        "format": "jsonl",
        "departments": ["hr", "it"],
        "assistant": "hr",
        "configuration": 3,
        "kinds": ["answer"],
        "min_score": 1,
        "max_score": 2,
        "origins": ["api", "chat"],
        "reference": True,
    }


@pytest.mark.parametrize(
    "dataset", ["cases-ragas", "cases-deepeval", "cases-openai", "preferences"]
)
def test_lists_are_not_pressed_into_a_table(dataset: str) -> None:
    with pytest.raises(ExportRefusedError, match="lists of texts or messages"):
        Wanted.of(dataset, "csv", departments={"hr"})

    assert Wanted.of("transcripts", "csv", departments={"hr"}).form == "csv"
