"""A receipt: all that made one answer, the person under a pseudonym."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

from app.identity.people import Person, RoleName
from feedback.records import record_of
from feedback.turns import Turn
from retrieval.viewing.standing import UNAVAILABLE, Since, Standing

_KNOW_INSTRUCTIONS = (
    RoleName.DATA_SCIENTIST,
    RoleName.DEPARTMENT_ADMIN,
    RoleName.DEPARTMENT_APPROVER,
)
# A turn that ended early has no answer, and its receipt the same fields.
_OF_ANSWER = (
    "standalone_question",
    "kind",
    "answer",
    "quotes",
    "withheld",
    "evidence",
    "retrieval_parameters",
    "prompt",
    "prompt_hash",
    "prompt_limit",
    "thoughts",
    "left_out",
    "verified_sentences",
    "unverified_sentences",
    "sentences",
    "answer_withdrawn",
    "passages_with_orders",
    "route",
    "model",
    "model_parameters",
    "input_tokens",
    "output_tokens",
    "cached_tokens",
    "usage_estimated",
    "price",
    "currency",
    "retrieval_ms",
    "first_token_ms",
    "total_ms",
)
_NAMES = ("source", "document", "title", "section", "page", "text")


def studies(person: Person, turn: Turn) -> bool:
    """Whether reading the receipts of others is this person's work, in the turn's department."""
    return turn.opening.department in person.departments_as(
        RoleName.DATA_SCIENTIST
    ) or person.holds(RoleName.COMPLIANCE_OFFICER)


def may_see_prompt(person: Person, turn: Turn) -> bool:
    """Whether the department's instructions, which the prompt holds, are this person's work."""
    return person.holds(RoleName.COMPLIANCE_OFFICER) or any(
        turn.opening.department in person.departments_as(role) for role in _KNOW_INSTRUCTIONS
    )


def receipt_of(turn: Turn, *, with_prompt: bool) -> dict[str, Any]:
    """Write a turn out, passages with their text; parameters as objects.

    ``prompt`` is null without ``with_prompt``, and so are what the model thought of it and the text
    of sentences that were not shown; the prompt's hash is always there.
    """
    record = record_of(turn)
    receipt: dict[str, Any] = {"turn_id": turn.opening.id, "department": record.department}
    receipt |= {key: value for key, value in record.row.items() if key != "id"}
    receipt = {"passages": [], "citations": [], **dict.fromkeys(_OF_ANSWER), **receipt}
    for name in ("retrieval_parameters", "model_parameters", "left_out"):
        if receipt[name] is not None:
            receipt[name] = json.loads(receipt[name])
    if turn.answer is not None:
        texts = {passage.chunk_id: passage.text for passage in turn.answer.passages}
        receipt["passages"] = [
            entry | {"text": texts[entry["chunk_id"]]} for entry in receipt["passages"]
        ]
        receipt["withheld"] = turn.answer.withheld
        receipt["thoughts"] = turn.answer.thoughts
    if not with_prompt:
        receipt["prompt"] = receipt["thoughts"] = None
        for sentence in receipt["sentences"] or ():
            # What was replaced or withdrawn is not for whoever asked.
            sentence["text"] = sentence["text"] if sentence["shown"] else None
    return receipt


def take_back(
    receipt: dict[str, Any], readable: Collection[str], standing: Mapping[str, Since]
) -> None:
    """Leave out what is not for the receipt's reader any more, and say what became of the rest.

    The text goes of passages whose chunk (by id) is not ``readable``; where the document is not
    available, so does everything that names it.
    """
    # What was left out is named only where the same document was sent as well, and may be named.
    named = {
        (entry["source"], entry["document"])
        for entry in receipt["passages"]
        if standing.get(entry["chunk_id"], UNAVAILABLE).standing is not Standing.UNAVAILABLE
    }
    for entry in (receipt["left_out"] or {}).get("passages", ()):
        if (entry["source"], entry["document"]) not in named:
            entry.update(source=None, document=None)
    for entry in receipt["passages"]:
        now = standing.get(entry["chunk_id"], UNAVAILABLE).standing
        entry["standing"] = now.value
        if now is Standing.UNAVAILABLE:
            entry.update(dict.fromkeys(_NAMES))
        elif entry["chunk_id"] not in readable:
            entry["text"] = None
