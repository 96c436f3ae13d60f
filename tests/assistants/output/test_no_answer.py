"""A model that finds no answer says so in a line that nobody is shown."""

from __future__ import annotations

import pytest

from assistants.output.no_answer import NOT_THERE, NoAnswerLine


def fed(pieces: list[str]) -> tuple[str, bool]:
    line = NoAnswerLine()
    shown = "".join(line.feed(piece) for piece in pieces) + line.close()
    return shown, line.said


@pytest.mark.parametrize(
    "pieces",
    [
        [NOT_THERE],
        ["NOT IN", " THE PASS", "AGES."],
        ["**not in the passages**"],
        list("\n> NOT IN THE PASSAGES\nSorry, I could not find it."),
    ],
)
def test_the_line_is_heard_and_not_shown(pieces: list[str]) -> None:
    assert fed(pieces) == ("", True)


@pytest.mark.parametrize(
    "pieces", [["Not in winter", ", says [1]."], ["NOT IN"], ["The dose", " is 12 mg [1]."], [""]]
)
def test_everything_else_is_shown_as_it_is(pieces: list[str]) -> None:
    assert fed(pieces) == ("".join(pieces), False)
