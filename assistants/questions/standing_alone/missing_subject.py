"""Tells a first question that leaves out what it is about."""

from __future__ import annotations

import re

from assistants.questions.small_talk.recognising import MOST_WORDS, words_of
from assistants.questions.standing_alone.names import names

_FEW = 6
_FROM = re.compile(
    r"^\W*(?:and|or|but|so|then|what about|how about|und|oder|aber|was ist mit|wie ist es mit|"
    r"et|ou|mais|qu'en est-il de|y|o|pero|qué hay de)\b[\s,:]*",
    re.IGNORECASE,
)
# Words that carry a question, and none of what it is about.
_BARE = frozenset(
    "how much many long often soon what which who whom whose when where why is are was were do "
    "does "
    "did can could may must should shall will would has have it its he she they them this that "
    "these those one ones there here the a an of for to in on at by with and or if so then take "
    "takes last lasts cost costs work works mean means need needs go goes get happen happens be "
    "been allowed permitted possible required ok okay true right correct days day weeks week "
    "months "
    "month years year hours hour minutes minute times time until from i we you me us exactly "
    "please at all more any not no yes about long "
    "wie viel viele vielen lange oft schnell was welche welcher welches wer wen wem wann wo warum "
    "wieso ist sind war waren kann können darf dürfen muss müssen soll sollen wird werden hat "
    "haben "
    "es er sie das dies diese dieser dieses man ich wir du der die den dem des ein eine einen von "
    "für zu in im an am auf bei mit und oder wenn dann dauert dauern kostet kosten gilt gelten "
    "geht gehen bedeutet heißt erlaubt möglich nötig tage tag wochen woche monate monat jahre "
    "jahr "
    "stunden stunde minuten minute mal genau bitte denn da hier noch nicht ja nein bis ab "
    "combien comment quand où pourquoi qui que quoi quel quelle quels quelles est sont était peut "
    "peux doit dois faut il elle ils elles ce c ça cela cette ces on je nous vous tu le la les un "
    "une des de du à au aux en pour par avec et ou si alors ça dure coûte marche possible permis "
    "autorisé jours jour semaines semaine mois ans an heures heure minutes fois temps exactement "
    "t y a d l s n also too still again only me my mine him her us else even really actually "
    "someone somebody anyone anybody thing things case cases valid current auch mir mich dich uns "
    "ihm ihr nur schon eigentlich jemand etwas fall so gültig aktuell aussi encore moi lui eux "
    "cas "
    "chose valable actuel también aún todavía me mí caso válido "
    "cuánto cuánta cuántos cuántas cómo cuándo dónde por qué quién cuál es son puede puedo "
    "debe hay "
    "esto eso ello lo el los las un una de para con y o si dura cuesta vale días día semanas "
    "semana meses mes años año horas hora".split()
)
_PROPERTIES = frozenset(
    "dose dosage dosing storage limit limits deadline deadlines price costs amount fee fees "
    "contact "
    "rule rules policy procedure process shelf life interval duration approval side effects "
    "effect "
    "owner answer maximum minimum number date details exception exceptions "
    "dosis dosierung lagerung frist fristen grenze grenzen limite kosten preis betrag regel "
    "regeln "
    "verfahren nebenwirkungen haltbarkeit dauer ansprechpartner ausnahme ausnahmen höchstens "
    "mindestens maximal minimal datum "
    "posologie conservation limites délai délais prix coût coûts montant règle règles procédure "
    "durée effets secondaires exceptions "
    "dosis conservación límite plazo precio coste importe regla procedimiento duración".split()
)
_REFERS = frozenset(
    "it that this them these those es das dies ihn ça cela ceci eso esto ello lo".split()
)


def lacks_subject(text: str) -> bool:
    """Tell whether a first question leaves out what it is about: "How much?", "And the dose?".

    It may also speak of a property that many things have, or of "it".
    """
    words = words_of(text)
    if not words or len(words) > MOST_WORDS:
        return False
    if all(word in _BARE for word in words):
        return True
    if not set(words) & _VERBS and all(word in _BARE or word in _PROPERTIES for word in words):
        return True
    telling = [word for word in words if word not in _BARE]
    if len(telling) == 1 and len(words) <= _FEW and set(words) & _REFERS and not names(text):
        return True
    lead = _FROM.match(text)
    rest = words_of(text[lead.end() :]) if lead else []
    if lead is None or _has_name(text[lead.end() :]):
        return False
    telling = [word for word in rest if word not in _BARE]
    # "And how is Drovelimab stored?" has all it needs; a fragment of one thing does not.
    return len(telling) <= 1 or (len(rest) <= 4 and not set(rest) & _VERBS)


_VERBS = frozenset(
    "is are was do does did can may must should will has have ist sind kann darf muss wird hat "
    "haben est sont peut doit a es son puede debe".split()
)


def _has_name(text: str) -> bool:
    """Whether a fragment names something: an identifier, or a word that is no noun of German."""
    found = names(f"x {text}")
    return any(any(c.isdigit() for c in name) or name.isupper() for name in found) or (
        bool(found)
        and not re.search(r"\b(?:der|die|das|den|dem|des|im|zur|zum|mit|bei|für)\b", text)
    )
