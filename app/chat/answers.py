"""What stands below an answer: its sources, the palette, and what the person thinks of it."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from app.chat.outcomes import latest_of, outcome_of
from app.chat.parts import ChatParts
from app.chat.visitor import shown_of
from app.identity.people import Person
from app.turns.history import first_of, standings_of
from app.turns.suggestions import said, suggested
from assistants.answers import Citation
from assistants.profiles import Configuration
from assistants.questions.languages import spoken_in
from feedback.turns import Turn
from retrieval.languages.detection import language_of
from retrieval.viewing.standing import UNAVAILABLE, Since, Standing
from retrieval.viewing.viewer import unit_of


async def answers_of(parts: ChatParts, person: Person, thread_id: str) -> dict[str, Any] | None:
    """The answers of an own thread by turn id; ``None`` for any other thread."""
    if await parts.threads.get(thread_id, person.id) is None:
        return None
    turns = [
        turn for turn in await parts.turns.in_thread(thread_id) if turn.opening.person == person.id
    ]
    everything, turns = turns, turns[-shown_of(thread_id) :]
    standing = await standings_of(turns, parts.documents, person.access)
    reactions = {
        turn_id: said(reaction, await suggested(parts.documents, person.access, reaction))
        for turn_id, reaction in (await parts.reactions.of_thread(thread_id, person.id)).items()
    }
    heard = await parts.cases.told(person.id)
    outcomes = {one.turn_id: outcome_of(one) for one in heard if one.turn_id in reactions}
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
            turn, configurations[key], reactions.get(turn.opening.id), standing
        ) | {"outcome": outcomes.get(turn.opening.id)}
    for siblings in _siblings(turns):
        for number, turn_id in enumerate(siblings, start=1):
            if turn_id in answers:
                answers[turn_id]["siblings"] = {"all": siblings, "number": number}
    older = len(everything) - len(turns)
    return {
        "thread": thread_id,
        "answers": answers,
        "older": older,
        "shown": len(turns),
        "heard": latest_of(heard),
    }


def _siblings(turns: Sequence[Turn]) -> list[list[str]]:
    """The turns that ask one question again or edit it, together and oldest first."""
    places: dict[str, list[str]] = {}
    for turn in turns:
        places.setdefault(first_of(turn), []).append(turn.opening.id)
    return [siblings for siblings in places.values() if len(siblings) > 1]


def _answer(
    turn: Turn,
    configuration: Configuration,
    reaction: Mapping[str, Any] | None,
    standing: Mapping[str, Since],
) -> dict[str, Any]:
    answer = turn.answer
    cited = [_citation(turn, one, standing) for one in (answer.citations if answer else ())]
    return {
        "status": turn.status.value,
        "kind": answer.kind.value if answer else None,
        "quotes": answer.quotes if answer else False,
        "unverified": answer.grounding.unverified if answer and answer.grounding else 0,
        "words_alone": bool(answer and answer.retrieval_parameters.get("words_alone")),
        "language": configuration.language,
        "lang": language_in(answer.text) if answer else None,
        "question_lang": language_in(turn.opening.question),
        "assistant": configuration.name,
        "owner": configuration.owner,
        "citations": cited,
        "sources": sources_of(cited),
        "palette": [entry.model_dump() for entry in configuration.palette],
        "reasons": list(configuration.reasons),
        "reaction": reaction,
        # What the page may ask again, or edit.
        "question": turn.opening.question,
    }


def language_in(text: str) -> str | None:
    """The language that a text is written in, for whatever reads it out; ``None`` if in doubt."""
    return spoken_in(text) or language_of(text)


def _citation(turn: Turn, citation: Citation, standing: Mapping[str, Since]) -> dict[str, Any]:
    """Where a citation leads; of a document that is not for the person now, only its number."""
    passage = citation.passage
    now = standing.get(passage.chunk_id, UNAVAILABLE)
    shown = now.standing is not Standing.UNAVAILABLE
    return {
        "n": citation.n,
        "turn": turn.opening.id,
        "standing": now.standing.value,
        "since": now.at.date().isoformat() if now.at else None,
        "title": passage.title if shown else "",
        "section": passage.section if shown else "",
        "page": passage.page if shown else None,
        "unit": unit_of(passage.document) if shown else "page",
        "document_id": passage.document_id if shown else None,
        "chunk_id": passage.chunk_id if shown else None,
    }


def sources_of(citations: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Each place that is cited once, as its first citation with all of its ``numbers``.

    A place is a page of a document, or a section where there are no pages. What is not for the
    person now has no place.
    """
    places: dict[Hashable, dict[str, Any]] = {}
    for citation in citations:
        within = citation["page"] or citation["section"]
        known = citation["document_id"] is not None
        place = (citation["document_id"], within) if known else citation["n"]
        found = places.setdefault(place, {**citation, "numbers": []})
        found["numbers"].append(citation["n"])
    return list(places.values())
