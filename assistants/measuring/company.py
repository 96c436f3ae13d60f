"""A set of documents with assistants over them, for as long as a benchmark asks."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from assistants.answering import Answering
from assistants.answers import Answer, Answered
from assistants.measuring.benchmark import Ask
from assistants.measuring.questions import KnownQuestion
from assistants.profiles import Configuration
from assistants.questions.question import Question
from gateway.calls import Gateway
from retrieval.indexes.embedding import Embedder
from retrieval.measuring.tasks import READERS, indexed
from retrieval.opening import Retrieval

_PROMPT = "Answer the question from the passages. Be brief and exact."


@asynccontextmanager
async def assistants_over(
    directory: Path,
    gateway: Gateway,
    *,
    files: Path | None = None,
    embedder: Embedder | None = None,
    told: Callable[[int, int, str], None] | None = None,
) -> AsyncIterator[Ask]:
    """Index ``corpus.jsonl`` of a directory, or raw ``files``; gives what answers a question.

    Every folder at the top is a source. A question of a department is asked of the source of that
    name, where there is one, and any other of all.
    """
    async with indexed(directory, files=files, embedder=embedder, progress=told, apart=True) as (
        retrieval,
        _,
    ):
        sources = tuple(sorted({each.source for each in await retrieval.search.states()}))

        async def ask(question: KnownQuestion) -> Answer:
            return await _answer(question, retrieval, gateway, sources)

        yield ask


async def _answer(
    question: KnownQuestion, retrieval: Retrieval, gateway: Gateway, sources: tuple[str, ...]
) -> Answer:
    mine = (question.department,) if question.department in sources else sources
    asked = Question(question.id, question.text, READERS, configuration_for(mine))
    stream = Answering(asked, retrieval.search, gateway).stream()
    *_, last = [event async for event in stream]
    assert isinstance(last, Answered)
    return last.answer


def configuration_for(sources: tuple[str, ...]) -> Configuration:
    """A plain assistant over some sources, with the product's defaults."""
    return Configuration(
        slug="benchmark",
        name="Benchmark",
        department="benchmark",
        description="Answers the questions of a benchmark.",
        icon="it",
        audience=(),
        owner="nobody@localhost",
        next_step="Look at the report.",
        welcome="Ask.",
        prompt=_PROMPT,
        sources=sources,
    )
