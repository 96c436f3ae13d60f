"""Turns as evaluation cases and as preference pairs."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from assistants.answers import AnswerKind
from feedback.exports.exporting import Exported, export
from feedback.lake.filters import Filters
from feedback.lake.stores.folder_store import FolderStore
from feedback.lake.stores.object_store import ObjectStore
from feedback.lake.writing import Format
from feedback.records import Record, passage_record, turn_record
from feedback.turns import TurnStatus
from tests.feedback.exports.test_exporting import HR, lines, rated
from tests.feedback.lakes import put
from tests.feedback.samples import AT, answer, opening, passage

PROMPT = json.dumps([["system", "Answer from the passages."], ["user", "How many days?"]])


@pytest.fixture
def store(tmp_path: Path) -> ObjectStore:
    return FolderStore(tmp_path / "lake")


def turn(
    turn_id: str, text: str = "Thirty [1].", *, asks: str = "How many days?", **given: Any
) -> Record:
    begun = opening(turn_id, question=asks)
    made = answer(text=text, question=asks, standalone_question=asks, **{"prompt": PROMPT} | given)
    return turn_record(begun, TurnStatus.COMPLETED, made, begun.asked_at)


async def fill(store: ObjectStore, *records: Record) -> None:
    texts = [passage_record(passage(n), "hr", AT - timedelta(days=50)) for n in (1, 2)]
    await put(store, *texts, *records)


async def test_a_case_has_question_contexts_answer_and_what_a_person_suggested(
    store: ObjectStore, tmp_path: Path
) -> None:
    await fill(store, turn("a"), rated("e1", "a", 1, suggested_answer="Thirty-one."))

    (ragas,) = await lines(store, "cases-ragas", HR, tmp_path)
    (deepeval,) = await lines(store, "cases-deepeval", HR, tmp_path)
    (openai,) = await lines(store, "cases-openai", HR, tmp_path)

    contexts = [passage(1).text, passage(2).text]
    assert (ragas["user_input"], ragas["response"]) == ("How many days?", "Thirty [1].")
    assert (ragas["retrieved_contexts"], ragas["reference"]) == (contexts, "Thirty-one.")
    assert deepeval["input"] == ragas["user_input"]
    assert deepeval["actual_output"] == ragas["response"]
    assert deepeval["expected_output"] == openai["ideal"] == "Thirty-one."
    assert deepeval["retrieval_context"] == contexts
    assert openai["input"] == [
        {"role": "system", "content": "Answer from the passages."},
        {"role": "user", "content": "How many days?"},
    ]
    assert ragas["metadata"] == deepeval["additional_metadata"] == openai["metadata"]
    # The third passage was found, and its text is not in the lake.
    assert ragas["metadata"] | {"asked_at": None} == {
        "turn_id": "a",
        "department": "hr",
        "assistant": "hr",
        "configuration_number": 1,
        "asked_at": None,
        "kind": "answer",
        "question_as_typed": "How many days?",
        "score": 1,
        "reference_from": "suggested_answer",
        "contexts_missing": 1,
    }


@pytest.mark.parametrize(
    ("score", "reference", "source"),
    [(5, "Thirty [1].", "answer_scored_well"), (3, None, None), (None, None, None)],
)
async def test_only_an_answer_that_scored_well_is_its_own_reference(
    store: ObjectStore, tmp_path: Path, score: int | None, reference: str | None, source: str | None
) -> None:
    await fill(store, turn("a"), *([rated("e1", "a", score)] if score else []))

    (case,) = await lines(store, "cases-ragas", HR, tmp_path)

    assert (case["reference"], case["metadata"]["reference_from"]) == (reference, source)
    # An eval of OpenAI compares with the ideal answer, and cannot do without.
    assert len(await lines(store, "cases-openai", HR, tmp_path)) == bool(reference)


async def test_cases_come_from_answers_and_from_what_was_not_found(
    store: ObjectStore, tmp_path: Path
) -> None:
    refused = turn("c", kind=AnswerKind.NOT_PERMITTED)
    begun = turn_record(opening("d"), TurnStatus.STOPPED, answer(), AT)
    await fill(store, turn("a"), turn("b", kind=AnswerKind.NOT_FOUND), refused, begun)

    def turns(cases: list[dict[str, Any]]) -> list[str]:
        return [case["metadata"]["turn_id"] for case in cases]

    assert turns(await lines(store, "cases-ragas", HR, tmp_path)) == ["a", "b"]
    only = replace(HR, kinds=frozenset({"not_permitted"}))
    assert turns(await lines(store, "cases-ragas", only, tmp_path)) == ["c"]


async def test_cases_hold_no_text_of_another_department(store: ObjectStore, tmp_path: Path) -> None:
    await put(store, passage_record(passage(1), "it", AT), turn("a"))

    (case,) = await lines(store, "cases-ragas", HR, tmp_path)
    assert (case["retrieved_contexts"], case["metadata"]["contexts_missing"]) == ([], 3)
    assert await lines(store, "cases-ragas", Filters(frozenset({"it"})), tmp_path) == []


async def test_a_preference_is_what_was_suggested_before_what_was_answered(
    store: ObjectStore, tmp_path: Path
) -> None:
    await fill(store, turn("a"), rated("e1", "a", 2, suggested_answer="Thirty-one."))

    (pair,) = await lines(store, "preferences", HR, tmp_path)

    assert pair["prompt"][-1] == {"role": "user", "content": "How many days?"}
    assert pair["chosen"] == [{"role": "assistant", "content": "Thirty-one."}]
    assert pair["rejected"] == [{"role": "assistant", "content": "Thirty [1]."}]
    assert pair["metadata"]["chosen_from"] == "suggested_answer"


async def test_a_preference_is_a_good_answer_to_the_same_question_before_a_poor_one(
    store: ObjectStore, tmp_path: Path
) -> None:
    quoted = turn("b", "Thirty, it says.", asks="how many  days", prompt=None, quotes=True)
    await fill(
        store,
        turn("a", "Ten."),
        quoted,
        turn("c", "Nine.", asks="How many hours?"),
        turn("d", "Perhaps."),
        rated("e1", "a", 1),
        rated("e2", "b", 5),
        rated("e3", "c", 1),
        rated("e4", "d", 3),
    )

    (pair,) = await lines(store, "preferences", HR, tmp_path)

    told = pair["metadata"]
    assert (told["chosen_turn_id"], told["rejected_turn_id"]) == ("b", "a")
    assert (told["chosen_score"], told["rejected_score"]) == (5, 1)
    # No model was called for the chosen one, so the question stands alone.
    assert pair["prompt"] == [{"role": "user", "content": "how many  days"}]
    assert pair["rejected"][0]["content"] == "Ten."


async def test_a_suggestion_that_was_taken_back_is_none(store: ObjectStore, tmp_path: Path) -> None:
    gone = rated("e2", "a", 1)
    later = (AT + timedelta(hours=1)).isoformat()
    row = gone.row | {"action": "remove", "score": None, "reacted_at": later}
    await fill(
        store, turn("a"), rated("e1", "a", 1, suggested_answer="Two."), replace(gone, row=row)
    )

    (case,) = await lines(store, "cases-ragas", HR, tmp_path)
    assert (case["reference"], case["metadata"]["score"]) == (None, None)
    assert await lines(store, "preferences", HR, tmp_path) == []


async def test_cases_can_be_asked_for_by_whether_they_have_a_reference(
    store: ObjectStore, tmp_path: Path
) -> None:
    await fill(store, turn("a"), turn("b"), turn("c"), rated("e1", "a", 5), rated("e2", "b", 1))

    async def taken(*, reference: bool | None) -> list[str]:
        found = await lines(store, "cases-ragas", replace(HR, reference=reference), tmp_path)
        return [case["metadata"]["turn_id"] for case in found]

    assert await taken(reference=True) == ["a"]
    assert await taken(reference=False) == ["b", "c"]
    assert await taken(reference=None) == ["a", "b", "c"]


@pytest.mark.parametrize("dataset", ["turns", "cases-ragas", "preferences"])
async def test_batches_of_the_command_line_can_be_left_out(
    store: ObjectStore, tmp_path: Path, dataset: Exported
) -> None:
    tried = turn("b", "Seven [1].")
    tried = replace(tried, row={**tried.row, "origin": "cli"})
    suggested = [rated(f"e{one}", one, 2, suggested_answer="Nine.") for one in ("a", "b")]
    await fill(store, turn("a"), tried, *suggested)

    every = await lines(store, dataset, HR, tmp_path)
    people = await lines(store, dataset, replace(HR, origins=frozenset({"chat"})), tmp_path)

    assert (len(every), len(people)) == (2, 1)


async def test_pairs_of_the_same_two_answers_are_one_that_says_how_often(
    store: ObjectStore, tmp_path: Path
) -> None:
    same = [turn(one, "Seven [1].") for one in ("a", "b", "c")]
    poor = [rated(f"e{one}", one, 1) for one in ("a", "b", "c")]
    await fill(store, turn("best", "Thirty [1]."), rated("e", "best", 5), *same, *poor)

    (pair,) = await lines(store, "preferences", HR, tmp_path)

    assert pair["metadata"]["times"] == 3
    assert pair["metadata"]["rejected_turn_id"] == "a"


SHAPES: list[Exported] = ["cases-ragas", "cases-deepeval", "cases-openai", "preferences"]
FORMS: list[Format] = ["parquet", "csv"]


@pytest.mark.parametrize("dataset", SHAPES)
@pytest.mark.parametrize("form", FORMS)
async def test_cases_and_pairs_come_as_parquet_and_csv_and_s13_run_nothing(
    store: ObjectStore, tmp_path: Path, dataset: Exported, form: Format
) -> None:
    link = '=HYPERLINK("http://other.example")'
    asked = turn("a", link, asks=f"fine;{link}")
    await fill(store, asked, rated("e1", "a", 1, suggested_answer=f"\t{link}"))
    out = tmp_path / f"out.{form}"
    await export(store, dataset, HR, form=form, out=out)

    if form == "parquet":
        assert pq.ParquetFile(out).metadata.num_rows == 1
        return
    with out.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert "HYPERLINK" in "".join(row.values())
    for value in row.values():
        assert not value.startswith(("=", "+", "-", "@", "\t", "\r"))
        assert not any(part.startswith("=") for part in value.split(";"))
