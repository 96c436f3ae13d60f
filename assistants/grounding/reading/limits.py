"""Small words that turn a sentence round: before, after, outside, without, except."""

from __future__ import annotations

import re
from functools import lru_cache

# What may say the same in a passage stands behind the bar.
_LIMITS = {
    "before": (
        r"before|prior to|ahead of|vor(?! ort)|bevor|avant|antes",
        r"beforehand|in advance|preceding|until|till|not later|vorher|zuvor|im voraus|bis",
    ),
    "after": (
        r"(?:after|nach(?! bedarf)|nachdem|après|después)(?! \d)",
        r"afterwards|once|following|since|later|when|if|as soon as|upon|on|from|of|sobald|seit|"
        r"wenn|bei|ab|anbruch|dès|tras|cuando|lorsque",
    ),
    "outside": (
        r"outside|away from|out of|ausserhalb|außerhalb|fern von|hors de|hors|en dehors|fuera de",
        r"other than|off",
    ),
    "without": (
        r"without|lacking|ohne|sans|sin(?= )",
        r"no|not|never|none|un[a-z]{4,}|kein\w*|nicht|un[a-zäöü]{4,}|pas|aucune?|ne",
    ),
    "except": (
        r"except(?:ing|ion\w*)?|unless|excluding|apart from|save for|with the exception|ausser|"
        r"außer|"
        r"ausgenommen|es sei denn|sofern nicht|mit ausnahme|sauf|excepté|hormis|salvo|excepto",
        r"excluded?|exclu\w+|only|not|no|other than|nur|nicht|kein\w*|seulement|pas",
    ),
    "regardless": (
        r"regardless|irrespective|despite|in spite|even (?:if|in|when|with|during|for|after|"
        r"before)|"
        r"trotz|unabhängig|selbst (?:bei|wenn|im)|auch (?:wenn|bei)|malgré|même (?:si|en|pendant)|"
        r"incluso|aunque",
        r"including|also|any|all|einschliesslich|einschließlich|y compris",
    ),
    "as needed": (
        r"(?:as|when|if|whenever) (?:needed|required|necessary|desired)|(?:bei|nach) bedarf|"
        r"falls (?:nötig|erforderlich)|au besoin|si (?:nécessaire|besoin|es necesario)",
        r"on demand|prn|where(?:ver)? \w+|need\w*|required?|necessary|bedarf\w*|nötig\w*|"
        r"erforderlich\w*|besoins?|nécessaires?|necesari[oa]s?",
    ),
    "never again": (r"permanently|indefinitely|forever|unlimited|unbegrenzt|dauerhaft|à vie", ""),
}
_SAID = {name: re.compile(rf"(?<!\w)(?:{said})(?!\w)", re.I) for name, (said, _) in _LIMITS.items()}
_MEANT = {
    name: re.compile(rf"(?<!\w)(?:{'|'.join(filter(None, both))})(?!\w)", re.I)
    for name, both in _LIMITS.items()
}


@lru_cache(1000)
def limits(text: str) -> frozenset[str]:
    """The limits that a plain text says."""
    return frozenset(name for name, said in _SAID.items() if said.search(text))


@lru_cache(1000)
def limits_meant(text: str) -> frozenset[str]:
    """The limits that a plain text may mean."""
    return frozenset(name for name, said in _MEANT.items() if said.search(text))
