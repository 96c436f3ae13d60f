"""Tells by its words whether a question asks for one fact, for all of several, or compares."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from assistants.questions.comparisons import listed_names, sides_of
from assistants.questions.standing_alone.follow_ups import standalone
from assistants.questions.standing_alone.several import each_alone, questions_in
from assistants.questions.subjects import subject_of
from gateway.calls import AnswerForm, QuestionPart

# A question of more words is a letter, and what compares in it is hard to tell.
MOST_WORDS = 60
# Patterns take for ever over a word without an end.
LONGEST_WORD = 100

_FACT = re.compile(
    r"^\W*(?:(?:how (?:long|often|soon|fast|far|old|high|large|big|much)|who|whom|whose|why|"
    r"wie (?:lange|oft|schnell|hoch|gross|groß)|wer|wen|wem|warum|wieso|"
    r"combien de temps|qui|pourquoi|cuánto tiempo|quién|por qué)\b)",
    re.IGNORECASE,
)
_TIME = (
    r"(?:day|week|month|quarter|year|time|hour|minute|night|morning|evening|second|third|other|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|june|july|august|"
    r"september|october|november|december|\d+|two|three|four|five|six|seven|"
    r"tage?n?|woche|monat|quartal|jahr|mal|stunde|nacht|zwei|drei|vier|fünf|sechs|"
    r"jour|semaine|mois|trimestre|année|an|fois|heure|nuit|día|mes|año|vez|hora)"
)
_PLURAL = (
    r"(?:[\w’'-]+[- ]){0,3}?(?!(?:is|was|has|does|this|its|us|class|process|status)\b)"
    r"[\w’'-]{2,}s\b"
)
_IRREGULAR = r"(?:criteria|phenomena|people|persons|staff|children|men|women|data|media|analyses)"
_VERB = (
    r"(?:are|were|is|do|does|did|can|may|must|should|have|had|will|would|need|apply|applied|hold|"
    r"carry|exist|remain|contain|require|belong|count|fall|get|use|in|of|for|from|by|with|that|"
    r"without|under|on|to)\b"
)
_MOST = (
    r"(?:longest|shortest|highest|lowest|largest|smallest|biggest|fewest|fastest|slowest|oldest|"
    r"cheapest|warmest|coldest|most|least|längste\w*|kürzeste\w*|höchste\w*|niedrigste\w*|"
    r"größte\w*|kleinste\w*|häufigste\w*|seltenste\w*|meisten|wenigsten|am \w+sten|"
    r"(?:le|la|les|el|los|las) (?:plus|moins|más|menos)|mayor|menor)"
)
# Of whatever is asked about them, there is one answer for each.
_OURS = re.compile(
    r"\b(?:our|these|those) (?:\w+ )?(?:products|medicines|medications|drugs)\b|"
    r"\bunsere[rn]? (?:\w+ )?(?:produkten?|arzneimitteln?|medikamenten?|präparaten?)\b|"
    r"\bnos (?:produits|médicaments)\b|\bnuestros (?:productos|medicamentos)\b|"
    r"\b(?:by|per|nach|je|par|por) (?:product|medicine|drug|department|country|market|system|"
    r"produkt|arzneimittel|abteilung|land|markt|produit|médicament|pays|marché|producto|"
    r"medicamento|país|mercado)\b",
    re.IGNORECASE,
)
_LIST = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?:list|enumerate|itemi[sz]e|tabulate)\b(?! (?:price|server))",
        r"\b(?:table|overview|rundown|summary|list) (?:of|with|for|showing)\b",
        r"\bas a (?:table|list)\b",
        r"\ball (?:of )?(?:the |our |its |their |these )?[\w’'-]+(?: [\w’'-]+){0,2}",
        rf"\b(?:each|every) (?!{_TIME}\b)(?:one of )?[\w’'-]+",
        r"\b(?P<thing>[\w’'-]+) by (?P=thing)\b",
        rf"\b(?:which|what) (?:{_PLURAL}) {_VERB}",
        r"\b(?:which|what) [\w’'-]+[^\W\ds]s\W*$",
        # "Which products interact ...": behind many things a verb has no ending.
        r"\bwhich (?:[\w’'-]+ ){0,2}?(?!(?:this|its|us|status)\b)[\w’'-]+[^\W\ds]s "
        r"(?![\w’'-]+s\b)[a-z]{3,}",
        r"\bwhich (?:ones? )?of (?:the |these |those |our |all |your |its )(?!two\b)",
        # Who has most of something is seen beside the others.
        rf"\b(?:which|what) [^?,;]{{1,60}}?\b(?:has|have|is|are|was|were|can|may|must|"
        rf"should|will|does|do|gets?|needs?|takes?|"
        rf"lasts?|keeps?|costs?)\b[^?,;]{{0,60}}?\b{_MOST}\b",
        rf"\b(?:welche[rsnm]?|quel(?:le)?s?|qué|cuál(?:es)?) [^?,;]{{1,80}}?\b{_MOST}\b",
        r"\bw(?:hat|hich|ho)(?: are|’re|'re) (?!you\b|we\b|they\b|i\b|my chances)",
        rf"\b(?:which|what) (?:[\w’'-]+ ){{0,2}}?{_IRREGULAR}\b",
        r"\bwhat (?:kinds?|types?|sorts?|forms|parts|sources|ways|reasons) (?:of )?\w",
        r"\b(?:under|in) (?:what|which) (?:circumstances|conditions|cases|situations)\b",
        r"\bwhat (?:else )?(?:needs|has) to\b|\bwhat else\b|\bwhat all\b|\beverything\b",
        r"\bhow (?:do|can|should|must) (?:i|we|you|one|people|staff)\b|^\W*how to\b|"
        r"\bwalk me through\b|\b(?:procedure|process) (?:for|to|of)\b",
        # "Wie melde ich mich krank?" asks for steps, "wie lange darf ich" for one fact.
        r"\bwie (?!(?:lange|oft|viele?|hoch|schnell|alt|gro(?:ss|ß)|weit|bald|spät|früh|sehr)\b)"
        r"\w+ (?:ich|man|wir)\b|\bablauf\b|\bvorgehen\b",
        r"^\W*comment \w{2,}(?:er|ir|re)\b|^\W*¿?cómo (?:puedo|debo|se|hay que) \w+",
        r"\bcomment (?:faire|puis-je|dois-je|peut-on|doit-on)\b|\bprocédure (?:pour|de)\b",
        r"\b(?:which|what) (?:two|three|four|five|six|seven|\d+)\b",
        rf"\b(?:name|give me|show(?: me)?|tell me) (?:the |all |our |every )?(?:{_PLURAL})",
        r"\bwhat (?:all )?(?:do|does|did|must|should|has|is) [^?,]{0,60}?\b(?:have to|need|needs|"
        r"needed|required?|include|contain|consist|belong)\b",
        r"\bsteps?\b|\bstep[- ]by[- ]step\b|\bchecklist\b",
        r"\b(?:liste|auflist\w*|aufzähl\w*|zähle?n?|nenne?n?|tabelle|übersicht|checkliste)\b",
        rf"\b(?:alle[nr]?|sämtliche\w*|jede[nrms]?) (?!{_TIME}\b)\w+",
        r"\bwelche[rn]? (?:\w+ ){1,4}?(?:sind|waren|werden|wurden|haben|hatten|müssen|dürfen|"
        r"können|sollen|gelten|brauchen|gibt|stehen|tragen|gehören|kennt|nennt|verlangt)\b",
        r"\bwelchen (?:\w+ )?\w+n\b|\bwelche (?:zwei|drei|vier|fünf|\d+)\b",
        r"\bwas sind\b|\bschritte?n?\b|\bschritt für schritt\b",
        r"\bquel(?:le)?s (?:sont|étaient|\w+s\b)|\b(?:énumère\w*|liste[rz]?|cite[rz]?) ",
        r"\btableau\b",
        rf"\b(?:tous|toutes) les\b|\bchaque (?!{_TIME}\b)\w+|\bétapes?\b|\bpour chacun",
        rf"\b(?:cuáles|qué \w+s|todos los|todas las|pasos|lista de)\b|\bcada (?!{_TIME}\b)\w+",
    )
)
_UNIT = (
    r"(?:seconds?|minutes?|hours?|(?:\w+ )?days?|weeks?|months?|quarters?|years?|times|percent|"
    r"characters?|letters|francs?|euros?|dollars?|chf|usd|eur|mg|ml|milligrams?|degrees|"
    r"sekunden|minuten|stunden|\w*tagen?|wochen|monaten?|\w*jahren?|male?|prozent|zeichen|grad|"
    r"secondes|heures|jours|semaines|mois|ans|fois|caractères|caracteres|días|semanas|meses|años|veces)\b"
)
_COUNT = re.compile(
    rf"\bhow many (?!(?:\w+ ){{0,2}}?{_UNIT})|\bthe number of\b|\bcount\b(?! as)|"
    rf"\bwie ?viele[nr]? (?!(?:\w+ )?{_UNIT})|\b(?:an)?zahl der\b|"
    rf"\bcombien (?:de |d['’])(?!{_UNIT})|\bnombre (?:de |d['’])|\bcuánt[oa]s (?!{_UNIT})",
    re.IGNORECASE,
)
_COMPARE = re.compile(
    r"\b(?:compare[ds]?|comparison|versus|vs|differences?|differ|differs|different|differently|"
    r"compared|distinguish\w*|side by side)\b|"
    r"\b(?:vergleich\w*|unterschied\w*|unterscheide\w*|gegenüber)\b|"
    r"\b(?:compare[rz]?|comparaison|différences?|par rapport)\b|"
    r"\b(?:compara\w*|diferencias?)\b",
    re.IGNORECASE,
)
_OR = re.compile(r"\b(?:or|than|and|oder|als|und|ou|que|et|o|y)\b", re.IGNORECASE)
_MORE = re.compile(
    r"\b(?!(?:after|other|under|over|whether|ever|never|per|her|user|number|order|letter|offer|"
    r"manager|water|computer|member|either|paper|later|further|answer|doctor|"
    r"oder|aber|über|unter|der|er|wer|hier|unser|euer|ihrer|immer|wieder|leider|bisher|vorher|nachher|"
    r"später|früher|sicher|woher|daher|(?:welch|dies|jed|jen|manch|solch|ein|kein|mein|dein|sein|"
    r"ander|einig|beid)er)\b)"
    r"(?:[a-zäöüß]{3,}er|[a-z]{3,}ier|more|less|better|worse|mehr|weniger|besser|"
    r"plus|moins|mieux|más|menos|mejor|both|beide\w*|same|gleich\w*|même)\b"
)


@lru_cache(maxsize=1_000)
def form_of(question: str) -> AnswerForm:
    """The form that the answer to a question takes; a doubtful one is a fact."""
    asked = questions_in(question)
    if len(asked) == 1:
        return _form_of_one(question)
    alone = each_alone(asked, standalone)
    parts = (QuestionPart(*one, _form_of_one(one[1])) for one in zip(asked, alone, strict=True))
    return AnswerForm("several", parts=tuple(parts))


def _form_of_one(question: str) -> AnswerForm:
    words = question.split()
    if len(words) > MOST_WORDS or any(len(word) > LONGEST_WORD for word in words):
        return AnswerForm()
    compares = _COMPARE.search(question) is not None
    if compares or (_OR.search(question) and _MORE.search(question)):
        if sides := sides_of(question):
            return AnswerForm("comparison", sides=sides)
        if compares:
            return AnswerForm("list", subject_of(question))
    if _COUNT.search(question):
        return AnswerForm("count", subject_of(question))
    if _lists(question):
        return AnswerForm("list", subject_of(question))
    # What names two things is asked of each: no passage need hold both.
    sides = listed_names(question)
    return AnswerForm("comparison", sides=sides) if sides else AnswerForm()


def _lists(question: str) -> bool:
    if _OURS.search(question):
        return True
    patterns: Iterable[re.Pattern[str]] = _LIST
    if _FACT.match(question):
        # "Who approves each request?" is one fact unless it ranges over things.
        patterns = (pattern for pattern in _LIST if r"\b(?:each|every)" in pattern.pattern)
    return any(pattern.search(question) for pattern in patterns)
