from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.ingesting.chunking import MAX_ROW, chunk, sentences
from retrieval.parsing.documents import Block, BlockKind, ParsedDocument

SENTENCE = "The storage of the product is checked every morning by two people. "


def document(*blocks: Block, pages: int | None = None) -> ParsedDocument:
    return ParsedDocument("A title", blocks, pages, "test/1")


def test_a_chunk_keeps_title_section_path_and_place() -> None:
    chunks = chunk(
        document(
            Block("heading", "A title", 1),
            Block("heading", "Posology", 2),
            Block("heading", "Renal impairment", 3),
            Block("paragraph", SENTENCE * 5),
            Block("heading", "Storage", 2),
            Block("paragraph", SENTENCE * 5),
        )
    )

    assert [(c.ordinal, c.title, c.section) for c in chunks] == [
        (0, "A title", "Posology > Renal impairment"),
        (1, "A title", "Storage"),
    ]
    assert [(c.start_block, c.end_block) for c in chunks] == [(3, 4), (5, 6)]


def test_no_chunk_crosses_a_page() -> None:
    blocks = [Block("paragraph", "Short.", 0, page) for page in (1, 1, 2, 3)]

    chunks = chunk(document(*blocks, pages=3))

    assert [(c.page, c.text) for c in chunks] == [
        (1, "Short.\n\nShort."),
        (2, "Short."),
        (3, "Short."),
    ]


def test_sections_of_some_length_do_not_share_a_chunk() -> None:
    blocks = []
    for name in ("One", "Two"):
        blocks += [Block("heading", name, 1), Block("paragraph", SENTENCE * 4)]

    assert [c.section for c in chunk(document(*blocks))] == ["One", "Two"]


def test_tiny_sections_share_a_chunk_under_their_common_path() -> None:
    chunks = chunk(
        document(
            Block("heading", "Special populations", 1),
            Block("heading", "Renal", 2),
            Block("paragraph", "No adjustment."),
            Block("heading", "Hepatic", 2),
            Block("paragraph", "Do not use."),
        )
    )

    assert [(c.section, c.text) for c in chunks] == [
        ("Special populations", "Renal\nNo adjustment.\n\nHepatic\nDo not use.")
    ]


def test_a_heading_with_nothing_under_it_is_not_lost() -> None:
    chunks = chunk(
        document(
            Block("heading", "Call 144", 1), Block("heading", "Other", 1), Block("paragraph", "x")
        )
    )

    assert "Call 144" in chunks[0].text


def test_long_text_is_cut_between_sentences_into_even_pieces() -> None:
    chunks = chunk(document(Block("paragraph", (SENTENCE * 31).strip())))

    assert all(c.text.endswith("people.") and c.text.startswith("The storage") for c in chunks)
    assert len(chunks) == 3
    assert min(len(c.text) for c in chunks) > 500


def test_a_row_of_a_table_is_never_cut() -> None:
    row = "; ".join(f"column {i}: value {i}" for i in range(80))
    assert 1000 < len(row) < MAX_ROW

    chunks = chunk(document(*[Block("table_row", row)] * 3))

    assert [c.text for c in chunks] == [row] * 3


def test_a_short_end_goes_with_what_is_before_it() -> None:
    blocks = [Block("paragraph", (SENTENCE * 14).strip()), Block("paragraph", "That is all.")]

    assert len(chunk(document(*blocks))) == 1


def test_items_and_rows_are_written_as_lists() -> None:
    chunks = chunk(
        document(
            Block("paragraph", "Ask for:"),
            Block("list_item", "lot number"),
            Block("list_item", "1. temperature", 1),
        )
    )

    assert chunks[0].text == "Ask for:\n\n- lot number\n  1. temperature"


@pytest.mark.parametrize(
    "text",
    [
        "Give 30 mg, e.g. at night. Then wait.",
        "See Fig. 3 and Dr. Smith. It is clear.",
        "He said “Stop.” Then he left!",
        "Under U.S. law it is so. No. 5 is out.",
    ],
)
def test_a_sentence_does_not_end_at_an_abbreviation(text: str) -> None:
    found = sentences(text)

    assert len(found) == 2
    assert " ".join(found) == text


