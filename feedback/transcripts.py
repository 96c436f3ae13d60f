"""A transcript: a thread written out, with its citations, as data and as readable Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from feedback.markdown import contained, plain, quoted


@dataclass(frozen=True, slots=True)
class CitedPlace:
    """Where a marker leads. A place that is not for the reader keeps its number alone.

    ``title`` is then empty, like ``source``, ``document`` and ``section``. ``slides`` tells that
    ``page`` counts slides.
    """

    n: int
    title: str = ""
    section: str = ""
    page: int | None = None
    source: str = ""
    document: str = ""
    slides: bool = False


@dataclass(frozen=True, slots=True)
class GivenReaction:
    """A reaction as the person gave it; the score is for others.

    The suggested document is named only while the person may read it.
    """

    emoji: str
    label: str
    reasons: tuple[str, ...] = ()
    comment: str = ""
    suggested_answer: str = ""
    suggested_source: str | None = None
    suggested_document: str | None = None
    suggested_title: str | None = None


@dataclass(frozen=True, slots=True)
class Spoken:
    """One question and what was answered; ``answer`` is empty where there is nothing to show.

    ``gone`` tells that there was an answer, made of words that are not for the reader any more.
    """

    turn_id: str
    asked_at: datetime
    question: str
    status: str
    kind: str | None
    answer: str
    quotes: bool = False
    gone: bool = False
    citations: tuple[CitedPlace, ...] = ()
    reaction: GivenReaction | None = None


@dataclass(frozen=True, slots=True)
class Transcript:
    """A thread; ``assistant`` is its name for people, ``language`` that of the headings."""

    thread_id: str
    title: str
    profile: str
    assistant: str
    language: str
    started_at: datetime
    turns: tuple[Spoken, ...]


@dataclass(frozen=True, slots=True)
class _Words:
    assistant: str
    begun: str
    conversation: str
    question: str
    answer: str
    sources: str
    reaction: str
    suggested_answer: str
    suggested_document: str
    page: str
    slide: str
    gone: str
    gone_source: str
    nothing: str
    quotes: str
    states: dict[str, str]


_EN = _Words(
    assistant="Assistant",
    begun="Begun",
    conversation="Conversation",
    question="Question",
    answer="Answer",
    sources="Sources",
    reaction="Reaction",
    suggested_answer="Suggested answer",
    suggested_document="Suggested document",
    page="page {n}",
    slide="slide {n}",
    gone="This answer quoted a document that is no longer available to you.",
    gone_source="A source that is no longer available to you",
    nothing="There is no answer.",
    quotes="Quoted word for word from the sources.",
    states={
        "streaming": "Still being written.",
        "stopped": "Stopped before its end.",
        "interrupted": "Interrupted: the service was restarted.",
        "failed": "This answer could not be finished.",
    },
)
_DE = _Words(
    assistant="Assistent",
    begun="Begonnen",
    conversation="Unterhaltung",
    question="Frage",
    answer="Antwort",
    sources="Quellen",
    reaction="Reaktion",
    suggested_answer="Vorgeschlagene Antwort",
    suggested_document="Vorgeschlagenes Dokument",
    page="Seite {n}",
    slide="Folie {n}",
    gone="Diese Antwort zitierte ein Dokument, das Ihnen nicht mehr zugänglich ist.",
    gone_source="Eine Quelle, die Ihnen nicht mehr zugänglich ist",
    nothing="Es gibt keine Antwort.",
    quotes="Wörtlich aus den Quellen zitiert.",
    states={
        "streaming": "Wird noch geschrieben.",
        "stopped": "Vor dem Ende angehalten.",
        "interrupted": "Unterbrochen: Der Dienst wurde neu gestartet.",
        "failed": "Diese Antwort konnte nicht beendet werden.",
    },
)
_FR = _Words(
    assistant="Assistant",
    begun="Commencée",
    conversation="Conversation",
    question="Question",
    answer="Réponse",
    sources="Sources",
    reaction="Réaction",
    suggested_answer="Réponse proposée",
    suggested_document="Document proposé",
    page="page {n}",
    slide="diapositive {n}",
    gone="Cette réponse citait un document auquel vous n’avez plus accès.",
    gone_source="Une source à laquelle vous n’avez plus accès",
    nothing="Il n’y a pas de réponse.",
    quotes="Cité mot pour mot d’après les sources.",
    states={
        "streaming": "En cours de rédaction.",
        "stopped": "Arrêtée avant la fin.",
        "interrupted": "Interrompue : le service a redémarré.",
        "failed": "Cette réponse n’a pas pu être terminée.",
    },
)
_WORDS = {"en": _EN, "de": _DE, "fr": _FR}


def markdown(transcript: Transcript) -> str:
    """Write a transcript for people.

    Every heading, link target and list outside the answers is ours: what was typed or generated
    is kept from making any.
    """
    words = _WORDS.get(transcript.language.partition("-")[0], _EN)
    parts = [
        f"# {plain(transcript.title)}",
        f"- {words.assistant}: {plain(transcript.assistant)}\n"
        f"- {words.begun}: {_instant(transcript.started_at)}\n"
        f"- {words.conversation}: {plain(transcript.thread_id)}",
    ]
    for number, spoken in enumerate(transcript.turns, start=1):
        parts += _spoken(number, spoken, words)
    return "\n\n".join(parts) + "\n"


def _spoken(number: int, spoken: Spoken, words: _Words) -> Iterator[str]:
    yield f"## {number}. {words.question}, {_instant(spoken.asked_at)}"
    yield quoted(spoken.question)
    yield f"### {words.answer}"
    if spoken.gone:
        yield f"*{words.gone}*"
    elif spoken.answer.strip():
        yield contained(spoken.answer)
    elif spoken.status not in words.states:
        yield f"*{words.nothing}*"
    if spoken.status in words.states:
        yield f"*{words.states[spoken.status]}*"
    if spoken.quotes and spoken.citations and not spoken.gone:
        yield f"*{words.quotes}*"
    if spoken.citations:
        yield f"**{words.sources}**"
        yield _places(spoken.citations, words)
    if spoken.reaction is not None:
        yield from _reaction(spoken.reaction, words)


def _places(citations: Sequence[CitedPlace], words: _Words) -> str:
    return "\n".join(f"- [{cited.n}] {_place(cited, words)}" for cited in citations)


def _place(cited: CitedPlace, words: _Words) -> str:
    if not (cited.title or cited.document):
        return words.gone_source
    parts = [plain(cited.title or cited.document)]
    if cited.section:
        parts.append(plain(cited.section))
    if cited.page is not None:
        parts.append((words.slide if cited.slides else words.page).format(n=cited.page))
    place = plain(f"{cited.source}/{cited.document}") if cited.document else ""
    return ", ".join(parts) + (f" ({place})" if place else "")


def _reaction(reaction: GivenReaction, words: _Words) -> Iterator[str]:
    said = [f"{reaction.emoji} {plain(reaction.label)}", *map(plain, reaction.reasons)]
    yield f"**{words.reaction}:** {', '.join(said)}"
    if reaction.comment:
        yield quoted(reaction.comment)
    if reaction.suggested_answer:
        yield f"**{words.suggested_answer}**"
        yield quoted(reaction.suggested_answer)
    if reaction.suggested_document is not None:
        name = plain(reaction.suggested_title or reaction.suggested_document)
        place = plain(f"{reaction.suggested_source}/{reaction.suggested_document}")
        yield f"**{words.suggested_document}:** {name} ({place})"


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
