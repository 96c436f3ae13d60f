"""What keeps a configuration from being live."""

from __future__ import annotations

from typing import Any

import pytest

from app.settings import ROOT
from assistants.profiles import Configuration, read_profile
from assistants.publishing.problems import Surroundings, problems_of

HR = read_profile(ROOT / "assistants" / "profiles" / "hr.yaml").configuration
AROUND = Surroundings(
    templates=frozenset({HR.template}),
    sources=dict.fromkeys(HR.sources, ""),
    groups=None,
    icons=frozenset({HR.icon}),
    departments=frozenset({HR.department}),
    roles=frozenset({HR.role}),
)


def problems(**changes: Any) -> dict[str, str]:
    changed = Configuration.model_validate(HR.model_dump(mode="json") | changes)
    found = problems_of(changed, AROUND)
    return {".".join(map(str, one.path)): one.message for one in found}


def test_a_profile_that_names_what_is_there_has_none() -> None:
    assert problems() == {}


@pytest.mark.parametrize(
    "sign", ["\u200b", "\u202e", "\u2066", "\ufeff", "\u00ad", "\u2028", "\x07", "\U000e0041"]
)
@pytest.mark.parametrize("field", ["name", "description", "owner"])
def test_a_name_holds_no_character_that_nobody_sees(field: str, sign: str) -> None:
    assert problems(**{field: f"Human{sign} Resources"}) == {field: "it holds invisible characters"}


def test_names_within_lists_hold_none_either() -> None:
    starters = [{"label": "Leave\u202e", "question": "How much?"}]

    found = problems(starters=starters, reasons=["Wrong", "Old\u200b"])

    assert found.keys() == {"starters.0.label", "reasons.1"}


@pytest.mark.parametrize("name", ["👩‍⚕️ Médecine\u00a0: aide", "منابع انسانی", "می‌خواهم", "人事"])
def test_names_of_every_script_are_names(name: str) -> None:
    assert problems(name=name) == {}


def test_a_description_may_be_a_block_of_yaml() -> None:
    assert problems(description="Answers about leave\nand pay.\n") == {}


@pytest.mark.parametrize(("language", "known"), [("de-CH", True), ("pt", True), ("xx", False)])
def test_a_language_is_one_that_there_is(language: str, known: bool) -> None:
    assert ("language" not in problems(language=language)) is known
