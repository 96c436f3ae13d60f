"""A case as an admin may see it: no name, and nothing of a document that is not for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.identity.people import Person
from app.records.documents.documents import SqlDocumentStore
from app.records.inbox.cases import Filed
from app.turns.history import begun_before
from app.turns.suggestions import suggested
from feedback.inbox import Case, LinkKind, Step, StepKind
from feedback.reactions import Reaction
from feedback.turns import Turn, TurnStore
from retrieval.access import Access
from retrieval.documents import Document
from retrieval.passages import Passage
from retrieval.viewing.standing import Standing, may_be_shown, standings


@dataclass(frozen=True, slots=True)
class Shown:
    """A passage that the admin may read; ``text`` is ``None`` where it is another one by now."""

    passage: Passage
    standing: Standing
    text: str | None
    cited: bool


@dataclass(frozen=True, slots=True)
class Linked:
    """Where a case leads; ``title`` is empty for what the admin may not read."""

    kind: LinkKind
    target: str
    title: str


@dataclass(frozen=True, slots=True)
class Seen:
    """A case with what was said. ``answer`` is ``None`` where it rests on what is not for them.

    ``hidden`` counts the passages that are for others. ``who`` is known to whoever said why.
    """

    filed: Filed
    turn: Turn
    reaction: Reaction | None
    answer: str | None
    passages: tuple[Shown, ...]
    hidden: int
    suggestion: Document | None
    links: tuple[Linked, ...]
    who: Person | None = None


def without_reasons(filed: Filed, person: str) -> Filed:
    """A case for one admin: what others wrote to be told a name, which may hold it, is left out."""
    return replace(filed, steps=tuple(_without_reason(step, person) for step in filed.steps))


def _without_reason(step: Step, person: str) -> Step:
    if step.kind is not StepKind.REVEALED or step.by.id == person:
        return step
    return replace(step, detail={**step.detail, "note": None})


async def seen(
    filed: Filed,
    turn: Turn,
    reaction: Reaction | None,
    access: Access,
    *,
    turns: TurnStore,
    documents: SqlDocumentStore,
    now: datetime,
) -> Seen:
    """Show a case to somebody with these rights."""
    answer = turn.answer
    passages = _passages(turn)
    # Earlier answers stood in the prompt, so what they were made of may speak from this one too.
    before = [
        passage for one in await begun_before(turns, turn.opening) for passage in _passages(one)
    ]
    standing = await standings(documents, (*passages, *before), access, now)
    there = await documents.documents_of([passage.chunk_id for passage in passages])
    cited = {one.passage.chunk_id for one in answer.citations} if answer else set()
    shown = [
        Shown(
            passage,
            standing[passage.chunk_id].standing,
            passage.text if passage.chunk_id in there else None,
            passage.chunk_id in cited,
        )
        for passage in passages
        if may_be_shown(standing, passage)
    ]
    whole = all(may_be_shown(standing, passage) for passage in (*passages, *before))
    return Seen(
        filed=filed,
        turn=turn,
        reaction=reaction,
        answer=answer.text if answer and whole else None,
        passages=tuple(shown),
        hidden=len(passages) - len(shown),
        suggestion=await suggested(documents, access, reaction) if reaction else None,
        links=tuple(await _links(filed.case, documents, access)),
    )


def _passages(turn: Turn) -> Sequence[Passage]:
    """All that an answer was made of, each chunk once."""
    answer = turn.answer
    if answer is None:
        return ()
    cited = (citation.passage for citation in answer.citations)
    return tuple({one.chunk_id: one for one in (*answer.passages, *cited)}.values())


async def _links(case: Case, documents: SqlDocumentStore, access: Access) -> list[Linked]:
    links = []
    for link in case.links:
        title = ""
        if link.kind is LinkKind.DOCUMENT:
            document = await documents.document(link.target)
            if document is None or not access.may_read(document.groups):
                continue
            title = document.title
        links.append(Linked(link.kind, link.target, title))
    return links
