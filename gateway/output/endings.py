"""What the reason means that a model gives for the end of its answer."""

from __future__ import annotations

import re
from typing import Literal

Ending = Literal["whole", "cut", "filtered", "too_long", "broken"]

_WHOLE = frozenset(
    {
        "",
        "stop",
        "end_turn",
        "stop_sequence",
        "stop_token",
        "eos",
        "eos_token",
        "complete",
        "completed",
    }
)
_CUT = frozenset({"length", "max_tokens", "max_output_tokens", "max_length", "model_length"})
_FILTERED = frozenset(
    {
        "content_filter",
        "content_filtered",
        "guardrail_intervened",
        "refusal",
        "safety",
        "recitation",
        "blocklist",
        "prohibited_content",
        "spii",
        "sensitive",
        "moderation",
        "flagged",
        "blocked",
        "guardrail",
        "guardrails",
        "guardrail_violation",
        "content_policy",
        "content_policy_violation",
        "error_toxic",
    }
)
_TOO_LONG = frozenset(
    {"model_context_window_exceeded", "context_window_exceeded", "context_length_exceeded"}
)
_NOT_IN_A_LOG = re.compile(r"[^A-Za-z0-9_. -]+")


def ending_of(reason: str) -> Ending:
    """How an answer ended; a reason that nobody foresaw is none of a whole answer.

    Nor is a call of a tool: nobody offered one, and what was written before it announces it.
    """
    known = reason.strip().lower()
    if known in _WHOLE:
        return "whole"
    if known in _CUT:
        return "cut"
    if known in _FILTERED:
        return "filtered"
    return "too_long" if known in _TOO_LONG else "broken"


def for_a_log(reason: str) -> str:
    """A reason as another's server wrote it, so that it can stand in a line of ours."""
    return _NOT_IN_A_LOG.sub("-", reason)[:40]