@pytest.mark.parametrize("text", ["A. " * 3_000, "x" * 9_000, "a\n" * 4_000, "( " * 4_000])
@pytest.mark.parametrize("kind", ["paragraph", "list_item", "table_row", "code"])
def test_a_long_run_of_one_thing_is_cut_and_nothing_of_it_is_lost(
    kind: BlockKind, text: str
) -> None:
    chunks = chunk(document(Block(kind, text.strip())))

    assert all(len(c.text) <= MAX_ROW for c in chunks)
    written = "".join("".join(c.text.split()) for c in chunks)
    assert "".join(text.split()) in written


def test_an_abbreviation_costs_the_same_however_long_the_text_before_it_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[int] = []

    class Watched:
        def search(self, text: str) -> bool:
            seen.append(len(text))
            return True

    monkeypatch.setattr("retrieval.ingesting.chunking._ABBREVIATION", Watched())
    sentences("A. " * 1_000)

    assert max(seen) < 50


KINDS: tuple[BlockKind, ...] = ("heading", "paragraph", "list_item", "table_row", "code")
WORDS = st.lists(
    st.sampled_from(["alpha", "beta.", "Gamma", "delta;", "x" * 40]), min_size=1, max_size=300
)
BLOCKS = st.builds(
    lambda kind, words, level, page: Block(
        kind, " ".join(words), level if kind == "heading" else 0, page
    ),
    st.sampled_from(KINDS),
    WORDS,
    st.integers(1, 4),
    st.integers(1, 3),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(BLOCKS, max_size=12))
def test_every_block_is_in_a_chunk_of_its_page_and_no_word_of_it_is_lost(
    blocks: list[Block],
) -> None:
    blocks.sort(key=lambda block: block.page or 0)

    chunks = chunk(document(*blocks, pages=3))

    assert [c.ordinal for c in chunks] == list(range(len(chunks)))
    assert all(0 < len(c.text) <= MAX_ROW for c in chunks)
    for i, block in enumerate(blocks):
        if block.kind == "heading":
            continue
        around = [c for c in chunks if c.start_block <= i < c.end_block]
        assert {c.page for c in around} == {block.page}
        written = " ".join(word for c in around for word in c.text.split())
        assert " ".join(block.text.split()) in written


def section(name: str, count: int) -> list[Block]:
    rows = [
        Block("table_row", f"Band: {i}; Dose: {i} mg; Note: {'x' * 60}", 1) for i in range(count)
    ]
    return [Block("table_row", name), *rows]


def test_a_chunk_that_begins_within_a_part_of_a_table_begins_with_its_name() -> None:
    chunks = chunk(document(*section("Adults", 40), *section("Children", 40)))

    found = [(c.text.split("\n")[0], "Children" in c.text) for c in chunks]
    assert {first for first, _ in found} == {"Adults", "Children"}
    assert all(c.text.count("Adults") <= 1 for c in chunks)


def test_a_name_of_a_part_is_not_left_behind_by_its_rows() -> None:
    chunks = chunk(document(*section("Adults", 11), *section("Children", 40)))

    assert not any(c.text.endswith("Children") for c in chunks)


def test_names_of_parts_of_parts_are_both_repeated() -> None:
    rows = [Block("table_row", f"Rate: {i}; Note: {'x' * 90}", 2) for i in range(30)]
    blocks = [Block("table_row", "Adults"), Block("table_row", "Weak kidneys", 1), *rows]

    assert all(c.text.startswith("Adults\nWeak kidneys\n") for c in chunk(document(*blocks)))


def test_a_table_after_another_has_nothing_of_its_parts() -> None:
    other = [Block("table_row", f"Site: {i}; Note: {'x' * 90}") for i in range(30)]

    assert "Adults" not in chunk(document(*section("Adults", 10), *other))[-1].text


def test_each_piece_of_a_very_long_row_says_whose_it_is() -> None:
    row = "; ".join(["Drug: Q", *(f"Name {i}: {'x' * 90}" for i in range(60))])

    assert all(c.text.startswith("Drug: Q; Name") for c in chunk(document(Block("table_row", row))))
