"""What of an answer claims something: greetings, headings and a plain "not in there" do not."""

from __future__ import annotations

import re

from assistants.grounding.reading.source_words import THE_SOURCES
from assistants.grounding.reading.words import WORD, content

_REFUSALS = re.compile(
    rf"\b{THE_SOURCES}\b[^.;]{{0,60}}?\b(?:do|does|did|is|are|can)?\s*(?:not|n't|cannot|no|nothing|never|"
    r"nicht|keine?\w*|ne|n'|no)\b"
    rf"|\b(?:not|nothing|nicht|nichts|nulle|rien|ni)\b[^.;]{{0,50}}\b(?:in|within|from|in den|in "
    rf"der|dans|"
    rf"en)\s+(?:\w+\s+){{0,4}}?{THE_SOURCES}\b"
    r"|\bi\s+(?:could|can|was|am|do|did)\s*(?:not|n't|unable)\b|\bi\s+(?:cannot|can't|couldn't|don't)\b"
    r"|\bno\s+(?:\w+\s+)?(?:information|answer|mention|details?|data)\b|\bunable to (?:find|"
    r"answer)\b"
    r"|\b(?:ich|wir)\s+(?:kann|konnte|weiss|weiß|finde|habe)\b[^.;]{0,60}\b(?:nicht|keine?\w*)\b"
    r"|\bkeine\w*\s+(?:\w+\s+)?(?:angaben?|informationen?|antwort|hinweise?)\b|\bsteht\b[^.;]{0,40}\bnicht\b"
    r"|\bje\s+(?:ne|n')\b|\baucune?\s+(?:information|réponse|mention)\b"
    r"|\bno\s+(?:hay|encuentro|se menciona|se indica|puedo|encontré|dispongo)\b"
    r"|\b(?:sorry|leider|désolée?|lo siento)\b",
    re.IGNORECASE,
)
# Every refusal has one of these, and to look for them takes a tenth of the time.
_DENIES = re.compile(
    r"n't|(?:\b|(?<=do|es|id|is|re|an))(?:not|no|nothing|never|cannot|nichts?|kein|ne|n'|nulle|rien|"
    r"ni|unable|aucun|sorry|leider|désolé|lo siento)",
    re.IGNORECASE,
)
_FURTHER = re.compile(
    r"(?:[,;]|\s-)\s*(?:but|however|yet|although|aber|jedoch|mais|cependant|pero|sin "
    r"embargo)\b(.*)$|"
    r"\b(?:but|however|aber|jedoch|mais|pero)\b(.*)$|[;:](.*)$",
    re.IGNORECASE | re.DOTALL,
)
_COURTESY = re.compile(
    r"^\W*(?:hello|hi|hey|dear|good (?:morning|afternoon|evening|question)|welcome|thank(?:s| "
    r"you)|great question|(?:sehr )?gute frage|hope (?:this|that|it) helps|i(?:'m| am) happy to|"
    r"you're welcome|you are welcome|i hope|let me "
    r"know|"
    r"please (?:let me know|ask|feel free)|feel free|if you (?:have|need) (?:any )?(?:more|"
    r"further|other|additional|anything)|"
    r"is there anything|happy to help|glad to|here (?:is|are|'s)|below (?:is|are)|hallo|guten|"
    r"danke|gerne?|(?:bei|für) weiteren? fragen|"
    r"ich hoffe|falls sie weitere|wenn sie weitere|melden sie sich|"
    r"hier "
    r"(?:ist|sind|finden)|bonjour|merci|n'hésitez|j'espère|voici|hola|buenos|buenas|"
    r"gracias|"
    r"espero|no dude|aquí)\b",
    re.IGNORECASE,
)
_POINTING = re.compile(
    rf"^\W*(?:for (?:more|further|additional) (?:details?|information),? |pour plus (?:de "
    rf"détails|d'informations?),? )?(?:please |bitte |veuillez |por favor )?(?:see|check|consult|"
    rf"refer|read|verify|prüfen|lesen|siehe|"
    rf"vgl|voir|consultez|vérifiez|consulte|vea|véase)\b[^.;]{{0,40}}\b{THE_SOURCES}\b|"
    rf"^\W*(?:this|the following|the above|all of this|das|dies|ceci|cela|esto)\b[^.;]{{0,60}}\b"
    rf"{THE_SOURCES}\W*$",
    re.IGNORECASE,
)
_ATTRIBUTION = re.compile(
    rf"^\W*(?:according to|based on|as (?:stated|described) in|gemäss|gemäß|laut|nach|selon|"
    rf"d'après|según|de "
    rf"acuerdo con)\s+(?:\w+\s+){{0,4}}?{THE_SOURCES}\s*[,:]?\s*",
    re.IGNORECASE,
)
_YES_OR_NO = (
    r"(?:yes|no|ja|nein|oui|non|s[iíì]|never|always|niemals|nie|immer|jamais|toujours|nunca|siempre|"
    r"(?:absolutely|certainly|definitely|of course|surely) not|not at all|by no means|"
    r"that(?: is|'s) (?:correct|right|true)|das (?:ist richtig|stimmt)|c'est (?:exact|correct)|"
    r"exact|genau|richtig|auf keinen fall|auf jeden fall|keineswegs|"
    r"(?:natürlich|sicher|bestimmt) nicht|pas du tout|"
    r"bien sûr que (?:oui|non)|en aucun cas|en ningún caso|claro que (?:sí|no)|por supuesto que no)"
)
# To "May I ...?" each of them is a yes.
_ASSENT = (
    r"(?:absolutely|certainly|definitely|indeed|of course|sure(?:ly)?|natürlich|selbstverständlich|"
    r"sicher(?:lich)?|gewiss|klar|unbedingt|bien sûr|bien entendu|certainement|absolument|"
    r"tout à fait|claro|por supuesto|desde luego|ciertamente|absolutamente)"
)
_ONE_ANSWER = rf"(?:{_YES_OR_NO}|{_ASSENT})"
_ANSWER_ALONE = re.compile(rf"^\W*{_ONE_ANSWER}(?:\W+{_ONE_ANSWER})*\W*$", re.IGNORECASE)
_ASSENTED = re.compile(rf"^\W*(?:{_ASSENT}\b\W+)+(?=\w)", re.IGNORECASE)
_HEADING = re.compile(r"^\s{0,3}#{1,6}\s")
_ITEM = re.compile(r"^\s*(?:[-*•]|\d{1,3}[.)])\s")
_MARKED = re.compile(r"\[\d")
_RULE = re.compile(r"^[\s|:*_=#>~`-]+$")


