"""The words that lead a sentence in and claim nothing: "In summary,", "Answer:", "Note that"."""

from __future__ import annotations

import re

# A comma or a colon stands behind them.
_OPENERS = (
    r"in (?:summary|short|brief|conclusion|essence|other words|particular|general|detail|addition|"
    r"fact|practice|this case|that case|sum|a nutshell|(?:simple|plain) (?:words|terms)|"
    r"answer to your question)|"
    r"to (?:summari[sz]e|conclude|clarify|be (?:clear|precise|exact|safe)|sum up|recap|"
    r"(?:start|begin) with|answer (?:your|the|this) question|"
    r"put it (?:simply|briefly|another way))|"
    r"(?:put|said) (?:simply|differently)|simply put|briefly|overall|essentially|basically|"
    r"generally speaking|(?:more )?specifically|more precisely|notably|(?:most )?importantly|"
    r"first of all|first(?:ly)?|second(?:ly)?|third(?:ly)?|next|lastly|last but not least|"
    r"additionally|furthermore|moreover|however|nevertheless|nonetheless|that said|"
    r"having said that|as a result|consequently|for this reason|for (?:example|instance)|"
    r"on the (?:one|other) hand|on top of that|besides(?: that)?|as a reminder|just to be safe|"
    r"remember|fyi|for your information|(?:regarding|as for) your question|as you asked|all in all|"
    r"in the end|at the same time|similarly|likewise|meanwhile|(?:un)?fortunately|interestingly|"
    r"obviously|naturally|correct|(?:yes, )?that(?: is|'s) (?:correct|right)|as you can see|"
    r"kurz(?: gesagt| und gut)?|kurzum|alles in allem|genauer gesagt|genau genommen|"
    r"mit anderen worten|anders gesagt|das hei(?:ß|ss)t|erstens|zweitens|drittens|"
    r"richtig|genau|(?:ja, )?das (?:ist (?:richtig|korrekt)|stimmt)|leider|"
    r"denken sie daran|auf ihre frage|zur (?:einordnung|erinnerung|sicherheit)|"
    r"den (?:dokumenten|unterlagen|quellen) zufolge|aus den (?:dokumenten|unterlagen|quellen) geht "
    r"hervor|"
    r"(?:oui, )?c'est (?:exact|correct|juste)|exactement|malheureusement|heureusement|pour rappel|"
    r"ainsi|"
    r"im allgemeinen|allerdings|jedoch|zu(?:r| ihrer) frage|zur beantwortung ihrer frage|"
    r"en (?:résumé|bref|conclusion|somme|outre|général|particulier|effet|d'autres termes)|"
    r"pour (?:résumer|conclure|répondre à votre question)|bref|concrètement|plus précisément|"
    r"autrement dit|de plus|par (?:ailleurs|exemple|conséquent)|(?:tout )?d'abord|premièrement|"
    r"deuxièmement|ensuite|enfin|cependant|toutefois|néanmoins|concernant votre question|à noter|"
    r"en (?:resumen|breve|conclusión|concreto|general|otras palabras|primer lugar)|además|"
    r"por (?:ejemplo|último|lo tanto)|primero|finalmente|sin embargo|es decir|"
    r"in (?:sintesi|breve|conclusione|generale|altre parole)|inoltre|(?:per|ad) esempio|infine|"
    r"tuttavia|pertanto|innanzitutto"
)
# In German the verb follows at once, or a colon.
_BEFORE_A_VERB = (
    r"zusammen(?:fassend|gefasst)|außerdem|ausserdem|zudem|ferner|weiterhin|insgesamt|"
    r"grundsätzlich|konkret|schlie(?:ß|ss)lich|darüber hinaus|zum beispiel|beispielsweise|zunächst"
)
_IT_SAYS = (
    r"(?:states?|says?|mentions?|indicates?|specif(?:y|ies)|explains?|notes?|describes?|confirms?|"
    r"makes? clear)"
)
# What is said stands behind a "that".
_THAT = (
    rf"(?:the )?(?:(?:first|second|third|relevant|provided|cited|same) )?(?:text|documents?|"
    rf"passages?|polic(?:y|ies)|guidelines?|sources?|information)(?: provided| here| \d{{1,2}})? "
    rf"(?:also |further |clearly )?{_IT_SAYS} that|it follows that|"
    r"(?:it is|it's|it should be) (?:also )?(?:important|worth|essential|crucial|useful|helpful) "
    r"(?:to )?(?:note|noting|remember|remembering|know|knowing|mention|mentioning) that|"
    r"(?:please |also )*(?:note|remember|be aware|keep in mind|bear in mind) that|"
    r"(?:i|we) (?:found|(?:can )?(?:confirm|see|say|tell you)) that|you should know that|"
    r"what matters is that|the (?:(?:main|key|short|relevant|important) )?(?:answer|rule|policy|"
    r"point|takeaway|message|upshot) is(?: that)?|"
    r"(?:zusammenfassend|grundsätzlich) (?:lässt sich sagen|ist festzuhalten|gilt),? dass|"
    r"(?:bitte )?beachten sie(?: bitte)?, dass|"
    r"il (?:est important|est utile|convient) de noter que|(?:veuillez noter|notez|sachez|"
    r"rappelez-vous|n'oubliez pas) que|l(?:e|es|a) (?:documents?|passages?|textes?|sources?) "
    r"(?:indique|précise|mentionne|dise?|explique)(?:nt|t)? que|le passage \d{1,2} indique que|"
    r"la réponse(?: courte)? est que|je confirme que|"
    r"(?:tenga en cuenta|recuerde|cabe destacar|esto significa|es importante (?:señalar|destacar|"
    r"tener en cuenta)) que|(?:el|los|la|las) (?:documentos?|pasajes?|textos?|fuentes?) "
    r"(?:indica|dice|menciona|afirma)n? que|"
    r"(?:si noti|ricordi|tenga presente|ciò significa) che|(?:il|i|la|le) (?:document[oi]|"
    r"pass[oi]|test[oi]|font[ei]) (?:indica|dice|afferma)(?:no)? che"
)
# Any other heading may name a subject or a condition: "Children:", "Renal impairment:".
_LABELS = (
    r"(?:the )?(?:short |quick |direct )?answer(?: is)?|summary|"
    r"(?:key )?(?:points?|facts?|messages?|takeaways?)|tl;?dr|bottom line|"
    r"(?:please |important )?note|important|procedure|process|"
    r"details?|policy|rule|requirements?|results?|conclusion|explanation|context|background|"
    r"overview|(?:quick )?reminder|good to know|worth (?:noting|knowing)|long story short|"
    r"assistant|"
    r"(?:here(?: is|'s) what )?you (?:need|should) (?:to )?know(?: the following)?|"
    r"to summari[sz]e the key points?|the relevant (?:rule|passage)(?: is)?|caution|tip|"
    r"recommendation|next steps?|what to do|"
    r"here(?: is| are|'s) (?:what (?:i|we) (?:found|know)|(?:the|an?|your) (?:short |brief )?"
    r"(?:answer|summary|information|overview|details|key points?|steps|process|procedure|list))|"
    r"(?:kurz)?antwort|(?:wichtiger )?hinweis|wichtig|merke|fazit|zusammenfassung|regel|vorgehen|"
    r"ablauf|einzelheiten|ergebnis|(?:bitte )?beachten(?: sie)?(?: bitte)?|zu beachten(?: ist)?|"
    r"kurzfassung|(?:folgendes|somit|daher|dabei|auch|in ihrem fall) gilt|das wichtigste in kürze|"
    r"(?:gut|wichtig) zu wissen|(?:in )?(?:textstelle|quelle|passage) \d{1,2} (?:steht|besagt|"
    r"sagt)|"
    r"voici (?:la réponse|ce qu'il faut savoir|un résumé)|la règle est la suivante|bon à savoir|"
    r"die (?:kurze )?(?:antwort|regel)(?: auf ihre frage)? (?:lautet|ist)|ich habe gefunden|"
    r"(?:in der regel|es|hier) gilt|"
    r"réponse(?: courte)?|note|remarque|résumé|règle|procédure|à (?:noter|retenir)|"
    r"respuesta|nota|importante|resumen|conclusión|regla|procedimiento|"
    r"risposta|riepilogo|conclusione|regola"
)
_STEP = r"(?:step|point|schritt|punkt|étape|paso|passo|punto) \d{1,2}"
_ASSENTS = (
    r"(?:oui, )?c'est (?:exact|correct|juste)|(?:ja, )?das (?:ist (?:richtig|korrekt)|stimmt)|"
    r"genau|richtig|exactement|of course|sure|certainly|absolutely|(?:great|good) question|gerne?|"
    r"natürlich|"
    r"selbstverständlich|klar|(?:sehr )?gute frage|bien (?:sûr|entendu)|(?:très )?bonne question|"
    r"claro|por supuesto|buena pregunta|certo|certamente"
)
_ABOUT = r"en ce qui concerne|when it comes to|with (?:regard|respect) to|in terms of"
_NUMBERED = (
    r"(?:based on|according to|as (?:stated|described|mentioned|outlined) in|per|from|in|laut|nach|"
    r"gemä(?:ß|ss)|selon|d'après|según|secondo) (?:the |le |el |il |der )?(?:passages?|sources?|"
    r"documents?|excerpts?|textstellen?|passagen?|quellen?|dokumente?|extraits?|pasajes?|fuentes?|"
    r"documentos?|passaggi?o?|fonti?e?) \d{1,2}(?:(?:,| and| und| et| y| e) \d{1,2})*"
)
_LEAD_IN = re.compile(
    rf"^\W*(?:(?:{_OPENERS}|{_NUMBERED})\s?[,:]|(?:{_BEFORE_A_VERB})(?: gilt)?[,:]?(?=\s)|"
    rf"(?:{_THAT})\b,?|"
    rf"(?:{_LABELS}|{_STEP})\s?[:–—-]|(?:{_ASSENTS})\s?[.!,:]|(?:{_ABOUT})\b)\s+(?=\S)",
    re.IGNORECASE,
)
_MOST = 3
_SOURCES = (
    r"(?:(?:(?:the|these|this|our|your|provided|cited|original|official|internal|company|den|der|"
    r"die|le|les|los|el|las|la|il|i) ){0,2}?(?:passages?|documents?|sources?|text|context|"
    r"polic(?:y|ies)|guidelines?|"
    r"information|dokumente?n?|quellen?|unterlagen|textstellen?|richtlinien?|texte|informations|"
    r"documentos?|fuentes?|document[oi]|font[ei])(?: provided| above)?(?: \d{1,2})?)"
)
# Where it stands, said at the end: ", as stated in the document", "(see passage 1)".
_LEAD_OUT = re.compile(
    rf"(?:,\s*(?:as (?:stated|described|outlined|mentioned|noted|specified|indicated|"
    rf"shown) (?:in "
    rf"{_SOURCES}|above|below|earlier)|(?:as )?per {_SOURCES}|(?:according to|based on) {_SOURCES}|"
    rf"(?:wie|comme|como) (?:(?:im|in|in den|in der|dans|en) )?{_SOURCES}(?: \w+)?|"
    rf"(?:comme|como) (?:indiqué|mentionné|précisé|décrit|indicado|mencionado)e?s? (?:(?:dans|en) "
    rf"{_SOURCES}|ci-dessus|arriba)|wie oben (?:beschrieben|erwähnt|genannt)|"
    rf"(?:laut|gemä(?:ß|ss)) {_SOURCES}|(?:selon|según|secondo) {_SOURCES})|"
    r"[(\[](?:(?:see|source:?|per|cf\.?|siehe|quelle:?|voir|véase) )?(?:passages?|sources?|"
    r"documents?|textstellen?|quellen?|passagen?|fuentes?) \d{1,2}[)\]]|"
    r"[–—-]\s*(?:see|siehe|voir|véase))(?=\W*$)",
    re.IGNORECASE,
)


def claiming(text: str) -> str:
    """What of a plain sentence may claim something, without what leads in and out of it."""
    text = _LEAD_OUT.sub("", text, count=1)
    for _ in range(_MOST):
        match = _LEAD_IN.match(text)
        if match is None:
            break
        text = text[match.end() :]
    return text
