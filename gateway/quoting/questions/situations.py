"""Whether somebody tells what happened and needs to know what to do, rather than one fact."""

from __future__ import annotations

import re

# Longer ones tell a story, of which a part is asked for.
MOST_WORDS = 40

_WHAT_TO_DO = re.compile(
    r"\bwhat (?:do|should|shall|must|can) (?:i|we|one) do\b|\bwhat (?:now|next)\b|\bwhat to do\b|"
    r"\bwhat (?:has|needs) to be done\b|"
    r"\bwas (?:muss|soll|sollte|kann|mache|tue|tu) (?:ich|man)(?: jetzt| nun| dann)?(?: (?:tun|"
    r"machen|unternehmen))?\W*$|\bwas (?:müssen|sollen|können|machen|tun) wir\b(?: \w+)? (?:tun|"
    r"machen)\b|\bwas (?:nun|jetzt|dann)\b|\bwas (?:ist )?zu tun\b|"
    r"\bque (?:faire|dois-je faire|puis-je faire|faut-il faire|doit-on faire)\b|\bet maintenant\b|"
    r"\bqué (?:hago|hacemos|debo hacer|debemos hacer|tengo que hacer|puedo hacer|hay que hacer)\b|"
    r"\by ahora qué\b",
    re.IGNORECASE,
)
_TOLD = re.compile(
    r"^\W*(?:(?:help|hilfe|au secours|ayuda)\W+)?(?:"
    r"(?:i|we|my|our|someone|somebody)\b|(?:i|we)['’](?:m|ve|re)\b|"
    r"(?:ich|wir|mein|meine|unser|unsere|mir|jemand)\b|"
    r"j['’]|(?:je|nous|mon|ma|mes|notre|nos|on m['’]a|quelqu['’]un)\b|"
    r"(?:he|hemos|mi|mis|nuestro|nuestra|me han|alguien)\b)",
    re.IGNORECASE,
)
# "I want to know how long ..." asks.
_ASKS = re.compile(
    # The German "was" is English too.
    r"\?|(?:^\W*|, )was\b|"
    r"\b(?:how|what|when|where|which|who|whom|whose|why|whether|if|know|ask|question|"
    r"wie|wann|wo|welche[rsnm]?|wer|wen|wem|warum|wieviele?|ob|wissen|frage|"
    r"comment|quand|où|quel(?:le)?s?|qui|pourquoi|combien|savoir|demande|"
    r"cómo|qué|cuándo|dónde|cuál(?:es)?|quién|cuánt[oa]s?|saber|pregunta)\b",
    re.IGNORECASE,
)


def is_situation(question: str) -> bool:
    """Tell whether ``question`` asks what to do, or only tells what happened to somebody."""
    if len(question.split(maxsplit=MOST_WORDS)) > MOST_WORDS:
        return False
    if _WHAT_TO_DO.search(question):
        return True
    return _TOLD.match(question) is not None and _ASKS.search(question) is None
