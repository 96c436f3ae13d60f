"""What can be expected of an answer at all."""

from __future__ import annotations

import pytest

from evaluation.checks import CheckRefusedError, expectation_of


def test_what_was_typed_is_tidied() -> None:
    made = expectation_of(cites=["  hr/handbook.md ", "", "hr/handbook.md"], says=["25 days"])

    assert made.cites == ("hr/handbook.md",)
    assert made.says == ("25 days",)


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        ({"no_answer": True, "cites": ["a.md"]}, "nothing can be cited"),
        ({"says": ["25 Days"], "never_says": ["25 days"]}, "said and never said"),
        ({"says": ["x" * 501]}, "501 characters"),
        ({"cites": [f"{n}.md" for n in range(21)]}, "too many"),
        ({"never_says": ["..."]}, "no words"),
    ],
)
def test_what_no_answer_could_fulfil_is_refused(wanted: dict[str, object], says: str) -> None:
    with pytest.raises(CheckRefusedError, match=says):
        expectation_of(**wanted)  # type: ignore[arg-type]
