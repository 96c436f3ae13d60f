"""Synthetic turns in columns, of the sizes that real ones have, and quickly made."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute

from app.settings import SAMPLES
from feedback.lake.schema import INSTANT, SCHEMAS

# The stubs know few of the ways in which columns can be made.
pc: Any = pyarrow.compute
arrow: Any = pa
Column = Any

_PASSAGES = 5_000
_SENTENCES = 20_000
_FOUND = 8
_DAY_US = 86_400_000_000
_PASSAGE_WORDS, _SENTENCE_WORDS, _QUESTION_WORDS = 65, 16, 12
_REACTED = 4


class Texts:
    """Words, sentences and passages to make turns of."""

    def __init__(self, chance: np.random.Generator) -> None:
        self.chance = chance
        paths = sorted(SAMPLES.rglob("sources/**/*.md"))
        self.words = arrow.array(sorted({w for p in paths for w in p.read_text("utf-8").split()}))
        self.sentences = self.said(_SENTENCE_WORDS, _SENTENCES)
        self.passages = self.said(_PASSAGE_WORDS, _PASSAGES)
        self.hashes = self.ids(_PASSAGES)

    def any_of(self, texts: Column, count: int) -> Column:
        """So many of the texts, by chance."""
        return texts.take(arrow.array(self.chance.integers(0, len(texts), count)))

    def said(self, words: int, count: int, of: Column = None) -> Column:
        """So many texts of so many words each, or of other pieces."""
        pieces = self.words if of is None else of
        return pc.binary_join_element_wise(*(self.any_of(pieces, count) for _ in range(words)), " ")

    def ids(self, count: int) -> Column:
        """Ids as UUIDs are written."""
        raw = self.chance.bytes(16 * count).hex()
        return arrow.array([raw[at : at + 32] for at in range(0, len(raw), 32)])


def turns_of(texts: Texts, count: int, day: datetime) -> pa.Table:
    """Turns of a day: a question of 80 characters, an answer of 600, a prompt of 4,000."""
    found = texts.chance.integers(0, _PASSAGES, (count, _FOUND))
    question = texts.said(_QUESTION_WORDS, count)
    prompt = pc.binary_join_element_wise(
        *(texts.passages.take(arrow.array(found[:, rank])) for rank in range(_FOUND)),
        question,
        "\\n",
    )
    prompt = pc.binary_join_element_wise(
        '[["user", "', pc.replace_substring(prompt, '"', "'"), '"]]', ""
    )
    at = np.sort(texts.chance.integers(0, _DAY_US, count)) + int(day.timestamp() * 1e6)
    asked = arrow.array(at, pa.int64()).cast(INSTANT)
    columns: dict[str, Any] = {
        "id": texts.ids(count),
        "thread_id": texts.any_of(texts.ids(max(count // 3, 1)), count),
        "pseudonym": texts.any_of(texts.hashes, count),
        "profile": "hr-guide",
        "configuration_number": 3,
        "configuration_hash": "c0ffee" * 10,
        "groups": arrow.array([["everyone", "staff"]] * count),
        "origin": "chat",
        "app_version": "0.1.0",
        "asked_at": asked,
        "finished_at": asked,
        "status": "completed",
        "question": question,
        "standalone_question": question,
        "kind": "answer",
        "answer": texts.said(5, count, texts.sentences),
        "quotes": False,
        "evidence": arrow.array(texts.chance.random(count)),
        "passages": _passages(texts, found),
        "citations": _citations(texts, found),
        "retrieval_parameters": json.dumps({"limit": _FOUND, "fused": True}),
        "prompt": prompt,
        "prompt_hash": texts.ids(count),
        "route": "central",
        "model": "model-1",
        "model_parameters": json.dumps({"temperature": 0.0}),
        "input_tokens": 1200,
        "output_tokens": 150,
        "price": "0.001230000",
        "currency": "EUR",
        "total_ms": arrow.array(texts.chance.random(count) * 1000),
    }
    return _table("turns", columns, count)


def reactions_to(texts: Texts, turns: pa.Table) -> pa.Table:
    """A reaction to each fourth turn, with an answer suggested where it was poor."""
    turns = turns.take(arrow.array(np.arange(0, turns.num_rows, _REACTED)))
    count = turns.num_rows
    scores = texts.chance.integers(1, 6, count)
    suggested = pc.if_else(
        arrow.array(scores < 2), texts.said(3, count, texts.sentences), pa.scalar(None, pa.string())
    )
    columns: dict[str, Any] = {
        "id": texts.ids(count),
        "turn_id": turns["id"],
        "thread_id": turns["thread_id"],
        "pseudonym": turns["pseudonym"],
        "profile": turns["profile"],
        "action": "put",
        "emoji": "🙂",
        "label": "Good",
        "score": arrow.array(scores, pa.int32()),
        "reasons": arrow.array([["Incomplete"]] * count, pa.list_(pa.string())),
        "comment": texts.any_of(texts.sentences, count),
        "suggested_answer": suggested,
        "configuration_number": 3,
        "reacted_at": turns["asked_at"],
    }
    return _table("reactions", columns, count)


def passages_of(texts: Texts, day: datetime) -> pa.Table:
    """Every passage, as it was first used."""
    columns: dict[str, Any] = {
        "content_hash": texts.hashes,
        "text": texts.passages,
        "source": "hr",
        "document": "leave/annual.pdf",
        "document_version": "v1",
        "title": "Leave",
        "section": "Leave > Annual",
        "page": 3,
        "first_used_at": pa.scalar(day, INSTANT),
    }
    return _table("passages", columns, _PASSAGES)


def _passages(texts: Texts, found: Any) -> Column:
    count = found.size
    hashes = texts.hashes.take(arrow.array(found.ravel()))
    fields: dict[str, Any] = {
        "rank": arrow.array(np.tile(np.arange(1, _FOUND + 1), len(found))),
        "score": arrow.array(texts.chance.random(count)),
        "cited": arrow.array(np.tile(np.arange(_FOUND) < 2, len(found))),
        "chunk_id": hashes,
        "content_hash": hashes,
        "document_id": texts.any_of(texts.hashes, count),
        "document_version": "v1",
        "source": "hr",
        "document": texts.any_of(texts.hashes, count),
        "title": "Leave",
        "section": "Leave > Annual",
        "page": 3,
    }
    return _listed("passages", fields, count, _FOUND)


def _citations(texts: Texts, found: Any) -> Column:
    hashes = texts.hashes.take(arrow.array(found[:, :2].ravel()))
    numbers = arrow.array(np.tile(np.array([1, 2]), len(found)))
    fields = {"n": numbers, "chunk_id": hashes, "content_hash": hashes}
    return _listed("citations", fields, 2 * len(found), 2)


def _listed(name: str, fields: dict[str, Any], count: int, each: int) -> Column:
    kind = SCHEMAS["turns"].field(name).type.value_type
    arrays = [_column(fields.get(field.name), field.type, count) for field in kind]
    offsets = arrow.array(np.arange(0, count + 1, each), pa.int32())
    return pa.ListArray.from_arrays(offsets, pa.StructArray.from_arrays(arrays, fields=list(kind)))


def _table(dataset: Any, columns: dict[str, Any], count: int) -> pa.Table:
    schema = SCHEMAS[dataset]
    return pa.table(
        [_column(columns.get(field.name), field.type, count) for field in schema], schema=schema
    )


def _column(value: Any, kind: pa.DataType, count: int) -> Any:
    """An array of that type; a single value stands for all."""
    if isinstance(value, pa.Array | pa.ChunkedArray):
        return value.cast(kind)
    if isinstance(value, pa.Scalar):
        return arrow.repeat(value, count)
    if value is None:
        return arrow.nulls(count, kind)
    return arrow.repeat(
        pa.scalar(value, pa.string()).cast(kind)
        if isinstance(value, str)
        else pa.scalar(value, kind),
        count,
    )
