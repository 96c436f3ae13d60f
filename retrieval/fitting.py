"""Fits the coefficients of `retrieval.evidence` on questions whose answers are known.

``python -m retrieval.fitting SOURCES QUESTIONS`` prints them. Each question is asked where its
answer lies; of another department; with every document that holds its answer taken away, which is
the hard case: the subject is there, the answer is not; and narrowed to what no document speaks of.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import astuple, fields
from pathlib import Path

import numpy as np
import yaml

from retrieval.access import Access
from retrieval.choosing import Chosen
from retrieval.documents import DocumentStatus
from retrieval.evidence import Signs
from retrieval.memory import MemoryDocumentStore
from retrieval.opening import open_retrieval
from retrieval.searching import HybridSearch, readable_scope
from retrieval.sources import DESCRIPTION

LIMIT = 8
# Pulls every coefficient to zero a little: the questions are few.
RIDGE = 0.2

# What no document speaks of, put behind a question that one answers.
ELSEWHERE = (" in Brazil?", " under SOP-999?", " for people below 7?", " at the Toronto site?")

Case = tuple[float, Signs, float]


async def gather_cases(sources: Path, questions: Path) -> list[Case]:
    """Ask every question in each of the ways: a label, the signs, and a weight."""
    text = await asyncio.to_thread(questions.read_text, "utf-8")
    asked = [json.loads(line) for line in text.splitlines()]
    documents = MemoryDocumentStore()
    cases: list[Case] = []
    with tempfile.TemporaryDirectory() as folder:
        groups = _copy_with_own_groups(sources, Path(folder) / "sources")
        async with open_retrieval(
            var=Path(folder) / "var",
            chroma_url=None,
            documents=documents,
            locations=[str(Path(folder) / "sources")],
        ) as retrieval:
            await retrieval.ingestion.sync()
            for number, question in enumerate(asked):
                home = question["metadata"]["department"]
                wanted = question["metadata"]["answer_contains"]
                holding = await _holding(documents, home, wanted)
                everything = Access(frozenset(groups))
                for source in sorted({name.partition("/")[0] for name in groups}):
                    found, _ = await look(retrieval.search, question["text"], everything, source)
                    right = source == home
                    cases.append((float(right), found, 1.0 if right else 1 / 6))
                rest = Access(frozenset(groups - holding))
                found, chosen = await look(retrieval.search, question["text"], rest, home)
                if holding and chosen:
                    cases.append((0.0, found, 0.5))
                narrowed = question["text"].rstrip("?. ") + ELSEWHERE[number % len(ELSEWHERE)]
                found, _ = await look(retrieval.search, narrowed, everything, home)
                cases.append((0.0, found, 0.5))
    return cases


async def look(
    search: HybridSearch, question: str, access: Access, source: str
) -> tuple[Signs, list[Chosen]]:
    """The signs of one search."""
    classes = await search.documents.access_classes({source})
    scope = readable_scope(classes, access)
    vector = await search.vector(question)
    candidates = await search.candidates(question, vector, access, scope, enough=LIMIT)
    chosen = await search.chosen(candidates, access, LIMIT)
    return search.signs(question, candidates, chosen), chosen


def fit(cases: Sequence[Case]) -> dict[str, float]:
    """Logistic regression by Newton's method, with a ridge on all but the intercept."""
    rows = np.array([(1.0, *astuple(found)) for _, found, _ in cases])
    labels = np.array([label for label, _, _ in cases])
    weights = np.array([weight for _, _, weight in cases])
    weights[labels == 0] *= weights[labels == 1].sum() / weights[labels == 0].sum()
    ridge = np.diag([0.0] + [RIDGE] * (rows.shape[1] - 1))
    coefficients = np.zeros(rows.shape[1])
    for _ in range(50):
        chances = 1 / (1 + np.exp(-rows @ coefficients))
        slope = rows.T @ (weights * (labels - chances)) - ridge @ coefficients
        curve = (rows * (weights * chances * (1 - chances))[:, None]).T @ rows + ridge
        coefficients = coefficients + np.linalg.solve(curve, slope)
    names = ["intercept", *(sign.name for sign in fields(Signs))]
    return {name: round(float(value), 2) for name, value in zip(names, coefficients, strict=True)}


def _copy_with_own_groups(sources: Path, target: Path) -> set[str]:
    """Copy sources so that every document has a group of its own, named after it."""
    shutil.copytree(sources, target)
    found: set[str] = set()
    for description in target.glob(f"*/{DESCRIPTION}"):
        content = yaml.safe_load(description.read_text("utf-8"))
        earlier = {one["match"]: one for one in content.get("documents") or ()}
        paths = [
            path.relative_to(description.parent).as_posix()
            for path in description.parent.rglob("*")
            if path.is_file() and path != description
        ]
        content["documents"] = [
            {**earlier.get(path, {}), "match": path, "groups": [f"{content['source']}/{path}"]}
            for path in paths
        ]
        description.write_text(yaml.safe_dump(content), "utf-8")
        found |= {f"{content['source']}/{path}" for path in paths}
    return found


async def _holding(documents: MemoryDocumentStore, source: str, wanted: Sequence[str]) -> set[str]:
    """The groups of the documents that hold every wanted string in one chunk."""
    found: set[str] = set()
    for document in (await documents.documents(source)).values():
        if document.status is DocumentStatus.LIVE:
            texts = [_plain(chunk.text) for chunk in await documents.chunks_of(document.id)]
            if any(all(_plain(part) in text for part in wanted) for text in texts):
                found.update(document.groups)
    return found


def _plain(text: str) -> str:
    return " ".join(text.lower().split())


if __name__ == "__main__":
    sys.stdout.write(f"{fit(asyncio.run(gather_cases(Path(sys.argv[1]), Path(sys.argv[2]))))}\n")
