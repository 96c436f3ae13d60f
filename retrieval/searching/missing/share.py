"""How much of what a question names no text says: names, numbers, identifiers, telling phrases."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from retrieval.indexes.wording import QuestionWord, Said, names_and_numbers
from retrieval.languages.analysis import plain, tokens
from retrieval.searching.missing import amounts, written_names
from retrieval.searching.requirements.designated import unknown_designations
from retrieval.searching.requirements.phrases import unsaid_phrases
from retrieval.searching.requirements.unknown_names import unknown_names

Rarity = Callable[[str], float]
# A number of three figures or more, as of a form or a licence, belongs to one thing alone, and so
# does that of a kind, as of a type III, where the texts tell of other types.
_LONG_NUMBER = re.compile(r"\d{3}")
_VALUE = re.compile(r"[a-z]{2,6}(\d{1,3})")
_DECISIVE = 0.5


def missing_share(
    question: str,
    words: Sequence[QuestionWord],
    said: Said,
    texts: Sequence[str],
    *,
    weights: Mapping[str, float],
    rarity: Rarity,
    phrases: bool,
) -> float:
    """The weight of what the texts lack of what a question names, against that of all its words.

    ``weights`` tells how rare each word is where it is asked. ``phrases`` are looked at in the
    language of the texts alone. An identifier with a number of its own makes half at least.
    """
    own = written_names.without_appositions(plain(question), _spoken_by(words, said))
    unknown = set(unknown_names(question, words, said.says, rarity))
    designations = unknown_designations(question, texts)
    amounts_met = amounts.bounded(own, texts)
    identifiers = {
        name
        for name in _identifiers(own, words, said)
        # An "INR 3" is written like an identifier.
        if not ((value := _VALUE.fullmatch(name)) and value[1] in amounts_met)
    }
    named = unknown | designations.keys() | identifiers | set(_names(own, words, said, amounts_met))
    if phrases:
        named |= set(unsaid_phrases(question, words, said.says, rarity))
    most = max(weights.values(), default=1.0)
    missing = sum(weights.get(one, most) for one in named)
    share = min(1.0, missing / (sum(weights.values()) or 1.0))
    alone = any(designations.values()) or any(map(_is_numbered, identifiers))
    return max(share, _DECISIVE) if alone else share


def _is_numbered(identifier: str) -> bool:
    return bool(_LONG_NUMBER.search(identifier)) and not identifier.isdigit()


def _names(
    question: str, words: Sequence[QuestionWord], said: Said, amounts_met: Collection[str]
) -> Iterator[str]:
    """The stems of names and numbers that the texts do not say; of amounts also their units."""
    within = {part for _, parts in written_names.identified(question) for part in parts}
    kept = {*tokens(question)} - within - set(amounts_met)
    rest = [one for one in words if one.word in kept]
    lacking = {one for one in names_and_numbers(rest, question) if not _says(said, rest, one)}
    units = amounts.units_of({one.word for one in rest if one.stem in lacking}, question)
    yield from lacking
    yield from (one.stem for one in words if one.word in units and not said.says(one))


def _identifiers(question: str, words: Sequence[QuestionWord], said: Said) -> Iterator[str]:
    """The identifiers that the texts do not hold."""
    # A sev2 may also be said in words.
    otherwise = {one.exact for one in words if said.says(one)}
    for name, _ in written_names.identified(question):
        if name not in otherwise and not any(map(said.holds, written_names.also_singular(name))):
            yield name


def _spoken_by(words: Sequence[QuestionWord], said: Said) -> Callable[[str], bool]:
    known = {one.word: one for one in words}
    return lambda word: word in known and said.says(known[word])


def _says(said: Said, words: Sequence[QuestionWord], stem: str) -> bool:
    return any(said.says(one) for one in words if one.stem == stem)
