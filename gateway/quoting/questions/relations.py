"""Relations that turn an answer into its opposite: before and after, at least and at most."""

from __future__ import annotations

import re

from gateway.quoting.terms import terms

_BEFORE = re.compile(
    r"(?<!\w)(?:before|prior to|ahead of|in advance of|bevor|vor|avant|antes de)(?!\w)",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"(?<!\w)(?:after|following|once|later than|within [^.;]{1,20} of|nachdem|nach|après|"
    r"después de|tras)(?!\w)",
    re.IGNORECASE,
)
_LEAST = re.compile(
    r"(?<!\w)(?:minimum|minimal\w*|at least|no less than|mindest\w*|au moins|au minimum|al menos|"
    r"como mínimo|mínim[oa])(?!\w)",
    re.IGNORECASE,
)
_MOST = re.compile(
    r"(?<!\w)(?:maximum|maximal\w*|at most|no more than|not more than|up to|limited to|"
    r"höchst(?:ens|zahl|dosis|dauer|betrag|wert)|bis zu|au plus|au maximum|como máximo|"
    r"máxim[oa])(?!\w)",
    re.IGNORECASE,
)
_ORDINALS = (
    r"first|initial|erste[nrsm]?|premi(?:er|ère)|primer[oa]?",
    r"second|zweite[nrsm]?|deuxième|segund[oa]",
    r"third|dritte[nrsm]?|troisième|tercer[oa]?",
    r"fourth|vierte[nrsm]?|quatrième|cuart[oa]",
    r"last|final|letzte[nrsm]?|derni(?:er|ère)|últim[oa]",
)
_ORDINAL = re.compile(
    r"(?<!\w)(?:" + "|".join(f"({words})" for words in _ORDINALS) + r")"
    r"(?: (?:two|three|\d{1,2}))? (?P<of>[^\W\d_]{3,})",
    re.IGNORECASE,
)
# Whoever asks "Is it paid before that?" is answered by when it is paid.
_YES_OR_NO = re.compile(
    r"^\W*(?:is|are|was(?= (?:it|the|there|this|that)\b)|can|may|must|should|could|do|does|did|"
    r"has|have|will|would|ist|sind|darf|dürfen|kann|können|muss|müssen|soll|wird|werden|est-ce|"
    r"peut-on|puis-je|doit-on|puedo|debo|es|son)\b",
    re.IGNORECASE,
)
# How many words behind a relation may name what it is about.
_NEAR = 3
# A text of many sentences tells of many times and bounds.
_LONGEST = 2_000


def is_opposed(question: str, sentence: str) -> bool:
    """Whether a sentence tells only the opposite of the relation that a question asks for.

    What is done before a dose says nothing of what is done after it. Where either has both
    relations, or the sentence none, it may answer.
    """
    question, sentence = question[:_LONGEST], sentence[:_LONGEST]
    if _YES_OR_NO.match(question):
        return False
    return (
        _is_other_side(question, sentence)
        or _is_other_bound(question, sentence)
        or _is_of_another_turn(question, sentence)
    )


def _is_other_side(question: str, sentence: str) -> bool:
    """Before the same thing instead of after it.

    "How many attempts before it locks?" and "it locks after 6 attempts" are of two things.
    """
    for asked, opposite in ((_BEFORE, _AFTER), (_AFTER, _BEFORE)):
        if opposite.search(question) or asked.search(sentence):
            continue
        of = _behind(asked, question)
        if of & _behind(opposite, sentence):
            return True
    return False


def _behind(relation: re.Pattern[str], text: str) -> frozenset[str]:
    """The terms of what stands behind a relation."""
    near = (" ".join(text[one.end() :].split()[:_NEAR]) for one in relation.finditer(text))
    return frozenset[str]().union(*map(terms, near))


def _is_other_bound(question: str, sentence: str) -> bool:
    asked = [way.search(question) is not None for way in (_LEAST, _MOST)]
    said = [way.search(sentence) is not None for way in (_LEAST, _MOST)]
    return sum(asked) == sum(said) == 1 and asked != said


def _is_of_another_turn(question: str, sentence: str) -> bool:
    """The third infusion is asked for, and the sentence tells of the second."""
    asked, said = _ordinals(question), _ordinals(sentence)
    return any(
        thing in said and not said[thing] & which and len(which) == 1
        for thing, which in asked.items()
    )


def _ordinals(text: str) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for match in _ORDINAL.finditer(text):
        which = next(place for place, words in enumerate(match.groups()[:-1]) if words)
        found.setdefault(match["of"].casefold().rstrip("s"), set()).add(which)
    return found
