"""Sentences not to be quoted without the next one, which refutes, withdraws or limits them."""

from __future__ import annotations

import re

_WRONG = (
    r"wrong|false|untrue|incorrect|mistaken|inaccurate|misleading|nonsense|unfounded|unsafe|"
    r"dangerous|"
    r"outdated|obsolete|void|superseded|withdrawn|revoked|repealed|rescinded|refuted|disproved|"
    r"disproven|debunked|"
    r"a (?:common )?(?:myth|misconception|mistake|misunderstanding|fallacy|rumou?r)|"
    r"(?:not|no longer|never)(?: \w+)? (?:true|so|the case|correct|valid|right|recommended|allowed|"
    r"permitted|in force|supported|confirmed|advised|current|applicable)"
)
_FALSCH = (
    r"falsch|unwahr|unrichtig|inkorrekt|überholt|veraltet|ungültig|widerlegt|unzutreffend|unsinn|"
    r"aufgehoben|zurückgezogen|ersetzt|gefährlich|ein (?:irrtum|mythos|irrglaube|missverständnis|"
    r"gerücht)|nicht(?: mehr)? (?:wahr|richtig|korrekt|gültig|so|der fall|zulässig|erlaubt|"
    r"empfohlen|"
    r"aktuell|in kraft)"
)
_FAUX = (
    r"faux|fausse|erronée?s?|inexacte?s?|incorrecte?s?|dépassée?s?|obsolètes?|caduque?s?|"
    r"périmée?s?|"
    r"annulée?s?|abrogée?s?|retirée?s?|réfutée?s?|démentie?s?|remplacée?s?|dangereu(?:x|se)|"
    r"un mythe|une (?:erreur|idée reçue|rumeur)"
)
# It points back by its first words: "They are wrong."
_BACK = (
    r"(?:they|he|she|it|this|that|these|those|such|both|none of (?:this|that)|nothing of (?:this|"
    r"that)|"
    r"(?:this|that|the|these|those|such|their) (?:[\w-]+ ){0,2}?(?:advice|belief|claim|myth|view|"
    r"idea|"
    r"opinion|statement|rule|rumou?r|assumption|practice|recommendation|guidance|instruction|"
    r"policy|"
    r"notion|information)s?)"
)
_ZURUECK = (
    r"(?:dies(?:e[rs]?)?|das|es|sie|er|nichts davon|"
    r"(?:dies|jen|d)(?:e[rs]?|ie|as|er) (?:[\w-]+ )?(?:annahme|meinung|ansicht|aussage|regel|"
    r"behauptung|"
    r"empfehlung|vorgabe|glaube|mythos|gerücht|anweisung|rat|hinweis|praxis)\w{0,3})"
)
_RETOUR = (
    r"(?:ce(?:la|ci)?|ils?|elles?|(?:cette|ces|cet|ce|le|la|les) (?:[\w-]+ )?(?:idée|règle|"
    r"croyance|"
    r"affirmation|avis|conseil|recommandation|consigne|rumeur|pratique|mythe|opinion|"
    r"information)s?)"
)
_REFUTES = re.compile(
    rf"^\W*(?:(?:but|however|yet|in fact|actually|today|now),? )?(?:"
    rf"{_BACK} (?:is|are|was|were|has been|have been|had been|proved|proves|turned out)(?: to be)?"
    rf"(?: \w+)? ?(?:{_WRONG})\b|"
    rf"{_BACK} (?:no longer|does not|do not|doesn't|don't|did not|never)(?: \w+)? (?:appl|hold|"
    rf"stand|"
    r"count|exist|includ|work|concern)\w*|"
    r"(?:wrong|false|untrue|incorrect|not (?:true|so|any ?more|any longer))\b|"
    r"(?:\w+ ){0,3}?(?:studies|study|trials?|data|evidence|research|experts|tests|"
    r"authorit\w+)\b[^.;]{0,40}?"
    r"\b(?:refut|disprov|debunk|contradict|did not confirm|do not support|does not support|showed? "
    r"otherwise|show(?:ed|n)? (?:that )?(?:this|it|they) (?:is|was|are|were) (?:wrong|false|"
    r"not))\w*|"
    rf"{_ZURUECK} (?:ist|sind|war|waren|wurden?|gilt|gelten|trifft|stimmt|stimmen)\b[^.;]{{0,24}}?"
    rf"(?:{_FALSCH}|nicht|nicht mehr)\b|"
    r"(?:falsch|unwahr|stimmt nicht|nicht mehr)\b|"
    r"(?:\w+ ){0,2}?(?:studien?|daten|untersuchungen|tests|forschung)\b[^.;]{0,40}?\bwiderleg\w*|"
    r"(?:sie|diese|die) (?:irren|haben unrecht|täuschen)\b|"
    rf"{_RETOUR} (?:est|sont|était|étaient|a été|ont été|s'avère)(?: \w+)? ?(?:{_FAUX})\b|"
    rf"(?:c'est|c'était) (?:{_FAUX})\b|"
    rf"{_RETOUR} (?:n'|ne )[^.;]{{0,30}}?\b(?:pas|plus)\b|"
    r"ils ont tort|elles ont tort|(?:des |les )?études?\b[^.;]{0,30}?\b(?:réfut|démenti|"
    r"contredi)\w*"
    r")",
    re.IGNORECASE,
)
# Of what is wrong somewhere, or dangerous, or withdrawn, the sentence before may be true.
_UNTRUE = (
    r"(?:wrong|false|untrue|incorrect|mistaken|inaccurate|misleading|nonsense|unfounded|refuted|"
    r"disproved|disproven|debunked|a (?:common |widespread )?(?:myth|misconception|mistake|"
    r"misunderstanding|fallacy|rumou?r)|(?:not|no longer) (?:true|the case|correct|right)|"
    r"falsch|unwahr|unrichtig|inkorrekt|widerlegt|unsinn|ein (?:irrtum|mythos|irrglaube|"
    r"missverständnis|gerücht)|nicht(?: mehr)? (?:wahr|richtig|korrekt|der fall)|"
    r"faux|fausse|erronée?s?|inexacte?s?|incorrecte?s?|réfutée?s?|démentie?s?|un mythe|"
    r"une (?:erreur|idée reçue|rumeur))"
)
_SAYS_WRONG = re.compile(
    rf"^\W*(?:(?:but|however|yet|in fact|actually|today|now|aber|jedoch|mais),? )?(?:"
    rf"(?:{_BACK}|{_ZURUECK}|{_RETOUR}|c')\s?(?:is|are|was|were|has been|have been|proved|ist|sind|"
    rf"war|"
    rf"waren|wurden?|est|sont|était|étaient|a été|ont été)(?: to be)? (?:simply |clearly |"
    rf"plainly )?"
    rf"{_UNTRUE}|(?:sie|diese) (?:irren(?: sich)?|haben unrecht)|ils ont tort|elles ont tort|"
    rf"(?:that's |das ist |c'est )?{_UNTRUE})\s*(?:[.!:;–—]|, (?:as|because|since|denn|weil|car)\b|"
    r"(?:because|since)\b|$)",
    re.IGNORECASE,
)
_LIMITS = re.compile(
    r"^\W*(?:however|but|yet|nevertheless|nonetheless|except|exceptions?|the exceptions?|unless|"
    r"excluded|"
    r"excluding|not (?:for|in|if|when|to|during|with)|never (?:for|in|if|when|during|with)|"
    r"on the contrary|contrary to|in (?:fact|reality)|instead|"
    r"this (?:excludes|does not)|jedoch|allerdings|aber|doch|dennoch|trotzdem|ausnahmen?|"
    r"ausgenommen|"
    r"ausser|außer|nicht (?:für|bei|in|wenn|während|mit)|niemals (?:für|bei|in)|im gegenteil|"
    r"in wirklichkeit|tatsächlich|stattdessen|cependant|toutefois|mais|néanmoins|pourtant|sauf|"
    r"excepté|"
    r"à l'exception|exceptions? :|pas (?:pour|en|chez|si|avec)|jamais (?:pour|en|chez)|"
    r"au contraire|"
    r"en réalité|en fait)\b",
    re.IGNORECASE,
)
# The sentence says what others believe, or what once was so.
_REPORTS = re.compile(
    r"\b(?:myths?|misconceptions?|fallac(?:y|ies)|rumou?rs?|mythos|mythen|irrglauben?|gerüchte?|"
    r"mythes?|idées? reçues?|rumeurs?)\b|"
    r"\b(?:some|many|most|several|certain|a few|other)\b[^.;,]{0,30}?\b(?:believe|think|thought|"
    r"believed|"
    r"assume|assumed|claim|claimed|argue|suppose|say)\b|"
    r"\b(?:was|were|is|been|had)\b[^.;,]{0,20}?\b(?:once|formerly|previously|often|widely|"
    r"commonly|long|"
    r"wrongly)\b[^.;,]{0,12}?\b(?:thought|believed|assumed|claimed|said|recommended|advised)\b|"
    r"\b(?:once|formerly|previously|wrongly|mistakenly) (?:thought|believed|assumed|recommended|"
    r"advised)\b|"
    r"\b(?:earlier|former|previous|old|outdated|past) (?:[\w-]+ )?(?:advice|rules?|guidance|"
    r"guidelines?|"
    r"recommendations?|polic(?:y|ies)|practices?|instructions?|versions?)\b|"
    r"\bit (?:was|is) (?:thought|believed|assumed|rumou?red)\b|\bused to be\b|"
    r"\b(?:manche|viele|einige|etliche|mehrere)\b[^.;,]{0,30}?\b(?:glaub|mein|denk|dacht|behaupt|"
    r"nehmen|"
    r"nahmen|sagen)\w*|"
    r"\b(?:frühere|ehemalige|alte|bisherige|vorherige)[nrsm]? (?:\w+ )?(?:empfehlung|regel|vorgabe|"
    r"anweisung|richtlinie|rat|hinweis|praxis)\w*|"
    r"\b(?:früher|einst|lange)\b[^.;]{0,30}?\b(?:galt|hiess|hieß|glaubte|dachte|empfohlen|"
    r"angenommen)\b|"
    r"\bcertaine?s\b[^.;,]{0,30}?\b(?:pensent|croient|disent|affirment|prétendent)\b|"
    r"\b(?:anciene?|ancien|ancienne|précédente?)s? (?:\w+ )?(?:conseil|règle|recommandation|"
    r"consigne|"
    r"directive|pratique)s?\b|\bon (?:pensait|croyait|disait)\b|\bautrefois\b",
    re.IGNORECASE,
)
_ANNOUNCES = re.compile(
    r"\b(?:following|what follows|next (?:sentence|paragraph)|folgende[snr]?|nachstehende[snr]?|"
    r"suivante?s?|ce qui suit)\b"
    rf"[^.;]{{0,60}}?\b(?:{_WRONG}|no longer|{_FALSCH}|nicht mehr|{_FAUX}|plus)\b",
    re.IGNORECASE,
)
# Nothing longer is read: a sentence that points back says so at once.
_READ = 240


def says_wrong(after: str) -> bool:
    """Whether a sentence says of the one before it that it is not so, for nobody and nowhere."""
    read = after[:_READ].replace("\u2019", "'")
    return _SAYS_WRONG.search(read) is not None


def reports(sentence: str) -> bool:
    """Whether a sentence says what others believe, or what once was so, and not what is so."""
    return _REPORTS.search(sentence.replace("\u2019", "'")) is not None


def belong_together(before: str, after: str, *, apart: bool) -> bool:
    """Whether a sentence must not be quoted without the one after it.

    ``apart`` tells that the second begins a paragraph.
    """
    if before.rstrip().endswith((":", "?")) or after.rstrip().endswith((":", "?")):
        return False
    first, second = (part.replace("’", "'") for part in (before[-_READ:], after[:_READ]))
    if _REFUTES.search(second) and not _ANNOUNCES.search(second):
        return True
    if apart:
        return False
    return any(said.search(first) for said in (_REPORTS, _ANNOUNCES)) or bool(
        _LIMITS.search(second)
    )
