"""How many questions get an answer that holds what it must."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

Ask = Callable[["KnownQuestion"], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class KnownQuestion:
    """A question and the words that a right answer holds, all of them."""

    id: str
    text: str
    department: str
    answer_contains: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Miss:
    """A question whose answer lacks something."""

    question: KnownQuestion
    answer: str

    def __str__(self) -> str:
        wanted = ", ".join(map(repr, self.question.answer_contains))
        return f"{self.question.id} {self.question.text}\n  wanted {wanted}\n  got {self.answer!r}"


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome over ``asked`` questions."""

    asked: int
    misses: tuple[Miss, ...]

    @property
    def share(self) -> float:
        """The part that was answered, from 0 to 1."""
        return 1 - len(self.misses) / self.asked

    def __str__(self) -> str:
        return "\n".join([f"{self.share:.0%} of {self.asked}", *map(str, self.misses)])


def read_questions(path: Path) -> list[KnownQuestion]:
    """Read the questions of a JSON lines file that say what their answer must hold."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [
        KnownQuestion(
            row["_id"],
            row["text"],
            row["metadata"]["department"],
            tuple(row["metadata"]["answer_contains"]),
        )
        for row in rows
        if row.get("metadata", {}).get("answer_contains")
    ]


async def evaluate(questions: Iterable[KnownQuestion], ask: Ask) -> Report:
    """Ask every question. Letter case is ignored: a quote may begin a sentence."""
    asked, misses = 0, []
    for question in questions:
        asked += 1
        answer = await ask(question)
        if not _holds(answer, question.answer_contains):
            misses.append(Miss(question, answer))
    return Report(asked, tuple(misses))


def _holds(answer: str, wanted: Sequence[str]) -> bool:
    plain = " ".join(answer.split()).casefold()
    return all(" ".join(words.split()).casefold() in plain for words in wanted)
