"""Tells whether a question speaks of what was said before it: "Is it approved in Japan?".

Many of the words that do so have other work as well: "that" joins clauses, "it" and "there" stand
for nothing, "das" is an article. A question that is complete must not be made one about something
else, so a word counts only where it can mean nothing within the question.
"""

from __future__ import annotations

import re

from assistants.questions.standing_alone.names import MARKET, bare_names

_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
# What stands for nothing, in any place.
_MODAL = (
    r"(?:possible|allowed|permitted|ok|okay|necessary|required|true|worth|mandatory|compulsory|"
    r"enough|better|best|normal|correct|legal)"
)
_MODAL_GERMAN = (
    r"(?:möglich|erlaubt|nötig|verboten|pflicht|erforderlich|gestattet|zulässig|notwendig|üblich|"
    r"vorgeschrieben)"
)
_EMPTY = re.compile(
    r"\b(?:is|are|was|were|be|been) there\b|\bthere(?:'s|’s| is| are| was| were| will)\b|"
    rf"\b(?:is|was|isn['’]t) it (?:\w+ly )?{_MODAL} (?:to|that|if|when)\b|"
    rf"\bit(?: is|['’]s| was) (?:\w+ly )?{_MODAL} (?:to|that|if|when)\b|"
    r"\b(?:does|did|will|would|can) it (?:\w+ly )?(?:take|cost|need) "
    r"(?:to|for|until|till|before|me|us|you)\b|"
    r"\bit (?:takes|took|costs) (?:to|for|until|me|us|you)\b|\b(?:what|how) is it like to\b|"
    r"\bth(?:is|ese) (?:year|month|week|quarter|morning|afternoon|evening|time|summer|winter|"
    r"spring|autumn|days?)\b|\bth(?:is|at) is to say\b|\bthose (?:who|with|that|whose|of us)\b|"
    r"\bgibt es\b|\bes gibt\b|\bgäbe es\b|"
    r"\b(?:dauert|geht|kommt|braucht|reicht|lohnt) es(?: sich)?(?: \w+)?"
    r"(?:,| (?:bis|um|wenn|dass)\b)|"
    rf"\bist es (?:\w+ )?{_MODAL_GERMAN}\b|\bdas heißt\b|"
    r"\bdiese[rsnm]? (?:jahr|monat|woche|quartal|mal|sommer|winter)\w{0,2}\b|"
    r"\best-ce qu(?:e\b|['’])|\bce qu(?:i\b|e\b|['’])|"
    r"\by a-t-il\b|\bil y a\b|\bil faut\b|\bil existe\b|\bfaut-il\b|\bexiste-t-il\b|"
    r"\best-il (?:possible|permis|nécessaire|obligatoire|autorisé) d[e'’]|"
    r"\bcet(?:te)? (?:année|semaine|été|hiver)\b|\bce (?:mois|trimestre|matin|soir)\b",
    re.IGNORECASE,
)
# "How is the product stored?" names none.
_ANY_PRODUCT = re.compile(
    r"\b(?:the|th(?:is|ese)|das|de[ms]|die|dieses|le|ce|du) "
    r"(?:product|medicine|medication|drug|medikament|produkt|präparat|arzneimittel|médicament|"
    r"produit)(?:e?s)?"
    r"(?=\W*$| (?:be|is|are|was|has|have|in|for|after|when|if|with|to|by|once|\w+ed|given|kept|"
    r"gelagert|nach|bei|für|werden|wird|haben|hat|ist|nicht|geben|einnehmen|"
    r"est|doit|après|pour|chez)\b)",
    re.IGNORECASE,
)
_PRONOUNS = frozenset(
    "it itself them themselves they he she him then this these those "
    "es ihn ihm dort dies diese dieser dieses diesem diesen "
    "il elle ils elles cet cette ces cela ça ceci".split()
)
_POSSESSIVE = frozenset(
    "its their theirs his her sein seine seinen seiner seinem deren dessen ihre ihren ihrer ihrem "
    "son sa ses leur leurs".split()
)
_SEVERAL = frozenset("they them their theirs these those ihre ihren deren leur leurs".split())
# Small in German; "Sie" is whoever is spoken to.
_SMALL_ONLY = frozenset("sie er ihr ihre ihren ihrer ihrem".split())
# Before "that", "das" or "there" they leave it to mean something.
_BEFORE_THAT = frozenset(
    "is was are were does do did can could may might must will would shall should has have had "
    "what how when if and or but of for in on with about after before to at by from than like "
    "under during without exactly why not ist war gilt geht kann darf muss soll wird hat macht "
    "heißt bedeutet und oder wie wann warum wenn ob dass auch für mit ohne nach vor bei".split()
)
# A letter is no follow-up, whatever it speaks of further down.
_LONGEST = 1_000
# From so many words on a possessive has its noun within the question.
_OWN_NOUNS = 5
# What belongs to whoever asks is new; of several things "their" speaks within the question.
_OWN = re.compile(
    r"\b(?:my|our|your|mein\w{0,2}|unser\w{0,2}|mon|ma|mes|notre|nos|votre|vos) \w+", re.IGNORECASE
)
_RANGE = re.compile(
    r"\b(?:all|each|every|both|which|most|some|many|alle[nr]?|jede[rsnm]?|sämtliche\w*|welche\w*|"
    r"tous|toutes|chaque|quels|quelles) (?:(?:of )?(?:the|our|die|der|unsere\w?|les|nos) )?"
    r"(?!(?:are|is|were|was|of|its|their|sind|waren|ist|sont|est|seine\w?|ihre\w?|ses|leurs?)\b)\w+",
    re.IGNORECASE,
)
_NOUN_PHRASE = re.compile(
    r"\b(?:les?|la|une?|des|du|aux?|cette|ces|mon|ma|mes|notre|nos|votre|vos) \w+|\bl['’]\w+",
    re.IGNORECASE,
)
_INVERTED = re.compile(r"\b\w+-(?:t-)?(?:il|elle|ils|elles)\b", re.IGNORECASE)
_OBJECT = re.compile(r"\b\w+-(?:on|je|nous) (?:le|la|les|l['’])(?=\W)", re.IGNORECASE)


