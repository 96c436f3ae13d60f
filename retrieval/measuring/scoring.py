"""Scores of a ranking against judgements."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence

import numpy as np

from retrieval.documents import Hit
from retrieval.measuring.tasks import Judgements


def score(
    rankings: Sequence[tuple[str, Sequence[str]]], judgements: Judgements
) -> dict[str, float]:
    """Means over the questions: nDCG@10 (gain 2^grade - 1), recall@5, recall@20 and MRR@10."""
    rows = []
    for question, ranked in rankings:
        grades = judgements[question]
        gains = [2 ** grades.get(document, 0) - 1 for document in ranked[:10]]
        ideal = sorted((2**grade - 1 for grade in grades.values()), reverse=True)[:10]
        first = next((place for place, gain in enumerate(gains, start=1) if gain), 0)
        rows.append(
            (
                _discounted(gains) / _discounted(ideal),
                len(grades.keys() & set(ranked[:5])) / len(grades),
                len(grades.keys() & set(ranked[:20])) / len(grades),
                1 / first if first else 0.0,
            )
        )
    names = ("ndcg@10", "recall@5", "recall@20", "mrr@10")
    means = np.mean(rows, axis=0) if rows else [0.0] * len(names)
    return {name: round(float(mean), 4) for name, mean in zip(names, means, strict=True)}


def best_first(ranked: Sequence[str], hits: Mapping[str, Hit], *, by_page: bool) -> list[str]:
    """Documents in the order of their best chunk."""
    return list(dict.fromkeys(judged_as(hits[chunk], by_page=by_page) for chunk in ranked))


def judged_as(hit: Hit, *, by_page: bool) -> str:
    """The name under which judgements know a chunk."""
    page = f"#p{(hit.chunk.page or 1) - 1}" if by_page else ""
    return hit.document.path + page


def share(values: Collection[bool]) -> float | None:
    """How many of ``values`` are true, between 0 and 1; ``None`` where there are none."""
    return round(sum(values) / len(values), 4) if values else None


def _discounted(gains: Sequence[int]) -> float:
    return sum(gain / math.log2(place + 1) for place, gain in enumerate(gains, start=1))
