"""What stands below an answer: each place once, however often it is cited."""

from __future__ import annotations

from typing import Any

from app.chat.answers import sources_of


def citation(n: int, document: str | None, page: int | None, section: str = "") -> dict[str, Any]:
    return {"n": n, "document_id": document, "page": page, "section": section}


def test_two_chunks_of_one_page_are_one_source() -> None:
    cited = [citation(1, "a", 3, "Dose"), citation(2, "b", 3), citation(3, "a", 3, "Storage")]

    sources = sources_of(cited)

    assert [(one["n"], one["numbers"]) for one in sources] == [(1, [1, 3]), (2, [2])]


def test_other_pages_and_sections_are_sources_of_their_own() -> None:
    cited = [
        citation(1, "a", 3),
        citation(2, "a", 4),
        citation(3, "b", None, "Dose"),
        citation(4, "b", None, "Storage"),
        citation(5, "b", None, "Dose"),
    ]

    assert [one["numbers"] for one in sources_of(cited)] == [[1], [2], [3, 5], [4]]


def test_documents_that_are_not_for_the_person_stay_apart() -> None:
    cited = [citation(1, None, None), citation(2, None, None)]

    assert [one["numbers"] for one in sources_of(cited)] == [[1], [2]]
