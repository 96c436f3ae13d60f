"""The lines that tell a person what goes on before an answer comes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistants.answers import AnswerKind
from retrieval.passages import Passage

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#|!~:])")
_WORDING = {
    "en": ("Found {passages} in {documents}", "Found nothing that answers this", "page {page}"),
    "de": ("{passages} in {documents} gefunden", "Nichts Passendes gefunden", "Seite {page}"),
    "fr": ("{passages} dans {documents}", "Rien trouvé qui réponde", "page {page}"),
}
_UNFIT = {
    "en": "Looked at {passages} in {documents}; none answers this",
    "de": "{passages} in {documents} geprüft; nichts davon passt",
    "fr": "{passages} dans {documents} examinés ; rien n’y répond",
}
_WAITING = {
    "en": ("The model is busy; you are next in line", "The model is busy; {n} ahead of you"),
    "de": ("Das Modell ist ausgelastet; Sie sind als Nächstes dran", "Das Modell ist ausgelastet; "
           "{n} vor Ihnen"),
    "fr": ("Le modèle est occupé ; c’est bientôt à vous", "Le modèle est occupé ; {n} avant vous"),
}  # fmt: skip
_ELSEWHERE = {
    "en": "The model did not answer; trying another one",
    "de": "Das Modell hat nicht geantwortet; ein anderes wird gefragt",
    "fr": "Le modèle n’a pas répondu ; un autre est interrogé",
}
_SLOW = {
    "en": "The model takes longer than usual",
    "de": "Das Modell braucht länger als sonst",
    "fr": "Le modèle met plus de temps que d’habitude",
}
_WITHOUT_A_WORD = {
    "en": {
        "stopped": "Stopped before there was an answer.",
        "interrupted": "Interrupted before there was an answer.",
        "failed": "Something went wrong before there was an answer. Please ask again.",
    },
    "de": {
        "stopped": "Angehalten, bevor es eine Antwort gab.",
        "interrupted": "Unterbrochen, bevor es eine Antwort gab.",
        "failed": "Etwas ging schief, bevor es eine Antwort gab. Bitte fragen Sie noch einmal.",
    },
    "fr": {
        "stopped": "Arrêtée avant toute réponse.",
        "interrupted": "Interrompue avant toute réponse.",
        "failed": "Une erreur est survenue avant toute réponse. Reposez la question.",
    },
}
NO_ANSWER = (AnswerKind.NOT_FOUND, AnswerKind.NOT_INDEXED, AnswerKind.NOT_PERMITTED)
_COUNTED = {
    "en": (("1 passage", "{n} passages"), ("1 document", "{n} documents")),
    "de": (("1 Textstelle", "{n} Textstellen"), ("1 Dokument", "{n} Dokumenten")),
    "fr": (("1 passage", "{n} passages"), ("1 document", "{n} documents")),
}


def summary_of(
    passages: Sequence[Passage], language: str, kind: AnswerKind = AnswerKind.ANSWER
) -> str:
    """One line on what a search found, and on what it was worth once the answer is known."""
    key = language.partition("-")[0]
    found, nothing, _ = _WORDING.get(key, _WORDING["en"])
    if not passages:
        return nothing
    per_passage, per_document = _COUNTED.get(key, _COUNTED["en"])
    if kind in NO_ANSWER:
        found = _UNFIT.get(key, _UNFIT["en"])
    documents = len({passage.document_id for passage in passages})
    return found.format(
        passages=_count(len(passages), per_passage), documents=_count(documents, per_document)
    )


def waiting_for(ahead: int, language: str) -> str:
    """One line for whoever waits for the model, and how many are before."""
    is_next, many = _WAITING.get(language.partition("-")[0], _WAITING["en"])
    return many.format(n=ahead) if ahead else is_next


def moved_on(language: str) -> str:
    """One line for whoever waits while another model is asked."""
    return _ELSEWHERE.get(language.partition("-")[0], _ELSEWHERE["en"])


def without_a_word(outcome: str, language: str) -> str:
    """What stands in the place of an answer that ended before it began, by how it ended."""
    words = _WITHOUT_A_WORD.get(language.partition("-")[0], _WITHOUT_A_WORD["en"])
    return f"*{words[outcome]}*"


def slow(language: str) -> str:
    """One line for whoever waits for a model that says nothing."""
    return _SLOW.get(language.partition("-")[0], _SLOW["en"])


def places_of(passages: Sequence[Passage], language: str) -> Iterator[str]:
    """A line of Markdown for each place that was found, best first."""
    page_word = _WORDING.get(language.partition("-")[0], _WORDING["en"])[2]
    seen: set[tuple[str, int | None, str]] = set()
    for passage in passages:
        place = (passage.document_id, passage.page, passage.section)
        if place in seen:
            continue
        seen.add(place)
        where = [passage.section] if passage.section else []
        if passage.page is not None:
            where.append(page_word.format(page=passage.page))
        line = f"- **{_plain(passage.title)}**"
        yield " · ".join([line, *(_plain(part) for part in where)])


def _plain(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))


def _count(n: int, words: tuple[str, str]) -> str:
    return words[0] if n == 1 else words[1].format(n=n)
