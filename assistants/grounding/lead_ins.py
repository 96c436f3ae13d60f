"""What stands around a claim and claims nothing: "In summary,", "Answer:", ", as stated above"."""

from __future__ import annotations

import re

from assistants.grounding.reading.source_words import PLACE, THE_SOURCES
from assistants.grounding.reading.words import EMPTY, WORD

# Words of talking about an answer, and none of what it says. What is made of these and of small
# words alone claims nothing; a subject, a number or a condition is another word.
_TALK = frozenset(
    """above absolutely accordingly actually addition additional additionally answer answered
    answering answers asked assistant aware based basically being below bottom bottomline brief
    briefly case certainly clarification clarify clarity clear clearer clearly closer comes
    concerned concerning conclude conclusion concrete confirm confirmed confirms consequently
    considering context correct correctly course detail detailed details discussed down earlier
    essence essential essentially exact exactly example excerpt explain explained explains
    explanation fact facts far finally find first firstly following follows fortunately found
    further furthermore fyi general generally good great guidance habe haben help helpful helps
    here here's hesitate highlight highlights hope hopefully however i'm i've importance
    important importantly indeed indicate indicated indicates indicating info information
    instance interestingly it's key know knowing known last lastly later learned let let's
    likewise list listed main meaning means meanwhile mention mentioned mentions message mind
    moreover naturally nevertheless next nonetheless notably note noted notes noting nutshell
    obviously ok okay outline outlined outset overall overview particular pertinent plain plainly
    point pointed points precise precisely presented procedure process provide provided provides
    question questions quick quickly quote quoted quoting rappelez-vous reason recall recap refer
    referenced referring regard regarding regards related relevant remember reminder respect
    right rule rundown said saying second secondly see seen short shortly shown shows similarly
    simple simply sort speaking specific specifically specified specifies state stated statement
    states stating step story straight straightforward subject sum summarise summarize summarized
    summarizing summary super sure takeaway takeaways talking tell tells text thank thanks that's
    therefore thing think third thirdly thus tldr topic true unclear understand understanding
    understood unfortunately way welcome what's word words worth write written wrong you're
    you've

    allerdings allgemein allgemeinen anbei anderen anders angaben angeführt angegeben angesichts
    antwort antworten aufgeführt ausgedrückt ausserdem außerdem beachte beachten beantworten
    beantwortung beispiel beispielsweise besagt beschrieben betrifft bezug bezüglich daran
    darüber denken details drittens einfach einleitend einordnung entnehmen entnimmt ergebnis
    ergänzend ergänzung erinnern erinnerung erklärung erläuterung ersichtlich erstens erwähnen
    erwähnt fall fazit ferner festgehalten festhalten folgende folgendes folgt frage fragen
    freundlicherweise fällen gefragt gefunden geht gemäss gemäß genannt genau genauer gerade gern
    gerne gesagt geschrieben gilt grundsätzlich gut gute heisst heißt helfen hervor hervorgeht
    hervorheben hilfe hilft hinaus hinblick hinweis hinweise ihre ihren ihrer infolgedessen
    insbesondere insgesamt kern klar klargestellt klartext konkret konkrete korrekt kurz
    kurzantwort kurze kurzer kurzfassung kurzum kürze laut lautet leider letztlich lässt merke
    möchte nachfolgend nachlesen natürlich nämlich oben präzise punkt punkte regel richtig sagen
    schliesslich schließlich selbstverständlich siehe somit sprich steht stichwort summe
    tatsächlich thema unten vermerkt verstehen vgl vorab vorgehen vorliegenden weitere weiteren
    weiterhin wesentliche wesentlichen wichtig wichtige wichtigen wichtigste wichtigsten wissen
    wort worten wörtlich zitat zitieren zudem zuerst zufolge zunächst zusammenfassen
    zusammenfassend zusammenfassung zusammengefasst zweitens überblick übersicht

    aborder accord ailleurs aperçu autrement bien bilan bon bonne bref brève cas cependant certes
    ci-dessous ci-dessus cité clair claire clairement clarifier clé clés complément compte
    concernant concerne conclure conclusion conclut concret concrètement confirme confirmer
    conformément conséquent contexte correct correcte courte d'abord d'accord dessous dessus
    deuxièmement dire disent dit détail détails effet enfin ensuite essentiel essentielle exact
    exactement exemple explication expliquent fait fournies gros général heureusement important
    indique indiquent indiqué informations juste l'essentiel malheureusement mentionne
    mentionnent mentionné mot mots n'hésitez naturellement note noter notez notons néanmoins
    oublier outre par parfait particulier plaisir point points pour pourtant premier premièrement
    principal précise précisent précisé précisément question questions rapide rappel rappeler
    rappelez rappelons rapport remarque retenez retenir règle répond répondre réponse résumer
    résumé sachez savoir signifie simple simplement sommaire somme souligner source suivant
    suivante sujet synthèse termes toutefois trouve trouvé voici voilà voir volontiers vérité
    également évidemment

    además breve brevemente cierto claro clave conclusión concretamente concreto conformidad
    contexto correcto cuenta decir detalle dicen dicho duda efectivamente ejemplo embargo
    encontrado específicamente exacto fin final finalmente general importante indica indicado
    indican lugar menciona mencionado nota otras palabras pregunta preguntas primer primero punto
    puntos recordar recuerde relación responder respuesta resumen resumiendo sabe saber segundo
    sencillamente sepa señalar significa siguiente supuesto tener tenga texto trata vale último

    altre breve brevemente certo chiaro chiave ciò conclusione concreto corretto domanda esatto
    esempio fine generale importante indica indicano indicato infine innanzitutto inoltre more
    nota parole presente primo proposito punto quindi ricordi riepilogo riguarda riguardo
    rispondere risposta secondo significa sintesi specifically tuttavia""".split()
)
# Small words that limit, deny or set a condition.
_LIMITING = frozenset(
    """ab afin after against alle allem allen aller alles antes après aucun aucune ausser außer
    avant before bis cada cannot chaque contra cuando debe dopo durante during each every falls
    few hasta if jamais jede jedem jeden jeder jedes jedoch jusque kann kein keine keinem keinen
    keiner least less mai may mehr mientras might moins more most much muss must müssen nada ne
    nein never ni nicht no nobody noch non none nor not nothing nur ogni ohne only over pas
    pendant peut peuvent plus prima puede quand quando sans sauf se senza si sin sobald solange
    solo sonst than tous tout toute toutes tras unclear under unless unter until vor weniger wenn
    when where while within without wrong während zwischen""".split()
)
_ALLOWED = (_TALK | EMPTY) - _LIMITING
_NUMBERED = re.compile(
    rf"\b({THE_SOURCES}|{PLACE})\s+\d{{1,2}}(?:(?:,| and| und| et| y| e) \d{{1,2}})*\b",
    re.IGNORECASE,
)
_SOURCES = re.compile(rf"\b{THE_SOURCES}\b", re.IGNORECASE)
# To a question that asks for a yes, these say it.
_ASSENT = re.compile(
    r"\b(?:correct|right|true|exact|richtig|korrekt|genau|stimmt|correcte?|vrai|cierto|corretto)\b",
    re.IGNORECASE,
)
# Sources, and phrases with a word that means something elsewhere.
_OURS = re.compile(
    rf"\b(?:{THE_SOURCES}|{PLACE}|polic(?:y|ies)|richtlinien?|vorgaben?|bottom line|as a result|"
    r"long story short|in (?:simple|plain|other) terms|in the end|in practice|to be safe|"
    r"(?:of|off) course|on (?:the (?:one|other) hand|top of that)|what matters|"
    r"more (?:specifically|precisely)|tout d'abord|bien sûr|plus précisément|d'après|"
    r"sin embargo|simply put|"
    r"put (?:simply|differently|briefly|another way|it)|(?:keep|bear) in mind|"
    r"to (?:start|begin|put it)|you (?:need|should) (?:to )?know|need to know)\b",
    re.IGNORECASE,
)
# A beginning ends at the first of these, and one that tells what is said at its "that".
_BEGINNING = re.compile(r"^([^,:;.!?–—]{1,90}?)(?:\s?[,:!–—]|\s-(?=\s))\s*(?=\S)")
_TELLING = re.compile(r"^([^,:;.!?–—]{1,90}?),?\s(?:that|dass|que|che)\s+(?=\S)", re.IGNORECASE)
_SENTENCE = re.compile(r"^([^:;.!?–—]{1,60}?)[.!]\s+(?=\S)")
_AS = "as|per|according|based|laut|gemäß|gemäss|wie|selon|comme|según|como|secondo|siehe|voir"
_END = re.compile(
    rf"(?:,\s((?:{_AS})\b[^,;:()\[\]]{{1,80}})|"
    r"\s[(\[]([^()\[\]]{1,60})[)\]]|\s[–—-]\s([^,;:]{1,40}))[\s.]*$"
)
# In German the verb follows at once.
_BEFORE_A_VERB = re.compile(
    r"^\W*(?:tl;?dr\s?[:–-]|zusammen(?:fassend|gefasst)|außerdem|ausserdem|zudem|ferner|weiterhin|"
    r"insgesamt|grundsätzlich|konkret|schlie(?:ß|ss)lich|darüber hinaus|zum beispiel|"
    r"beispielsweise|zunächst)"
    r"\s+(?=\S)",
    re.IGNORECASE,
)
# The topic stays, and is asked for.
_ABOUT = re.compile(
    r"^\W*(?:when it comes to|with (?:regard|respect) to|in terms of|en ce qui concerne|"
    r"was (?=[^,]{1,40} betrifft,))\s*(?=\S)",
    re.IGNORECASE,
)
_MOST = 4


