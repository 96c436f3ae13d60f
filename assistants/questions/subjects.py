"""What a question is about, without the words that ask for a list, a table or a number."""

from __future__ import annotations

import re

_LEAD = re.compile(
    r"^\W*(?:please |bitte |s'il (?:vous|te) plaît,? )?(?:(?:can|could|would) you (?:please )?)?"
    r"(?:(?:give|show|make|create|list|name|tell|write|draw up|compile|i need|i want|"
    r"i would like)\b"
    r"(?: me| us)?|(?:zeigen?|geben?|gib|nennen?|erstellen?|listen?)\b(?: sie)?(?: mir| uns)?|"
    r"(?:montre[rz]?|donne[rz]?|cite[rz]?|dresse[rz]?)\b(?:[- ](?:moi|nous))?)?"
    r"(?: ?(?:an?|the|all|eine?n?|die|alle|une?|les?|la)\b)*"
    r"(?: ?(?:table|list|overview|tabelle|liste|übersicht|tableau|aperçu)\b"
    r"(?: (?:of|with|for|showing|mit|der|von|für|des?|avec|pour))?)?\s*",
    re.IGNORECASE,
)
_HOW_MANY = re.compile(
    r"\b(?:how many|wie ?viele[nr]?|combien d[e'’])\b(?: of)?(?: our| the| unserer?| der|"
    r" nos)?\s*",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"[,;]? (?:and|und|et) (?:which|what|where|welche\w*|wo|lesquel\w*|quel\w*|où)"
    r"(?: ones?| are (?:they|their \w+)| sind (?:es|das)| sont-\w+)?\W*$"
    r"|[,;]? (?:and|und|et) (?:what|which(?: \w+)?|was|welche[rs]?(?: \w+)?|quel(?:le)?s?) "
    r"(?:does|do|is|are|ist|sind|est|sont) (?:it|they|es|sie|-?ils?|-?elles?)(?: say| mean)?\W*$"
    r"|[,;]? (?:please|bitte)\W*$"
    r"|[,;]? (?:as|in|into) (?:an?|one) (?:table|list|overview)(?:,? please)?\W*$"
    r"|[,;]? (?:als|in einer) (?:tabelle|liste|übersicht)\W*$"
    r"|[,;]? (?:sous forme de|dans un) tableau\W*$|[,;]? en una tabla\W*$",
    re.IGNORECASE,
)
_RANGE = re.compile(
    r",? ?\b(?:(?:of|for|in|by|from|on|with) "
    r"(?:each|every|any|all)(?: one)?(?: of)?(?: the| our| its)?"
    r"(?: (?:two|three|four|five|six|seven|eight|\d+))? [\w’'-]+|"
    r"(?:(?:für|von|bei|in|je) (?:jede[nrms]?|alle[nr]?|sämtliche\w*)|jede[rs]|aller|sämtlicher)"
    r"(?: unsere[rn]?)? [\w’'-]+|"
    r"(?:pour|de|dans|par) (?:chaque|tous (?:les|nos)|toutes (?:les|nos)) [\w’'-]+)(?=\W*$|,)"
    r"|,? ?\b(?:(?:of|for|in|with|across) (?:our|the|these) "
    r"(?:products|medicines|medications|drugs)|"
    r"(?:(?:von|für|bei) )?unsere[rn]? (?:produkten?|arzneimitteln?|medikamenten?|präparaten?)|"
    r"(?:de|pour) nos (?:produits|médicaments)|de nuestros (?:productos|medicamentos)|"
    r"(?:by|per|nach|je|par|por) (?:product|medicine|drug|produkt|arzneimittel|produit|producto))"
    r"(?=\W*$|,)"
    r"|,? ?\b(?P<thing>[\w’'-]+) (?:by|für|par) (?P=thing)\b"
    r"|^(?:for|für|pour) (?:each|every|jedes?|chaque) [\w’'-]+,? ",
    re.IGNORECASE,
)


# "Which product has the longest shelf life?" is about shelf lives.
_MOST = re.compile(
    r"^(?:which|what)(?: (?!ha(?:s|ve)\b)[\w’'-]+){1,5}? (?:has|have|had) (?:the |an? )?"
    r"(?:longest|shortest|highest|lowest|largest|smallest|biggest|fewest|most|least) |"
    r"^welche[rsnm]?(?: (?!hat\b|haben\b)[\w’'-]+){1,5}? (?:hat|haben) (?:die |das |den )?"
    r"(?:längste|kürzeste|höchste|niedrigste|größte|kleinste|meiste|wenigste)[nrs]? ",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[?!.])\s+(?=\w)")


def subject_of(question: str) -> str:
    """What is left of a question without the words that ask for a list, a table or a number."""
    subject = _TAIL.sub("", question)
    led = " ".join(_LEAD.sub("", sentence, count=1) for sentence in _SENTENCE.split(subject))
    subject = _HOW_MANY.sub("", _MOST.sub("", led.strip(), count=1), count=1).strip(" ?.!:,")
    # "Of each product" says which documents to look at, and nothing of what they say.
    narrower = _RANGE.sub("", subject).strip(" ?.!:,")
    subject = narrower if len(narrower.split()) > 1 or len(narrower) > 7 else subject
    return subject if subject else question.strip(" ?.!")
