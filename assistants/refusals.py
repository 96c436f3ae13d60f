"""The three different "no"s, each with an owner and a next step, in the language of the answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistants.answers import AnswerKind
from assistants.profiles import Configuration
from gateway.calls import AnswerRefusedError, GatewayError, NotSetUpError, PromptTooLongError
from gateway.spending.charges import BudgetSpentError
from retrieval.passages import SourceCondition, SourceState

_WORDING: dict[str, dict[str, str]] = {
    "en": {
        AnswerKind.NOT_FOUND: "I found no answer to this in the documents of {name} that you may "
        "read, so I will not guess.",
        AnswerKind.NOT_INDEXED: "I cannot answer this reliably: {sources} is not up to date in my "
        "index at the moment.",
        AnswerKind.NOT_PERMITTED: "Documents of {name} that you may not read seem to answer this. "
        "I can tell you neither what they say nor which they are.",
        "permission": "**What you can do:** Ask {owner} for access, and say what you need it for.",
        AnswerKind.FAILED: "I could not finish this answer. Nothing is wrong with your question: "
        "please ask it again in a moment.",
        "budget": "The budget of {name} for language models leaves no room for another answer at "
        "the moment, so I cannot answer. It is renewed on {day}.",
        "held": "What is left of the budget of {name} for language models is set aside for answers "
        "that are being written right now. Please ask again in a moment.",
        "cut": "*The answer ends here because it reached the model's length limit. Ask for the "
        "rest, or for less at once.*",
        "not_set_up": "The language model is not set up as it should be, so I cannot answer now. "
        "Nothing is wrong with your question. Please tell your support; the number of this answer "
        "stands under “About this answer”.",
        "refused": "The language model refuses to answer this, and asking again in the same words "
        "will not help.",
        "withheld": "I have withheld this answer: it began to repeat my instructions instead of "
        "what the documents say. Please ask again in other words.",
        "unsure": "*The documents may not answer this exactly. What comes nearest:*",
        "withdrawn": "I have withdrawn this answer: not all that the language model wrote stands "
        "in the documents. Please ask in other words, or about less at once.",
        "too_long": "Your question is too long: together with what the documents say it does not "
        "fit into the language model. Please ask it in fewer words.",
        "next": "**What you can do:** {next_step}",
        "owner": "**Who can help:** {owner}",
    },
    "de": {
        AnswerKind.NOT_FOUND: "In den Dokumenten von {name}, die Sie lesen dürfen, steht dazu "
        "keine Antwort, und ich rate nicht.",
        AnswerKind.NOT_INDEXED: "Das kann ich gerade nicht verlässlich beantworten: {sources} ist "
        "in meinem Index nicht aktuell.",
        AnswerKind.NOT_PERMITTED: "Dokumente von {name}, die Sie nicht lesen dürfen, scheinen das "
        "zu beantworten. Ich kann Ihnen weder sagen, was darin steht, noch welche es sind.",
        "permission": "**Was Sie tun können:** Bitten Sie {owner} um Zugang, und sagen Sie, wofür "
        "Sie ihn brauchen.",
        AnswerKind.FAILED: "Ich konnte diese Antwort nicht zu Ende bringen. An Ihrer Frage liegt "
        "es nicht: Bitte stellen Sie sie gleich noch einmal.",
        "budget": "Das Budget von {name} für Sprachmodelle reicht im Moment für keine weitere "
        "Antwort, deshalb kann ich nicht antworten. Es wird am {day} erneuert.",
        "held": "Der Rest des Budgets von {name} für Sprachmodelle ist für Antworten reserviert, "
        "die gerade geschrieben werden. Bitte stellen Sie Ihre Frage gleich noch einmal.",
        "cut": "*Die Antwort endet hier, weil die Längengrenze des Modells erreicht ist. Fragen "
        "Sie nach dem Rest, oder nach weniger auf einmal.*",
        "not_set_up": "Das Sprachmodell ist nicht richtig eingerichtet, deshalb kann ich jetzt "
        "nicht antworten. An Ihrer Frage liegt es nicht. Bitte sagen Sie es Ihrem Support; die "
        "Nummer dieser Antwort steht unter „Über diese Antwort“.",
        "refused": "Das Sprachmodell verweigert hier die Antwort; dieselbe Frage noch einmal zu "
        "stellen, hilft nicht.",
        "withheld": "Ich habe diese Antwort zurückgehalten: Sie begann, meine Anweisungen zu "
        "wiederholen, statt aus den Dokumenten zu antworten. Bitte fragen Sie in anderen Worten.",
        "unsure": "*Die Dokumente beantworten das vielleicht nicht genau. Am nächsten kommt:*",
        "withdrawn": "Ich habe diese Antwort zurückgezogen: Nicht alles, was das Sprachmodell "
        "schrieb, steht in den Dokumenten. Bitte fragen Sie in anderen Worten, oder nach weniger "
        "auf einmal.",
        "too_long": "Ihre Frage ist zu lang: Zusammen mit dem, was die Dokumente sagen, passt sie "
        "nicht in das Sprachmodell. Bitte stellen Sie sie in weniger Worten.",
        "next": "**Was Sie tun können:** {next_step}",
        "owner": "**Wer hilft:** {owner}",
    },
    "fr": {
        AnswerKind.NOT_FOUND: "Je ne trouve pas de réponse dans les documents de {name} que vous "
        "pouvez lire, et je ne veux pas deviner.",
        AnswerKind.NOT_INDEXED: "Je ne peux pas répondre de façon fiable : {sources} n’est pas à "
        "jour dans mon index pour le moment.",
        AnswerKind.NOT_PERMITTED: "Des documents de {name} que vous ne pouvez pas lire semblent "
        "y répondre. Je ne peux dire ni ce qu’ils contiennent, ni lesquels ce sont.",
        "permission": "**Que faire :** Demandez l’accès à {owner}, en disant pourquoi il vous le "
        "faut.",
        AnswerKind.FAILED: "Je n’ai pas pu terminer cette réponse. Votre question n’est pas en "
        "cause : reposez-la dans un instant.",
        "budget": "Le budget de {name} pour les modèles de langage ne suffit pas pour une réponse "
        "de plus en ce moment, je ne peux donc pas répondre. Il sera renouvelé le {day}.",
        "held": "Ce qui reste du budget de {name} pour les modèles de langage est réservé à des "
        "réponses en cours de rédaction. Veuillez reposer votre question dans un instant.",
        "cut": "*La réponse s’arrête ici, car le modèle ne peut pas écrire davantage. Demandez la "
        "suite, ou moins à la fois.*",
        "not_set_up": "Le modèle de langage n’est pas configuré comme il faut, je ne peux donc pas "
        "répondre maintenant. Votre question n’est pas en cause. Signalez-le à votre support ; le "
        "numéro de cette réponse figure sous « À propos de cette réponse ».",
        "refused": "Le modèle de langage refuse de répondre ici, et reposer la même question n’y "
        "changera rien.",
        "withheld": "J’ai retenu cette réponse : elle commençait à répéter mes consignes au lieu "
        "de ce que disent les documents. Reformulez votre question.",
        "unsure": "*Les documents n’y répondent peut-être pas exactement. Le plus proche :*",
        "withdrawn": "J’ai retiré cette réponse : tout ce que le modèle de langage a écrit ne se "
        "trouve pas dans les documents. Reformulez votre question, ou demandez moins à la fois.",
        "too_long": "Votre question est trop longue : avec ce que disent les documents, elle ne "
        "tient pas dans le modèle de langage. Posez-la en moins de mots.",
        "next": "**Que faire :** {next_step}",
        "owner": "**Qui peut aider :** {owner}",
    },
    "es": {
        AnswerKind.NOT_FOUND: "No encuentro respuesta a esto en los documentos de {name} que usted "
        "puede leer, y no quiero adivinar.",
        AnswerKind.NOT_INDEXED: "No puedo responder con seguridad: {sources} no está al día en mi "
        "índice en este momento.",
        AnswerKind.NOT_PERMITTED: "Hay documentos de {name} que usted no puede leer y que parecen "
        "responder a esto. No puedo decirle ni qué dicen ni cuáles son.",
        "permission": "**Qué puede hacer:** Pida acceso a {owner}, y diga para qué lo necesita.",
        AnswerKind.FAILED: "No he podido terminar esta respuesta. No es por su pregunta: hágala de "
        "nuevo dentro de un momento.",
        "budget": "El presupuesto de {name} para modelos de lenguaje no alcanza para otra "
        "respuesta en este momento, así que no puedo responder. Se renueva el {day}.",
        "held": "Lo que queda del presupuesto de {name} para modelos de lenguaje está reservado "
        "para respuestas que se están escribiendo. Pregunte de nuevo dentro de un momento.",
        "cut": "*La respuesta termina aquí porque el modelo no puede escribir más. Pida el resto, "
        "o menos de una vez.*",
        "not_set_up": "El modelo de lenguaje no está configurado como debe, así que no puedo "
        "responder ahora. No es por su pregunta. Avise a su soporte; el número de esta respuesta "
        "figura en «Sobre esta respuesta».",
        "refused": "El modelo de lenguaje se niega a responder a esto, y preguntar lo mismo otra "
        "vez no servirá.",
        "withheld": "He retenido esta respuesta: empezaba a repetir mis instrucciones en lugar de "
        "lo que dicen los documentos. Pregunte con otras palabras.",
        "too_long": "Su pregunta es demasiado larga: junto con lo que dicen los documentos no "
        "cabe en el modelo de lenguaje. Hágala con menos palabras.",
        "next": "**Qué puede hacer:** {next_step}",
        "owner": "**Quién puede ayudar:** {owner}",
    },
}


def kind_of(states: Sequence[SourceState]) -> AnswerKind:
    """Tell whether nothing was found, or whether it may only not be indexed yet."""
    return AnswerKind.NOT_INDEXED if unready(states) else AnswerKind.NOT_FOUND


def unready(states: Sequence[SourceState]) -> tuple[SourceState, ...]:
    """The sources whose index cannot be relied on."""
    return tuple(state for state in states if state.condition is not SourceCondition.READY)


def word(kind: AnswerKind, configuration: Configuration, states: Sequence[SourceState]) -> str:
    """Write the "no" with its owner and next step, as Markdown."""
    wording = _wording(configuration)
    if kind is AnswerKind.NOT_PERMITTED:
        return _without_permission(configuration, states)
    behind = unready(states) if kind is AnswerKind.NOT_INDEXED else ()
    owners = dict.fromkeys(state.owner for state in behind) or {configuration.owner: None}
    opening = wording[kind].format(
        name=configuration.name, sources=", ".join(state.source for state in behind)
    )
    return _with_help(opening, owners, configuration)


def _with_help(opening: str, owners: Iterable[str], configuration: Configuration) -> str:
    wording = _wording(configuration)
    parts = [opening, wording["next"].format(next_step=configuration.next_step)]
    elsewhere = [owner for owner in owners if owner not in configuration.next_step]
    if elsewhere:
        parts.append(wording["owner"].format(owner=", ".join(elsewhere)))
    return "\n\n".join(parts)


def _without_permission(configuration: Configuration, states: Sequence[SourceState]) -> str:
    wording = _wording(configuration)
    owners = dict.fromkeys(state.owner for state in states)
    opening = wording[AnswerKind.NOT_PERMITTED].format(name=configuration.name)
    return f"{opening}\n\n{wording['permission'].format(owner=', '.join(owners))}"


def unanswered(error: GatewayError, configuration: Configuration) -> str:
    """Say why no model gave an answer, and what to do meanwhile."""
    wording = _wording(configuration)
    if isinstance(error, BudgetSpentError):
        day = error.renewed_on.isoformat()
        why = wording["held" if error.held else "budget"]
        opening = why.format(name=configuration.name, day=day)
    elif isinstance(error, AnswerRefusedError):
        opening = wording["refused"]
    elif isinstance(error, NotSetUpError):
        opening = wording["not_set_up"]
    elif isinstance(error, PromptTooLongError):
        opening = wording["too_long"]
    else:
        opening = wording[AnswerKind.FAILED]
    return _with_help(opening, [configuration.owner], configuration)


def withheld(configuration: Configuration) -> str:
    """Say that an answer was withheld because it repeated the assistant's instructions."""
    return _wording(configuration)["withheld"]


def withdrawn(configuration: Configuration) -> str:
    """Say that an answer was withdrawn because its sources do not hold it, and what to do."""
    opening = _wording(configuration)["withdrawn"]
    return _with_help(opening, [configuration.owner], configuration)


def unsure(configuration: Configuration) -> str:
    """Say that what is quoted may not be what was asked for."""
    return _wording(configuration)["unsure"]


def cut(configuration: Configuration) -> str:
    """Say that an answer ends where the model may write no more."""
    return _wording(configuration)["cut"]


def too_long(configuration: Configuration) -> str:
    """Say that the question does not fit into the model together with what would answer it."""
    return _wording(configuration)["too_long"]


def _wording(configuration: Configuration) -> dict[str, str]:
    return _WORDING["en"] | _WORDING.get(configuration.language.partition("-")[0], {})
