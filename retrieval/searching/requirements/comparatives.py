"""Which of two is faster, safer, heavier: a text tells it only where it speaks of speed at all."""

from __future__ import annotations

import re
from collections.abc import Sequence

_SPEED = (
    r"fast|quick|rapid|slow|speed|latenc|bandwidth|mbit|(?:response|reaction) time|time (?:of|to)|"
    r"onset|schnell|langsam"
)
_COST = r"cheap|expensive|cost|price|pric|fee|chf|eur\b|usd|[€$£]|teuer|billig|kosten|preis|franken"
_SAFETY = r"safe|risk|warning|reaction|adverse|harm|sicher|risiko|nebenwirkung|warn"
_EFFECT = r"effect|effic|respon|remission|superior|inferior|versus|wirks|überlegen"
# What is compared, and how texts speak of it.
_MEASURES = (
    (r"fast|quick|slow|schnell|langsam", _SPEED),
    (r"cheap|expensive|costl|pric|billig|günstig|teu[er]", _COST),
    (r"safe|risk|danger|toxic|sicher|gefährlich|riskant|giftig", _SAFETY),
    (r"effective|efficient|potent|strong|better|worse|wirksam|stärk|besser|schlechter", _EFFECT),
)
# "A larger number than" compares no numbers that are numb.
_NO_NOUN = (
    r"(?<!more )(?<!less )(?<!fewer )(?<!larger )(?<!higher )(?<!lower )(?<!smaller )(?<!greater )"
    r"(?<!\ba )(?<!the )(?<!an )(?<!other )"
)
_THAN = re.compile(
    r"\b(?:(?:more|less|mehr|weniger) (?P<adjective>[^\W\d_]{4,}(?:ive|ent|ant|ly|ous|able|ful|al|"
    rf"ic|ing|ed|sam|lich|bar))|{_NO_NOUN}(?P<comparative>[^\W\d_]{{2,}}er|better|worse|besser)) "
    r"(?:than|als)\b",
    re.IGNORECASE,
)
_WHICH = re.compile(
    r"\b(?:which|what|welche[rs]?)\b[^?]{0,60}?\b(?:is|are|works?|acts?|ist|sind|wirkt)\s+"
    r"(?:(?:more|less) (?P<adjective>[^\W\d_]{4,})|(?P<comparative>[^\W\d_]{2,}er|better|worse))\b"
    r"[^?]*,[^?]*\b(?:or|oder)\b",
    re.IGNORECASE,
)
# Any amount may tell which is more, longer or later.
_OF_AMOUNTS = frozenset(
    "longer shorter higher lower larger smaller greater bigger fewer older younger earlier later "
    "sooner other rather wider warmer colder cooler hotter nearer farther further over under after "
    "former latter länger kürzer höher niedriger größer kleiner älter jünger früher später eher "
    "öfter wärmer kälter oder".split()
)


def lacks_measure(question: str, texts: Sequence[str]) -> bool:
    """Whether a question compares two things in a way of which the texts do not speak at all."""
    found = _THAN.search(question) or _WHICH.search(question)
    if found is None:
        return False
    word = (found["comparative"] or found["adjective"]).casefold()
    if word in _OF_AMOUNTS:
        return False
    stated = _stated(word)
    return not any(stated.search(text) for text in texts)


def _stated(word: str) -> re.Pattern[str]:
    """How texts speak of it: in the words of its measure, else with the word itself."""
    for asked, stated in _MEASURES:
        if re.match(asked, word):
            return re.compile(rf"(?<!\w)(?:{stated})", re.IGNORECASE)
    stem = word.removesuffix("er").removesuffix("i")
    # "bigger" has one letter more than "big".
    stem = stem[:-1] if len(stem) > 3 and stem[-1] == stem[-2] else stem
    return re.compile(rf"(?<!\w){re.escape(stem)}", re.IGNORECASE)
