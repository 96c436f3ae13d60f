"""What would take the page down is left out; honest text passes as it is."""

from random import Random

import pytest

from assistants.output.citations import MarkerResolver
from assistants.output.display_limits import Flattener


def shown(text: str, *, piece: int = 7) -> str:
    resolver = MarkerResolver(3)
    pieces = [resolver.feed(text[i : i + piece]) for i in range(0, len(text), piece)]
    return "".join(pieces) + resolver.close()


@pytest.mark.parametrize(
    "hostile",
    [
        ">" * 10_000 + " deep",
        "> " * 10_000 + "deep",
        "*" * 20_000 + "a" + "*" * 20_000,
        "_" * 20_000 + "a",
        "- " * 10_000 + "deep",
        "1. " * 10_000 + "deep",
        "[" * 10_000 + "a" + "]" * 3,
        "(" * 10_000 + "a",
        "|a" * 5_000,
    ],
)
def test_s7_nesting_without_end_is_cut(hostile: str) -> None:
    kept = shown(hostile)

    assert max(kept.count(c) for c in ">*_-[(|.") <= 60


@pytest.mark.parametrize("hostile", ["a] ", "a*b ", "[a ", "|a|b|\n", "- a\n", "# a\n", "`a "])
def test_s7_marks_and_lines_without_end_are_cut(hostile: str) -> None:
    kept = shown(hostile * 20_000)

    assert max(kept.count(c) for c in "[]*`|\n") <= 2_000
    assert kept.count("a") == 20_000


@pytest.mark.parametrize("hostile", [":::note\n", "::::::\n", ":::a :::\n"])
def test_s7_boxes_without_end_are_cut(hostile: str) -> None:
    # Each colon after another one is escaped.
    assert shown(hostile * 10_000).count(":\\:\\:") <= 24


@pytest.mark.parametrize(
    "honest",
    [
        "Take **30 mg** once daily [1], not *more*.",
        "Section 1.2.3.4 of 21 CFR 820.30(a)(1) applies -- see below.",
        "| drug | dose |\n|---|---|\n| Qavoretin | 30 mg |",
        "1. First\n2. Second\n   - nested\n   - again\n\n> a quotation",
        "The ratio is 1:2:3, at 12:30:00.",
        "Call 4411, or +41 61 000 00 00 (day and night).",
    ],
)
def test_honest_text_passes_as_it_is(honest: str) -> None:
    assert shown(honest) == honest


def test_a_text_is_judged_alike_however_it_is_cut() -> None:
    random = Random(7)
    letters = "ab1².) >*_[:|\n-ä(x"
    for _ in range(2_000):
        text = "".join(random.choice(letters) for _ in range(random.randint(1, 60)))
        whole, cut = Flattener(), Flattener()

        at_once = whole.feed(text)

        assert at_once == "".join(map(cut.feed, text)), text
        assert whole.feed("1.1.1.1.1.1.") == cut.feed("1.1.1.1.1.1."), text
