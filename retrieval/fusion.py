"""Puts two rankings together: nearness in meaning, and words in common."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from retrieval.lexical import LexicalFound

DENSE_WEIGHT = 0.5
LEXICAL_WEIGHT = 0.5
# The most that one word can add to BM25, as a multiple of its rarity (k1 + 1).
_SATURATION = 2.2
FUSION = "standardised-sum/1"


@dataclass(frozen=True, slots=True)
class Ranked:
    """A chunk with its fused relevance, between 0 and 1."""

    chunk_id: str
    score: float


def fuse(dense: Mapping[str, float], lexical: Mapping[str, float], trust: float) -> list[Ranked]:
    """Rank chunks by the weighted sum of their standardised scores, best first.

    ``dense`` holds cosines and ``lexical`` BM25 scores by chunk. A score that stands out among its
    own kind counts for more than one of many; a chunk that one side did not find gets that side's
    lowest. ``trust``, between 0 and 1, is how far words explain the question (`explained`): where
    they do not, a few common words in common say little.
    """
    near, far = _standardised(dense)
    said, unsaid = _standardised(lexical)
    weight = LEXICAL_WEIGHT * math.sqrt(trust)
    totals = {
        chunk: DENSE_WEIGHT * near.get(chunk, far) + weight * said.get(chunk, unsaid)
        for chunk in {**dense, **lexical}
    }
    ordered = sorted(totals.items(), key=lambda item: (-item[1], item[0]))
    return [Ranked(chunk, 1 / (1 + math.exp(-total))) for chunk, total in ordered]


def explained(found: LexicalFound) -> float:
    """The share of the question's weight that the best lexical hit reaches, between 0 and 1."""
    most = sum(rarities(found).values()) * _SATURATION
    return min(1.0, found.hits[0].score / most) if found.hits and most else 0.0


def rarities(found: LexicalFound) -> dict[str, float]:
    """How much each stem of the question says: BM25's inverse document frequency in scope."""
    return {
        stem: math.log(1 + (found.chunks - count + 0.5) / (count + 0.5))
        for stem, count in found.counts.items()
    }


def reciprocal_ranks(*rankings: Mapping[str, float], k: int = 60) -> list[Ranked]:
    """Reciprocal rank fusion, the customary method, to compare with."""
    totals: dict[str, float] = {}
    for ranking in rankings:
        for rank, chunk in enumerate(sorted(ranking, key=lambda c: -ranking[c]), start=1):
            totals[chunk] = totals.get(chunk, 0.0) + 1 / (k + rank)
    ordered = sorted(totals.items(), key=lambda item: (-item[1], item[0]))
    return [Ranked(chunk, total * (k + 1) / len(rankings)) for chunk, total in ordered]


def _standardised(scores: Mapping[str, float]) -> tuple[dict[str, float], float]:
    """Scores with mean 0 and deviation 1, and the lowest of them."""
    if not scores:
        return {}, 0.0
    values = np.fromiter(scores.values(), float, len(scores))
    deviation = float(values.std())
    if deviation < 1e-9:
        # One hit, or all alike: as good as a middling one of many.
        return dict.fromkeys(scores, 1.0), 0.0
    scaled = (values - values.mean()) / deviation
    return dict(zip(scores, scaled.tolist(), strict=True)), float(scaled.min())
