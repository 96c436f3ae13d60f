"""Whether a clause says yes or no, and which of two opposites it names."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from assistants.grounding.reading.words import content

_NEGATIVE = re.compile(
    r"\b(?:not|n't|never|no|none|nobody|nothing|neither|nor|cannot|avoid(?:s|ed)?|prohibit(?:s|ed)?|"
    r"forbid(?:s|den)?|contraindicated|refrain|unable|impossible|disallowed|refus(?:e|es|ed)|"
    r"nicht|kein(?:e[mnrs]?)?|nie|niemals|niemand|nichts|weder|verboten|untersagt|unzulässig|"
    r"kontraindiziert|vermeiden|unmöglich|ne|n'|pas|jamais|aucune?|ni|interdite?s?|éviter|"
    r"contre-indiquée?s?|nunca|ningún|ninguna?|jamás|tampoco|prohibid[oa]s?|evitar|evite|"
    r"contraindicad[oa]s?|niet|geen|não|non|ikke|inte)\b|\w+n't\b|(?<!\w)n'",
    re.IGNORECASE,
)
# Near these, "not" says how much and not whether.
_MEASURING = re.compile(
    r"\b(?:more|less|fewer|longer|later|earlier|above|over|below|under|exceed\w*|only|unless|except|"
    r"without|until|before|after|beyond|outside|mehr|weniger|länger|später|über|unter|nur|ausser|"
    r"außer|ohne|bis|vor|nach|plus|moins|dépass\w+|seulement|sauf|sans|avant|après|más|menos|"
    r"super\w+|sólo|solo|salvo|sin|hasta|antes|después|than|als)\b|\bne\b.*\bque\b",
    re.IGNORECASE,
)
_PARTICLE = re.compile(
    r"^\W*(?:yes|no|ja|nein|oui|non|si|sí)\s*[,.:;!-]+\s*(?=\S)|\bno\.?\s+(?=\d)|"
    r"\b(?:not only|nicht nur|non seulement|no sólo|no solo)\b",
    re.IGNORECASE,
)
_NO_SPANISH_NO = re.compile(r"\bn[oº°]\.?\s*\d", re.IGNORECASE)
_CUT = re.compile(
    r"[,;:()\n]\s*|\s-\s|\b(?:but|however|whereas|while|although|and|or|aber|sondern|jedoch|während|"
    r"obwohl|und|oder|mais|cependant|tandis|et|ou|pero|sino|aunque|mientras|y|o)\b\s*",
    re.IGNORECASE,
)

_JOINING = frozenset(", and or und oder et ou y o".split())
_OPPOSITES = (
    "required mandatory obligatory compulsory|optional voluntary unnecessary",
    "increase increases increased higher raise raised rises|decrease decreases decreased lower "
    "reduce "
    "reduced falls",
    "before prior beforehand|after afterwards following",
    "above over exceeding|below under",
    "minimum least|maximum most",
    "more longer larger greater later|less fewer shorter smaller earlier",
    "include included includes including|exclude excluded excludes excluding",
    "approve approves approved accepted|reject rejects rejected refused declined",
    "safe|unsafe dangerous harmful",
    "effective|ineffective",
    "open opened|closed unopened sealed",
    "hot warm|cold cool",
    "first|last",
    "paid|unpaid",
    "internal|external",
    "public|confidential secret",
    "enable enabled|disable disabled",
    "start begins starts beginning|end ends ending stop",
    "pflicht vorgeschrieben verpflichtend obligatorisch|freiwillig optional",
    "vor vorher|nach nachher danach",
    "über oberhalb|unter unterhalb",
    "mindestens|höchstens maximal",
    "mehr länger später|weniger kürzer früher",
    "erhöhen erhöht steigt|senken gesenkt sinkt",
    "obligatoire|facultatif facultative",
    "avant|après",
    "augmente augmenter|diminue diminuer réduire",
    "obligatorio obligatoria|opcional voluntario voluntaria",
    "antes|después",
    "aumenta aumentar|disminuye disminuir reducir",
)
_SIDES: dict[str, list[tuple[int, int]]] = {}
for _pair, _line in enumerate(_OPPOSITES):
    for _side, _words in enumerate(_line.split("|")):
        for _word in _words.split():
            _SIDES.setdefault(_word, []).append((_pair, _side))
_WORD = re.compile(r"[^\W\d_]+")


# A clause with one of these has a verb of its own.
_VERB = re.compile(
    r"\b(?:is|are|was|were|be|been|may|can|must|should|will|shall|has|have|had|do|does|need|needs|"
    r"ist|sind|war|wird|werden|kann|können|darf|dürfen|muss|müssen|soll|sollen|hat|haben|"
    r"est|sont|était|peut|peuvent|doit|doivent|a|ont|es|son|puede|pueden|debe|deben|ha|han)\b",
    re.IGNORECASE,
)
_PAIRED = re.compile(r"\b(?:neither|nor|weder|noch|ni)\b", re.IGNORECASE)
_FRENCH = re.compile(r"(?:\bne\b|\bn').*\b(?:pas|jamais|aucune?|ni)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a sentence: what it is about, and whether it says yes or no.

    ``before`` is what the sentence is about until then. ``sides`` are the opposites that it names,
    by their pair and side.
    """

    text: str
    about: frozenset[str]
    denies: bool
    sides: frozenset[tuple[int, int]]
    before: frozenset[str] = frozenset()


@lru_cache(maxsize=1000)
def clause(text: str) -> Clause:
    """Read a plain text as one clause."""
    said = _PARTICLE.sub(" ", _NO_SPANISH_NO.sub(" ", text))
    negations = len(_NEGATIVE.findall(said))
    if negations >= 2:
        negations -= max(0, len(_PAIRED.findall(said)) - 1)
        # French says its "no" in two words.
        negations -= _FRENCH.search(said) is not None
    sides = {side for word in _WORD.findall(said) for side in _SIDES.get(word.casefold(), ())}
    return Clause(text, content(text), negations % 2 == 1, frozenset(sides))


@lru_cache(maxsize=1000)
def _measures(text: str) -> frozenset[str]:
    """The words that make a "not" say how much and not whether."""
    return frozenset(word.casefold() for word in _MEASURING.findall(text))


@lru_cache(maxsize=1000)
def clauses(text: str, before: frozenset[str] = frozenset()) -> tuple[Clause, ...]:
    """The clauses of a plain text that are about something; ``before`` is what came before it."""
    found: list[Clause] = []
    start, joined = 0, False
    for cut in [*_CUT.finditer(text), None]:
        part = text[start : cut.start() if cut else len(text)].strip()
        one = clause(part)
        if part and one.about:
            denies = one.denies
            if joined and found and not denies and _VERB.search(part) is None:
                # "must not be opened, dropped or heated": the no is for all three.
                denies = found[-1].denies
            found.append(replace(one, denies=denies, before=before))
            before |= one.about
        if cut is not None:
            start, joined = cut.end(), cut[0].strip().casefold() in _JOINING
    return tuple(found)


def denied(one: Clause, other: Clause) -> bool:
    """Whether one of two clauses about the same says yes and the other no."""
    return one.denies != other.denies and _measures(one.text) == _measures(other.text)


def opposed(one: Clause, other: Clause) -> bool:
    """Whether two clauses about the same name opposites of each other, both said the same way."""
    if one.denies != other.denies:
        return False
    return any(
        (pair, 1 - side) in one.sides
        and (pair, side) not in one.sides
        and (pair, 1 - side) not in other.sides
        for pair, side in other.sides
    )
