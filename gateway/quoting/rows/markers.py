"""Words of a question that turn it round or narrow it: "not", "other than", "only", "nowhere".

Each is understood in one certain way, or makes what is chosen from a table doubtful.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum


class Turn(Enum):
    """What a marker does to what stands behind it.

    ``NEVER`` denies of a thing all that is said of it, ``NOT`` perhaps of one row alone. ``OTHER``
    leaves out a value, ``NEITHER`` denies several. ``NOWHERE`` and ``EVERYWHERE`` speak of all
    values of a column. ``DOUBTFUL`` is what nothing here understands.
    """

    NOT = "not"
    NEVER = "never"
    OTHER = "other"
    NEITHER = "neither"
    NOWHERE = "nowhere"
    EVERYWHERE = "everywhere"
    ONLY = "only"
    DOUBTFUL = "doubtful"


@dataclass(frozen=True, slots=True)
class Marker:
    """A word, or a few, at its place in a question."""

    turn: Turn
    start: int
    end: int
    said: str


_QUANTITY = (
    r"(?:\d+|one|two|three|four|five|six|zwei\w*|drei\w*|vier\w*|eine[mnrs]?|une?|deux|trois|"
    r"quatre|un[oa]?|dos|tres|cuatro)"
)
_PERIOD = (
    r"(?:days?|weeks?|months?|quarters?|years?|tage?n?|wochen?|monate?n?|quartale?n?|jahre?n?s?|"
    r"jours?|semaines?|mois|trimestres?|ans?|années?|días?|semanas?|mes(?:es)?|años?)"
)
# The first that fits counts; what is within another one is no marker of its own.
_TURNS: Mapping[Turn, str] = {
    Turn.EVERYWHERE: (
        r"everywhere|worldwide|überall|weltweit|partout|en todas partes|"
        r"(?:in|on|for|at) (?:every|each|all)(?: of)?(?: (?:the|our))?(?= \w)|"
        r"(?:in|für|auf) (?:jede[mnrs]?|allen?|sämtlichen)(?= \w)|"
        r"(?:dans|en|sur|pour) (?:tous les|toutes les|chaque)(?= \w)|"
        r"en (?:todos los|todas las|cada)(?= \w)"
    ),
    Turn.NOWHERE: (
        r"nowhere|not anywhere|nirgend\w*|nicht irgendwo|nulle part|en ningun[oa]? (?:parte|lugar)|"
        r"(?:(?:in|on|for|at) )?(?:not (?:any|one|a single)|none of (?:the|our)|no|"
        r"(?:(?:in|für|auf) )?keine?[mnrs]?|(?:(?:dans|en|sur) )?aucune?|(?:en )?ning[uú]na?)"
        r"(?= \w)(?! (?:est[áa]n?|son|es|han?|tienen?|fueron|fue|se|aún|todavía)\b)"
    ),
    Turn.NEITHER: r"neither|weder|ni",
    Turn.OTHER: (
        r"except(?:ing)?(?: for)?|excluding|excluded?|exclusive of|other than|apart from|"
        r"aside from|besides|outside(?: of)?|save for|(?:anywhere|anything|any\w*) but|"
        r"with the exception of|leaving (?:out|aside)|"
        r"au(?:ss|ß)er(?:halb)?(?: von)?|mit ausnahme (?:von|de[rsmn])|ausgenommen|exklusive|"
        r"abgesehen von|bis auf|anders als|andere[nrs]? als|"
        r"sauf|excepté|hormis|hors(?: d(?:es?|u|(?=[’'])))?|en dehors d(?:es?|u|(?=[’']))|à part|"
        r"à l[’']exception d(?:es?|u|(?=[’']))|à l[’']exclusion d(?:es?|u|(?=[’']))|"
        r"autres? qu(?:e|(?=[’']))|"
        r"excepto|salvo|fuera del?|aparte del?|a excepción del?|distint[oa]s? del?|"
        r"que no sean?|menos en"
    ),
    Turn.NEVER: (
        r"never(?: (?:yet|ever))?|lack(?:s|ed|ing)?|missing|without|devoid of|short of|"
        r"nie(?:mals)?|ohne|fehl(?:t|en|ende[nrms]?)|mangels|"
        r"jamais|sans|manqu\w+|dépourvue?s? d(?:e|(?=[’']))|nunca|jamás|sin|carecen? de|faltan?"
    ),
    Turn.NOT: (
        r"not(?: yet)?|non|cannot|\w+n[’']t|yet to be|still to be|nicht|noch nicht|"
        r"pas(?: encore)?|no(?= (?:est[áa]n?|son|es|han?|tienen?|fueron|fue|se|aún|todavía)\b)"
    ),
    Turn.ONLY: (
        r"only|solely|exclusively|merely|alone|nur|ausschlie(?:ss|ß)lich|lediglich|allein|"
        r"blo(?:ss|ß)|einzig|seulement|uniquement|exclusivement|s[oó]lo|solamente|únicamente|"
        r"exclusivamente"
    ),
    Turn.DOUBTFUL: (
        r"no(?!\.|\W*$)|none|nor|nobody|nothing|hardly|barely|rarely|unless|instead of|rather than|"
        r"unlike|"
        r"as opposed to|kein\w*|nichts|niemand|kaum|statt|anstatt|aucune?s?|rien|guère|"
        r"n(?:e |[’'])(?:[\w-]+ ){1,3}(?:plus|que|qu(?=[’']))|au lieu de|plutôt que|"
        r"ning[uú]n[oa]?s?|nadie|nada|"
        r"apenas|en lugar de|"
        r"(?:at (?:least|most)|(?:more|less|fewer|greater|higher|lower|earlier|later|longer|"
        r"shorter|older|newer) than|exactly|over|under|above|below|up to|beyond|exceeding|"
        r"mindestens|höchstens|maximal|minimal|genau|(?:mehr|weniger|höher|niedriger|früher|"
        r"später|älter|neuer) als|über|unter|bis zu|au (?:moins|plus)|(?:plus|moins) de|"
        r"exactement|jusqu[’']à|(?:supérieure?s?|inférieure?s?) à|al menos|como (?:máximo|mínimo)|"
        rf"(?:más|menos) de|exactamente|hasta|[<>≤≥]=?) ?{_QUANTITY}|"
        r"(?:between|zwischen|entre) [\d.,]+|"
        rf"(?:within|next|last|past|coming|this|innerhalb|binnen|nächste[nrs]?|letzte[nrs]?|"
        rf"kommende[nrs]?|diese[nrs]?|sous|ces?|cette|próxim[oa]s?|últim[oa]s?|est[ea])"
        rf"(?: (?:the|der|des|de|von))?(?: [\w-]+)? {_PERIOD}|"
        rf"{_PERIOD} (?:prochaine?s?|dernière?s?|próxim[oa]s?|pasad[oa]s?)|"
        r"quarter|quartal|trimestre|q[1-4]|h[12]"
    ),
}
_MARKER = re.compile(
    "|".join(rf"(?P<{turn.value}>(?<!\w)(?:{said})(?!\w))" for turn, said in _TURNS.items()),
    re.IGNORECASE,
)
_PREFIXED = re.compile(
    r"\b(?:un|non-?|nicht-?|not-)(?=(?:approved|authori[sz]ed|registered|licen[sc]ed|filed|"
    r"zugelassen|genehmigt|registriert|eingereicht)\w*)",
    re.IGNORECASE,
)
# "Everywhere but in Japan": "but" leaves out only where all are spoken of.
_BUT = re.compile(r"^\W*(?:\w+\W+){0,2}?(?P<but>but)(?! not\b)(?!\w)", re.IGNORECASE)


def plainly(question: str) -> str:
    """The question with "not approved" for "unapproved"."""
    return _PREFIXED.sub("not ", question)


def markers_in(question: str) -> list[Marker]:
    """The markers of a question, in order."""
    return list(_found(question))


def _found(question: str) -> Iterator[Marker]:
    for match in _MARKER.finditer(question):
        turn = Turn(match.lastgroup or "")
        yield Marker(turn, match.start(), match.end(), match.group())
        if turn is Turn.EVERYWHERE and (but := _BUT.match(question[match.end() :])):
            start = match.end() + but.start("but")
            yield Marker(Turn.OTHER, start, start + len(but["but"]), but["but"])


def turns(question: str) -> bool:
    """Whether a question denies, leaves out, or narrows by what may not be understood."""
    return any(one.turn is not Turn.EVERYWHERE for one in _found(plainly(question)))
