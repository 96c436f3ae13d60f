"""A turn as Chainlit shows it: the question, what was found, the answer.

The same functions make the steps while a turn runs and when its thread is opened again, so that
both look alike.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from app.chat.framework import PATH
from app.turns.history import quotes_what_is_gone
from assistants.answers import Answer, AnswerKind
from feedback.turns import Turn, TurnStatus
from retrieval.passages import Passage
from retrieval.viewing.standing import Since, may_be_shown

Step = dict[str, Any]

NAME = "Almanac"
_MARKER = re.compile(r"\[(\d{1,3})\]")
_HALF_MARKER = re.compile(r"\[\d{0,3}$")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#|!~:])")
_WORDING = {
    "en": ("Found {passages} in {documents}", "Found nothing that answers this", "page {page}"),
    "de": ("{passages} in {documents} gefunden", "Nichts Passendes gefunden", "Seite {page}"),
    "fr": ("{passages} dans {documents}", "Rien trouvé qui réponde", "page {page}"),
}
_UNFIT = {
    "en": "Looked at {passages} in {documents}; none answers this",
    "de": "{passages} in {documents} geprüft; nichts davon passt",
    "fr": "{passages} dans {documents} examinés ; rien n'y répond",
}
_WAITING = {
    "en": ("The model is busy; you are next", "The model is busy; {n} before you"),
    "de": ("Das Modell ist ausgelastet; Sie sind als Nächstes dran", "Das Modell ist ausgelastet; "
           "{n} vor Ihnen"),
    "fr": ("Le modèle est occupé ; c'est bientôt à vous", "Le modèle est occupé ; {n} avant vous"),
}  # fmt: skip
_ELSEWHERE = {
    "en": "The model did not answer; another one is asked",
    "de": "Das Modell hat nicht geantwortet; ein anderes wird gefragt",
    "fr": "Le modèle n'a pas répondu ; un autre est interrogé",
}
_SLOW = {
    "en": "The model takes longer than usual",
    "de": "Das Modell braucht länger als sonst",
    "fr": "Le modèle met plus de temps que d'habitude",
}
NO_ANSWER = (AnswerKind.NOT_FOUND, AnswerKind.NOT_INDEXED, AnswerKind.NOT_PERMITTED)
_GONE = {
    "en": "*This answer quoted a document that is no longer available to you. Please ask again.*",
    "de": "*Diese Antwort zitierte ein Dokument, das Ihnen nicht mehr zugänglich ist. Bitte fragen "
    "Sie noch einmal.*",
    "fr": "*Cette réponse citait un document auquel vous n'avez plus accès. Reposez la question.*",
}
_COUNTED = {
    "en": (("1 passage", "{n} passages"), ("1 document", "{n} documents")),
    "de": (("1 Textstelle", "{n} Textstellen"), ("1 Dokument", "{n} Dokumenten")),
    "fr": (("1 passage", "{n} passages"), ("1 document", "{n} documents")),
}


def steps_of(turn: Turn, name: str, language: str, standing: Mapping[str, Since]) -> list[Step]:
    """A stored turn as steps: question, search, answer, as far as it came.

    By ``standing``, what the person may not read any more is neither named nor quoted.
    """
    opening = turn.opening
    steps = [question_step(turn, name)]
    if turn.answer is None:
        return steps
    searched = turn.answer.passages or turn.status is TurnStatus.COMPLETED
    if searched and not turn.answer.is_small_talk:
        steps.append(
            search_step(
                opening.id,
                opening.thread_id,
                turn.answer.passages,
                at=opening.asked_at,
                language=language,
                kind=turn.answer.kind,
                named=[p for p in turn.answer.passages if may_be_shown(standing, p)],
            )
        )
    steps.append(
        answer_step(
            opening.id,
            opening.thread_id,
            linked(_text_of(turn.answer, language, standing), opening.id),
            at=turn.finished_at or opening.asked_at,
        )
    )
    return steps


def question_step(turn: Turn, name: str) -> Step:
    """What the person asked."""
    opening = turn.opening
    return _step(
        part_of(opening.id, "question"),
        opening.thread_id,
        type="user_message",
        name=name,
        output=opening.question,
        at=opening.asked_at,
    )


def search_step(
    turn_id: str,
    thread_id: str,
    passages: Sequence[Passage],
    *,
    at: datetime,
    language: str,
    kind: AnswerKind = AnswerKind.ANSWER,
    parent: str | None = None,
    named: Sequence[Passage] | None = None,
) -> Step:
    """What was searched and found, each place once, best first; only ``named`` if given."""
    step = _step(
        part_of(turn_id, "search"),
        thread_id,
        type="tool",
        name=summary_of(passages, language, kind),
        output="\n".join(_found(passages if named is None else named, language)),
        at=at,
        parent=parent,
    )
    return step | {"metadata": {"icon": "search"}}


def answer_step(
    turn_id: str, thread_id: str, text: str, *, at: datetime, parent: str | None = None
) -> Step:
    """The answer; its step bears the id of the turn."""
    return _step(
        turn_id,
        thread_id,
        type="assistant_message",
        name=NAME,
        output=text,
        at=at,
        parent=parent,
    )


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


def slow(language: str) -> str:
    """One line for whoever waits for a model that says nothing."""
    return _SLOW.get(language.partition("-")[0], _SLOW["en"])


def linked(text: str, turn_id: str) -> str:
    """Make a link of every citation marker; it leads to the passage even without a script."""
    return _MARKER.sub(rf"[\1]({PATH}/cite/{turn_id}/\1)", text)


class MarkerLinks:
    """Makes links of markers in a stream; holds back what could still grow into one."""

    def __init__(self, turn_id: str) -> None:
        self._turn_id = turn_id
        self._held = ""

    def feed(self, text: str) -> str:
        """Take a piece of the answer; return what may be shown now."""
        text = self._held + text
        half = _HALF_MARKER.search(text)
        cut = half.start() if half else len(text)
        self._held = text[cut:]
        return linked(text[:cut], self._turn_id)

    def close(self) -> str:
        """Return what was held back."""
        held, self._held = self._held, ""
        return held


def part_of(turn_id: str, part: str) -> str:
    """A stable id for a part of a turn."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{turn_id}/{part}"))


def instant(at: datetime) -> str:
    """An instant the way Chainlit writes it."""
    return at.isoformat().replace("+00:00", "Z")


def _text_of(answer: Answer, language: str, standing: Mapping[str, Since]) -> str:
    if quotes_what_is_gone(answer, standing):
        return _GONE.get(language.partition("-")[0], _GONE["en"])
    return answer.text


def _found(passages: Sequence[Passage], language: str) -> Iterator[str]:
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


def _step(
    step_id: str,
    thread_id: str,
    *,
    type: str,  # noqa: A002 - Chainlit's word
    name: str,
    output: str,
    at: datetime,
    parent: str | None = None,
) -> Step:
    moment = instant(at)
    return {
        "id": step_id,
        "threadId": thread_id,
        "parentId": parent,
        "type": type,
        "name": name,
        "input": "",
        "output": output,
        "createdAt": moment,
        "start": moment,
        "end": moment,
        "streaming": False,
        "isError": False,
        "waitForAnswer": False,
        "showInput": False,
        "metadata": {},
        "tags": [],
    }
