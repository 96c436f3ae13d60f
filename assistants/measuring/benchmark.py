"""Measures answers end to end: search, evidence, and what is written or quoted."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from assistants.answers import Answer
from assistants.measuring.questions import KnownQuestion, Outcome

Ask = Callable[[KnownQuestion], Awaitable[Answer]]
Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Judged:
    """A question with its answer and what the answer was worth; ``ms`` is the time it took."""

    question: KnownQuestion
    answer: Answer
    outcome: Outcome
    ms: float

    def __str__(self) -> str:
        wanted = "a refusal" if self.question.unanswerable else self.question.answer_contains
        return (
            f"{self.question.id} {self.question.text}\n  {self.outcome}; wanted {wanted}\n"
            f"  got {self.answer.text!r}"
        )


async def ask_all(
    questions: Sequence[KnownQuestion], ask: Ask, told: Told | None = None
) -> list[Judged]:
    """Ask every question, one after the other, and judge the answers."""
    judged = []
    for number, question in enumerate(questions, start=1):
        began = time.perf_counter()
        answer = await ask(question)
        ms = 1000 * (time.perf_counter() - began)
        judged.append(Judged(question, answer, question.outcome(answer), ms))
        if told is not None:
            told(number, len(questions))
    return judged


def report(judged: Sequence[Judged]) -> dict[str, Any]:
    """Shares of right answers and of errors: in all, and by language, kind and department.

    ``missed`` names the questions that were not answered rightly, by id, with the outcome.
    """
    times = [one.ms for one in judged] or [0.0]
    return {
        **_shares(judged),
        "by_language": _by(judged, lambda question: question.language),
        "by_kind": _by(judged, lambda question: question.kind),
        "by_department": _by(judged, lambda question: question.department),
        "answer_p50_ms": round(float(np.percentile(times, 50)), 2),
        "answer_p95_ms": round(float(np.percentile(times, 95)), 2),
        "missed": {one.question.id: one.outcome for one in judged if one.outcome != "right"},
    }


def _by(
    judged: Iterable[Judged], key: Callable[[KnownQuestion], str]
) -> dict[str, dict[str, float | int | None]]:
    groups: dict[str, list[Judged]] = {}
    for one in judged:
        if name := key(one.question):
            groups.setdefault(name, []).append(one)
    return {name: _shares(some) for name, some in sorted(groups.items())}


def _shares(judged: Sequence[Judged]) -> dict[str, float | int | None]:
    """``answered`` of the unanswerable are errors, as ``refused`` and ``wrong`` of the others."""
    answerable = [one.outcome for one in judged if not one.question.unanswerable]
    unanswerable = [one.outcome for one in judged if one.question.unanswerable]
    return {
        "questions": len(judged),
        "right": _share(answerable, "right"),
        "wrong": _share(answerable, "wrong"),
        "refused": _share(answerable, "refused"),
        "failed": _share([one.outcome for one in judged], "failed"),
        "unanswerable_answered": _share(unanswerable, "wrong"),
    }


def _share(outcomes: Sequence[Outcome], wanted: Outcome) -> float | None:
    return round(outcomes.count(wanted) / len(outcomes), 4) if outcomes else None
