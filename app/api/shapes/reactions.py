"""The JSON of reactions, and of the documents that people suggest with them."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, Field

from app.turns.suggestions import said
from assistants.profiles import PaletteEmoji
from feedback.reactions import Reaction
from feedback.turns import TurnOpening
from retrieval.documents import Document


class ReactionIn(BaseModel):
    """An emoji of the assistant's palette; reasons and comment as the person gives them.

    ``suggested_answer`` is what would have been right, and ``suggested_document`` the path in
    ``suggested_source`` of the document that would have helped: one that the person may read, in a
    source of the assistant. What is left out is taken back.
    """

    emoji: str = Field(max_length=16)
    reasons: list[str] = Field(default=[], max_length=20)
    comment: str = Field("", max_length=4000)
    suggested_answer: str = Field("", max_length=4000)
    suggested_source: str | None = Field(None, max_length=200)
    suggested_document: str | None = Field(None, max_length=2000)


class ReactionOut(BaseModel):
    """The current reaction of a person to a turn.

    ``suggested_unavailable`` is true where a document was suggested that is not for the person any
    more; then it is not named.
    """

    emoji: str
    label: str
    score: int
    reasons: list[str]
    comment: str
    suggested_answer: str
    suggested_source: str | None
    suggested_document: str | None
    suggested_title: str | None
    suggested_unavailable: bool
    configuration_number: int
    configuration_hash: str
    reacted_at: datetime


class PaletteOut(BaseModel):
    """What a turn can be reacted with: of the configuration version that answered it."""

    configuration_number: int
    configuration_hash: str
    palette: tuple[PaletteEmoji, ...]
    reasons: tuple[str, ...]


class DocumentNameOut(BaseModel):
    """A document by its names; ``document`` is its path in the source."""

    document_id: str
    source: str
    document: str
    title: str


def reaction_out(
    reaction: Reaction, opening: TurnOpening, document: Document | None
) -> ReactionOut:
    """A reaction as JSON; ``document`` is the suggested one, if the person may read it."""
    return ReactionOut(
        **said(reaction, document),
        label=reaction.label,
        configuration_number=opening.configuration_number,
        configuration_hash=opening.configuration_hash,
        reacted_at=reaction.reacted_at,
    )
