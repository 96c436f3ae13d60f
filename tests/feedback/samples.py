"""Turns and reactions to record."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from assistants.answers import Answer, AnswerKind, Citation, Timings
from assistants.profiles import Configuration
from assistants.verdicts import CheckedSentence, Grounding, Reason, Verdict
from feedback.reactions import Reaction
from feedback.records import ReactedTurn
from feedback.turns import TurnOpening
from gateway.calls import Price, Usage
from retrieval.passages import Passage

AT = datetime(2026, 3, 4, 10, 30, 15, 123456, tzinfo=UTC)


def opening(turn_id: str, **changes: Any) -> TurnOpening:
    """A turn as it begins."""
    usual = TurnOpening(
        id=turn_id,
        thread_id="thread-1",
        person="person-1",
        pseudonym="p-1",
        profile="hr",
        department="hr",
        configuration_number=1,
        configuration_hash="c0ffee",
        groups=("everyone", "hr"),
        question="How many days of leave are there?",
        asked_at=AT,
        origin="chat",
        app_version="0.1.0",
    )
    return replace(usual, **changes)


def passage(rank: int, **changes: Any) -> Passage:
    """A passage as it was found."""
    usual = Passage(
        rank=rank,
        score=1 / rank,
        chunk_id=f"chunk-{rank}",
        content_hash=f"hash-{rank}",
        document_id=f"document-{rank}",
        document_version="v1",
        source="hr",
        document=f"leave/{rank}.pdf",
        title="Leave",
        section="Leave > Annual",
        page=rank,
        text=f"Text number {rank}, on leave.",
    )
    return replace(usual, **changes)


def answer(**changes: Any) -> Answer:
    """An answer with everything a receipt can hold."""
    passages = (passage(1), passage(2), passage(3, page=None, section=""))
    usual = Answer(
        kind=AnswerKind.ANSWER,
        text="There are 30 days [1], more in some years [2].",
        question="How many days of leave are there?",
        standalone_question="How many days of annual leave does an employee have?",
        citations=(Citation(1, passages[0]), Citation(2, passages[2])),
        passages=passages,
        evidence=0.875,
        retrieval_parameters={"limit": 8, "fused": True, "constant": 10.5, "model": "MiniLM"},
        prompt="Answer from the passages.\n\nÜber 30 Tage?",
        prompt_hash="9a",
        route="central",
        model="model-1",
        model_parameters={"temperature": 0.0},
        quotes=False,
        usage=Usage(1200, 80, 1000),
        price=Price(Decimal("0.00123"), "EUR"),
        timings=Timings(12.5, 180.25, 900.0),
        grounding=Grounding(
            (
                CheckedSentence("There are 30 days.", (1,), Verdict.VERIFIED, Reason.SUPPORTED),
                CheckedSentence("More in some years.", (2,), Verdict.UNVERIFIED, Reason.WORDING),
                CheckedSentence("Ask Bo.", (), Verdict.UNVERIFIED, Reason.NAME),
            )
        ),
    )
    return replace(usual, **changes)


def reaction(turn_id: str, **changes: Any) -> Reaction:
    """A reaction as it is given."""
    usual = Reaction(
        turn_id=turn_id,
        person="person-1",
        emoji="🙁",
        label="Poor",
        score=2,
        reasons=("Incomplete",),
        comment="Where is the rest?",
        reacted_at=AT + timedelta(minutes=1),
    )
    return replace(usual, **changes)


def reacted(**changes: Any) -> ReactedTurn:
    """The turn of a reaction."""
    usual = ReactedTurn(
        thread_id="thread-1",
        profile="hr",
        department="hr",
        configuration_number=1,
        configuration_hash="c0ffee",
    )
    return replace(usual, **changes)


def configuration(**changes: Any) -> Configuration:
    """A profile's configuration."""
    content: dict[str, Any] = {
        "slug": "hr",
        "name": "Human Resources",
        "department": "hr",
        "description": "Answers on leave and pay.",
        "icon": "people",
        "audience": ("everyone",),
        "owner": "hr@cryodyne.example",
        "next_step": "Write to HR.",
        "welcome": "Ask me about leave.",
        "prompt": "Be brief.",
        "sources": ("hr",),
    }
    return Configuration(**content | changes)
