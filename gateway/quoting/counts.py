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
_NUMBER = (
    r"(?:\d{1,3}(?:[,’']\d{3})+|\d{1,6}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|"
    r"twelve|several|unlimited|single)"
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


def asks_for_count(question: str) -> bool:
    """Whether a question asks for a number of things, not for an amount such as ten days."""
    found = _HOW_MANY.search(question)
    return found is not None and _MEASURED.search(found["of"]) is None


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
    return _COUNTED.search(text) is not None


def is_of(subject: str, sentence: Sentence) -> bool:
    """Whether a sentence, or what stands above it, speaks of the things that ``subject`` counts."""
    thing = terms(" ".join(subject.split()[:3]))
    held = terms(f"{sentence.text} {sentence.above} {sentence.lead} {sentence.title}")
    return not thing or bool(thing & held)
