"""Words that carry a question and not its subject, by language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

import tantivy

from retrieval.languages.analysis import ENGLISH_NAMES
from retrieval.languages.detection import Language

_ENGLISH = """a about above after again against all also am an and any are as at be because been
before being below between both but by can cannot could did do does doing done during each either
else ever every few for from further get gets give given gives go goes got had has have having he
her here hers him his how i if in into is it its itself just kind let long many may me might more
most much must my need needed needs no nor not of off often on once one only or other our out over
own please same shall she should since so some soon such tell than that the their them then there
these they this those through to too under until up us use used uses using very via want was we well
were what when where which while who whom whose why will with within without would you your yours"""

# What tantivy's lists, which are Snowball's, leave out of the words that questions are asked with.
_ASKING: Mapping[Language, str] = {
    Language.GERMAN: """bitte brauche braucht darf dürfen gibt lange lang mal müssen oft viel viele
wann warum wer weshalb wieso wieviel wieviele wofür woher wohin womit wozu""",
    Language.DANISH: """findes gerne hvem hvilke hvilken hvilket hvordan hvorfor hvornår hvorledes
kan længe lang man må måtte ofte venligst""",
    Language.FRENCH: """avez avoir combien comment cela doit doivent est être faire fait faut les
lesquelles lesquels où peut peuvent plus pourquoi quand quoi si sont souvent temps très y""",
    Language.SPANISH: """cada cómo cual cuál cuáles cuándo cuánta cuántas cuánto cuántos debe deben
dónde hace hacer puede pueden puedo quién quiénes según veces""",
    Language.ITALIAN: """cosa debbo deve devo devono fare fa posso possono può puoi quali quando
quante quanti quanto spesso""",
    Language.DUTCH: """hoelang hoeveel mag mogen moeten vaak waar waarmee waarom waarvoor wanneer
welk welke""",
    Language.SWEDISH: """behöver brukar får finns länge många måste ofta ska""",
    Language.PORTUGUESE: """deve devem é fazer onde pode podem porque posso quais quanta quantas
quanto quantos quê são""",
}
_REMEMBERED = 20_000


def is_empty(word: str, languages: Iterable[Language]) -> bool:
    """Tell whether a word in small letters says nothing in one of the languages."""
    return any(_is_empty(word, language) for language in languages)


@lru_cache(_REMEMBERED)
def _is_empty(word: str, language: Language) -> bool:
    kept = _filter(language)
    return kept is not None and not kept.analyze(word)


@lru_cache(len(Language))
def _filter(language: Language) -> tantivy.TextAnalyzer | None:
    """What lets through only words that say something; nothing for languages without a list."""
    raw = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw())
    if language is Language.ENGLISH:
        return raw.filter(tantivy.Filter.custom_stopword(_ENGLISH.split())).build()
    if language not in ENGLISH_NAMES:
        return None
    listed = raw.filter(tantivy.Filter.stopword(ENGLISH_NAMES[language]))
    return listed.filter(tantivy.Filter.custom_stopword(_ASKING[language].split())).build()
