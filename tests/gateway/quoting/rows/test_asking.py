"""A question is asked of tables; a letter is not."""

from __future__ import annotations

import pytest

from gateway.calls import Excerpt
from gateway.quoting.rows.asking import asked_of

TABLE = Excerpt(1, "Registrations", "", "product: Qavoretin; market: US; status: approved")


@pytest.mark.timeout(20)
@pytest.mark.parametrize("letter", ["a " * 4_000, "1 mg " * 1_600, "and " * 2_000])
def test_a_letter_without_an_end_is_asked_of_no_table(letter: str) -> None:
    question = "Is Qavoretin approved in the US?"

    assert asked_of(question, [TABLE]) is not None
    assert asked_of(f"{question} {letter}", [TABLE]) is None
