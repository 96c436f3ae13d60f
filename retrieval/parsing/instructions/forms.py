"""The forms of orders to a language model, in English, German, French and Spanish."""

from __future__ import annotations

import re

# Whom no other reader can be, and who may also be a person.
_MODEL = (
    r"(?:\bAI\b(?!-\w*act)|\bA\.I\.|\bLLMs?\b|\b(?:AI|virtual|digital|automated|"
    r"language)[ -](?:assistants?|"
    r"models?|systems?|agents?|tools?)\b|\bchat ?bots?\b|\bKI\b(?!-Verordnung)|"
    r"\bKI-(?:Assistent\w*|Modell\w*|System\w*)|\bSprachmodelle?\w*|\bIA\b|\bmodèles? de langage\b|"
    r"\bassistants? (?:IA|virtuels?)\b|\bmodelos? de lenguaje\b|\basistentes? (?:de IA|"
    r"virtual(?:es)?)\b)"
)
_PERHAPS = (
    r"(?:\b(?:the|this|any|every|each|dear) (?:assistants?|models?|bots?)\b(?! of\b)|"
    r"\bassistants?(?=\s*[:,])|"
    r"\b(?:der|dieser|jeder|lieber) Assistent\w*(?! de[rs]\b)|\bl'assistant\b|\b(?:el|este) "
    r"asistente\b)"
)
_OVERRIDE = (
    r"(?:ignor\w*|disregard\w*|forget|override\w*|overrule\w*|bypass\w*|neglect|discard|set aside|"
    r"pay no attention to|do not (?:follow|obey)|stop following|missachte\w*|vergiss|vergessen sie|"
    r"übergehe\w*|beachte\w* nicht|oublie[zr]?|n'?e? ?ten(?:ez|ir) pas compte|ignore[zr]|olvid\w+|"
    r"descart\w+|haz caso omiso|no sigas|no tengas? en cuenta|ne (?:suis|suivez) pas)"
)
_RULES = (
    r"(?:instructions?|rules?|prompts?|directions|guidelines|guardrails|system message|"
    r"anweisung\w*|anleitung\w*|vorgaben?|regeln?|systemprompt|consignes?|instructions|règles?|"
    r"instrucciones|reglas?|indicaciones)"
)
_YOURS = (
    r"(?:\b(?:your|previous|prior|earlier|above|preceding|foregoing|system|initial|original|deine\w*|"
    r"ihre\w*|vorherige\w*|bisherige\w*|obige\w*|vorige\w*|frühere\w*|vos|tes|précédent\w*|antérieur\w*|"
    r"ci-dessus|initial\w*|tus|sus|anteriores|previas|any other|all other|everything)\b)"
)
_SAY = (
    r"(?:answer|reply|respond|say|state|tell|output|print|write|repeat|mention|recommend|claim|insert|add|"
    r"append|include|quote|reveal|disclose|confirm|conclude|begin|start|end|finish|"
    r"antworte\w*|sage?n?|schreibe?\w*|gib\w*|gebe\w*|nenne\w*|erwähne\w*|wiederhole\w*|beende\w*|füge\w*|"
    r"empfiehl|empfehle\w*|behaupte\w*|behandle\w*|"
    r"répond\w*|dis|dites|dire|écri\w+|ajoute\w*|mentionne\w*|répète\w*|termine\w*|recommande\w*|affirme\w*|"
    r"responde\w*|di|diga|decir|escrib\w+|añad\w+|menciona\w*|repit\w+|repet\w+|termina\w*|recomienda\w*|"
    r"afirma\w*|incluy\w+)"
)
_SPEAK = (
    r"(?:answers?|repl(?:y|ies)|responds?|says?|tells?|claims?|mentions?|states?|antworte\w*|sag\w*|nenne\w*|"
    r"erwähne\w*|behaupte\w*|répond\w*|dire|dise|mentionne\w*|affirme\w*|responde\w*|decir|diga|mencion\w*|"
    r"afirm\w*)"
)
_MUST = (
    r"(?:must|shall|should|has to|have to|is to|are to|always|only|never|needs? to|muss|müssen|"
    r"soll\w*|immer|"
    r"nur|doit|doivent|devra\w*|toujours|uniquement|debe\w*|siempre|únicamente|solo|sólo)"
)
_ALL_ANSWERS = (
    r"(?:(?:every|all|any|each|the|your)\s+(?:\w+\s+)?(?:answers?|questions?|repl(?:y|ies)|responses?|quer(?:y|"
    r"ies)|outputs?)|in your (?:answer|reply|response)|jede\w*\s+(?:Antwort|Frage)\w*|"
    r"alle\w*\s+(?:Antworten|"
    r"Fragen)|deine\w* Antwort\w*|chaque (?:réponse|question)|toutes? (?:les|tes|vos) (?:réponses|"
    r"questions)|"
    r"(?:ta|votre) réponse|cada (?:respuesta|pregunta)|todas las (?:respuestas|preguntas)|tu "
    r"respuesta)"
)
_NOTHING_ELSE = (
    r"(?:only|exactly|just|nothing but|solely|nur|genau|ausschliesslich|ausschließlich|uniquement|"
    r"seulement|"
    r"exactement|únicamente|solo|sólo|exactamente|solamente)"
)
_TO = (
    r"(?:if|when|as|note|notice|message|attention|important|instructions?|to|for|dear|wenn|als|hinweis|an|für|"
    r"liebes?|si|en tant que?|note|à|pour|cher|como|nota|para|querido)"
)
_LASTING = r"(?:always|only|never|immer|nur|toujours|uniquement|siempre|solo|sólo|únicamente)"
_BEGINS = (
    r"(?:begin|start|end|finish|conclude|contain|include|mention|say|state|be|beginnen|enden|enthalten|lauten|"
    r"commencer|finir|se terminer|contenir|mentionner|empezar|terminar|contener|mencionar|incluir)"
)


