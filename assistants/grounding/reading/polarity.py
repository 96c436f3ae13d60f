"""Whether a clause says yes or no, and which of two opposites it names."""

from __future__ import annotations

import re
from dataclasses import dataclass
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

_OPPOSITES = (
    "required mandatory obligatory compulsory|optional voluntary unnecessary",
    "allowed permitted permissible|forbidden prohibited disallowed",
    "increase increases increased higher raise raised rises|decrease decreases decreased lower reduce "
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
    "always|never",
    "all every|none",
    "paid|unpaid",
    "internal|external",
    "public|confidential secret",
    "enable enabled|disable disabled",
    "start begins starts beginning|end ends ending stop",
    "erlaubt zulässig gestattet|verboten untersagt unzulässig",
    "pflicht vorgeschrieben verpflichtend obligatorisch|freiwillig optional",
    "vor vorher|nach nachher danach",
    "über oberhalb|unter unterhalb",
    "mindestens|höchstens maximal",
    "mehr länger später|weniger kürzer früher",
    "erhöhen erhöht steigt|senken gesenkt sinkt",
    "obligatoire|facultatif facultative",
    "autorisé autorisée permis|interdit interdite",
    "avant|après",
    "augmente augmenter|diminue diminuer réduire",
    "obligatorio obligatoria|opcional voluntario voluntaria",
    "permitido permitida|prohibido prohibida",
    "antes|después",
    "aumenta aumentar|disminuye disminuir reducir",
)
_SIDES: dict[str, list[tuple[int, int]]] = {}
for _pair, _line in enumerate(_OPPOSITES):
    for _side, _words in enumerate(_line.split("|")):
        for _word in _words.split():
            _SIDES.setdefault(_word, []).append((_pair, _side))
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a sentence: what it is about, and whether it says yes (1), no (-1), or neither (0).

    ``sides`` are the opposites that it names, by their pair and side.
    """

    text: str
    about: frozenset[str]
    says: int
    sides: frozenset[tuple[int, int]]


@lru_cache(maxsize=8000)
def clause(text: str) -> Clause:
    """Read a plain text as one clause."""
    said = _PARTICLE.sub(" ", _NO_SPANISH_NO.sub(" ", text))
    negations = len(_NEGATIVE.findall(said))
    # French says its "no" in two words.
    if negations >= 2 and re.search(r"(?:\bne\b|\bn').*\b(?:pas|jamais|aucune?|ni)\b", said, re.I):
        negations -= 1
    says = 1 if not negations else -1
    if negations and (negations > 1 or _MEASURING.search(said)):
        says = 0
    sides = {side for word in _WORD.findall(said) for side in _SIDES.get(word.casefold(), ())}
    return Clause(text, content(text), says, frozenset(sides))


@lru_cache(maxsize=4000)
def clauses(text: str) -> tuple[Clause, ...]:
    """The clauses of a plain text that are about something."""
    parts = (part.strip() for part in _CUT.split(text))
    return tuple(found for part in parts if part and (found := clause(part)).about)


def opposed(one: Clause, other: Clause) -> bool:
    """Whether two clauses about the same name opposites of each other, both said the same way."""
    if one.says != other.says or not one.says:
        return False
    mine = {pair for pair, _ in one.sides}
    return any(
        pair in mine and (pair, 1 - side) in one.sides and (pair, side) not in one.sides
        for pair, side in other.sides
        if (pair, 1 - side) not in other.sides
    )
