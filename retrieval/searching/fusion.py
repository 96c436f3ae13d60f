"""Puts two rankings together: nearness in meaning, and words in common."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from retrieval.indexes.lexical import LexicalFound
from retrieval.indexes.wording import asked_in
from retrieval.indexes.words.matching import rarity
from retrieval.languages.detection import LATIN, Language

# Set on sets of questions with known answers, each left out in turn; between 0.3 and 0.5 little
# changes.
LEXICAL_WEIGHT = 0.4
# Pairs of characters find more exactly than stems do.
UNSPACED_WEIGHT = 0.5
# Where the model did not learn the language, its cosines still know names and loans; where not even
# the script, hardly these.
UNKNOWN_WEIGHT = 0.8
UNKNOWN_UNSPACED_WEIGHT = 0.9
# How much the next two lexical hits of the same document add to each of its chunks: a document that
# speaks of the subject in several places is more likely to be about it.
SIBLING_WEIGHT = 0.1
_SIBLINGS = 2
# The most that one word can add to BM25, as a multiple of its rarity (k1 + 1).
_SATURATION = 2.2
FUSION = "weighted-sum/3"


@dataclass(frozen=True, slots=True)
class Ranked:
    """A chunk with its fused relevance, between 0 and 1."""

    chunk_id: str
    score: float


def fuse(
    dense: Mapping[str, float],
    words: LexicalFound,
    lexical: Mapping[str, float],
    documents: Mapping[str, str],
    weight: float = LEXICAL_WEIGHT,
) -> list[Ranked]:
    """Rank chunks by the weighted sum of nearness and words in common, best first.

    ``dense`` holds cosines and ``lexical`` BM25 scores by chunk, ``documents`` the document of
    each; ``weight`` is the share of words, between 0 and 1. Both scales are absolute, unlike ranks
    or scores scaled to the best: a cosine is taken as it is, BM25 as a share of what a chunk with
    every word of the question (``words``) could reach. So a few common words in common move
    little, and a rare one much. After Bruch,
    Gai and Ingber, *An Analysis of Fusion Functions for Hybrid Retrieval* (2023).
    """
    most = sum(rarities(words).values()) * _SATURATION or 1.0
    far = min(dense.values(), default=0.0)
    # Further down than was looked the scores go on: about half of the last that was seen.
    unsaid = min(lexical.values()) / 2 if len(lexical) >= words.depth > 0 else 0.0
    beside = _siblings(lexical, documents)
    totals = {
        chunk: (1 - weight) * dense.get(chunk, far)
        + weight
        * (lexical.get(chunk, unsaid) + SIBLING_WEIGHT * beside.get(documents[chunk], 0.0))
        / most
        for chunk in {**dense, **lexical}
    }
    ordered = sorted(totals.items(), key=lambda item: (-item[1], item[0]))
    return [Ranked(chunk, min(1.0, max(0.0, total))) for chunk, total in ordered]


def lexical_weight(
    question: str, spoken: Collection[Language], knows: Callable[[Language], bool]
) -> float:
    """How much words count for, beside nearness, for a question to texts in the languages
    ``spoken``; ``knows`` tells the languages that the model learned."""
    language = asked_in(question, spoken)
    if language is None:
        return LEXICAL_WEIGHT
    if not knows(language) or not any(knows(one) for one in spoken or (language,)):
        return UNKNOWN_WEIGHT if language in LATIN else UNKNOWN_UNSPACED_WEIGHT
    return LEXICAL_WEIGHT if language in LATIN else UNSPACED_WEIGHT


def _siblings(lexical: Mapping[str, float], documents: Mapping[str, str]) -> dict[str, float]:
    """What the second and third best hit of each document add up to."""
    found: dict[str, list[float]] = {}
    for chunk, score in lexical.items():
        found.setdefault(documents[chunk], []).append(score)
    return {
        document: sum(sorted(scores, reverse=True)[1 : 1 + _SIBLINGS])
        for document, scores in found.items()
    }


def rarities(found: LexicalFound) -> dict[str, float]:
    """How much each stem of the question says: BM25's inverse document frequency in scope."""
    return {stem: rarity(count, found.chunks) for stem, count in found.counts.items()}


def reciprocal_ranks(*rankings: Mapping[str, float], k: int = 60) -> list[Ranked]:
    """Reciprocal rank fusion, the customary method, to compare with."""
    totals: dict[str, float] = {}
    for ranking in rankings:
        for rank, chunk in enumerate(sorted(ranking, key=lambda c: -ranking[c]), start=1):
            totals[chunk] = totals.get(chunk, 0.0) + 1 / (k + rank)
    ordered = sorted(totals.items(), key=lambda item: (-item[1], item[0]))
    return [Ranked(chunk, total * (k + 1) / len(rankings)) for chunk, total in ordered]
