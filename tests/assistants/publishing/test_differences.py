"""What is different between two texts, line by line, also where that could take very long."""

from __future__ import annotations

from assistants.publishing.differences import Pair, differences


def pairs(before: str, after: str) -> list[Pair]:
    (found,) = differences({"prompt": before}, {"prompt": after})
    return list(found.pairs)


def test_what_both_begin_and_end_with_is_the_same() -> None:
    assert pairs("a\nb\nc", "a\nx\ny\nc") == [
        Pair("a", "a", "same"),
        Pair("b", "x", "changed"),
        Pair(None, "y", "added"),
        Pair("c", "c", "same"),
    ]


def test_a_line_more_of_the_same_is_one_line_more() -> None:
    assert [pair.mark for pair in pairs("a\na", "a\na\na")] == ["same", "same", "added"]
    assert [pair.mark for pair in pairs("a\nb\na", "a\na")] == ["same", "removed", "same"]


def test_an_equal_line_in_the_middle_is_found() -> None:
    marks = [pair.mark for pair in pairs("1\nsame\n2", "3\nsame\n4")]

    assert marks == ["changed", "same", "changed"]


def test_a_thousand_lines_of_which_half_are_alike_stand_as_two_blocks() -> None:
    """Comparing them would keep everybody waiting for half a minute."""
    before = "\n".join("x" if n % 2 else f"before {n}" for n in range(999))
    after = "\n".join("x" if n % 2 else f"after {n}" for n in range(999))

    marks = [pair.mark for pair in pairs(before, after)]

    assert marks == ["removed"] * 999 + ["added"] * 999


def test_one_line_of_a_thousand_alike_is_one_line() -> None:
    text = "x\n" * 500
    marks = [pair.mark for pair in pairs(f"{text}old\n{text}", f"{text}new\n{text}")]

    assert marks == ["same"] * 500 + ["changed"] + ["same"] * 500


def test_in_a_long_text_both_sides_meet_at_lines_that_each_has_once() -> None:
    lines = [line for n in range(3_000) for line in ("", f"line {n}")]
    after = ["new", *lines[:4_001], *lines[4_002:], "end"]

    found = [pair for pair in pairs("\n".join(lines), "\n".join(after)) if pair.mark != "same"]

    assert found == [
        Pair(None, "new", "added"),
        Pair("line 2000", None, "removed"),
        Pair(None, "end", "added"),
    ]


def test_lines_that_only_parts_have_once_take_no_part_of_a_part_of_a_part() -> None:
    lines = [line for n in range(5_000) for line in (f"{n + 1}", f"{n}")]

    found = pairs("\n".join(["old", *lines]), "\n".join(["new", *lines, "end"]))

    assert found[-1] == Pair(None, "end", "added")
