"""Markers resolve against the passages that were sent, however the stream is cut."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistants.output.citations import MarkerResolver, cited_for


def resolve(
    text: str, passages: int = 3, *, cuts: list[int] | None = None
) -> tuple[str, tuple[int, ...]]:
    resolver = MarkerResolver(passages)
    pieces, start = [], 0
    for cut in [*sorted(cuts or []), len(text)]:
        pieces.append(resolver.feed(text[start:cut]))
        start = max(start, cut)
    pieces.append(resolver.close())
    return "".join(pieces), resolver.cited


def test_markers_are_numbered_by_first_appearance() -> None:
    assert resolve("B [3] and A [1], B again [3].") == ("B [1] and A [2], B again [1].", (3, 1))


def test_a_marker_without_a_passage_is_removed_with_its_space() -> None:
    assert resolve("Take two [99]. Or one [2].") == ("Take two. Or one [1].", (2,))


@pytest.mark.parametrize("written", ["[1, 2]", "[1][2]", "【1】[2]", "[ 1;2 ]"])
def test_every_way_to_cite_two_passages_reads_the_same(written: str) -> None:
    assert resolve(f"Yes {written}.") == ("Yes [1][2].", (1, 2))


def test_of_a_list_only_the_known_numbers_stay() -> None:
    assert resolve("Yes [2, 7].") == ("Yes [1].", (2,))


def test_an_image_becomes_text() -> None:
    text, _ = resolve("See ![x](http://other.example/?d=SECRET) now")
    assert text == "See !\\[x]\\(http://other.example/?d=SECRET) now"


@pytest.mark.parametrize("link", ["[a](http://o.example)", "[a][ref]", "[ref]: http://o.example"])
def test_a_link_becomes_text(link: str) -> None:
    text, _ = resolve(f"See {link}.")
    assert "](" not in text
    assert "][" not in text
    assert "]: " not in text


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("a <!-- b", "a <\\!-- b"),
        ("<?xml", "<\\?xml"),
        (":::note", ":\\:\\:note"),
        ("5 < 6!", "5 < 6!"),
    ],
)
def test_what_the_page_would_look_for_the_end_of_becomes_text(written: str, shown: str) -> None:
    assert resolve(written)[0] == shown
    assert resolve(written, cuts=list(range(len(written))))[0] == shown


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Kolleg:innen", "Kolleg\\:innen"),
        ("the ratio a:b, :smile", "the ratio a\\:b, \\:smile"),
        ("Ask: Ivy, at 12:30, by https://o.example", "Ask: Ivy, at 12:30, by https://o.example"),
        ("`app:1.2`, `app:latest` or app:latest", "`app:1.2`, `app:latest` or app\\:latest"),
        ("```\na:b\n```\na:b", "```\na:b\n```\na\\:b"),
    ],
)
def test_what_the_page_would_swallow_is_shown(written: str, shown: str) -> None:
    assert resolve(written)[0] == shown
    assert resolve(written, cuts=list(range(len(written))))[0] == shown


@pytest.mark.parametrize(
    "forged", ["[[9]1]", "[[9][9]2]", "[1[9]2]", "(" * 11 + "[>1]", "*" * 1999 + "[*1]", "[\n1[8]]"]
)
def test_l2_a_marker_cannot_be_put_together_from_what_is_left(forged: str) -> None:
    for cuts in ([], list(range(len(forged)))):
        shown, cited = resolve(f"Yes {forged}.", cuts=cuts)
        assert cited == ()
        assert re.findall(r"\[\d+\]", shown) == []


def test_of_markers_without_end_the_first_ones_are_shown() -> None:
    assert resolve("a [1]" * 10_000)[0].count("[1]") == 500


def test_brackets_that_are_no_markers_stay() -> None:
    assert resolve("the [sic] dose [mg/kg]")[0] == "the [sic] dose [mg/kg]"


@given(
    st.lists(
        st.sampled_from(
            ["[1]", "[2, 3]", "[9]", " word", "! ", "![", "](", "[", " ", ".", ":", "`"]
        )
    ),
    st.lists(st.integers(0, 60)),
)
def test_the_cut_of_the_stream_changes_nothing(parts: list[str], cuts: list[int]) -> None:
    text = "".join(parts)
    whole = resolve(text)
    assert resolve(text, cuts=[cut for cut in cuts if cut < len(text)]) == whole


@pytest.mark.parametrize("text", [" " * 100_000, "\n" * 100_000, "[" * 100_000, "[1 " * 30_000])
def test_a_model_that_repeats_itself_without_end_costs_no_time(text: str) -> None:
    began = time.process_time()

    resolve(text, cuts=list(range(0, len(text), 50)))

    assert time.process_time() - began < 3


def test_what_a_list_names_before_a_statement_is_not_what_the_document_says() -> None:
    listed = "- **Drovelimab · Answer:** Keep it cold. [1]\n- Do not freeze it. [1]"

    assert cited_for(listed, 1) == ("Keep it cold.", "Do not freeze it.")


def test_a_row_of_a_table_is_said_with_its_own_marker_or_the_one_above() -> None:
    above = (
        "Sites [2]\n\n| Site | Bus |\n|---|---|\n| Cork | every 40 minutes |\n\nThat is all [1]."
    )
    own = "| Site | Bus | |\n|---|---|---|\n| Cork | hourly | [1] |\n| Basel | daily | [2] |"

    assert cited_for(above, 2) == ("Sites", "Site: Cork; Bus: every 40 minutes")
    assert cited_for(above, 1) == ("That is all",)
    assert cited_for(own, 2) == ("Site: Basel; Bus: daily",)
