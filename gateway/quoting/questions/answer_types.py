"""What kind of answer a question waits for, and whether a sentence has one of that kind."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NUMBER = r"(?:\d[\d.,]*|one|two|three|four|five|six|seven|eight|nine|ten|twelve|once|twice)"
_SPAN = (
    rf"{_NUMBER}[- ](?:(?:business|working|calendar|consecutive|full|paid)[- ])?"
    r"(?:(?:second|minute|hour|day|week|month|quarter|year)s?|"
    r"(?:arbeits|werk|kalender)?(?:sekunden?|minuten?|stunden?|tage?n?|wochen?|monate?n?|jahre?n?)|"
    r"(?:seconde|minute|heure|jour|semaine|an|année)s?|mois|(?:día|semana|año|hora)s?|mes(?:es)?)\b"
)
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|"
    r"Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
_DATE = (
    rf"\b\d{{4}}-\d\d-\d\d\b|\b\d{{1,2}}\.? {_MONTH}\b|\b{_MONTH} \d{{1,2}}\b|\b{_MONTH} \d{{4}}\b"
)
_WEEKDAY = r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b"
_FREQUENCY = r"\b(?:daily|weekly|monthly|quarterly|annual(?:ly)?|yearly|(?:each|every|per) \w+)\b"
_MONEY = r"[$€£¥]\s?\d|\d\s?(?:[$€£¥]|CHF|USD|EUR|GBP|JPY|francs?|dollars?|euros?|percent|%)"


@dataclass(frozen=True, slots=True)
class AnswerType:
    """Questions that match ``asked`` want a sentence that matches ``given``."""

    asked: re.Pattern[str]
    given: re.Pattern[str]
    weight: float = 1.0


def _answer_type(asked: str, given: str, weight: float = 1.0, *, exact: bool = False) -> AnswerType:
    flags = re.RegexFlag(0) if exact else re.IGNORECASE
    return AnswerType(re.compile(asked, re.IGNORECASE), re.compile(given, flags), weight)


ANSWER_TYPES = (
    _answer_type(
        r"\bhow (?:long|fast|quickly|soon|far back|late|old)\b|\bhow (?:many|much) (?:\w+ ){0,2}?"
        r"(?:time|days?|weeks?|months?|years?|hours?|minutes?)\b|\bduration\b|\bdeadline\b|"
        r"\b(?:shelf|retention|notice|waiting) (?:life|period)\b|"
        r"\bwie (?:lange|schnell|bald|alt|weit zurück)\b|"
        r"\bwie ?viele? (?:\w+ )?(?:zeit|\w*tage|wochen|monate|\w*jahre|stunden|minuten)\b|"
        r"\b(?:\w*frist|\w*dauer)\b|\b(?:délais?|durée)\b|"
        r"\bcombien (?:de (?:temps|jours|semaines|mois)|d[’'](?:années|heures))\b|"
        r"\bcuánt[oa]s? (?:tiempo|días|semanas|meses|años|horas)\b|\bplazo\b|\bduración\b",
        rf"{_SPAN}|same day|immediately|promptly",
    ),
    _answer_type(
        r"\b(?:deadline|due date|\w*frist|date limite|fecha límite|plazo)\b",
        rf"{_SPAN}|{_DATE}|same day",
    ),
    _answer_type(
        r"\bhow (?:many|much|high|large|big|tall|heavy)\b|\bwhat number\b|"
        r"\bwie (?:hoch|gro(?:ß|ss)|viele?)\b|\bwieviele?\b|\bcombien\b|\bcuánt[oa]s?\b",
        rf"\b{_NUMBER}\b",
    ),
    _answer_type(
        r"\bhow (?:often|frequently)\b|\bwie (?:oft|häufig)\b|\b(?:à quelle fréquence|"
        r"combien de fois)\b|\bcon qué frecuencia\b|\bcada cuánto\b",
        rf"{_FREQUENCY}|{_SPAN}",
    ),
    _answer_type(
        r"(?:^|[,.;?] |\band |\bor )(?:(?:until|by|from|since) )?when\b|"
        r"\b(?:what|which) (?:date|day|month|year)\b|\b(?:wann|quand|cuándo)\b|"
        r"\b(?:welchem|quel(?:le)?|qué) (?:tag|datum|monat|jahr|jour|date|mois|année|día|mes|"
        r"año)\b",
        rf"{_DATE}|{_WEEKDAY}|{_SPAN}|same day|\b(?:before|after|once|within|until|immediately)\b",
    ),
    _answer_type(
        r"\b(?:what|which) (?:date|day)\b|\bby when\b|\buntil when\b|\bbis wann\b|"
        r"\b(?:welchem|quel(?:le)?|qué) (?:tag|datum|jour|date|día|fecha)\b|"
        r"\bjusqu[’']à quand\b|\bhasta cuándo\b",
        f"{_DATE}|{_WEEKDAY}",
    ),
    _answer_type(
        r"\b(?:cost|costs|price|pay|paid|fee|fees|money|spend|budget|salary|bonus|gifts?|limit|"
        r"kosten|kostet|preis|gebühr|geld|gehalt|lohn|prämie|geschenke?n?|ausgeben|coûte|coût|prix|frais|"
        r"argent|salaire|prime|cadeaux?|cuesta|costo|precio|dinero|salario|regalos?)\b",
        _MONEY,
        0.5,
    ),
    _answer_type(
        r"\b(?:maximum|minimum|max|min|limit|largest|smallest|highest|lowest|at most|at least|"
        r"maximale?[nrs]?|minimale?[nrs]?|höchstens|mindestens|obergrenze|au (?:plus|moins)|"
        r"(?:máxim|mínim)[oa])\b",
        rf"\b{_NUMBER}\b",
    ),
    _answer_type(
        r"\b(?:what|which|usual|recommended|starting|daily|maximum)\b(?: \w+){0,3}? dos(?:e|age)\b|"
        r"\b(?:dosierung|dosiert|welche \w*dosis|posologie|quelle(?: est la)? dose|posología)\b",
        r"\d\s?(?:mg|g|µg|mcg|ml|IU|units)\b",
    ),
    _answer_type(
        r"\b(?:temperature|how (?:cold|warm|hot)|refrigerat\w+|degrees|temperatur|"
        r"wie (?:kalt|warm)|kühlschrank|température|frigo|réfrigérateur|temperatura|nevera)\b",
        r"\d\s?°\s?[CF]\b|\bdegrees\b|\bfrozen\b|\brefrigerat",
    ),
    _answer_type(
        r"\b(?:number|code|identifier|id|licen[cs]e|reference|extension|\w*nummer|durchwahl|kennung|"
        r"numéro|número|licencia)\b",
        r"\b[A-Z]{2,}[-/ ]?\d[\d/-]+\b|\b[A-Z]{2,}/[\d/]+|\b\d{3,}\b",
        exact=True,
    ),
    _answer_type(
        r"\b(?:who(?:m|se)?|wer|wen|wem|wessen|qui|quién(?:es)?)\b",
        r"\b(?:manager|lead|head|officer|director|team|desk|department|owner|supervisor|committee|"
        r"representative|investigator|sponsor|board|staff|employees?|contractors?|security|hr|"
        r"safety|quality|authority|approv\w+|extension|contact|call|e-?mail)\b",
        0.6,
    ),
    _answer_type(
        r"^(?:\W*)(?:can|may|must|should|could|do|does|is|are|am|darf|dürfen|kann|können|muss|müssen|"
        r"soll|ist|sind|puis-je|peut-on|dois-je|faut-il|puedo|debo)\b|\b(?:allowed|permitted|erlaubt|"
        r"verboten|autorisée?s?|permise?s?|permitido)\b",
        r"\b(?:not|never|no|only|may|must|can|cannot|should|allowed|permitted|forbidden|"
        r"prohibited|required|limited|excluded|unless|except|if)\b",
        0.5,
    ),
    _answer_type(
        r"\b(?:why|warum|wieso|weshalb|pourquoi|por qué)\b",
        r"\b(?:because|since|so that|due to|otherwise|will|could|as)\b",
        0.5,
    ),
)


def fit(question: str, sentence: str) -> float:
    """Tell how far a sentence has what the question waits for, from 0 to 1.

    A question that waits for nothing in particular gives 0 to every sentence.
    """
    asked = [answer_type for answer_type in ANSWER_TYPES if answer_type.asked.search(question)]
    total = sum(answer_type.weight for answer_type in asked)
    if not total:
        return 0.0
    return sum(
        answer_type.weight for answer_type in asked if answer_type.given.search(sentence)
    ) / max(total, 1.0)
