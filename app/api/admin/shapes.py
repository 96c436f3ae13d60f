"""The JSON of drafts, reviews and versions."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field

from assistants.profiles import Configuration, ConfigurationVersion
from assistants.provenance import Participant
from assistants.publishing.differences import Difference
from assistants.publishing.drafts import Draft
from assistants.publishing.problems import Problem
from assistants.publishing.reviews import Remark, Review

_REASON = 20_000
Revision = Annotated[int, Field(ge=0, le=10**9)]


class ParticipantOut(BaseModel):
    """Somebody who takes part in a change; ``kind`` is person, client, operator or service."""

    name: str
    kind: str


class VersionOut(BaseModel):
    """A version and how it came to be live: ``way`` is reviewed, emergency, first start or before
    reviews."""

    slug: str
    name: str
    department: str
    number: int
    hash: str
    published_at: datetime
    way: str
    author: ParticipantOut
    approver: ParticipantOut | None
    contributors: list[ParticipantOut]
    reason: str
    review: str | None
    restores: int | None
    evidence: str
    despite: str
    configuration: dict[str, Any] | None = None


class ProblemOut(BaseModel):
    """What keeps a configuration from being live."""

    path: list[str | int]
    message: str


class DraftOut(BaseModel):
    """A draft as it is; a save names its ``revision``."""

    id: str
    slug: str
    department: str
    base: int | None
    revision: int
    status: str
    origin: str
    restores: int | None
    contributors: list[ParticipantOut]
    updated_at: datetime
    updated_by: ParticipantOut
    content: dict[str, Any]
    problems: list[ProblemOut]


class PairOut(BaseModel):
    """A line before and after."""

    before: str | None
    after: str | None
    mark: str


class DifferenceOut(BaseModel):
    """A field that differs from what is live."""

    field: str
    added: int
    removed: int
    pairs: list[PairOut]


class RemarkOut(BaseModel):
    """Something said in a review."""

    by: ParticipantOut
    at: datetime
    text: str


class ReviewOut(BaseModel):
    """A review; an approval names its ``hash`` and the number that it ``replaces``."""

    id: str
    slug: str
    department: str
    draft: str | None
    status: str
    hash: str
    replaces: int | None
    restores: int | None
    reason: str
    author: ParticipantOut
    contributors: list[ParticipantOut]
    asked_at: datetime
    decided_at: datetime | None
    decided_by: ParticipantOut | None
    decision: str
    version: int | None
    evidence: str | None
    differences: list[DifferenceOut] = []
    remarks: list[RemarkOut] = []


class BeginIn(BaseModel):
    """A draft: of what is live, of another assistant's live version, or of given fields."""

    department: str | None = Field(None, max_length=64, description="For a new assistant.")
    like: str | None = Field(None, max_length=64, description="Slug of an assistant to begin from.")
    fields: dict[str, Any] = {}


class SaveIn(BaseModel):
    """Fields to save over a revision; the others stay as they are."""

    revision: Revision
    fields: dict[str, Any]


class AskIn(BaseModel):
    """A review of a revision, and what the change is for."""

    revision: Revision
    reason: str = Field(max_length=_REASON)


class ApproveIn(BaseModel):
    """An approval of exactly what was seen. ``replaces`` is null where nothing is live yet."""

    hash: str = Field(max_length=64)
    replaces: Revision | None
    despite: str = Field("", max_length=_REASON)


class ReasonIn(BaseModel):
    """Why."""

    reason: str = Field(max_length=_REASON)


class TextIn(BaseModel):
    """Something to say."""

    text: str = Field(max_length=_REASON)


class LookIn(BaseModel):
    """What somebody thinks of an emergency afterwards."""

    stands: bool
    note: str = Field("", max_length=_REASON)


class EmergencyIn(BaseModel):
    """Which number was live when somebody decided to restore at once, and why."""

    replaces: Revision
    reason: str = Field(max_length=_REASON)


class ProposeIn(BaseModel):
    """Configurations to have reviewed, as profile files have them."""

    configurations: list[Configuration] = Field(min_length=1, max_length=50)
    reason: str = Field(max_length=_REASON)


class ProposalOut(BaseModel):
    """What became of a proposal."""

    slug: str
    outcome: str
    review: str | None
    draft: str | None


def participant_out(one: Participant) -> ParticipantOut:
    """A participant as JSON."""
    return ParticipantOut(name=one.name, kind=one.kind.value)


def version_out(version: ConfigurationVersion, *, whole: bool = False) -> VersionOut:
    """A version as JSON, with its configuration where the ``whole`` is wanted."""
    configuration, came = version.configuration, version.provenance
    return VersionOut(
        slug=configuration.slug,
        name=configuration.name,
        department=configuration.department,
        number=version.number,
        hash=configuration.hash,
        published_at=version.published_at,
        way=came.way.value,
        author=participant_out(came.author),
        approver=participant_out(came.approver) if came.approver else None,
        contributors=[participant_out(one) for one in came.contributors],
        reason=came.reason,
        review=came.review,
        restores=came.restores,
        evidence=came.evidence,
        despite=came.despite,
        configuration=configuration.model_dump(mode="json") if whole else None,
    )


def draft_out(draft: Draft, problems: list[Problem]) -> DraftOut:
    """A draft as JSON."""
    return DraftOut(
        id=draft.id,
        slug=draft.slug,
        department=draft.department,
        base=draft.base,
        revision=draft.revision,
        status=draft.status.value,
        origin=draft.origin.value,
        restores=draft.restores,
        contributors=[participant_out(one) for one in draft.contributors],
        updated_at=draft.updated_at,
        updated_by=participant_out(draft.updated_by),
        content=dict(draft.content),
        problems=[ProblemOut(path=list(one.path), message=one.message) for one in problems],
    )


def difference_out(difference: Difference) -> DifferenceOut:
    """A difference as JSON."""
    return DifferenceOut(
        field=difference.field,
        added=difference.added,
        removed=difference.removed,
        pairs=[
            PairOut(before=pair.before, after=pair.after, mark=pair.mark)
            for pair in difference.pairs
        ],
    )


def review_out(
    review: Review, differences: list[DifferenceOut] | None = None, said: list[Remark] | None = None
) -> ReviewOut:
    """A review as JSON."""
    return ReviewOut(
        id=review.id,
        slug=review.slug,
        department=review.department,
        draft=review.draft,
        status=review.status.value,
        hash=review.hash,
        replaces=review.replaces,
        restores=review.restores,
        reason=review.reason,
        author=participant_out(review.author),
        contributors=[participant_out(one) for one in review.contributors],
        asked_at=review.asked_at,
        decided_at=review.decided_at,
        decided_by=participant_out(review.decided_by) if review.decided_by else None,
        decision=review.decision,
        version=review.version,
        evidence=review.evidence.summary if review.evidence else None,
        differences=differences or [],
        remarks=[
            RemarkOut(by=participant_out(one.by), at=one.at, text=one.text) for one in said or []
        ],
    )
