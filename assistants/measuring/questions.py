"""Questions whose right answers are known, and whether an answer is one of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from assistants.answers import Answer, AnswerKind

Outcome = Literal["right", "wrong", "refused", "failed"]


class QuestionsUnreadableError(ValueError):
    """A file of questions cannot be used; the text names the line."""


@dataclass(frozen=True, slots=True)
class KnownQuestion:
    """A question and what a right answer holds.

    ``answer_contains`` are words that all stand in a right answer. Where ``unanswerable`` holds, a
    refusal is right, and so is an answer with one of ``also_right``: the documents may say what to
    do instead. ``department`` is empty where the set names none.
    """

    id: str
    text: str
    department: str = ""
    language: str = ""
    kind: str = ""
    answer_contains: tuple[str, ...] = ()
    unanswerable: bool = False
    also_right: tuple[str, ...] = ()

    def outcome(self, answer: Answer) -> Outcome:
        """Judge an answer. Letter case is ignored: a quote may begin a sentence."""
        if answer.kind is AnswerKind.FAILED:
            return "failed"
        refused = answer.kind is not AnswerKind.ANSWER
        if self.unanswerable:
            right = refused or any(holds(answer.text, (words,)) for words in self.also_right)
            return "right" if right else "wrong"
        if refused:
            return "refused"
        return "right" if holds(answer.text, self.answer_contains) else "wrong"


def read_questions(path: Path) -> list[KnownQuestion]:
    """The questions of a JSON lines file that say what a right answer is.

    Each line has ``_id``, ``text`` and ``metadata``, which holds ``answer_contains`` (a text or a
    list) or ``unanswerable: true``, and may hold ``department``, ``language``, ``kind`` and
    ``also_right``. Raises `QuestionsUnreadableError`.
    """
    return list(_read(path))


def holds(text: str, wanted: tuple[str, ...]) -> bool:
    """Tell whether a text holds all of the words that are wanted."""
    plain = _plain(text)
    return all(_plain(words) in plain for words in wanted)


def _read(path: Path) -> Iterator[KnownQuestion]:
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            told = row.get("metadata") or {}
            question = KnownQuestion(
                id=str(row["_id"]),
                text=str(row["text"]),
                department=str(told.get("department") or ""),
                language=str(told.get("language") or ""),
                kind=str(told.get("kind") or told.get("type") or ""),
                answer_contains=_texts(told.get("answer_contains")),
                unanswerable=bool(told.get("unanswerable", False)),
                also_right=_texts(told.get("also_right")),
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise QuestionsUnreadableError(
                f"{path.name}, line {number}: not a question with `_id`, `text` and `metadata`."
            ) from error
        if question.answer_contains or question.unanswerable:
            yield question


def _texts(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(str(one) for one in value)


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