def refers_back(question: str) -> bool:
    """Tell whether a word of the question stands for something that the question does not name."""
    question = question[:_LONGEST]
    said = _EMPTY.sub(lambda found: " " * len(found.group()), question)
    if _refers_in_french(said):
        return True
    product = _ANY_PRODUCT.search(said)
    if product is not None and not bare_names(question):
        return True
    found = list(_WORD.finditer(said))
    small = [match.group().casefold() for match in found]
    return any(
        _may_refer(said, found, small, place) and not _is_within(said[: found[place].start()], word)
        for place, word in enumerate(small)
    )


def _may_refer(text: str, found: list[re.Match[str]], small: list[str], place: int) -> bool:
    word = found[place].group()
    before = small[place - 1] if place else ""
    if small[place] in _SMALL_ONLY:
        return word.islower()
    if small[place] in {"that", "there"}:
        return not place or before in _BEFORE_THAT
    if small[place] == "das":
        after = found[place + 1].group() if place + 1 < len(found) else ""
        return (not place or before in _BEFORE_THAT) and not after[:1].isupper()
    if small[place] in {"deren", "dessen"}:
        return not text[: found[place].start()].rstrip().endswith(",")
    if small[place] in _POSSESSIVE:
        return place < _OWN_NOUNS
    return small[place] in _PRONOUNS


def _is_within(before: str, word: str) -> bool:
    """Whether what stands before a word in the question names what the word stands for."""
    if any(not MARKET.fullmatch(name) for name in bare_names(before)) or _OWN.search(before):
        return True
    return word in _SEVERAL and _RANGE.search(before) is not None


def _refers_in_french(text: str) -> bool:
    """A verb before its pronoun, which may only repeat a noun: "La cantine est-elle ouverte ?"."""
    if _OBJECT.search(text):
        return True
    turned = _INVERTED.search(text)
    if turned is None:
        return False
    before = text[: turned.start()]
    return not (_NOUN_PHRASE.search(before) or bare_names(before))
