"""Who does something: what asks for it, and which sentences name a person, a role or a group."""

from __future__ import annotations

import re
from collections.abc import Sequence

_WHO = re.compile(
    r"(?:^|[.!?;:]\s+|,\s+)\W*(?:(?:and|so|but|then|please|und|et|y) )?"
    r"(?:(?:by|to|with|from|for|an|von|mit|bei|durch|à|par|avec|a|por|con) )?"
    r"(?:who|whom|whose|wer|wen|wem|wessen|qui|quién(?:es)?)\b(?! est-ce qu)",
    re.IGNORECASE,
)
# Of sentences in other languages it is not told whether they name anybody.
_OTHER_LANGUAGE = re.compile(
    r"\b(?:der|das|und|ist|sind|wird|werden|nicht|durch|le|les|est|sont|pour|une|el|los|las|por|"
    r"del|una|het|een|van|il|gli|och|og|som|são)\b|[^\W\d_a-zA-ZÀ-ɏ]",
    re.IGNORECASE,
)
_SOMEBODY = re.compile(
    r"\b(?:managers?|leads?|heads?|chief|chairs?|teams?|crews?|desks?|departments?|units?|groups?|"
    r"committees?|representatives?|board|staff|employees?|colleagues?|agents?|sales force|"
    r"authorit(?:y|ies)|agenc(?:y|ies)|compan(?:y|ies)|person(?:s|nel)?|people|relatives?|guards?|"
    r"(?:any|every|some|no)(?:one|body)|wom[ae]n|m[ae]n|parents?|patients?|nurses?|experts?|clerks?|"
    r"admins?|counsel|interns?|clients?|guests?|secretar(?:y|ies)|assistants?|presidents?|students?|"
    r"ceo|cfo|cio|you|we|they|extension|"
    # A porter, a keeper, a technician, an inspector, a chemist.
    r"(?!(?:after|over|under|never|other|either|whether|number|order|paper|letter|water|folder|"
    r"server|printer|computer|however|together|further|rather|former|later|longer|quarter|october|"
    r"november|december|september|per|matter|temper|winter|summer|centre|center|register|another|"
    r"answer|consider|offer|cover|transfer|enter|deliver|remember|carrier|monitor|factor|error|minor|"
    r"major)\b)[^\W\d_]{3,}(?:er|or|ist|cian|man|men)s?)\b|"
    r"\S@\S|\b(?:Dr|Prof|Mr|Mrs|Ms)\b\.? [A-ZÀ-Þ]|"
    # "It is closed by the porter": who is no time, no means and no doing.
    r"\bby (?:the |an? )?(?!\d|means|\w+ing\b|hand\b|e-?mail|phone|post\b|end\b|form\b|intake)"
    r"[^\W\d_]{3}|"
    # Departments are written large: a safety report is nobody.
    r"\b(?-i:Medical Information|Security|Human Resources|HR|IT|Safety|Quality|Regulatory|Clinical|"
    r"Legal|Finance|CMC|Procurement|Privacy|[A-Z]\w+ Affairs)\b(?!-)|"
    # "Helen Weiss"
    r"\b(?-i:[A-ZÀ-Þ][a-zß-ÿ]+ [A-ZÀ-Þ][a-zß-ÿ]+)\b",
    re.IGNORECASE,
)


def asks_who(question: str) -> bool:
    """Whether a question, or a part of it, asks for somebody."""
    return _WHO.search(question) is not None


def names_somebody(texts: Sequence[str]) -> bool:
    """Whether some of the texts name anybody, or may do so in another language than English."""
    return any(_SOMEBODY.search(text) or _OTHER_LANGUAGE.search(text) for text in texts)
