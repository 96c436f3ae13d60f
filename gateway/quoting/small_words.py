"""Small words of questions that say nothing of their subject, beside those that `terms` knows.

In a text such a word may be a name, so that only questions lose them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from gateway.quoting.terms import stem, words

_SMALL: Mapping[str, str] = {
    "de": "aber alle allem allen aller alles als also am an auch auf aus bei beim bekomme bekommen "
    "bekommt bin bis bitte brauche brauchen braucht da dafür damit dann darf darfst das dass dem "
    "den denn der deren des die dies diese diesem diesen dieser dieses dort du durch dürfen ein "
    "eine einem einen einer eines er erhalte erhalten erhält es etwas falls für geben gehen geht "
    "gelten gibt gilt habe haben hat hatte ich ihm ihn ihr ihre ihrem ihren ihrer im in ins ist "
    "ja jede jedem jeden jeder jedes jetzt kann kannst kein keine keinen können könnte lange lang "
    "mache machen macht mal man mein meine meinem meinen meiner mich mir mit muss musst müssen "
    "nach nicht noch nun nur ob oder oft ohne schon sein seine sich sie sind so soll sollen "
    "sollte tue tun tut um und uns unser unsere unserem unseren unserer unter viel viele vielen "
    "vom von vor wann war waren warum was weil welche welchem welchen welcher welches wem wen "
    "wenn wer werde werden weshalb wessen wie wieder wieso wieviel wieviele will wir wird wo "
    "wofür wohin womit woran worauf wozu wurde wurden zu zum zur über",
    "fr": "a ai ai-je au aux avec avoir avons beaucoup ce ces cet cette combien comme comment d "
    "dans de des dois dois-je doit doit-on doivent donc du elle elles en est est-ce est-elle "
    "est-il et eu faire fait faut faut-il il ils j je l la le lequel les leur leurs lui m ma mais "
    "me mes moi mon n ne nos notre nous on ont ou où par pas peut peut-on peuvent peux plus pour "
    "pourquoi puis puis-je qu quand que quel quelle quelles quels qui quoi s sa sans se ses si "
    "son sont sous sur t ta tes ton tous tout toute toutes tu un une vos votre vous y à",
    "es": "a al algo con cual cuales cuando cuanta cuantas cuanto cuantos cuál cuáles cuándo "
    "cuánta cuántas cuánto cuántos cómo de debe deben debo del donde dónde e el ella ellas ellos "
    "en es esa ese eso esta este esto está están haber hace hacer hago han hasta hay he la las le "
    "les lo los me mi mis muy más ni no nos nuestra nuestras nuestro nuestros o para pero por "
    "porque puede pueden puedo que quien quién quiénes qué se sea ser si sin sobre son su sus "
    "tener tengo tiene tienen un una uno y ya yo",
}
_STEMS = {
    language: frozenset(stem(word) for word in small.split()) for language, small in _SMALL.items()
}
# Written large, where it is no name as in "hepatitis A" or "type I".
_LARGE = re.compile(
    r"(?:^|[.?!,;:] )\W*([AI])(?= [a-z])|"
    r"\b(?:am|are|can|could|did|do|had|have|if|may|must|should|that|was|what|when|where|will) (I)\b"
)


def small_words(question: str, language: str) -> frozenset[str]:
    """The stems of the words in ``question`` that say nothing in ``language``, such as ``de``.

    Abbreviations are names and stay.
    """
    known = _STEMS.get(language, frozenset())
    found = {stem(word) for word in words(question) if not word.isupper()} & known
    large = {stem(one or other) for one, other in _LARGE.findall(question)}
    # The second A in "A patient with hepatitis A" is a name.
    return frozenset(found | (large - {stem(word) for word in words(_LARGE.sub(" ", question))}))
