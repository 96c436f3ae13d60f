"""How many of a thing there are: what asks for it, and which sentences can tell."""

from __future__ import annotations

import re

from gateway.quoting.sentences import Sentence
from gateway.quoting.terms import terms

_HOW_MANY = re.compile(
    r"\b(?:how many|wie ?viele[nrm]?|combien d(?:e |[’'])|cuánt[oa]s)\s*"
    r"(?P<of>(?:[^\W\d_-]+[ -]?){1,3})",
    re.IGNORECASE,
)
# What is measured and not counted; in German also as the end of a word: Urlaubstage.
_UNIT = (
    r"(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|times|per ?cent|degrees?|points?|"
    r"milligrams?|grams?|kilograms?|micrograms?|millilit(?:er|re)s?|lit(?:er|re)s?|"
    r"[mkµμ]?g|mcg|m?l|ml/min|mmol|units?|IU|chf|eur|usd|francs?|euros?|dollars?|"
    r"[kmg]b|mega\w+|giga\w+|tera\w+|kilomet\w+|km|miles?|"
    r"\w*(?:sekunden?|minuten?|stunden?|tage?n?|wochen?|monate?n?|jahre?n?|gramm|liter|prozent|"
    r"grad|franken|mal)|secondes?|heures?|jours?|semaines?|mois|ans|années?|fois|degrés?|"
    r"minutos?|horas?|días?|semanas?|meses|años?|veces|grados?|time|temps|tiempo|zeit)"
)
_MEASURED = re.compile(rf"(?<!\w){_UNIT}(?!\w)", re.IGNORECASE)
# Of days off, the days are told.
_GIVEN_IN_DAYS = re.compile(
    r"^(?:(?!days)\w+ )?(?:holidays|vacations?|leaves?|time off|\w*urlaub|\w*ferien|congés?|"
    r"vacaciones)\b",
    re.IGNORECASE,
)
# The Spanish "once" is an English word.
_NUMBER = (
    r"(?:\d{1,3}(?:[,’']\d{3})+|\d{1,6}\+?(?: \(\w+\))?(?: or more)?|"
    r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-\w{3,5})?|"
    r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|"
    r"eigh|nine)teen|hundred|dozen|both|several|unlimited|single|"
    r"zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|\w{3,6}zehn|"
    r"(?:\w{3,5}und)?(?:zwan|vier|fünf|sech|sieb|acht|neun)zig|(?:\w{3,5}und)?dreißig|hundert|"
    r"dutzend|beide[rn]?|mehrere[rn]?|"
    r"deux|trois|quatre|cinq|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingt|"
    r"trente|quarante|cinquante|soixante|plusieurs|"
    r"dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|doce|trece|catorce|quince|veinte|treinta|"
    r"cuarenta|cincuenta|ambos|ambas|vari[oa]s)"
)
# Units that a question names and a sentence has to give; of times there are many more words.
_KINDS = (
    (r"milligrams?|grams?|micrograms?|[mµμ]?g|mcg|\w*gramm", r"\d\s?(?:[mµμ]?g|mcg)\b|gram"),
    (r"millilit(?:er|re)s?|lit(?:er|re)s?|m?l|\w*liter", r"\d\s?(?:m|c|d)?l\b|lit(?:er|re)"),
    (r"(?:mega|giga|tera)\w+|[kmgt]b", r"\d\s?[kmgt]b\b|byte"),
    (r"kilomet\w+|km|miles?", r"\d\s?km\b|kilomet|mile"),
)
_NO_THING = (
    r"(?:and|or|to|for|of|in|on|at|by|is|are|was|were|from|with|per|a|the|und|oder|bis|et|ou|à|"
    r"january|february|march|april|may|june|july|august|september|october|november|december|"
    r"jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|times|[ap]m|o'clock)"
)
_COUNTED = re.compile(
    rf"(?<![\w.,:/-]){_NUMBER}[ -](?!{_NO_THING}\b)(?!(?:[\w-]+ )?{_UNIT}(?!\w))[^\W\d_]{{3,}}|"
    r"(?<![\w.,:/-])(?<!days )(?<!weeks )(?<!months )(?<!pages )"
    rf"\d{{1,4}} ?(?:to|bis|à|a|–|-) ?\d{{1,4}}(?![\d.,]*\s?(?:[°%]|{_UNIT}(?!\w)))",
    re.IGNORECASE,
)
# A number that names one of several tells how many of nothing: "class: 2".
_NAMED_BY_NUMBER = (
    r"(?:class|classe|clase|klasse|grade|grad|grado|level|niveau|severity|priority|phase|fase|"
    r"stage|stufe|step|tier|type|typ|tipo|categor|kategorie|catégorie|version|section|chapter|"
    r"page|room|raum|line|article|form|annex|appendix|id|no|nr|code|day|month|year|score|value)"
)
# Here no word follows the number: "the minimum is 8", "seats: 40".
_STATED = re.compile(
    rf"(?:\b(?!{_NAMED_BY_NUMBER}\w{{0,2}}\b)[^\W\d_]{{2,}}(?:\)?:| is| are| ist| sind| beträgt|"
    r" est| sont| es| son)|\b(?:least|most|up to|exactly|minimum|maximum|mindestens|höchstens|"
    r"maximal|genau|au moins|au plus|exactement|al menos|como máximo)) ?"
    r"(?:about |around |only |at least |at most |up to |exactly |currently |now |etwa |nur )?"
    rf"(?!(?:19|20)\d\d\b){_NUMBER}(?=\s*(?:[;)]|\.(?!\d)|$))",
    re.IGNORECASE | re.MULTILINE,
)


def asks_for_count(question: str) -> bool:
    """Whether a question asks for a number of things, not for an amount such as ten days."""
    found = _HOW_MANY.search(question)
    if found is None or _GIVEN_IN_DAYS.search(found["of"]):
        return False
    return _MEASURED.search(found["of"]) is None


def gives_unit(question: str, text: str) -> bool:
    """Whether a text has the unit that a question asks how many of, if it asks so."""
    found = _HOW_MANY.search(question)
    first = found["of"].split()[0] if found else ""
    return all(
        re.search(given, text, re.IGNORECASE)
        for asked, given in _KINDS
        if re.fullmatch(asked, first, re.IGNORECASE)
    )


def counts_something(text: str) -> bool:
    """Whether a sentence says a number of things: ``14 characters``, not ``14 days``."""
    return _COUNTED.search(text) is not None or _STATED.search(text) is not None


def is_of(subject: str, sentence: Sentence) -> bool:
    """Whether a sentence, or what stands above it, speaks of the things that ``subject`` counts."""
    thing = terms(" ".join(subject.split()[:3]))
    held = terms(f"{sentence.text} {sentence.above} {sentence.lead} {sentence.title}")
    return not thing or bool(thing & held)
