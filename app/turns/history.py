"""What was asked and answered before, as the next prompt may hold it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from assistants.answers import Answer, AnswerKind
from assistants.prompting.prompts import Exchange
from feedback.turns import Turn, TurnStore
from retrieval.access import Access
from retrieval.documents import DocumentStore
from retrieval.passages import PassageSearch
from retrieval.viewing.standing import Since, may_be_shown, standings

_EXCHANGES = 3
# Says to the model that there was an answer, which rests on what the person may not read any more.
GONE = "(This answer is no longer available.)"


async def turns_before(
    turns: TurnStore, person_id: str, thread_id: str, before: datetime
) -> list[Turn]:
    """The answers that a person got in a thread, oldest first; without small talk."""
    return [
        turn
        for turn in await turns.in_thread(thread_id)
        if turn.opening.person == person_id
        and turn.opening.asked_at < before
        and turn.answer is not None
        and turn.answer.kind is AnswerKind.ANSWER
        and turn.answer.text
        and not turn.answer.is_small_talk
    ]


async def readable(
    turns: Sequence[Turn], search: PassageSearch, access: Access
) -> tuple[Exchange, ...]:
    """The last exchanges as the person may read them now.

    An answer is gone once the person may not read all that it was made of, and so are those after
    it: a model had it before its eyes. Of the questions the person's own words stay, for made to
    stand alone they may hold what an answer said.
    """
    used = [_chunks_of(turn) for turn in turns]
    allowed = await search.readable(set[str]().union(*used), access)
    exchanges: list[Exchange] = []
    gone = False
    for turn, chunks in zip(turns, used, strict=True):
        asked = turn.opening.question if gone else _exchange(turn).question
        gone = gone or not chunks <= allowed
        exchanges.append(Exchange(asked, GONE if gone else _exchange(turn).answer))
    return tuple(exchanges[-_EXCHANGES:])


async def made_with(turn: Turn, turns: TurnStore) -> set[str]:
    """The chunks behind an answer, those of the earlier answers in its prompt among them."""
    asked = turn.opening
    before = await turns_before(turns, asked.person, asked.thread_id, asked.asked_at)
    return set[str]().union(*(_chunks_of(one) for one in (*before, turn)))


async def standings_of(
    turns: Sequence[Turn], documents: DocumentStore, access: Access
) -> dict[str, Since]:
    """How the documents behind answers stand now for a person, by the id of the passage's chunk."""
    passages = [
        passage
        for turn in turns
        if turn.answer is not None
        for passage in (*turn.answer.passages, *(c.passage for c in turn.answer.citations))
    ]
    return await standings(documents, passages, access, datetime.now(UTC)) if passages else {}


def quotes_what_is_gone(answer: Answer, standing: Mapping[str, Since]) -> bool:
    """Tell whether an answer is made of sentences of a document that is not for the person now.

    A model's answer is, where quotes stand in the place of what could not be verified.
    """
    replaced = answer.grounding is not None and any(
        not one.shown for one in answer.grounding.sentences
    )
    return (answer.quotes or replaced) and not all(
        may_be_shown(standing, citation.passage) for citation in answer.citations
    )


def as_it_was(turns: Sequence[Turn], prompt: str | None) -> tuple[Exchange, ...]:
    """The last exchanges as a stored prompt holds them: what was gone then stays so."""
    exchanges = [_exchange(turn) for turn in turns[-_EXCHANGES:]]
    texts = [text for _, text in json.loads(prompt)[1:-1]] if prompt else []
    # The oldest ones may have had no place in it.
    older = len(exchanges) - len(texts) // 2
    if GONE not in texts or older < 0:
        return tuple(exchanges)
    held = zip(exchanges[older:], texts[::2], texts[1::2], strict=True)
    return (
        *exchanges[:older],
        *(
            Exchange(asked, GONE if answered == GONE else exchange.answer)
            for exchange, asked, answered in held
        ),
    )


def _chunks_of(turn: Turn) -> set[str]:
    answer = turn.answer
    return {passage.chunk_id for passage in answer.passages} if answer else set()


def _exchange(turn: Turn) -> Exchange:
    if turn.answer is None:
        return Exchange(turn.opening.question, "")
    return Exchange(turn.answer.standalone_question, turn.answer.text)
