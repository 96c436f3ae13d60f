"""Configurations from files or a program: each becomes a review, and none becomes live."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.publishing import drafting, reviewing
from app.publishing.desk import Desk, Somebody
from assistants.profiles import Configuration
from assistants.provenance import ActorKind
from assistants.publishing import sentences
from assistants.publishing.drafts import Draft, Origin
from assistants.publishing.refusals import ChangedMeanwhileError
from assistants.publishing.reviews import Review


class Outcome(StrEnum):
    """What became of a proposal."""

    PROPOSED = "proposed"
    UNDER_REVIEW = "under review already"
    LIVE = "live already"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A configuration that was proposed; ``review`` is ``None`` where it is live as it stands."""

    configuration: Configuration
    outcome: Outcome
    review: Review | None


async def propose(
    desk: Desk,
    by: Somebody,
    configurations: Sequence[Configuration],
    reason: str,
    *,
    origin: Origin = Origin.FILES,
) -> list[Proposal]:
    """Ask for a review of each configuration that differs from what is live.

    What a program proposed before, and nobody took over, gives way to what it proposes now. Raises
    what `reviewing.ask` raises; then those before it are proposed.
    """
    return [await _propose(desk, by, one, reason, origin) for one in configurations]


async def _propose(
    desk: Desk, by: Somebody, wanted: Configuration, reason: str, origin: Origin
) -> Proposal:
    live = await desk.configurations.live(wanted.slug)
    if live is not None and live.configuration.hash == wanted.hash:
        return Proposal(wanted, Outcome.LIVE, None)
    pending = await desk.reviews.open_of(wanted.slug)
    if pending is not None and pending.hash == wanted.hash:
        return Proposal(wanted, Outcome.UNDER_REVIEW, pending)
    draft = await _draft(desk, by, wanted, pending, origin)
    review = await reviewing.ask(desk, by, draft.id, draft.revision, reason)
    return Proposal(wanted, Outcome.PROPOSED, review)


async def _draft(
    desk: Desk, by: Somebody, wanted: Configuration, pending: Review | None, origin: Origin
) -> Draft:
    content = wanted.model_dump(mode="json")
    if pending is None:
        return await drafting.begin(
            desk, by, wanted.slug, wanted.department, content, origin=origin
        )
    desk.must_edit(by, wanted.department)
    if pending.author.kind is ActorKind.PERSON or pending.draft is None:
        raise ChangedMeanwhileError(
            sentences.REVIEW_PENDING,
            "review_open",
            who=pending.author.name,
            slug=repr(wanted.slug),
        )
    before = await desk.draft(by.person, pending.draft)
    return await drafting.save(desk, by, before.id, before.revision, content)
