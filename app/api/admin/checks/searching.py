"""The retrieval test over HTTP: what an assistant's search finds, as a role of its department."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request
from pydantic import BaseModel, Field

from app.api.access import PartsNeeded, Searching
from app.api.admin.access import somebody
from app.api.responses import refusing
from app.api.shapes.answers import PassageOut, passage_out
from app.api.shapes.asking import LONGEST_TEXT
from app.checks.searching import Tested
from assistants.answers import AnswerKind

router = APIRouter(prefix="/admin", tags=["trying and checking"], responses=refusing(403, 404))
Slug = Annotated[str, Path(max_length=64)]


class SearchTestIn(BaseModel):
    """A question, and the role of the department as which it is searched, or ``myself``."""

    question: str = Field(max_length=LONGEST_TEXT)
    asked_as: str = Field("employee", max_length=64)


class SearchTestOut(BaseModel):
    """What was found, and what the assistant would make of it.

    ``kind`` is ``answer`` where an answer is tried, else the "no" that would be given. ``signs``
    are what the evidence was computed from. ``searched`` is false for what is answered without a
    search, such as a greeting.
    """

    version: int
    kind: AnswerKind
    searched: bool
    evidence: float
    needed: float = Field(description="The evidence from which on an answer is tried.")
    reads: bool = Field(description="Whether a model would read the passages, and may say no.")
    signs: dict[str, float]
    asked_as: str
    groups: list[str]
    lacking: list[str]
    passages: list[PassageOut]


@router.post("/assistants/{slug}/search")
async def test_search(
    slug: Slug, body: SearchTestIn, request: Request, parts: PartsNeeded, person: Searching
) -> SearchTestOut:
    """Search as what is live does, as a role that lends no right of others; no model writes."""
    by = somebody(request, person)
    return _out(await parts.retrieval_test.run(by, slug, body.question, body.asked_as))


def _out(tested: Tested) -> SearchTestOut:
    found = tested.found
    return SearchTestOut(
        version=tested.version.number,
        kind=tested.kind,
        searched=found is not None,
        evidence=found.evidence if found else 0.0,
        needed=tested.needed,
        reads=tested.reads,
        signs=dict(found.signs) if found else {},
        asked_as=tested.asked_as.role,
        groups=sorted(tested.asked_as.groups),
        lacking=sorted(tested.asked_as.lacking),
        passages=[passage_out(one) for one in found.passages] if found else [],
    )