def _form(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


# Letters without which a form finds nothing; looking for these costs next to nothing.
_MODEL_LETTERS = tuple("assist asist model modèle bot llm gpt".split())
_MODEL_INITIALS = re.compile(r"\b(?:AI|A\.I\.|KI|IA|ai|ki|ia)\b")
_RULE_LETTERS = tuple(
    "instru rule prompt direction guideline guardrail anweisung anleitung vorgabe regel consigne "
    "règle "
    "regla indicacion above before previous said told obige précé anterior".split()
)
_ANSWER_LETTERS = tuple(
    "answer repl respon quer output question antwort frage répon pregunt".split()
)
_ONLY_LETTERS = tuple(
    "only exactly just nothing solely nur genau ausschlie uniquement seulement exact sol "
    "únic".split()
)
_MARK_LETTERS = tuple(
    "<|,inst],sys>,##,system,assistant,end of,user,instr,regel,consigne".split(",")
)
_OF_MODELS = _form(rf"{_MODEL}|{_PERHAPS}")
_TO_MODELS = tuple(
    map(
        _form,
        (
            rf"{_MODEL}[^.!?]{{0,60}}?\b{_MUST}\b[^.!?]{{0,60}}?\b{_SAY}\b",
            rf"{_PERHAPS}[^.!?]{{0,40}}?\b{_MUST}\b[^.!?]{{0,40}}?\b{_SPEAK}\b",
            rf"(?:^\W*|\b{_TO}\b[^.!?]{{0,20}}?)(?:{_MODEL}|{_PERHAPS})[^.!?]{{0,90}}?\b(?:{_SAY}|{_OVERRIDE})\b"
            rf"(?=[^.!?]*(?:[\"“„«:]|\b(?:that|dass|que|with|mit|avec|con|{_LASTING}|{_RULES})\b))",
            rf"(?:{_MODEL}|{_PERHAPS})[^.!?]{{0,40}}?\b(?:reading|reads?|process\w*|summari\w*|liest|lesen|lisant|"
            rf"lise\w*|lee|leyendo)\b[^.!?]{{0,20}}?\b(?:this|these|the following|dies\w*|cette?|"
            rf"ces|est[aeo]s?)\b",
            rf"{_MODEL}[^.!?]{{0,40}}?\b(?:treat|consider|use|follow|obey)\b[^.!?]{{0,30}}?\b(?:this|these)\b",
            rf"\b(?:as|als|en tant qu'?e?|como)\s+(?:an?\s+|eine?\s+|"
            rf"une?\s+)?{_MODEL}[^.!?]{{0,40}}?"
            rf"(?:\byou\b|\bI\b|\b{_SAY}\b|\b{_OVERRIDE}\b)",
            r"\b(?:LLMs?|AI|models?|assistants?|chat ?bots?|KI|IA)\s+(?:instructions?|notes?|"
            r"directives?|commands?|"
            r"anweisung\w*)\s*:",
        ),
    )
)
_YOU_ARE = _form(
    rf"\b(?:you are|you're|act as|pretend to be|du bist|sie sind|tu es|vous êtes|eres|usted "
    rf"es)\s+(?:now\s+|"
    rf"jetzt\s+|maintenant\s+|ahora\s+)?(?:an?\s+|eine?\s+|une?\s+)?(?:{_MODEL}|(?:assistant|asistente|"
    rf"assistent)\b)"
)
_AGAINST_RULES = tuple(
    map(
        _form,
        (
            rf"\b{_OVERRIDE}\b[^.!?]{{0,40}}?{_YOURS}[^.!?]{{0,30}}?\b{_RULES}\b"
            r"(?![^.!?]{0,30}\b(?:of|from|for|in|zu|für|de|du|version)\b)",
            rf"\b{_OVERRIDE}\b[^.!?]{{0,20}}?\b(?:everything|anything|all|alles|tout|todo)\b[^.!?]{{0,20}}?"
            r"\b(?:above|before|previous\w*|said|told|obige\w*|précède|précédent|anterior)\b",
            rf"\b{_OVERRIDE}\b[^.!?]{{0,30}}?\b{_RULES}\b(?=[^.!?]*\b(?:answer|say|print|reply|respond|"
            r"instead|antworte\w*|sage?|répond\w*|responde\w*)\b)",
            rf"\b(?:print|reveal|show|repeat|output|disclose|zeige|verrate|affiche\w*|révèle\w*|muestra|revela)\b"
            rf"[^.!?]{{0,20}}\b(?:your|deine\w*|tes|votre|vos|tu|tus|the "
            rf"system)\b[^.!?]{{0,20}}?\b{_RULES}\b",
        ),
    )
)
_ON_ANSWERS = tuple(
    map(
        _form,
        (
            rf"\b{_SAY}\b\s+(?:\w+\s+){{0,2}}?{_ALL_ANSWERS}\s*(?:with|by|mit|avec|par|con)\b",
            rf"\b{_ALL_ANSWERS}\s+{_MUST}\s+{_BEGINS}\b",
            rf"\b(?:in|to|at the (?:end|start|beginning) of|on|an|zu|auf|à|dans|en|"
            rf"a)\s+{_ALL_ANSWERS}[^.!?]{{0,20}}"
            rf"\b(?:{_SAY}|you must|must)\b",
            rf"\b{_LASTING}\s+{_SAY}\b[^.!?]{{0,40}}?\b(?:in|to|at|of|with)\s+{_ALL_ANSWERS}",
            rf"(?:^|[.:;,]\s*|\b(?:and|und|et|y|please|must|instead|always)\s+){_SAY}\s+(?:with|mit|par|con|avec)?"
            rf"\s*{_NOTHING_ELSE}\b\s*(?:with|mit|par|con|avec|by)?\s*(?:the (?:word|phrase|text|"
            rf"sentence|"
            rf"following)|das wort|le mot|la palabra|[\"“„«:]|(?-i:[A-Z0-9][A-Z0-9-]{{3,}}))",
            r"\b(?:regardless of|no matter|whatever|egal|quelle que soit|sea cual "
            r"sea)\b[^.!?]{0,60}"
            rf"\b(?:asks?|asked|question|frage|gefragt|pregunta)\b[^.!?]{{0,40}}\b{_SAY}\b",
        ),
    )
)
_MARKS = _form(
    r"<\|?(?:im_start|system|endoftext|assistant)\|?>|\[/?INST\]|<</?SYS>>|^\s*#{2,}\s*(?:system|"
    r"new (?:task|"
    r"instructions?))\b|^\s*(?-i:SYSTEM|ASSISTANT)\s*:\s*\S|\bsystem (?:prompt|message|"
    r"override)\s*:|"
    rf"\bend of (?:the )?(?:passages?|context)\b|\b(?:new|neue|nouvelles?|"
    rf"nuevas?)\s+(?:system\s+)?{_RULES}\s*:|"
    r"\bdo not (?:tell|inform|reveal to|mention to)\b[^.!?]{0,20}\b(?:the "
    r")?user\b[^.!?]{0,30}\b(?:this|these|"
    r"that you)\b"
)
# Alone said to people too; beside an order to a model it belongs to it.
WEAK = re.compile(
    rf"(?:^|[.:;,]\s*)(?:always\s+|instead,?\s+|please\s+|immer\s+|toujours\s+|siempre\s+|do "
    rf"not\s+|never\s+)?"
    rf"{_SAY}\b|\b(?:when|if|whenever|wenn|falls|si|quand|cuando)\b[^.!?]{{0,60}}\b(?:ask\w*|question\w*|"
    rf"frag\w*|demand\w*|pregunt\w*)\b|\b(?:you|your|du|dein\w*|tu|tes|vous|vos)\b|\b{_OVERRIDE}\b|"
    rf"\b(?:this|these|dies\w*|cette|ces|esta|estas)\s+{_RULES}\b|(?:{_MODEL}|{_PERHAPS})",
    re.IGNORECASE,
)


def is_order(piece: str) -> bool:
    """Whether a plain sentence gives an order to a model."""
    small = piece.casefold()
    forms: list[re.Pattern[str]] = []
    if any(letters in small for letters in _MARK_LETTERS):
        forms.append(_MARKS)
    if _may_speak_to_models(piece, small):
        forms += (_YOU_ARE, *(_TO_MODELS if _OF_MODELS.search(piece) else ()))
    if any(letters in small for letters in _RULE_LETTERS):
        forms += _AGAINST_RULES
    if any(letters in small for letters in (*_ANSWER_LETTERS, *_ONLY_LETTERS)):
        forms += _ON_ANSWERS
    return any(form.search(piece) for form in forms)


def _may_speak_to_models(piece: str, small: str) -> bool:
    return any(letters in small for letters in _MODEL_LETTERS) or bool(
        _MODEL_INITIALS.search(piece)
    )
