"""What stands below an answer: its sources, the palette, and what the person thinks of it."""

from __future__ import annotations

from typing import Any

from app.chat.parts import ChatParts
from app.identity.people import Person
from assistants.profiles import Configuration
from feedback.reactions import Reaction
from feedback.turns import Turn


async def answers_of(parts: ChatParts, person: Person, thread_id: str) -> dict[str, Any] | None:
    """The answers of an own thread by turn id; ``None`` for any other thread."""
    if await parts.threads.get(thread_id, person.id) is None:
        return None
    turns = [
        turn for turn in await parts.turns.in_thread(thread_id) if turn.opening.person == person.id
    ]
    reactions = await parts.reactions.of_thread(thread_id, person.id)
    configurations: dict[tuple[str, int], Configuration] = {}
    answers: dict[str, Any] = {}
    for turn in turns:
        key = (turn.opening.profile, turn.opening.configuration_number)
        if key not in configurations:
            version = await parts.configurations.version(*key)
            if version is None:
                continue
            configurations[key] = version.configuration
        answers[turn.opening.id] = _answer(
            turn, configurations[key], reactions.get(turn.opening.id)
        )
    return {"thread": thread_id, "answers": answers}


def _answer(turn: Turn, configuration: Configuration, reaction: Reaction | None) -> dict[str, Any]:
    answer = turn.answer
    return {
        "status": turn.status.value,
        "kind": answer.kind.value if answer else None,
        "quotes": answer.quotes if answer else False,
        "language": configuration.language,
        "assistant": configuration.name,
        "owner": configuration.owner,
        "citations": [
            {
                "n": citation.n,
                "title": citation.passage.title,
                "section": citation.passage.section,
                "page": citation.passage.page,
                "document_id": citation.passage.document_id,
                "chunk_id": citation.passage.chunk_id,
            }
            for citation in (answer.citations if answer else ())
        ],
        "palette": [entry.model_dump() for entry in configuration.palette],
        "reasons": list(configuration.reasons),
        "reaction": {
            "emoji": reaction.emoji,
            "score": reaction.score,
            "reasons": list(reaction.reasons),
            "comment": reaction.comment,
        }
        if reaction
        else None,
    }