def claiming(text: str) -> str:
    """What of a plain sentence may claim something, without what leads in and out of it."""
    if _SOURCES.search(text) and not _ASSENT.search(text) and _says_nothing(text):
        return ""
    ending = _END.search(text)
    if ending is not None and _says_nothing(next(filter(None, ending.groups()))):
        text = text[: ending.start()] + "."
    for _ in range(_MOST):
        end = _end_of_beginning(text)
        if not end:
            break
        text = text[end:]
    return text


def _end_of_beginning(text: str) -> int:
    for pattern in (_BEGINNING, _TELLING, _SENTENCE):
        match = pattern.match(text)
        if match is not None and _says_nothing(match[1]):
            return match.end()
    match = _BEFORE_A_VERB.match(text) or _ABOUT.match(text)
    return match.end() if match else 0


def _says_nothing(part: str) -> bool:
    """Whether all of its words are such as talk of an answer, at least one of them."""
    bare = _OURS.sub(" summary ", _NUMBERED.sub(r"\1", part))
    if any(map(str.isdigit, bare)):
        return False
    words = [word.casefold() for word in WORD.findall(bare)]
    return (
        bool(words)
        and all(word in _ALLOWED or _apart(word) for word in words)
        and any(word in _TALK for word in words)
    )


def _apart(word: str) -> bool:
    """Whether a word is two that are allowed: "l'essentiel", "follow-up"."""
    parts = [part for part in re.split(r"['’-]", word) if len(part) > 1]
    return bool(parts) and len(parts) < len(word) and all(part in _ALLOWED for part in parts)
