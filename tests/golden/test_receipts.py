"""A receipt exactly as it is given out, every field of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from app.api.receipts.shapes import receipt_out
from app.turns.receipts import receipt_of
from feedback.lake.schema import SCHEMAS
from feedback.records import record_of
from feedback.turns import Turn, TurnStatus
from tests.feedback.samples import AT, answer, opening

DONE = Turn(opening("turn-1"), TurnStatus.COMPLETED, answer(), AT + timedelta(seconds=1))


def test_a_receipt_holds_all_that_made_the_answer(golden: Callable[[str, str], None]) -> None:
    golden("receipt.json", written(DONE))


def test_a_turn_that_ended_before_anything_has_the_same_fields_and_nothing_in_them() -> None:
    ended = replace(DONE, status=TurnStatus.INTERRUPTED, answer=None)

    receipt, whole = json.loads(written(ended)), json.loads(written(DONE))

    assert receipt.keys() == whole.keys()
    assert (receipt["passages"], receipt["citations"]) == ([], [])
    assert {receipt[name] for name in ("prompt", "evidence", "price", "total_ms")} == {None}


def test_what_is_unknown_is_null_and_never_zero() -> None:
    unknown = replace(DONE, answer=replace(answer(), price=None, usage=None))

    receipt = json.loads(written(unknown))

    names = ("price", "currency", "input_tokens", "output_tokens", "cached_tokens")
    assert {receipt[name] for name in names} == {None}


def test_the_lake_has_every_field_of_a_receipt() -> None:
    """Texts of passages are in a dataset of their own; the rest is asked for with the receipt."""
    receipt = json.loads(written(DONE))
    row = record_of(DONE).row

    of_the_partition = {"department"}
    only_here = {"replay", "withheld", "thoughts"}
    assert {"id", *receipt.keys()} - {"turn_id"} - of_the_partition - only_here == row.keys()
    assert row.keys() <= set(SCHEMAS["turns"].names)
    in_the_lake = set(SCHEMAS["turns"].field("passages").type.value_type.names)
    assert receipt["passages"][0].keys() - {"text", "standing"} == in_the_lake


def written(turn: Turn) -> str:
    """The JSON that goes out."""
    return receipt_out(receipt_of(turn, with_prompt=True), None).model_dump_json(indent=2) + "\n"
