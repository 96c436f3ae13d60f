"""The language that a question is answered in: its own, else that of the conversation."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from assistants.grounding.reading.words import STOP
from retrieval.languages.detection import Language, language_of, likeliest

# Languages that the product's own words are written in.
SPOKEN = (Language.ENGLISH, Language.GERMAN, Language.FRENCH, Language.SPANISH)
# A word or two are mostly names and loans; they do not change the language of a conversation.
FEWEST_WORDS = 3
# From this share on, among those that are spoken, the letters of words without a small one tell.
LIKELY = 0.5
# So many more small words tell a language whatever its letters look like.
SURE = 2

Detect = Callable[[str], str | None]

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
# What questions begin with, beside the small words that a language has in every sentence.
_ASKING = {
    Language.ENGLISH: "how what which when where who whom whose why does can could may must should "
    "list show tell give compare did much many long about ok please hello hi thanks thank help bye",
    Language.GERMAN: "wie was welche welcher welches welchen welchem wann wo wer wem wen warum "
    "wieso weshalb wozu liste zeige nenne vergleiche gilt gelten wieviel viel viele lange bitte "
    "hallo guten danke hilfe tschüss",
    Language.FRENCH: "combien quel quelle quels quelles quand qui quoi comment pourquoi puis-je "
    "peut-on dois-je existe existe-t-il liste montre compare est-il est-elle est-ce bonjour merci "
    "aide",
    Language.SPANISH: "cuánto cuánta cuántos cuántas qué cuál cuáles cuándo dónde quién quiénes "
    "cómo puedo muestra lista compara hola gracias ayuda",
    Language.ITALIAN: "qual quale quali quanto quanta quanti quando dove chi come perché ciao",
}
_SMALL = {
    language: frozenset(f"{STOP[language]} {asking}".split())
    for language, asking in _ASKING.items()
}
_LETTERS = {
    Language.GERMAN: re.compile(r"[äöüß]", re.IGNORECASE),
    Language.FRENCH: re.compile(r"[çèêàùœîâëï]|\b(?:[ldnscjmt]|qu)['’](?=\w)", re.IGNORECASE),
    Language.SPANISH: re.compile(r"[ñáíóú]", re.IGNORECASE),
}
# What a short request begins with where it is no name: "Summarise SOP-REG-004".
_ORDERS = {
    Language.ENGLISH: "summarise summarize explain describe define search translate",
    Language.GERMAN: "zusammenfassen erkläre erklären beschreibe beschreiben definiere suche "
    "übersetze übersetzen",
    Language.FRENCH: "résumer résumez explique expliquer expliquez décris décrire définis cherche "
    "traduis",
    Language.SPANISH: "resumir explica explicar describir traduce traducir",
}
_ORDER = {language: frozenset(words.split()) for language, words in _ORDERS.items()}
_SPANISH_SIGN = re.compile(r"[¿¡]")
_LOOKED_AT = 1000
_REMEMBERED = 1000


@lru_cache(_REMEMBERED)
def spoken_in(text: str) -> str | None:
    """The language of a question among those that are spoken; ``None`` where it does not tell.

    Small words tell it, and the letters of a language; only where there are none does the look
    of the other words, since names look like any language.
    """
    text = text[:_LOOKED_AT]
    words = _WORD.findall(text)
    signs = {
        language: sum(word.lower() in small for word in words) for language, small in _SMALL.items()
    }
    for language, letters in _LETTERS.items():
        signs[language] += letters.search(text) is not None
    signs[Language.SPANISH] += SURE * (_SPANISH_SIGN.search(text) is not None)
    best, second = sorted(signs.values(), reverse=True)[:2]
    foreign = best - second < SURE and len(words) > FEWEST_WORDS and language_of(text)
    if foreign and foreign not in SPOKEN:
        return None
    closest = [language for language in signs if signs[language] == best]
    if len(closest) > 1:
        # An abbreviation has no language.
        said = [word for word in words if not word.isupper() or text.isupper()]
        found = likeliest(" ".join(said), [one for one in SPOKEN if one in closest])
        closest = [found[0]] if found and found[1] >= LIKELY else []
    return closest[0] if closest and closest[0] in SPOKEN else None


def answered_in(
    question: str, earlier: Sequence[str], otherwise: str, detect: Detect = spoken_in
) -> str:
    """The language for an answer to ``question``, as a code such as ``de``.

    A question of one or two words stays in the language of the last of the ``earlier`` ones that
    tells its own, unless it begins with a verb that tells. What tells none is answered in
    ``otherwise``, the language of the profile.
    """
    if ordered := _ordered_in(question):
        return ordered
    told = [text for text in earlier if len(_WORD.findall(text)) >= FEWEST_WORDS and detect(text)]
    if (len(_WORD.findall(question)) >= FEWEST_WORDS or not told) and (found := detect(question)):
        return str(found)
    if told:
        return str(detect(told[-1]))
    return otherwise.partition("-")[0]


def _ordered_in(question: str) -> str | None:
    """The language of a short question that begins with a verb of one language alone."""
    words = _WORD.findall(question[:_LOOKED_AT])
    if not 1 < len(words) < FEWEST_WORDS:
        return None
    found = [language for language, orders in _ORDER.items() if words[0].lower() in orders]
    return found[0].value if len(found) == 1 else None
