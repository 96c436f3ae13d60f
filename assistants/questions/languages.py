"""The language that a question is answered in: its own, else that of the conversation."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence

# Languages that the product's own words are written in.
SPOKEN = ("en", "de", "fr", "es")
# A word or two are mostly names and loans; they do not change the language of a conversation.
FEWEST_WORDS = 3

Detect = Callable[[str], str | None]

_WORD = re.compile(r"[^\W\d_]+")
_TELLING = {
    "en": "the a an and of to in is are was do does did how what which who when where why can may "
    "must should for with my i you we it this that not from on at by if about have has after "
    "before there will would long much many our your be as or no",
    "de": "der die das den dem des ein eine einen einem einer und oder ist sind war wie was welche "
    "welcher welches wer wann wo warum kann darf muss soll für mit mein meine ich du sie wir es "
    "nicht von auf bei wenn über haben hat nach vor zu zum zur im am wird werden lange viel viele "
    "gilt gibt in man unsere mir uns noch auch",
    "fr": "le la les un une des du et ou est sont était comment que quoi quel quelle quels quelles "
    "qui quand où pourquoi peut peux dois doit pour avec mon ma mes je tu vous nous il elle ce "
    "cette pas de dans sur par si au aux après avant combien y a-t-il faut",
    "es": "el la los las un una unos unas y o es son era cómo qué cuál cuáles quién cuándo dónde "
    "por para con mi mis yo tú usted nosotros ella esto esta no de en sobre si al del después "
    "antes cuánto cuánta cuántos cuántas hay debe puede puedo se lo su",
}
_OF_WORD: dict[str, list[str]] = {}
for _language, _words in _TELLING.items():
    for _word in _words.split():
        _OF_WORD.setdefault(_word, []).append(_language)
_SIGNS = {"de": re.compile(r"[äöüß]"), "fr": re.compile(r"[èêçœàù]"), "es": re.compile(r"[ñ¿¡]")}


def detected(text: str) -> str | None:
    """The language of a text by its small words; ``None`` where they do not tell."""
    score: Counter[str] = Counter()
    for word in _WORD.findall(text.casefold()):
        for language in (known := _OF_WORD.get(word, [])):
            score[language] += 12 // len(known)
    for language, sign in _SIGNS.items():
        score[language] += 6 * len(sign.findall(text.casefold()))
    (first, most), (_, second) = [*score.most_common(2), ("", 0), ("", 0)][:2]
    return first if most >= 12 and most > second else None


def answered_in(
    question: str, earlier: Sequence[str], otherwise: str, detect: Detect = detected
) -> str:
    """The language for an answer to ``question``, as a code such as ``de``.

    A question of one or two words stays in the language of the last of the ``earlier`` ones that
    tells its own, and ``otherwise`` in that of the profile.
    """
    if len(_WORD.findall(question)) >= FEWEST_WORDS and (found := detect(question)):
        return found
    for text in reversed(earlier):
        if len(_WORD.findall(text)) >= FEWEST_WORDS and (found := detect(text)):
            return found
    return otherwise.partition("-")[0]
