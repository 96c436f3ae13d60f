"""What was asked and answered before, as the next prompt may hold it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from assistants.answers import Answer, AnswerKind
from assistants.prompting.prompts import Exchange
from feedback.turns import Turn, TurnOpening, TurnStore
from retrieval.access import Access
from retrieval.documents import DocumentStore
from retrieval.passages import PassageSearch
from retrieval.viewing.standing import Since, may_be_shown, standings

_EXCHANGES = 3
# Says to the model that there was an answer, which rests on what the person may not read any more.
GONE = "(This answer is no longer available.)"


def first_of(turn: Turn) -> str:
    """The turn in whose place this one and its siblings stand; itself where it has none."""
    return turn.opening.sibling_of or turn.opening.id


async def begun_in(turns: TurnStore, asking: TurnOpening) -> list[Turn]:
    """The turns that a person began in a thread before one that is about to begin, oldest first.

    No clock is asked: that of the replica where they began may be ahead of this one's.
    """
    return [
        turn
        for turn in await turns.outlined(asking.thread_id)
        if turn.opening.person == asking.person and turn.opening.id != asking.id
    ]


async def begun_before(turns: TurnStore, asked: TurnOpening) -> list[Turn]:
    """The turns that a person had begun in a thread before a stored one, oldest first."""
    return [
        turn
        for turn in await turns.outlined(asked.thread_id)
        if turn.opening.person == asked.person and turn.opening.asked_at < asked.asked_at
    ]


def in_place(before: Sequence[Turn], asked: TurnOpening) -> list[Turn]:
    """The answers that stand before a turn in its conversation; without small talk.

    Of siblings that is the newest, where the first of them stands. Before a sibling stands what
    was asked before the first of them, also where more was asked since.
    """
    places: dict[str, Turn | None] = {}
    for turn in before:
        place = first_of(turn)
        places[place] = turn if _was_answered(turn) else places.get(place)
    found: list[Turn] = []
    for place, newest in places.items():
        if place == asked.sibling_of:
            break
        if newest is not None:
            found.append(newest)
    return found


def _was_answered(turn: Turn) -> bool:
    answer = turn.answer
    return (
        answer is not None
        and answer.kind is AnswerKind.ANSWER
        and bool(answer.text)
        and not answer.is_small_talk
    )


async def readable(
    before: Sequence[Turn], asked: TurnOpening, search: PassageSearch, access: Access
) -> tuple[Exchange, ...]:
    """The last exchanges before a turn as the person may read them now.

    An answer is gone once the person may not read all that it was made of, and so are those that
    were asked after it: a model had it before its eyes. Of the questions the person's own words
    stay, for made to stand alone they may hold what an answer said.
    """
    answered = [turn for turn in before if _was_answered(turn)]
    used = [_chunks_of(turn) for turn in answered]
    allowed = await search.readable(set[str]().union(*used), access)
    exchanges: dict[str, Exchange] = {}
    gone = False
    for turn, chunks in zip(answered, used, strict=True):
        question = turn.opening.question if gone else _exchange(turn).question
        gone = gone or not chunks <= allowed
        answer = GONE if gone else _exchange(turn).answer
        exchanges[turn.opening.id] = Exchange(question, answer)
    found = [exchanges[turn.opening.id] for turn in in_place(before, asked)]
    return tuple(found[-_EXCHANGES:])


async def made_with(turn: Turn, turns: TurnStore) -> set[str]:
    """The chunks behind an answer, those of the earlier answers in its prompt among them."""
    before = await begun_before(turns, turn.opening)
    return set[str]().union(
        *(_chunks_of(one) for one in (*before, turn) if one is turn or _was_answered(one))
    )


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
