"""The typed schema of the lake, version 1: one Arrow schema for each dataset."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeAlias

import pyarrow as pa

from feedback.records import Dataset

VERSION = 1
INSTANT = pa.timestamp("us", tz="UTC")
MONEY = pa.decimal128(18, 9)


# Quoted: the class is generic for the type checker only.
Field: TypeAlias = "pa.Field[Any]"


def _field(name: str, kind: pa.DataType, description: str, *, nullable: bool = True) -> Field:
    return pa.field(name, kind, nullable=nullable, metadata={"description": description})


def _must(name: str, kind: pa.DataType, description: str) -> Field:
    return _field(name, kind, description, nullable=False)


_PASSAGE = pa.struct(
    [
        _field("rank", pa.int32(), "Place in the search result, from 1."),
        _field("score", pa.float64(), "Fused relevance, 0 to 1, comparable within one turn."),
        _field("cited", pa.bool_(), "Whether the answer points to it."),
        _field("chunk_id", pa.string(), "The chunk in the index."),
        _field("content_hash", pa.string(), "Key of its text in `passages`."),
        _field("document_id", pa.string(), "The document."),
        _field("document_version", pa.string(), "The version of the document that was indexed."),
        _field("source", pa.string(), "The knowledge source."),
        _field("document", pa.string(), "Path of the document in its source."),
        _field("title", pa.string(), "Title of the document."),
        _field("section", pa.string(), "Headings above the text, joined by ` > `."),
        _field("page", pa.int32(), "Page, from 1; null for formats without pages."),
    ]
)
_CITATION = pa.struct(
    [
        _field("n", pa.int32(), "The number that stands in the answer as `[n]`."),
        _field("chunk_id", pa.string(), "The chunk in the index."),
        _field("content_hash", pa.string(), "Key of its text in `passages`."),
    ]
)
_SENTENCE = pa.struct(
    [
        _field("text", pa.string(), "The sentence as the model wrote it, without markers."),
        _field("citations", pa.list_(pa.int32()), "The numbers that it points to."),
        _field("verdict", pa.string(), "`verified`, `unverified`, `contradicted` or `no_claim`."),
        _field("reason", pa.string(), "What decided: `supported`, `number`, `name`, `negation` …"),
        _field("shown", pa.bool_(), "Whether it stayed in the answer, marked where it failed."),
    ]
)

_TURNS = [
    _must("id", pa.string(), "The turn; unique."),
    _must("thread_id", pa.string(), "The conversation it belongs to."),
    _must("pseudonym", pa.string(), "Who asked: the same person is always the same pseudonym."),
    _must("profile", pa.string(), "The assistant that was asked."),
    _must("configuration_number", pa.int32(), "Its configuration version, from 1."),
    _must("configuration_hash", pa.string(), "SHA-256 of that configuration."),
    _must("groups", pa.list_(pa.string()), "Access groups of the person at that moment."),
    _must("origin", pa.string(), "Where it was asked: `chat`, `api` or `cli`."),
    _must("app_version", pa.string(), "The release of Almanac that answered."),
    _must("asked_at", INSTANT, "When the question arrived; its date is the partition `dt`."),
    _field("finished_at", INSTANT, "When the answer was complete or given up."),
    _must("status", pa.string(), "`completed`, `stopped`, `failed` or `interrupted`."),
    _field(
        "sibling_of",
        pa.string(),
        "The turn whose question was asked again or edited; null for a question of its own.",
    ),
    _field("error_reference", pa.string(), "The reference the person was shown, if it failed."),
    _must("question", pa.string(), "What was asked, as typed."),
    _field("standalone_question", pa.string(), "The question made to stand alone, as searched."),
    _field(
        "kind",
        pa.string(),
        "`answer`, `not_found`, `not_indexed`, `not_permitted` or `failed`; null when interrupted "
        "before the first word. Small talk is an `answer` too: its `retrieval_parameters` are `{}` "
        "and its `route` is null, so leave these rows out where you count answers.",
    ),
    _field("answer", pa.string(), "The answer, with citation markers."),
    _field("quotes", pa.bool_(), "Whether the answer quotes and no model wrote it."),
    _field("evidence", pa.float64(), "How likely the passages hold an answer, 0 to 1."),
    _field("passages", pa.list_(_PASSAGE), "What was found and sent to the model, by rank."),
    _field("citations", pa.list_(_CITATION), "What the answer points to."),
    _field("retrieval_parameters", pa.string(), "Parameters of the search, as a JSON object."),
    _field("prompt", pa.string(), "The prompt as it was sent; null when no model was called."),
    _field("prompt_hash", pa.string(), "SHA-256 of the prompt."),
    _field("prompt_limit", pa.int64(), "Tokens the prompt could have; null where not bounded."),
    _field(
        "left_out",
        pa.string(),
        "What had no place in the prompt, as a JSON object: `passages` by rank with `reason`, and "
        "how many of the oldest `exchanges`; null when nothing was left out.",
    ),
    _field(
        "verified_sentences",
        pa.int32(),
        "Sentences that a model wrote and that their sources hold; null where no model wrote.",
    ),
    _field(
        "unverified_sentences",
        pa.int32(),
        "Sentences that claim what their sources do not hold; null where no model wrote.",
    ),
    _field("sentences", pa.list_(_SENTENCE), "Every sentence with its verdict."),
    _field("answer_withdrawn", pa.bool_(), "Whether the answer was taken back for its verdicts."),
    _field(
        "passages_with_orders",
        pa.list_(pa.string()),
        "Chunks whose text gives orders to a model, by id; null where there are none.",
    ),
    _field("route", pa.string(), "The gateway route that answered."),
    _field("model", pa.string(), "The model that answered."),
    _field("model_parameters", pa.string(), "Parameters of the model, as a JSON object."),
    _field("input_tokens", pa.int64(), "Tokens read, cached ones included; null where unknown."),
    _field("output_tokens", pa.int64(), "Tokens written; null where unknown."),
    _field("cached_tokens", pa.int64(), "Tokens read from a cache; null where unknown."),
    _field("usage_estimated", pa.bool_(), "Whether the tokens are our own count, not the model's."),
    _field("price", MONEY, "What the model call cost; null where unknown, never 0 instead."),
    _field("currency", pa.string(), "Currency of the price, ISO 4217."),
    _field("retrieval_ms", pa.float64(), "Milliseconds from the question to the passages."),
    _field("first_token_ms", pa.float64(), "Milliseconds from the question to the first word."),
    _field("total_ms", pa.float64(), "Milliseconds from the question to the end."),
]
_REACTIONS = [
    _must("id", pa.string(), "The event; unique."),
    _must("turn_id", pa.string(), "The turn reacted to."),
    _must("thread_id", pa.string(), "The conversation of that turn."),
    _must("pseudonym", pa.string(), "Who reacted."),
    _must("profile", pa.string(), "The assistant that had answered."),
    _must("action", pa.string(), "`put` for a reaction given or changed, `remove` for taken back."),
    _field("emoji", pa.string(), "The emoji; null when taken back."),
    _field("label", pa.string(), "What the emoji stood for."),
    _field("score", pa.int32(), "From 1 (worst) to 5 (best); null when taken back."),
    _must("reasons", pa.list_(pa.string()), "Reasons picked from the department's list."),
    _field("comment", pa.string(), "Free text."),
    _field("suggested_answer", pa.string(), "What the person says would have been right."),
    _field("suggested_source", pa.string(), "The source of the document that would have helped."),
    _field("suggested_document", pa.string(), "Path of that document in its source."),
    _field("configuration_number", pa.int32(), "The configuration version that had answered."),
    _field("configuration_hash", pa.string(), "Its SHA-256; its palette gave label and score."),
    _must("reacted_at", INSTANT, "When; its date is the partition `dt`."),
]
_PASSAGES = [
    _must("content_hash", pa.string(), "Hash of the text; unique within the department."),
    _must("text", pa.string(), "The passage's text."),
    _must("source", pa.string(), "The knowledge source where it was first found."),
    _must("document", pa.string(), "Path of the document there."),
    _must("document_version", pa.string(), "The version of that document."),
    _must("title", pa.string(), "Title of that document."),
    _must("section", pa.string(), "Headings above the text, joined by ` > `."),
    _field("page", pa.int32(), "Page, from 1; null for formats without pages."),
    _must("first_used_at", INSTANT, "When an answer was first made with it; the partition `dt`."),
]
_CONFIGURATIONS = [
    _must("id", pa.string(), "Profile and number, as `profile/number`; unique."),
    _must("profile", pa.string(), "The assistant."),
    _must("number", pa.int32(), "The version, from 1."),
    _must("hash", pa.string(), "SHA-256 of the content; `configuration_hash` of the turns."),
    _must("name", pa.string(), "The assistant's name."),
    _must("language", pa.string(), "The assistant's language."),
    _must("template", pa.string(), "The versioned prompt template."),
    _must("prompt", pa.string(), "The department's own instruction."),
    _must("sources", pa.list_(pa.string()), "The knowledge sources it searches."),
    _must("passages", pa.int32(), "How many passages reach the model."),
    _must("evidence_threshold", pa.float64(), "Below this evidence the answer is a no, 0 to 1."),
    _must("content", pa.string(), "The whole configuration, as a JSON object."),
    _must("published_at", INSTANT, "When it was published; its date is the partition `dt`."),
]

SCHEMAS: Mapping[Dataset, pa.Schema] = {
    "turns": pa.schema(_TURNS, {"description": "One row for each question with its receipt."}),
    "reactions": pa.schema(_REACTIONS, {"description": "One row for each change of a reaction."}),
    "passages": pa.schema(
        _PASSAGES, {"description": "The text of every passage, once for each department."}
    ),
    "configurations": pa.schema(
        _CONFIGURATIONS, {"description": "Every published configuration version."}
    ),
}
IDENTITY: Mapping[Dataset, str] = {
    "turns": "id",
    "reactions": "id",
    "passages": "content_hash",
    "configurations": "id",
}
OCCURRED: Mapping[Dataset, str] = {
    "turns": "asked_at",
    "reactions": "reacted_at",
    "passages": "first_used_at",
    "configurations": "published_at",
}


def to_table(dataset: Dataset, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Type rows of JSON values by the dataset's schema; fields that a row lacks become null.

    Raises ``pyarrow.ArrowException``, ``ValueError``, ``TypeError``, ``ArithmeticError`` or
    ``KeyError`` for a row that does not fit, and ``UnicodeError`` for text that is not Unicode.
    """
    schema = SCHEMAS[dataset]
    arrays = []
    for field in schema:
        values = [_typed(row.get(field.name), field.type) for row in rows]
        if not field.nullable and any(value is None for value in values):
            raise ValueError(f"{field.name} is missing")
        arrays.append(pa.array(values, field.type))
    return pa.Table.from_arrays(arrays, schema=schema)


def _typed(value: Any, kind: pa.DataType) -> Any:
    if isinstance(value, str):
        if kind == INSTANT:
            return datetime.fromisoformat(value)
        if kind == MONEY:
            # A price finer than the lake keeps is rounded, since it must not be refused.
            return Decimal(value).quantize(Decimal(1).scaleb(-MONEY.scale))
    return value
