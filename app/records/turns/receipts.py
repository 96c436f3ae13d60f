"""Packing an answer into a row and restoring it exactly; passages are kept by content hash."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from app.records.database.upserts import storable_as_it_is
from assistants.answers import Answer, AnswerKind, Citation, LeftOut, Timings
from assistants.verdicts import CheckedSentence, Grounding, Reason, Verdict
from gateway.calls import Price, Usage
from retrieval.passages import Passage

Receipt = dict[str, Any]


def passages_of(answer: Answer) -> list[Passage]:
    """Every passage that the answer was made with or cites, each content once."""
    cited = (citation.passage for citation in answer.citations)
    return list({passage.content_hash: passage for passage in (*answer.passages, *cited)}.values())


def pack(answer: Answer) -> Receipt:
    """Make the JSON that `unpack` restores, together with the text, prompt and passages."""
    usage, price, timings = answer.usage, answer.price, answer.timings
    packed: Receipt = storable_as_it_is(
        {
            "question": answer.question,
            "standalone_question": answer.standalone_question,
            "citations": [_pack_citation(citation, answer) for citation in answer.citations],
            "passages": [_pack_passage(passage) for passage in answer.passages],
            "evidence": answer.evidence,
            "retrieval_parameters": dict(answer.retrieval_parameters),
            "prompt_hash": answer.prompt_hash,
            "route": answer.route,
            "model": answer.model,
            "model_parameters": dict(answer.model_parameters),
            "quotes": answer.quotes,
            "usage": [
                usage.input_tokens,
                usage.output_tokens,
                usage.cached_tokens,
                usage.estimated,
            ]
            if usage
            else None,
            "prompt_tokens": answer.prompt_tokens,
            "left_out": {
                "passages": [_pack_passage(passage) for passage in answer.left_out.passages],
                "exchanges": answer.left_out.exchanges,
            },
            "price": [str(price.amount), price.currency] if price else None,
            "timings": [timings.retrieval_ms, timings.first_token_ms, timings.total_ms],
            "withheld": answer.withheld,
            "grounding": _pack_grounding(answer.grounding),
            "thoughts": answer.thoughts,
        }
    )
    return packed


def unpack(
    receipt: Receipt, *, kind: str, text: str, prompt: str | None, texts: Mapping[str, str]
) -> Answer:
    """Restore the answer; ``texts`` holds the passages' text by content hash."""
    passages = tuple(_unpack_passage(packed, texts) for packed in receipt["passages"])
    usage, price = receipt["usage"], receipt["price"]
    return Answer(
        kind=AnswerKind(kind),
        text=text,
        question=receipt["question"],
        standalone_question=receipt["standalone_question"],
        citations=tuple(
            _unpack_citation(packed, passages, texts) for packed in receipt["citations"]
        ),
        passages=passages,
        evidence=receipt["evidence"],
        retrieval_parameters=receipt["retrieval_parameters"],
        prompt=prompt,
        prompt_hash=receipt["prompt_hash"],
        route=receipt["route"],
        model=receipt["model"],
        model_parameters=receipt["model_parameters"],
        quotes=receipt["quotes"],
        usage=Usage(*usage) if usage else None,
        price=Price(Decimal(price[0]), price[1]) if price else None,
        timings=Timings(*receipt["timings"]),
        # Receipts of earlier releases do not know these words.
        withheld=receipt.get("withheld", False),
        prompt_tokens=receipt.get("prompt_tokens"),
        left_out=_unpack_left_out(receipt.get("left_out") or {}),
        grounding=_unpack_grounding(receipt.get("grounding")),
        thoughts=receipt.get("thoughts"),
    )


def _pack_grounding(grounding: Grounding | None) -> dict[str, Any] | None:
    if grounding is None:
        return None
    sentences = [
        [one.text, list(one.citations), one.verdict.value, one.reason.value, one.shown]
        for one in grounding.sentences
    ]
    return {"sentences": sentences, "withdrawn": grounding.withdrawn}


def _unpack_grounding(packed: Mapping[str, Any] | None) -> Grounding | None:
    if packed is None:
        return None
    sentences = tuple(
        CheckedSentence(text, tuple(citations), Verdict(verdict), Reason(reason), shown)
        for text, citations, verdict, reason, shown in packed["sentences"]
    )
    return Grounding(sentences, packed["withdrawn"])


def _unpack_left_out(packed: Mapping[str, Any]) -> LeftOut:
    passages = packed.get("passages", ())
    return LeftOut(
        tuple(Passage(**passage, text="") for passage in passages), packed.get("exchanges", 0)
    )


def hashes_in(receipts: Iterable[Receipt | None]) -> set[str]:
    """The content hashes of the passages that some receipts refer to."""
    return {
        packed["content_hash"]
        for receipt in receipts
        if receipt is not None
        for packed in (
            *receipt["passages"],
            *(cited["passage"] for cited in receipt["citations"] if cited["passage"]),
        )
    }


def _pack_citation(citation: Citation, answer: Answer) -> dict[str, Any]:
    # A citation points at one of the passages sent; only one that does not is written out.
    if citation.passage in answer.passages:
        return {
            "n": citation.n,
            "sent": answer.passages.index(citation.passage),
            "passage": None,
        }
    return {"n": citation.n, "sent": None, "passage": _pack_passage(citation.passage)}


def _unpack_citation(
    packed: Mapping[str, Any], passages: tuple[Passage, ...], texts: Mapping[str, str]
) -> Citation:
    if packed["sent"] is not None:
        return Citation(packed["n"], passages[packed["sent"]])
    return Citation(packed["n"], _unpack_passage(packed["passage"], texts))


def _pack_passage(passage: Passage) -> dict[str, Any]:
    return {
        "rank": passage.rank,
        "score": passage.score,
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


def _unpack_passage(packed: Mapping[str, Any], texts: Mapping[str, str]) -> Passage:
    return Passage(**packed, text=texts[packed["content_hash"]])
