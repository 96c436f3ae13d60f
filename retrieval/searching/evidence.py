"""Judges how likely it is that passages hold an answer to a question."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields

from retrieval.documents import ChunkRecord
from retrieval.indexes.lexical import LexicalFound
from retrieval.indexes.wording import Said
from retrieval.languages.detection import language_of
from retrieval.parsing import footnotes
from retrieval.parsing.instructions.orders import without_orders
from retrieval.searching.fusion import rarities
from retrieval.searching.missing.share import missing_share
from retrieval.searching.requirements.agents import lacks_agent
from retrieval.searching.requirements.comparatives import lacks_measure
from retrieval.searching.requirements.subjects import without_others
from retrieval.searching.requirements.unmet import unmet

EVIDENCE = "logistic/8"
WORDS_ALONE = "words/6"
LOOKED_AT = 3
_NEIGHBOURS = 4

Rarity = Callable[[str], float]


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for an answer, or against it.

    ``cosine`` is that of the nearest chunk, and ``margin`` how far it stands out among the next
    four. ``covered`` is the share of the question's words, weighted by how rare they are where
    it was asked, that the three best passages hold. ``foreign`` is the mean rarity, in the
    language, of those that they lack: a common word can be said in another way, a rare one
    seldom. ``missed`` is the square of the share, among all that the question says, of the names,
    numbers, identifiers and narrowing phrases that they lack: one among many tells little, and one
    of two or three nearly all.

    ``translated`` is 1 for a question in another language than all texts: words tell less then, so
    that ``covered`` and ``foreign`` are 0 and ``recognised`` is what ``covered`` would be.
    ``unmet`` is 1 if the question asks for a property, or is narrowed to people, a place, a
    circumstance or a unit, of which none of the three best passages speaks, asks who, and they
    name nobody for it, or compares two things in a way of which they do not speak; what is said of
    another product does not count.
    """

    cosine: float
    margin: float
    covered: float
    foreign: float
    missed: float
    translated: float = 0.0
    recognised: float = 0.0
    unmet: float = 0.0


def signs(
    question: str,
    found: LexicalFound,
    cosines: Iterable[float],
    chunks: Sequence[ChunkRecord],
    rarity: Rarity,
) -> Signs:
    """Read the signs off a search. ``rarity`` tells how rare a word is in the language.

    An order to a language model answers nothing, so what only such an order says counts as lacking.
    """
    read = [_read(one) for one in chunks[:LOOKED_AT]]
    texts = [f"{title}\n{rest}" for title, rest in read]
    said = Said(texts, found.spoken)
    held = {word.stem for word in found.words if said.says(word)}
    near = sorted(cosines, reverse=True)[: 1 + _NEIGHBOURS] or [0.0]
    weights = rarities(found)
    lacking = [word for word in found.words if word.stem not in held]
    covered = sum(weights[stem] for stem in weights if stem in held) / (
        sum(weights.values()) or 1.0
    )
    language = language_of(question)
    translated = bool(found.spoken) and language is not None and language not in found.spoken
    # In another language the words of a question are no sign of what is lacking.
    words = () if translated else found.words
    own = without_others(question, read, rarity)
    missed = missing_share(
        question,
        found.words,
        said,
        texts,
        weights=weights,
        rarity=rarity,
        phrases=not translated,
    )
    return Signs(
        cosine=near[0],
        margin=near[0] - sum(near[1:]) / len(near[1:]) if near[1:] else 0.0,
        covered=0.0 if translated else covered,
        foreign=0.0
        if translated
        else sum(rarity(one.word) for one in lacking) / max(len(found.words), 1),
        missed=missed**2,
        translated=float(translated),
        recognised=covered if translated else 0.0,
        unmet=float(
            bool(unmet(question, own))
            or lacks_agent(question, words, own, found.spoken)
            or lacks_measure(question, own)
        ),
    )


def _read(chunk: ChunkRecord) -> tuple[str, str]:
    # The number of a note is none that the text states.
    text = footnotes.without(without_orders(chunk.text))
    return chunk.title, f"{chunk.section}\n{text}"


# Below it a question counts as one that the documents do not answer.
THRESHOLD = 0.5
# From this on passages lack what the question names. Of a few words one that is a name makes as
# much.
MOST_MISSED = 0.09
# Begun from fits on the sample company's questions (also in other words and other languages),
# Japanese paragraphs and biomedical abstracts; then moved by hand while looking at questions about
# the same company, so that no figure over these is an unseen one. What a document does not state
# about its own subject is told badly: about two of three such questions pass.
COEFFICIENTS: Mapping[str, float] = {
    "intercept": -2.6,
    "cosine": 5.8,
    "margin": 6.8,
    "covered": 1.35,
    "foreign": 0.0,
    "missed": -18.0,
    "translated": 0.35,
    "recognised": 4.0,
    "unmet": -5.0,
}


# The same where the question has no vector, since the model that embeds is away; fitted on the
# questions about the sample company alone. Words tell less: of what another department's documents
# would answer, about half is taken for answered here.
OF_WORDS_ALONE: Mapping[str, float] = {
    "intercept": 1.13,
    "cosine": 0.0,
    "margin": 0.0,
    "covered": 0.87,
    "foreign": -2.14,
    "missed": -18.0,
    "translated": -3.0,
    "recognised": 3.0,
    "unmet": -5.0,
}


def evidence(found: Signs, *, words_alone: bool = False) -> float:
    """The probability, between 0 and 1, that the passages hold an answer.

    ``words_alone`` tells that nothing is known of cosines.
    """
    coefficients = OF_WORDS_ALONE if words_alone else COEFFICIENTS
    total = coefficients["intercept"] + sum(
        coefficients[sign.name] * getattr(found, sign.name) for sign in fields(Signs)
    )
    return 1 / (1 + math.exp(-total))
