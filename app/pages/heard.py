"""What departments told somebody about their reactions, for the account page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.identity.people import Person
from app.pages.words.reader import Reader
from app.wiring import Parts
from feedback.inbox import Step, StepKind

_SHOWN = 20
WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "title": "What became of your reactions",
        "asked": "You asked",
        "conversation": "Open the conversation",
        "answered": "answered you",
        "closed": "closed it",
        "reopened": "works on it again",
        "mended": "It is mended.",
        "explained": "The answer was right, and here is why.",
        "passed_on": "It was passed on to whoever can mend it.",
        "declined": "Nothing will change, and here is why.",
    },
    "de": {
        "title": "Was aus Ihren Reaktionen wurde",
        "asked": "Sie fragten",
        "conversation": "Unterhaltung öffnen",
        "answered": "antwortete Ihnen",
        "closed": "schloss sie ab",
        "reopened": "arbeitet wieder daran",
        "mended": "Es ist behoben.",
        "explained": "Die Antwort war richtig; hier steht, warum.",
        "passed_on": "Weitergegeben an jemanden, der es beheben kann.",
        "declined": "Es ändert sich nichts; hier steht, warum.",
    },
    "fr": {
        "title": "Ce que sont devenues vos réactions",
        "asked": "Vous avez demandé",
        "conversation": "Ouvrir la conversation",
        "answered": "vous a répondu",
        "closed": "l’a close",
        "reopened": "y travaille de nouveau",
        "mended": "C’est corrigé.",
        "explained": "La réponse était juste, et voici pourquoi.",
        "passed_on": "Transmis à qui peut le corriger.",
        "declined": "Rien ne changera, et voici pourquoi.",
    },
}


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that somebody was told."""

    at: str
    by: str
    what: str
    text: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What was told about the reaction to one question, the latest last."""

    question: str
    thread: str
    said: tuple[Said, ...]


async def replies_to(parts: Parts, person: Person, reader: Reader) -> Mapping[str, object]:
    """What the part of the page about it needs: its words, and the replies, the latest first."""
    words = WORDS[reader.language]
    heard = await parts.inbox.cases.told(person.id)
    return {
        "words": words,
        "replies": [
            Reply(
                one.question, one.thread_id, tuple(_said(step, words, reader) for step in one.steps)
            )
            for one in heard[:_SHOWN]
        ],
    }


def _said(step: Step, words: Mapping[str, str], reader: Reader) -> Said:
    what = words[step.kind.value]
    if step.kind is StepKind.CLOSED:
        what = f"{what}: {words[step.detail['outcome']]}"
    return Said(reader.instant(step.at), step.by.name, what, step.detail.get("text", ""))