def is_answer_alone(text: str) -> bool:
    """Whether a sentence is a bare yes or no, which only means something with the next one."""
    return _ANSWER_ALONE.match(text) is not None


def claim_of(line: str, text: str) -> str:
    """What of a plain sentence claims something; empty where nothing does.

    ``line`` is the sentence as it was written: only that shows a heading.
    """
    if _RULE.match(line) or not WORD.search(text):
        return ""
    said = _ATTRIBUTION.sub("", text).strip()
    heading = _HEADING.match(line) or said.endswith((":", "?")) or _is_bold(line)
    # "Of course, here is the answer" assents to nothing else.
    further = said if is_answer_alone(said) else _ASSENTED.sub("", said)
    courtesy = _COURTESY.match(further) and len(content(further)) < 6 and not is_answer_alone(said)
    if heading or courtesy or _POINTING.match(said):
        return ""
    if _DENIES.search(said) and _REFUSALS.search(said):
        rest = _FURTHER.search(said)
        return next(filter(None, rest.groups()), "").strip() if rest else ""
    if any(map(str.isdigit, said)) or _ANSWER_ALONE.match(said):
        return said
    listed = _ITEM.match(line) or _MARKED.search(line)
    short = len(WORD.findall(said)) < 3 and not listed
    return said if content(said) and not short else ""


def _is_bold(line: str) -> bool:
    """Whether a line is a heading in bold: nothing else in it, and no end of a sentence."""
    bare = line.strip()
    return bare.startswith("**") and bare.endswith("**") and bare[-3:-2] not in ".!?"
