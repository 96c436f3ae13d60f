"""What the assistant says for itself: to a greeting, to questions about itself, to half a question.

No documents are searched for it and no model is asked.
"""

from __future__ import annotations

from collections.abc import Mapping

from assistants.profiles import Configuration
from assistants.questions.small_talk.phrases import Talk
from assistants.questions.small_talk.recognising import small_talk_in
from assistants.questions.standing_alone.missing_subject import lacks_subject

_MOST_STARTERS = 4
_WORDING: Mapping[str, Mapping[str, str]] = {
    "en": {
        Talk.GREETING: "Hello! I am the assistant of **{name}**.",
        Talk.THANKS: "You are welcome. Ask again whenever you like.",
        Talk.GOODBYE: "Goodbye, and until next time.",
        Talk.HELP: "I look for answers in the documents of **{name}** that you may read, and show "
        "where each of them stands. What they do not say, I do not say either.",
        Talk.IDENTITY: "I am Almanac, the assistant of **{name}**: a program, and not a person. I "
        "answer from the documents of the department that you may read, and show where it stands.",
        "about": "I know about: {description}",
        "examples": "You can ask, for example:",
        "next": "**Where I cannot help:** {next_step}",
        "subject": "What is it about? Please ask in one whole sentence that names what you mean",
        "such_as": ", for example “{question}”",
        "elsewhere": "This looks like a question for **{name}**. [Ask {name}]({link})",
    },
    "de": {
        Talk.GREETING: "Guten Tag! Ich bin der Assistent von **{name}**.",
        Talk.THANKS: "Gern geschehen. Fragen Sie jederzeit wieder.",
        Talk.GOODBYE: "Auf Wiedersehen und bis zum nächsten Mal.",
        Talk.HELP: "Ich suche Antworten in den Dokumenten von **{name}**, die Sie lesen dürfen, "
        "und zeige, wo sie stehen. Was dort nicht steht, sage ich auch nicht.",
        Talk.IDENTITY: "Ich bin Almanac, der Assistent von **{name}**: ein Programm und kein "
        "Mensch. Ich antworte aus den Dokumenten der Abteilung, die Sie lesen dürfen, und zeige, "
        "wo es steht.",
        "about": "Damit kenne ich mich aus: {description}",
        "examples": "Sie können zum Beispiel fragen:",
        "next": "**Wo ich nicht helfen kann:** {next_step}",
        "subject": "Worum geht es? Bitte fragen Sie in einem ganzen Satz, der nennt, was Sie "
        "meinen",
        "such_as": ", zum Beispiel «{question}»",
        "elsewhere": "Das sieht nach einer Frage für **{name}** aus. [{name} fragen]({link})",
    },
    "fr": {
        Talk.GREETING: "Bonjour ! Je suis l’assistant de **{name}**.",
        Talk.THANKS: "Je vous en prie. N’hésitez pas à me demander autre chose.",
        Talk.GOODBYE: "Au revoir et à bientôt.",
        Talk.HELP: "Je cherche les réponses dans les documents de **{name}** que vous pouvez lire, "
        "et je montre où elles figurent. Ce qu’ils ne disent pas, je ne le dis pas non plus.",
        Talk.IDENTITY: "Je suis Almanac, l’assistant de **{name}** : un programme, et non une "
        "personne. Je réponds d’après les documents du service que vous pouvez lire, et je montre "
        "où cela figure.",
        "about": "Voici ce que je connais : {description}",
        "examples": "Vous pouvez demander, par exemple :",
        "next": "**Quand je ne peux pas aider :** {next_step}",
        "subject": "De quoi s’agit-il ? Posez votre question en une phrase entière qui nomme ce "
        "dont vous parlez",
        "such_as": ", par exemple « {question} »",
        "elsewhere": "C’est plutôt une question pour **{name}**. [Demander à {name}]({link})",
    },
    "es": {
        Talk.GREETING: "¡Hola! Soy el asistente de **{name}**.",
        Talk.THANKS: "De nada. Pregunte de nuevo cuando quiera.",
        Talk.GOODBYE: "Adiós y hasta la próxima.",
        Talk.HELP: "Busco respuestas en los documentos de **{name}** que usted puede leer, y "
        "muestro dónde están. Lo que no dicen, tampoco lo digo yo.",
        Talk.IDENTITY: "Soy Almanac, el asistente de **{name}**: un programa, no una persona. "
        "Respondo con los documentos del departamento que usted puede leer, y muestro dónde está.",
        "about": "Esto es lo que conozco: {description}",
        "examples": "Puede preguntar, por ejemplo:",
        "next": "**Cuando no puedo ayudar:** {next_step}",
        "subject": "¿De qué se trata? Pregunte con una frase entera que nombre aquello a lo que "
        "se refiere",
        "such_as": ", por ejemplo «{question}»",
        "elsewhere": "Parece una pregunta para **{name}**. [Preguntar a {name}]({link})",
    },
}


def reply_to(question: str, configuration: Configuration, *, first: bool) -> str | None:
    """What to say without a search, as Markdown; ``None`` for a question to the documents.

    ``configuration.language`` is that of the conversation. Only the ``first`` question of one
    cannot rest on what was said before.
    """
    if (said := small_talk_in(question)) is not None:
        spoken = said.language or configuration.language
        return _small_talk(said.talk, configuration, _words(spoken))
    if first and lacks_subject(question):
        return _ask_back(configuration, _words(configuration.language))
    return None


def point_to(other: Configuration, turn_id: str, language: str) -> str:
    """Say which other assistant would answer, with a link that asks it the same."""
    # Chat and assistants are told apart by path, so this holds wherever the service is mounted.
    link = f"/chat/ask/{other.slug}/{turn_id}"
    return _words(language)["elsewhere"].format(name=other.name, link=link)


def _small_talk(talk: Talk, configuration: Configuration, words: Mapping[str, str]) -> str:
    parts = [words[talk].format(name=configuration.name)]
    if talk in {Talk.THANKS, Talk.GOODBYE}:
        return parts[0]
    parts.append(words["about"].format(description=configuration.description))
    if configuration.starters:
        questions = [one.question for one in configuration.starters[:_MOST_STARTERS]]
        parts.append("\n".join([words["examples"], "", *(f"- {one}" for one in questions)]))
    if talk is Talk.HELP:
        parts.append(words["next"].format(next_step=configuration.next_step))
    return "\n\n".join(parts)


def _ask_back(configuration: Configuration, words: Mapping[str, str]) -> str:
    example = ""
    if configuration.starters:
        example = words["such_as"].format(question=configuration.starters[0].question)
    return f"{words['subject']}{example}."


def _words(language: str) -> Mapping[str, str]:
    return _WORDING.get(language.partition("-")[0], _WORDING["en"])
