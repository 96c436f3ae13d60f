"""The words around an answer that is kept, in the language of its reader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """What stands around a question, an answer and its sources."""

    title: str
    question: str
    answer: str
    sources: str
    about: str
    assistant: str
    version: str
    asked: str
    receipt: str
    page: str
    slide: str
    document_version: str
    gone: str
    gone_source: str
    quotes: str
    unverified: str
    disclaimer: str
    nothing: str
    states: Mapping[str, str]


WORDS: Mapping[str, Words] = {
    "en": Words(
        title="Answer of Almanac",
        question="Question",
        answer="Answer",
        sources="Sources",
        about="About this answer",
        assistant="Assistant",
        version="{name}, version {number}",
        asked="Asked",
        receipt="Receipt",
        page="page {n}",
        slide="slide {n}",
        document_version="version {version}",
        gone="This answer quoted a document that is no longer available to you.",
        gone_source="A source that is no longer available to you",
        quotes=(
            "These sentences are quoted from the documents word for word; no language model "
            "wrote them."
        ),
        unverified=(
            "Sentences that could not be verified against the sources: {n}. Check them first."
        ),
        disclaimer=(
            "This answer was made by a program from company documents as they stood then. "
            "Check the source before you rely on it."
        ),
        nothing="There is no answer.",
        states={
            "streaming": "Still being written.",
            "stopped": "Stopped before its end.",
            "interrupted": "Interrupted before its end.",
            "failed": "This answer could not be finished.",
        },
    ),
    "de": Words(
        title="Antwort von Almanac",
        question="Frage",
        answer="Antwort",
        sources="Quellen",
        about="Über diese Antwort",
        assistant="Assistent",
        version="{name}, Version {number}",
        asked="Gefragt",
        receipt="Beleg",
        page="Seite {n}",
        slide="Folie {n}",
        document_version="Version {version}",
        gone="Diese Antwort zitierte ein Dokument, das Ihnen nicht mehr zugänglich ist.",
        gone_source="Eine Quelle, die Ihnen nicht mehr zugänglich ist",
        quotes=(
            "Diese Sätze stehen wörtlich in den Dokumenten; kein Sprachmodell hat sie geschrieben."
        ),
        unverified=(
            "Sätze, die sich an den Quellen nicht belegen ließen: {n}. Prüfen Sie sie zuerst."
        ),
        disclaimer=(
            "Ein Programm hat diese Antwort aus Dokumenten der Firma gemacht, wie sie damals "
            "waren. Prüfen Sie die Quelle, bevor Sie sich darauf verlassen."
        ),
        nothing="Es gibt keine Antwort.",
        states={
            "streaming": "Wird noch geschrieben.",
            "stopped": "Vor dem Ende angehalten.",
            "interrupted": "Vor dem Ende unterbrochen.",
            "failed": "Diese Antwort konnte nicht beendet werden.",
        },
    ),
    "fr": Words(
        title="Réponse d’Almanac",
        question="Question",
        answer="Réponse",
        sources="Sources",
        about="À propos de cette réponse",
        assistant="Assistant",
        version="{name}, version {number}",
        asked="Demandé",
        receipt="Reçu",
        page="page {n}",
        slide="diapositive {n}",
        document_version="version {version}",
        gone="Cette réponse citait un document auquel vous n’avez plus accès.",
        gone_source="Une source à laquelle vous n’avez plus accès",
        quotes=(
            "Ces phrases figurent mot pour mot dans les documents ; aucun modèle de langage "
            "ne les a écrites."
        ),
        unverified=(
            "Phrases qui n’ont pas pu être vérifiées d’après les sources : {n}. Contrôlez-les"
            " d’abord."
        ),
        disclaimer=(
            "Un programme a composé cette réponse à partir de documents de l’entreprise tels "
            "qu’ils étaient alors. Vérifiez la source avant de vous y fier."
        ),
        nothing="Il n’y a pas de réponse.",
        states={
            "streaming": "En cours de rédaction.",
            "stopped": "Arrêtée avant la fin.",
            "interrupted": "Interrompue avant la fin.",
            "failed": "Cette réponse n’a pas pu être terminée.",
        },
    ),
}
