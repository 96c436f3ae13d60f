"""What a prompt names as a variable and would not get."""

from __future__ import annotations

import pytest

from assistants.prompting.variables import FIELD_OF, VARIABLES, Misused, misused_variables
from tests.feedback.samples import configuration

FILLED = {"name": "HR", "owner": "hr@x.example", "next_step": "Ask.", "department": "hr"}


@pytest.mark.parametrize(
    ("prompt", "found"),
    [
        ("Ask {{owner}} of {{ assistant }}.", []),
        ("Ask {{ownr}}.", [Misused("ownr", meant=("owner",))]),
        ("{{x}} {{x}}", [Misused("x")]),
        ("{{}}", [Misused("")]),
        ("{{owner", [Misused("owner", unended=True)]),
        ("{{owner}", [Misused("owner", unended=True)]),
        ("{{\nowner}}", [Misused("", unended=True)]),
        ("{{next_step {{owner}}", [Misused("next_step", unended=True)]),
        ("In {{language}}", [Misused("language", empty=True)]),
        ("{{zzz}} {{owner", [Misused("zzz"), Misused("owner", unended=True)]),
        ('A brace { and JSON {"a": {"b": 1}}', []),
    ],
)
def test_each_is_named_with_what_is_the_matter(prompt: str, found: list[Misused]) -> None:
    assert misused_variables(prompt, FILLED) == found


def test_every_variable_takes_its_value_from_the_field_that_is_named_for_it() -> None:
    sample = configuration()

    for name, read in VARIABLES.items():
        assert read(sample) == getattr(sample, FIELD_OF[name])


@pytest.mark.parametrize("piece", ["{", "{{", "{{a", "{{ \t", "{{a}}", "}{"])
def test_a_prompt_of_nothing_but_braces_is_read_at_once(piece: str) -> None:
    assert len(misused_variables(piece * 20_000, FILLED)) <= 2
