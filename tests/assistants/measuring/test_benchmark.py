"""Answers measured end to end: shares by language and kind, asked of the right department."""

from __future__ import annotations

import json
from pathlib import Path

from assistants.measuring.benchmark import ask_all, report
from assistants.measuring.company import assistants_over
from assistants.measuring.questions import read_questions
from gateway.configuration.gateway_file import DEFAULT_ROUTES
from gateway.quoting.similarity import EmbeddedSimilarity
from gateway.serving import RoutedGateway
from retrieval.embedding.onnx_embedder import OnnxEmbedder

CORPUS = [
    {"_id": "hr/canteen.md", "title": "Canteen", "text": "The canteen opens at noon every day."},
    {"_id": "it/vpn.md", "title": "VPN", "text": "A VPN session lasts twelve hours at most."},
]
QUESTIONS: list[tuple[str, str, str, dict[str, object]]] = [
    ("right", "When does the canteen open?", "hr", {"answer_contains": ["noon"]}),
    ("wrong", "When does the canteen open?", "hr", {"answer_contains": ["midnight"]}),
    ("elsewhere", "How long does a VPN session last?", "hr", {"answer_contains": ["twelve"]}),
    ("near", "Who wrote the Odyssey?", "it", {"unanswerable": True}),
]


async def test_answers_are_counted_by_department_and_kind(tmp_path: Path) -> None:
    (tmp_path / "corpus.jsonl").write_text("\n".join(json.dumps(row) for row in CORPUS))
    (tmp_path / "queries.jsonl").write_text(
        "\n".join(
            json.dumps(
                {
                    "_id": name,
                    "text": text,
                    "metadata": {"department": department, "kind": name, **told},
                }
            )
            for name, text, department, told in QUESTIONS
        )
    )
    embedder = OnnxEmbedder()
    gateway = RoutedGateway(DEFAULT_ROUTES, EmbeddedSimilarity(embedder), {})
    progress: list[tuple[int, int]] = []

    async with assistants_over(tmp_path, gateway, embedder=embedder) as ask:
        judged = await ask_all(
            read_questions(tmp_path / "queries.jsonl"),
            ask,
            lambda done, total: progress.append((done, total)),
        )
    measured = report(judged)

    assert measured["missed"] == {"wrong": "wrong", "elsewhere": "refused"}
    assert (measured["right"], measured["wrong"], measured["refused"]) == (0.3333, 0.3333, 0.3333)
    assert measured["unanswerable_answered"] == 0.0
    assert measured["by_department"]["it"]["questions"] == 1
    assert measured["by_kind"]["right"]["right"] == 1.0
    assert progress[-1] == (4, 4)
