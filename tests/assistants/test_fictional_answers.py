"""The sample company's questions, answered by quotes over its documents, without a model."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from assistants.answering import Answering
from assistants.answers import Answer, Answered
from assistants.measuring.benchmark import ask_all, report
from assistants.measuring.questions import KnownQuestion, read_questions
from assistants.profiles import Configuration, read_profiles
from assistants.questions.question import Question
from gateway.configuration.gateway_file import DEFAULT_ROUTES
from gateway.quoting.similarity import EmbeddedSimilarity
from gateway.serving import RoutedGateway
from retrieval.access import Access
from retrieval.embedding.onnx_embedder import OnnxEmbedder
from retrieval.memory import MemoryDocumentStore
from retrieval.opening import open_retrieval
from retrieval.searching.hybrid import HybridSearch
from tests.servers.one_model import shipped_model

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "samples" / "cryodyne"


@dataclass(frozen=True, slots=True)
class Departments:
    """Every assistant of the sample company, as somebody with all rights meets them."""

    search: HybridSearch
    gateway: RoutedGateway
    profiles: Mapping[str, Configuration]
    access: Access

    async def ask(self, text: str, department: str, *, threshold: float | None = None) -> Answer:
        configuration = self.profiles[department]
        if threshold is not None:
            configuration = configuration.model_copy(update={"evidence_threshold": threshold})
        question = Question("turn", text, self.access, configuration)
        stream = Answering(question, self.search, self.gateway).stream()
        *_, last = [event async for event in stream]
        assert isinstance(last, Answered)
        return last.answer


@asynccontextmanager
async def departments(var: Path) -> AsyncIterator[Departments]:
    store, embedder = MemoryDocumentStore(), shipped_model()
    sources = [str(SAMPLES / "sources")]
    embedder = OnnxEmbedder()
    async with open_retrieval(
        var=var, chroma_url=None, documents=store, locations=sources, embedder=embedder
    ) as retrieval:
        await retrieval.ingestion.sync()
        groups = {group for source in await store.sources() for group in source.groups}
        gateway = RoutedGateway(DEFAULT_ROUTES, EmbeddedSimilarity(embedder), {})
        profiles = {one.department: one for one in read_profiles(ROOT / "assistants" / "profiles")}
        yield Departments(retrieval.search, gateway, profiles, Access(frozenset(groups)))


async def test_quotes_alone_answer_the_questions_of_the_sample_company(tmp_path: Path) -> None:
    async with departments(tmp_path) as company:

        async def ask(question: KnownQuestion) -> Answer:
            # Whether there is evidence enough is another question than what to quote.
            return await company.ask(question.text, question.department, threshold=0)

        judged = await ask_all(read_questions(SAMPLES / "questions.jsonl"), ask)

    measured = report(judged)
    assert measured["questions"] == 78
    assert measured["right"] >= 0.92, [str(one) for one in judged if one.outcome != "right"]
