"""Phrases that narrow a question, of which no text says a single word: during an inspection."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from retrieval.indexes.wording import QuestionWord

# How rare one of its words has to be for a phrase to name something, between 0 and 1.
_TELLING = 0.28
_SOMEBODY = (
    r"(?:patients?|people|persons?|someone|somebody|anyone|anybody|wom[ae]n|m[ae]n|adults?|those|"
    r"individuals?|subjects?|users?|colleagues?|employees?|him|her|them)"
)
_ASKED = r"^\W*(?:can|could|does|do|did|is|are|may|might|will|would|has|have|should|must)\b[^?]*?"
_PHRASE = (
    r"(?:an? |the |any |my |his |her |our |their |your |some )?(?P<phrase>[^\W\d_][^?.,;:()]{1,60})"
)
_NARROWING = tuple(
    re.compile(pattern + _PHRASE, re.IGNORECASE)
    for pattern in (
        rf"{_ASKED}\b(?:cause|trigger|provoke|lead to|result in|affect|influence|impair|worsen|"
        r"prevent|cure|relieve|protect (?:from|against)|help (?:with|against)|(?:increase|raise|"
        r"reduce|lower) the risk of|the risk of|associated with|linked to) ",
        rf"\b{_SOMEBODY} (?:\w+ )?(?:with|having|suffering from|living with|diagnosed with|"
        r"allergic to|who (?:has|have|had|suffers? from|is on|are on|takes?)) ",
        r"\b(?:history of|diagnosed with|suffers? from|suffering from|in case of|in the event of) ",
        rf"\bmakes? (?:{_SOMEBODY}|you|me) (?:feel )?",
        r"\b(?:available|comes?|sold|supplied|offered) (?:as|in) ",
        r"\bfor (?=(?:an? )?[\w-]+ ?[\w-]*\W*$)",
        r"^\W*(?:which|what) (?=[\w-]+[^\Ws] (?:should|do|does|must|can|may|has|have|was|were)\b)",
        r"\b(?:during|while on|throughout|despite) ",
        # The other side of a comparison: "more often than placebo".
        r"\b(?:\w+er|more|less|better|worse|often|soon) (?:\w+ ){0,3}?than ",
        r"\b(?:patients?|personnes?|femmes?) (?:atteinte?s? d[e’']|souffrant d[e’']|ayant ) ?",
        r"\b(?:pendant|durant|au cours d[e’']) ?(?:une? |la |le |les )?",
    )
)
# German puts what follows behind a phrase without a sign: "Patienten mit Gicht das Mittel nehmen".
# It is over with its noun, which is written large, and with the one that this belongs to.
_NOUN = r"(?:[a-zäöüß]+ ){0,3}[A-ZÄÖÜ][\w-]+"
_GERMAN = re.compile(
    r"\b(?i:(?:Patient\w*|Personen|Menschen|Frauen|Männern?|jemand\w*) mit |während |trotz )"
    r"(?:(?:der|des|dem|den|eine[nrms]?) )?"
    rf"(?P<phrase>{_NOUN}(?: (?:der|des|eine[rs]) {_NOUN})?|[^?.,;:()]{{2,60}})"
)
# With these the phrase is over; "of" goes on.
_OVER = re.compile(
    r"\s(?:but|is|are|was|were|be|been|can|could|may|might|must|should|shall|will|would|do|"
    r"does|did|has|have|had|if|when|while|that|which|who|how|what|where|in|on|at|by|to|from|with|"
    r"for|than|as|ist|sind|wird|werden|darf|kann|muss|est|sont|peut|doit)\s.*$",
    re.IGNORECASE | re.DOTALL,
)
# They stand for what texts call by many names.
_GENERAL = frozenset(
    "treatment therapy use application administration procedure process event events something "
    "anything problem problems issue issues effect effects reaction reactions question "
    "questions steroid steroids hormones contraception contraceptives pill enzymes medicine "
    "medicines medication drugs drug product products blood body day days week weeks month "
    "months year years way number person place step rule requirement deadline date kind size "
    "amount word text reason hour hours minute minutes night morning noon summer time period "
    "rest first second third last next same other others one end start beginning behandlung "
    "therapie anwendung zeit traitement response responses outcome outcomes condition "
    "conditions disease diseases illness working work".split()
)


def unsaid_phrases(
    question: str,
    words: Sequence[QuestionWord],
    says: Callable[[QuestionWord], bool],
    rarity: Callable[[str], float],
) -> list[str]:
    """The phrases of which the texts say nothing; ``says`` tells whether they say a word."""
    known = {one.word.casefold(): one for one in words}
    return [
        phrase
        for phrase in _phrases(question)
        # "TB" may stand written out.
        if not any(word.isupper() and len(word) > 1 for word in phrase.split())
        and (named := [known[one] for one in _words(phrase) if one in known])
        and any(_tells(one.word.casefold(), rarity) for one in named)
        and not any(says(one) for one in named)
    ]


def _phrases(question: str) -> Iterator[str]:
    for pattern in _NARROWING:
        for match in pattern.finditer(question):
            yield _OVER.sub("", match["phrase"].strip())
    for match in _GERMAN.finditer(question):
        yield match["phrase"].strip()


def _words(phrase: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", phrase.casefold())


def _tells(word: str, rarity: Callable[[str], float]) -> bool:
    return word not in _GENERAL and rarity(word) >= _TELLING
