"""A turn as Chainlit shows it: the question, what was found, the answer.

The same functions make the steps while a turn runs and when its thread is opened again, so that
both look alike.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from app.chat.citation_links import linked
from app.chat.progress import places_of, summary_of, without_a_word
from app.turns.history import quotes_what_is_gone
from assistants.answers import Answer, AnswerKind
from feedback.turns import Turn, TurnStatus
from retrieval.passages import Passage
from retrieval.viewing.standing import Since, may_be_shown

Step = dict[str, Any]

NAME = "Almanac"
_CUT_SHORT = (TurnStatus.STOPPED, TurnStatus.INTERRUPTED, TurnStatus.FAILED)
_GONE = {
    "en": "*This answer quoted a document that is no longer available to you. Please ask again.*",
    "de": "*Diese Antwort zitierte ein Dokument, das Ihnen nicht mehr zugänglich ist. Bitte fragen "
    "Sie noch einmal.*",
    "fr": "*Cette réponse citait un document auquel vous n’avez plus accès. Reposez la question.*",
}


def steps_of(turn: Turn, name: str, language: str, standing: Mapping[str, Since]) -> list[Step]:
    """A stored turn as steps: question, search, answer, as far as it came.

    The answer of one that is being written says so.

    By ``standing``, what the person may not read any more is neither named nor quoted.
    """
    opening = turn.opening
    steps = [question_step(turn, name)]
    if turn.status is TurnStatus.STREAMING:
        text = linked(turn.answer.text if turn.answer else "", opening.id)
        step = answer_step(opening.id, opening.thread_id, text, at=opening.asked_at)
        return [*steps, step | {"streaming": True}]
    if turn.answer is None:
        if turn.status not in _CUT_SHORT:
            return steps
        text = without_a_word(turn.status.value, language)
        return [*steps, answer_step(opening.id, opening.thread_id, text, at=opening.asked_at)]
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
            linked(_text_of(turn, turn.answer, language, standing), opening.id),
            at=turn.finished_at or opening.asked_at,
        )
    )
    return steps


def question_step(turn: Turn, name: str) -> Step:
    """What the person asked."""
    opening = turn.opening
    step_id = part_of(opening.id, "question")
    return asked_step(step_id, opening.thread_id, opening.question, name=name, at=opening.asked_at)


def asked_step(step_id: str, thread_id: str, text: str, *, name: str, at: datetime) -> Step:
    """A question under an id of its own, as the page that sends it gives it one."""
    return _step(step_id, thread_id, type="user_message", name=name, output=text, at=at)


def run_step(turn_id: str, thread_id: str, *, at: datetime) -> Step:
    """What holds a turn on the page while it is written; without an end the page shows it waits."""
    # By this name the page knows it.
    step = _step(
        part_of(turn_id, "run"), thread_id, type="run", name="on_message", output="", at=at
    )
    return step | {"end": None}


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
        output="\n".join(places_of(passages if named is None else named, language)),
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


def part_of(turn_id: str, part: str) -> str:
    """A stable id for a part of a turn."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{turn_id}/{part}"))


def instant(at: datetime) -> str:
    """An instant the way Chainlit writes it."""
    return at.isoformat().replace("+00:00", "Z")


def _text_of(turn: Turn, answer: Answer, language: str, standing: Mapping[str, Since]) -> str:
    if quotes_what_is_gone(answer, standing):
        return _GONE.get(language.partition("-")[0], _GONE["en"])
    if not answer.text and turn.status in _CUT_SHORT:
        return without_a_word(turn.status.value, language)
    return answer.text


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
