"""Words as sentences and passages are compared by: plain, stemmed, those that say something."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from assistants.grounding.reading.units import RATES, UNITS

WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
# Emphasis, code and escapes are signs on the page and not part of what is said.
# Within a word, as in the columns of a table, an underscore parts it.
_SIGNS = re.compile(r"[*~`\\]+|(?<![^\W_])_+|_+(?![^\W_])")
_APART = {"\u2212": "-", "\u2010": "-", "\u2011": "-", "\u2013": "-", "\u2014": "-",
          "\u2019": "'", "\u2018": "'", "\u02bc": "'", "\u2044": "/", "\u00d7": "x"}  # fmt: skip
_TABLE = str.maketrans(_APART)
_STEM = 6
# "Child-Pugh C", "type B".
_GRADES = frozenset("BCDEFGHKX")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]+")

# The words that tell a language, and that say nothing by themselves.
STOP = {
    "en": "a about above after against all also am among an and any are as at be been before "
    "being both but by can "
    "cannot could did do does done down during each either every few for from further had has have "
    "having he her here him his how i if in into is it its itself just kind least like made make "
    "makes many may me might more most much must my never no nobody none nor not nothing of off "
    "on once one only or other "
    "our out over own per please rather same say says shall she should since so some such than "
    "that the their them then there these they this those through to too under until up upon us "
    "use used using very via was we well were what when where whether which while who whom whose "
    "why will with within without would yes yet you your",
    "de": "aber alle allem allen aller alles als also am an auch auf aus bei beim bis bitte da "
    "dabei damit dann darf darüber das dass davon dazu dein dem den denn der deren des dessen die "
    "dies diese diesem diesen dieser dieses doch dort du durch dürfen ein eine einem einen einer "
    "eines er erst es etwa falls für gibt hat haben hier ich ihm ihn ihnen ihr ihre ihrem ihren "
    "ihrer im immer in ins ist ja je jede jedem jeden jeder jedes jedoch kann kein keine keinem "
    "keinen keiner können man mehr mit muss müssen nach nein nicht noch nur ob oder ohne sein "
    "seine "
    "seinem seinen seiner seit sich sie sind so sobald soll sollen sollte sonst sowie über um und "
    "uns unter vom von vor war was weil wenn wer werden wie wieder wird wir wo wurde wurden zu zum "
    "zur zwar zwischen",
    "fr": "à afin ainsi alors après au aucun aucune aussi autre autres aux avant avec car ce cela "
    "celle celui ces cet cette ceux chaque chez ci comme dans de depuis des deux doit doivent donc "
    "dont du elle elles en encore entre est et été être eu faire fait faut il ils je jusque l la "
    "le "
    "les leur leurs lors lorsque lui mais même mes moi moins mon ne ni non nos notre nous on ont "
    "ou "
    "où oui par pas pendant peut peuvent plus pour qu quand que quel quelle qui sa sans se selon "
    "ses si soit son sont sous sur ta tant te tous tout toute toutes très tu un une vers vos votre "
    "vous y",
    "es": "a al algún antes aquí así aun aunque cada como con contra cual cuando cuanto de debe "
    "deben del desde donde dos durante e el él ella ellas ellos en entre era es esa ese eso esta "
    "está están estar este esto estos fue ha hace han hasta hay la las le les lo los más me mi "
    "mientras muy nada ni no nos nosotros o os otra otro otros para pero por porque puede pueden "
    "que qué quien se sea ser si sí sido sin sobre solo son su sus también tan tanto te tiene "
    "tienen toda todas todo todos tras tu un una uno unos usted ustedes y ya",
    "it": "ad agli ai al alla alle anche che chi ci come con cui da dal dalla dei del della delle "
    "deve di dopo due e è gli ha hanno il in io la le lei lo loro ma nel nella nelle non o ogni "
    "per "
    "perché più prima può quando quella quello questa questo se sei si sia sono su sua sul suo un "
    "una uno",
    "nl": "aan als bij dan dat de deze die dit door een en er geen haar heeft hebben het hij hun "
    "in "
    "is je kan kunnen maar met mag meer moet moeten na naar niet nog of om onder ook op over te "
    "tot "
    "uit van voor wanneer was wat we werd wordt worden ze zich zij zijn zo zonder zou",
    "pt": "ao aos as até com como da das de deve do dos e é ela ele em entre essa esse esta este "
    "eu "
    "foi há isso já mais mas na nas não nem no nos o os ou para pela pelo pode por quando que quem "
    "se sem ser seu sua são só também um uma você",
    "da": "af alle at blev da de den der det dette du efter eller en er et for fra før har have "
    "hun "
    "hvis hvor i ikke ingen jeg kan kun man med men mere må når nu og også om op over på samt "
    "siden "
    "sin skal skulle som til uden ud under var ved vi vil være",
    "sv": "alla att av blir de den det detta du efter eller en ett för från före har här i ingen "
    "inte ja jag kan med men mer måste när nu och också om på samt ska skall som till under upp ut "
    "utan var vara vi vid vill är över",
}  # fmt: skip
_STOP = {language: frozenset(words.split()) for language, words in STOP.items()}
EMPTY = frozenset().union(*_STOP.values())


def small_words(language: str) -> frozenset[str]:
    """The words of a language that say nothing by themselves; of all where it is not known."""
    return _STOP.get(language, EMPTY)


# Said so often around a fact that they tell nothing about it.
LIGHT = frozenset(
    """always usually often generally normally typically typical general immer stets üblicherweise
    meist normalerweise toujours généralement habituellement siempre normalmente generalmente
    according answer applies apply case cases document documents ensure following given include
    includes including need needed needs passage passages provide provided require required
    requires source sources stated states take taken way dokument dokumente dokumenten gemäss gemäß
    laut nötig quelle quellen textstelle textstellen unterlagen document documents extrait extraits
    passage selon documento documentos fuente fuentes pasaje según certainly absolutely definitely
    surely indeed natürlich selbstverständlich sicherlich certainement absolument
    ciertamente sì""".split()
)


@lru_cache(maxsize=1000)
def plain(text: str) -> str:
    """A text as it is read aloud: one kind of space and dash, no unseen signs, no Markdown."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_TABLE)
        text = "".join(c for c in text if unicodedata.category(c) not in ("Cf", "Mn"))
    return _SIGNS.sub("", text)


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The beginning of a word, by which ``stored`` and ``storage`` meet; accents do not count."""
    folded = word.casefold().replace("ß", "ss")
    if not folded.isascii():
        folded = folded.replace("ä", "a").replace("ö", "o").replace("ü", "u")
        decomposed = unicodedata.normalize("NFKD", folded)
        folded = "".join(c for c in decomposed if not unicodedata.combining(c))
    folded = folded.removesuffix("'s").replace("'", "")
    if any(c.isdigit() for c in folded):
        return folded
    for ending in ("ing", "ies", "ed", "es", "s", "y", "e"):
        if folded.endswith(ending) and len(folded) - len(ending) >= 3:
            folded = folded[: -len(ending)]
            break
    return folded[:_STEM]


@lru_cache(maxsize=1000)
def content(text: str) -> frozenset[str]:
    """The stems of the words of a plain text that say something; numbers are not among them.

    What is written without spaces gives its pairs of characters.
    """
    found = set()
    for word in WORD.findall(text):
        for part in (word, *word.split("-")) if "-" in word else (word,):
            small = part.casefold()
            if len(part) == 1 and part in _GRADES:
                found.add(small)
                continue
            if small in EMPTY or small in LIGHT or small in UNITS or small in RATES:
                continue
            if part.isdigit() or len(part) < 2:
                continue
            if _CJK.match(part):
                found.update(part[at : at + 2] for at in range(len(part) - 1))
            elif "'" in small and small.partition("'")[0] in ("l", "d", "qu", "n", "s", "j", "c"):
                found.add(stem(small.partition("'")[2]))
            else:
                found.add(stem(small))
    found.discard("")
    return frozenset(found)


@lru_cache(maxsize=1000)
def language_of(text: str) -> str:
    """The language of a plain text by its small words; empty where they do not tell."""
    if (unspaced := sum(map(len, _CJK.findall(text)))) and unspaced * 4 > len(text):
        return "cjk"
    small = [word.casefold() for word in WORD.findall(text) if not word.isupper() or len(word) < 2]
    counts = {name: sum(word in words for word in small) for name, words in _STOP.items()}
    ranked = sorted(counts, key=lambda name: -counts[name])
    best, second = ranked[0], ranked[1]
    return best if counts[best] >= 2 and counts[best] > counts[second] else ""
