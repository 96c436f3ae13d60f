"""Copies and versions do not fill the context, and what was cut is put together again."""

from __future__ import annotations

from collections import Counter

import pytest

from retrieval.documents import ChunkRecord, Document, DocumentStatus, Hit, content_hash
from retrieval.searching.choosing import (
    JOINED,
    MOST_ALIKE,
    MOST_FROM_ONE,
    MOST_JOINED,
    WORTH,
    Chosen,
    choose,
    cut_places,
    join,
)

TEXT = (
    "The responsible person signs the deviation report within {days} working days of the event, "
    "names the cause, proposes a measure and sends all of it to the head of the quality unit."
)


def hit(
    text: str, *, document: str = "a", ordinal: int = 0, section: str = "", page: int = 1
) -> Hit:
    name = f"{document}-{ordinal}"
    chunk = ChunkRecord(
        name, document, "quality", ordinal, document, section, page, text, content_hash(text)
    )
    owner = Document(
        document, "quality", f"{document}.md", document, "1", "", "", (), DocumentStatus.LIVE
    )
    return Hit(chunk, owner)


def chosen(*hits: Hit) -> list[Chosen]:
    return [Chosen(0.5, one, one.chunk.text) for one in hits]


def ids(found: list[Chosen]) -> list[str]:
    return [one.hit.chunk.id for one in found]


def test_a_copy_is_left_out() -> None:
    ranked = [(0.9, hit("Sign it.")), (0.8, hit("sign  it", ordinal=1)), (0.7, hit("Seal it."))]

    assert [one.hit.chunk.text for one in choose(ranked, 5).chosen] == ["Sign it.", "Seal it."]


def test_the_same_sentence_under_another_title_is_no_copy() -> None:
    ranked = [(0.9, hit("Keep it cool.")), (0.8, hit("Keep it cool.", document="b"))]

    assert len(choose(ranked, 5).chosen) == 2


def test_versions_of_one_text_give_way_to_other_texts() -> None:
    versions = [(0.9, hit(TEXT.format(days=days), ordinal=days)) for days in range(1, 6)]
    others = [
        (0.5, hit(f"Something else number {n} altogether.", document="b", ordinal=n))
        for n in range(2)
    ]

    found = choose([*versions, *others], MOST_ALIKE + 2).chosen

    assert ids(found) == ["a-1", "a-2", "b-0", "b-1"]


def test_versions_fill_what_is_left() -> None:
    versions = [(0.9, hit(TEXT.format(days=days), ordinal=days)) for days in range(1, 6)]

    assert ids(choose(versions, 4).chosen) == ["a-1", "a-2", "a-3", "a-4"]


def test_a_list_that_was_cut_is_joined() -> None:
    first, second = hit("Bring with you:\n- a passport"), hit("- a photograph", ordinal=1)

    assert cut_places(chosen(first)) == [("a", 1)]
    joined = join(chosen(first), [second.chunk])[0]

    assert joined.text == "Bring with you:\n- a passport\n- a photograph"
    assert joined.content_hash == content_hash(joined.text)


def test_a_passage_is_joined_with_what_comes_before_it() -> None:
    first, second = hit("Bring with you:\n- a passport"), hit("- a photograph", ordinal=1)

    assert cut_places(chosen(second)) == [("a", 0), ("a", 2)]
    joined = join(chosen(second), [first.chunk])

    assert joined[0].text.startswith("Bring with you:")
    assert ids(joined) == ["a-1"]


def test_a_passage_stays_readable_and_only_the_best_are_joined() -> None:
    begun = hit("Bring with you:\n- a passport")
    long = hit("- " + "x" * MOST_JOINED, ordinal=1)
    assert join(chosen(begun), [long.chunk])[0].text == begun.chunk.text

    others = [hit(f"It is signed by {n}.", document=f"b{n}") for n in range(JOINED)]
    assert {document for document, _ in cut_places(chosen(*others, begun))}.isdisjoint({"a"})


def test_what_was_joined_does_not_come_again() -> None:
    first, second = hit("Bring with you:\n- a passport"), hit("- a photograph", ordinal=1)

    assert ids(join(chosen(first, second), [second.chunk])) == ["a-0"]


def test_whole_sentences_and_other_sections_are_not_joined() -> None:
    whole, next_one = hit("It is signed by both."), hit("It is sealed.", ordinal=1)
    assert join(chosen(whole), [next_one.chunk])[0].text == "It is signed by both."

    list_of_another = hit("- a photograph", ordinal=1, section="Visas")
    on_the_next_page = hit("- a photograph", ordinal=1, page=2)
    for other in (list_of_another, on_the_next_page):
        begun = hit("Bring with you:\n- a passport")
        assert join(chosen(begun), [other.chunk])[0].text == begun.chunk.text


@pytest.mark.parametrize("heading", ["Exceptions", "Ausnahmen", "When this does not apply"])
def test_what_limits_a_passage_comes_along_under_its_heading(heading: str) -> None:
    rule = hit("Everybody may work from home.", section="Remote work > Rule")
    limit = hit("Not in the laboratory.", ordinal=1, section=f"Remote work > {heading}")

    assert join(chosen(rule), [limit.chunk])[0].text == (
        f"Everybody may work from home.\n{heading}\nNot in the laboratory."
    )


def test_one_document_does_not_fill_the_context() -> None:
    long = [(0.9, hit(f"Fact number {n} of the first.", ordinal=n)) for n in range(20)]
    others = [(0.6, hit(f"Something else, {n}.", document=f"b{n}")) for n in range(6)]

    found = choose([*long, *others], 8)

    assert Counter(one.hit.document.id for one in found.chosen)["a"] == MOST_FROM_ONE
    assert len(found.chosen) == 8
    assert not found.crowded


def test_what_is_worth_nothing_takes_nobodys_place() -> None:
    long = [(0.9, hit(f"Fact number {n} of the first.", ordinal=n)) for n in range(20)]
    beside = [(0.9 * WORTH - 0.01, hit(f"Something else, {n}.", document=f"b{n}")) for n in "xyz"]

    found = choose([*long, *beside], 8)

    assert {one.hit.document.id for one in found.chosen} == {"a"}
    assert not found.crowded


def test_it_is_told_where_others_could_still_take_a_place() -> None:
    assert choose([(0.9, hit(f"Fact {n}.", ordinal=n)) for n in range(20)], 8).crowded


def test_a_version_is_told_from_the_first() -> None:
    versions = [(0.9, hit(TEXT.format(days=days), ordinal=days)) for days in range(1, 4)]

    assert [one.version for one in choose(versions, 3).chosen] == [False, True, True]
