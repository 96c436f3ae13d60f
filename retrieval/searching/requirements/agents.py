"""Who does something: a text tells it only where it names somebody with what is done."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from retrieval.indexes.wording import QuestionWord, Said
from retrieval.languages.detection import Language

_WHO = re.compile(
    r"^\W*(?:(?:and|so|but|please|und|et|y|bitte) |(?:(?:can|could) you )?(?:please )?tell me |"
    r"do you know |(?:i|we) (?:need|want|would like) to know )?"
    r"(?:(?P<by>by|durch|par|por) |(?:to|with|from|for|an|von|mit|bei|à|avec|a|con) )?"
    r"(?:who|whom|whose|wer|wen|wem|wessen|qui|quién(?:es)?)\b(?! est-ce qu)(?P<rest>[^?;]*)",
    re.IGNORECASE,
)
_CALLED = re.compile(
    r"\bnames? of (?:the|our|your) (?P<of>[^?;]*)|"
    r"\b(?:name|wie heißt) (?:der|die|des) (?P<de>[^?;]*)",
    re.IGNORECASE,
)
_ROLE = (
    r"(?:head|director|manager|officer|lead|leader|chief|ceo|cfo|cio|owner|chair|chairman|"
    r"president|"
    r"author|inventor|secretary|spokesperson|representative|auditor|inspector|leiter(?:in)?|"
    r"leitung|chef(?:in)?|direktor(?:in)?|vorstand|responsable|directeur|directrice|director[a]?)"
)
_IS_ROLE = re.compile(
    rf"^\s*(?:is|are|was|ist|sind|est|es) (?:the |our |your |der |die |unser\w* |le |la |el )?"
    rf"(?:[\w-]+ ){{0,3}}?{_ROLE}\b(?: (?:of|for|von|für|der|des|de|du)\b[^?]*)?\W*$",
    re.IGNORECASE,
)
_HAS_ROLE = re.compile(rf"^(?:[\w-]+ ){{0,3}}?{_ROLE}\b", re.IGNORECASE)
_PERSON = re.compile(
    r"\b(?:Dr|Prof|Mr|Mrs|Ms|Herr|Frau|Mme|Sr|Sra)\b\.? [A-ZÀ-Þ]|\S@\S|"
    rf"\b(?i:{_ROLE})\b(?: (?:of|for|von|für|der|des|de) [^.;,\n]{{0,40}}?)?(?:: | is | are | ist )"
    rf"(?!(?:\w+ed|told|not|nicht)\b)\w|"
    rf"\b(?i:{_ROLE})\b[^.;\n]{{0,40}}?[,(]\s*[A-ZÀ-Þ][\w-]+ [A-ZÀ-Þ][\w-]+|"
    rf"\b[A-ZÀ-Þ][\w-]+ [A-ZÀ-Þ][\w-]+(?:,| is| ist| \()\s?(?:the |our |der |die )?(?i:{_ROLE})\b"
)
_AGENT = re.compile(
    r"\b(?:managers?|leads?|leaders?|heads?|officers?|directors?|teams?|desks?|departments?|"
    r"owners?|supervisors?|committees?|representatives?|investigators?|sponsors?|board|staff|"
    r"employees?|"
    r"contractors?|recruiters?|colleagues?|affairs|"
    r"medical information|authorit(?:y|ies)|"
    r"agenc(?:y|"
    r"ies)|person(?:s|nel)?|people|anyone|everyone|everybody|somebody|nobody|parents?|patients?|"
    r"doctors?|physicians?|pharmacists?|nurses?|specialists?|experts?|administrators?|admins?|"
    r"coordinators?|reporters?|auditors?|inspectors?|chair(?:man|person)?|counsel|partners?|users?|"
    r"visitors?|interns?|applicants?|you|we|they|applies to|extension|"
    r"leit\w+|vorgesetzt\w+|abteilung\w*|mitarbeit\w+|personal\w*|stelle|behörden?|beauftragt\w*|"
    r"verantwortlich\w*|eltern\w*|ärzt\w+|arzt|équipe|service|responsables?|salarié\w*|employé\w*|"
    r"equipo|departamento|emplead\w+|médicos?)\b|\bDr\b|\S@\S|"
    # Departments are written large: a safety report is nobody.
    r"\b(?-i:Security|Human Resources|HR|IT|Safety|Quality|Regulatory|Clinical|Legal|Finance|CMC|"
    r"Procurement|Privacy)\b(?!-)",
    re.IGNORECASE,
)
_NO_ACTION = frozenset(
    "is are was were be been being do does did has have had will would can cannot could may might "
    "must should shall to not also else usually normally currently i we you one they he she it the "
    "a an our my your this that these those any all in for of on with at by from muss müssen darf "
    "kann soll ist sind hat wird werden ich wir man der die das den dem doit peut est a ont debe "
    "puede es".split()
)
# Who these are done with or to, a text says in many ways.
_VAGUE = frozenset(
    "contact call phone ask tell told inform informed notify notified turn talk speak reach "
    "responsible charge accountable allowed permitted able entitled eligible supposed need needs "
    "get gets give gives given take takes make makes receive receives know knows help helps go "
    "goes use uses work works deal deals handle handles look looks say says want wants come comes "
    "hear hears right first".split()
)
# What nobody is said to do in other words.
_FIRM = frozenset(
    "pay pays paid decide decides own owns write writes wrote written author fund funds train "
    "trains audit audits inspect inspects develop develops developed manufacture manufactures "
    "supply supplies sell sells invent invented found founded discover discovered translate "
    "translates print prints archive archives destroy destroys dispose disposes maintain maintains "
    "organise organises organize organizes clean cleans repair repairs deliver delivers ship ships "
    "teach teaches hire hires fire fires promote promotes interview interviews choose chooses "
    "select selects appoint appoints elect elects chair chairs sponsor sponsors bezahlt zahlt "
    "entscheidet schreibt geschrieben herstellt übersetzt druckt paie décide écrit paga decide "
    "escribe".split()
)
_AGREES = frozenset(
    "sign signs signed agree agrees authorise authorises authorize authorizes clear clears release "
    "releases unterschreibt unterzeichnet signe firma".split()
)
_AGREED = re.compile(
    r"(?:approv|agree|consent|authori[sz]|sign|releas|freigab|freigeb|genehm|"
    r"unterschr|approuv|signa|aprob|firma)",
    re.IGNORECASE,
)
# What stands before makes a participle of it: "it is opened, and closed".
_PASSIVE = frozenset(
    "is are was were be been being gets get wird werden wurde wurden ist est sont".split()
)
_PARTICIPLES = ("ed", "en", "t", "n", "é", "ée", "és", "ées", "ado", "ada")
_BY = re.compile(
    r"\b(?:by|durch|par|por) (?!(?:\d|means|\w+ing|hand|e-?mail|phone|post|when|"
    r"the (?:end|intake|form))\b)(?:the |an? |der |die |den |le |la |el )?[^\W\d_]",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+|[;\n]+")


def lacks_agent(
    question: str,
    words: Sequence[QuestionWord],
    texts: Sequence[str],
    spoken: Collection[Language],
) -> bool:
    """Whether a question asks who, and no sentence of the texts names anybody for it."""
    called, who = _CALLED.search(question), _WHO.match(question)
    if (called and _HAS_ROLE.match(called["of"] or called["de"] or "")) or (
        who and _IS_ROLE.match(who["rest"])
    ):
        return not any(_PERSON.search(text) for text in texts)
    if who is None:
        return False
    said = re.findall(r"[^\W\d_]+", who["rest"].casefold())
    actions = [one for one in said if one not in _NO_ACTION]
    # "By whom is a change approved?"
    action = next(iter(actions[::-1] if who["by"] else actions), "")
    word = next((one for one in words if one.word.casefold() == action), None)
    if word is None or action in _VAGUE:
        return not any(_AGENT.search(text) for text in texts)
    return not _somebody_does(word, words, texts, spoken)


def _somebody_does(
    action: QuestionWord,
    words: Sequence[QuestionWord],
    texts: Sequence[str],
    spoken: Collection[Language],
) -> bool:
    sentences = [one for text in texts for one in _SENTENCE.split(text) if one.strip()]
    doing = [one for one in sentences if Said([one], spoken).says(action)]
    if doing:
        return any(_AGENT.search(one) or _is_done_by(one, action) for one in doing)
    said = action.word.casefold()
    if said in _AGREES:
        return any(_AGENT.search(one) for one in _agreeing(words, texts, spoken))
    return said not in _FIRM and any(_AGENT.search(one) for one in sentences)


def _is_done_by(sentence: str, action: QuestionWord) -> bool:
    """Whether somebody does it in a sentence: "the porter closes it", not "it is closed"."""
    tokens, said = re.findall(r"[^\W\d_]+", sentence.casefold()), action.word.casefold()
    return any(
        place > 0
        and any(token.startswith(form) for form in action.forms)
        and (not token.endswith(_PARTICIPLES) or _PASSIVE.isdisjoint(tokens[:place]))
        # "The review is done yearly" tells of nobody who reviews.
        and (token != said.removesuffix("s") or token == said or tokens[place - 1][-1] == "s")
        for place, token in enumerate(tokens)
    ) or (_BY.search(sentence) is not None)


def _agreeing(
    words: Sequence[QuestionWord], texts: Sequence[str], spoken: Collection[Language]
) -> Iterator[str]:
    """The sentences of somebody's agreement to what a question names."""
    for text in texts:
        title, _, rest = text.partition("\n")
        for one in _SENTENCE.split(rest):
            about = Said([title, one], spoken)
            if _AGREED.search(one) and any(about.says(word) for word in words):
                yield one
