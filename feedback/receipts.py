"""What a turn's record says of its answer: text, passages, prompt, route, cost and verdicts."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from assistants.answers import Answer
from assistants.verdicts import Grounding
from retrieval.parsing.instructions.orders import orders
from retrieval.passages import Passage


def receipt(answer: Answer) -> dict[str, Any]:
    """The columns of a turn that say how it was answered."""
    usage, price, timings = answer.usage, answer.price, answer.timings
    cited = {citation.passage.chunk_id for citation in answer.citations}
    grounding = answer.grounding
    return {
        "kind": answer.kind.value,
        "answer": answer.text,
        "quotes": answer.quotes,
        "standalone_question": answer.standalone_question,
        "evidence": answer.evidence,
        "passages": [_passage(passage, cited) for passage in answer.passages],
        "citations": [_citation(citation.n, citation.passage) for citation in answer.citations],
        "retrieval_parameters": _parameters(answer.retrieval_parameters),
        "prompt": answer.prompt,
        "prompt_hash": answer.prompt_hash,
        "prompt_limit": answer.prompt_tokens,
        "left_out": _left_out(answer),
        "verified_sentences": grounding.verified if grounding else None,
        "unverified_sentences": grounding.unverified if grounding else None,
        "sentences": _sentences(grounding),
        "answer_withdrawn": grounding.withdrawn if grounding else None,
        "passages_with_orders": _with_orders(answer.passages),
        "route": answer.route,
        "model": answer.model,
        "model_parameters": _parameters(answer.model_parameters),
        "input_tokens": usage.input_tokens if usage else None,
        "output_tokens": usage.output_tokens if usage else None,
        "cached_tokens": usage.cached_tokens if usage else None,
        "usage_estimated": usage.estimated if usage else None,
        "price": str(price.amount) if price else None,
        "currency": price.currency if price else None,
        "retrieval_ms": timings.retrieval_ms,
        "first_token_ms": timings.first_token_ms,
        "total_ms": timings.total_ms,
    }


def _passage(passage: Passage, cited: set[str]) -> dict[str, Any]:
    return {
        "rank": passage.rank,
        "score": passage.score,
        "cited": passage.chunk_id in cited,
        "chunk_id": passage.chunk_id,
        "content_hash": passage.content_hash,
        "document_id": passage.document_id,
        "document_version": passage.document_version,
        "source": passage.source,
        "document": passage.document,
        "title": passage.title,
        "section": passage.section,
        "page": passage.page,
    }


def _left_out(answer: Answer) -> str | None:
    out = answer.left_out
    if not (out.passages or out.exchanges):
        return None
    passages = [
        {
            "rank": passage.rank,
            "chunk_id": passage.chunk_id,
            "source": passage.source,
            "document": passage.document,
            "reason": "no_room",
        }
        for passage in out.passages
    ]
    return json.dumps({"passages": passages, "exchanges": out.exchanges}, ensure_ascii=False)


def _sentences(grounding: Grounding | None) -> list[dict[str, Any]] | None:
    if grounding is None:
        return None
    return [
        {
            "text": one.text,
            "citations": list(one.citations),
            "verdict": one.verdict.value,
            "reason": one.reason.value,
            "shown": one.shown,
        }
        for one in grounding.sentences
    ]


def _with_orders(passages: Sequence[Passage]) -> list[str] | None:
    """The chunks whose text gives orders to a model; ``None`` where there are none."""
    return [passage.chunk_id for passage in passages if orders(passage.text)] or None


def _citation(n: int, passage: Passage) -> dict[str, Any]:
    return {"n": n, "chunk_id": passage.chunk_id, "content_hash": passage.content_hash}


def _parameters(parameters: Mapping[str, object]) -> str:
    return json.dumps(dict(parameters), ensure_ascii=False, sort_keys=True)
