"""A person's own thread, written out as they may read it now."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from typing import Protocol

from app.identity.people import Person
from app.records.configurations import SqlConfigurationStore
from app.records.documents.documents import SqlDocumentStore
from app.records.turns.reactions import SqlReactionStore
from app.records.turns.threads import Thread
from app.records.turns.turns import SqlTurnStore
from app.turns.history import quotes_what_is_gone, standings_of
from app.turns.suggestions import suggested
from assistants.answers import Citation
from feedback.reactions import Reaction
from feedback.transcripts import CitedPlace, GivenReaction, Spoken, Transcript
from feedback.turns import Turn
from retrieval.documents import Document
from retrieval.viewing.standing import Since, may_be_shown
from retrieval.viewing.viewer import unit_of

_LONGEST_NAME = 60
_SLIDE = "slide"


class TranscriptRecords(Protocol):
    """Where the turns of a thread are kept, with all that was said about them."""

    @property
    def turns(self) -> SqlTurnStore: ...

    @property
    def reactions(self) -> SqlReactionStore: ...

    @property
    def documents(self) -> SqlDocumentStore: ...

    @property
    def configurations(self) -> SqlConfigurationStore: ...


async def transcript_of(records: TranscriptRecords, person: Person, thread: Thread) -> Transcript:
    """Write out a thread that is this person's.

    What the chat would not show any more is not here either: of a citation whose document is not
    for the person now the number stays, and an answer that quotes it is gone.
    """
    turns = [
        turn
        for turn in await records.turns.in_thread(thread.id)
        if turn.opening.person == person.id
    ]
    standing = await standings_of(turns, records.documents, person.access)
    reactions = {
        turn_id: _given(reaction, await suggested(records.documents, person.access, reaction))
        for turn_id, reaction in (await records.reactions.of_thread(thread.id, person.id)).items()
    }
    number = turns[-1].opening.configuration_number if turns else None
    version = await records.configurations.version(thread.profile, number) if number else None
    return Transcript(
        thread_id=thread.id,
        title=thread.name,
        profile=thread.profile,
        assistant=version.configuration.name if version else thread.profile,
        language=version.configuration.language if version else "en",
        started_at=thread.created_at,
        turns=tuple(_spoken(turn, reactions.get(turn.opening.id), standing) for turn in turns),
    )


def file_name(transcript: Transcript, extension: str) -> str:
    """A name for a file on any system: letters and digits of the title, and the day it began."""
    folded = unicodedata.normalize("NFKD", transcript.title.casefold())
    words = re.sub(r"[^a-z0-9]+", "-", folded.encode("ascii", "ignore").decode())[
        :_LONGEST_NAME
    ].strip("-")
    day = transcript.started_at.date().isoformat()
    return f"almanac-{day}-{words or 'conversation'}.{extension}"


def _spoken(turn: Turn, reaction: GivenReaction | None, standing: Mapping[str, Since]) -> Spoken:
    opening, answer = turn.opening, turn.answer
    said = Spoken(
        turn_id=opening.id,
        asked_at=opening.asked_at,
        question=opening.question,
        status=turn.status.value,
        kind=None,
        answer="",
        reaction=reaction,
    )
    if answer is None:
        return said
    gone = quotes_what_is_gone(answer, standing)
    return replace(
        said,
        kind=answer.kind.value,
        answer="" if gone else answer.text,
        quotes=answer.quotes,
        gone=gone,
        citations=tuple(_cited(citation, standing) for citation in answer.citations),
    )


def _cited(citation: Citation, standing: Mapping[str, Since]) -> CitedPlace:
    passage = citation.passage
    if not may_be_shown(standing, passage):
        return CitedPlace(citation.n)
    return CitedPlace(
        n=citation.n,
        title=passage.title,
        section=passage.section,
        page=passage.page,
        source=passage.source,
        document=passage.document,
        slides=unit_of(passage.document) == _SLIDE,
    )


def _given(reaction: Reaction, document: Document | None) -> GivenReaction:
    return GivenReaction(
        reaction.emoji,
        reaction.label,
        reaction.reasons,
        reaction.comment,
        reaction.suggested_answer or "",
        document.source if document else None,
        document.path if document else None,
        document.title if document else None,
    )
