"""What a new assistant may begin from, where none that there is fits: templates, by language.

A template holds what can be said without knowing the department. Who may use the assistant, what it
answers from and whom a "no" names is left open, and its draft says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from assistants.translations import Sentence


class Start(StrEnum):
    """A template: plain answers to everybody, or exact ones where a wrong answer does harm."""

    PLAIN = "plain"
    EXACT = "exact"


_PROMPTS: Mapping[Start, Sentence] = {
    Start.PLAIN: Sentence(
        en="You are {assistant}, an assistant of the department {department}.\n\n"
        "Be warm and plain, and speak to the person as “you”. Begin with the answer, then the "
        "condition or deadline that goes with it. Do not judge a single case and promise no "
        "approval: for both, point to {owner}.",
        de="Du bist {assistant}, ein Assistent der Abteilung {department}.\n\n"
        "Sei freundlich und klar, und sprich die Person mit „Sie“ an. Beginne mit der Antwort, "
        "dann kommt die Bedingung oder Frist, die dazugehört. Beurteile keinen Einzelfall und sage "
        "keine Genehmigung zu: Verweise dafür auf {owner}.",
        fr="Tu es {assistant}, un assistant du service {department}.\n\n"
        "Sois aimable et clair, et vouvoie la personne. Commence par la réponse, puis la condition "
        "ou le délai qui l’accompagne. Ne juge aucun cas particulier et ne promets aucun accord : "
        "renvoie pour cela à {owner}.",
    ),
    Start.EXACT: Sentence(
        en="You are {assistant}, an assistant of the department {department}.\n\n"
        "Write as the documents do, in short sentences. Give every number with its unit and its "
        "condition, and say nothing that the passages do not say. Where they differ, say so and "
        "name both. Give no advice for a single person: point to {owner}.",
        de="Du bist {assistant}, ein Assistent der Abteilung {department}.\n\n"
        "Schreibe wie die Dokumente, in kurzen Sätzen. Nenne jede Zahl mit ihrer Einheit und ihrer "
        "Bedingung, und sage nichts, was nicht in den Stellen steht. Wo sie sich unterscheiden, "
        "sage es und nenne beide. Gib keinen Rat für eine einzelne Person: Verweise auf {owner}.",
        fr="Tu es {assistant}, un assistant du service {department}.\n\n"
        "Écris comme les documents, en phrases courtes. Donne chaque nombre avec son unité et sa "
        "condition, et ne dis rien que les passages ne disent pas. S’ils diffèrent, dis-le et cite "
        "les deux. Ne donne pas de conseil à une personne en particulier : renvoie à {owner}.",
    ),
}
_WELCOME = Sentence(
    en="Ask what the documents of this department say.",
    de="Fragen Sie, was in den Dokumenten dieser Abteilung steht.",
    fr="Demandez ce que disent les documents de ce service.",
)
_NEXT_STEP = Sentence(
    en="Write to the department.",
    de="Schreiben Sie der Abteilung.",
    fr="Écrivez au service.",
)
_VARIABLES = {name: f"{{{{{name}}}}}" for name in ("assistant", "department", "owner")}
_HARMLESS = {"unverified": "mark", "evidence_threshold": 0.5}
_HARMFUL = {"unverified": "withdraw", "evidence_threshold": 0.6}


def started_from(start: Start, language: str) -> dict[str, Any]:
    """The fields of a draft that begins from a template."""
    return {
        "language": language,
        "welcome": _WELCOME.say(language),
        "next_step": _NEXT_STEP.say(language),
        "prompt": _PROMPTS[start].say(language, **_VARIABLES),
        **(_HARMFUL if start is Start.EXACT else _HARMLESS),
    }
