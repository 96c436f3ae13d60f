"""How assistants do, at a glance: what people think, what waits, what it costs, what it knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app.inbox.inbox import departments_of
from app.navigation import KNOWLEDGE, SPENDING
from app.pages.admin.satisfaction_chart import Curve, curve_of
from app.pages.admin.visiting import Visit
from app.records.inbox.listing import Entry
from app.spending.accounts import BudgetState
from assistants.profiles import ConfigurationVersion
from feedback.satisfaction import Score
from gateway.spending.charges import month_of
from retrieval.documents import Source
from retrieval.passages import SourceCondition

WEEKS = 12
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Glance:
    """How one assistant does.

    ``waiting`` counts answers with a low score whose case is open, of which ``worst`` are some;
    both are ``None`` for whoever does not see them. ``budget`` is ``None`` for whoever may not read
    it. ``troubled`` are sources that are not up to date; ``sources`` is how many there are.
    """

    curve: Curve
    waiting: int | None
    worst: tuple[Entry, ...]
    budget: BudgetState | None
    sources: int
    troubled: tuple[str, ...]


async def glances(
    found: Visit, live: Sequence[ConfigurationVersion], now: datetime
) -> Mapping[str, Glance]:
    """How each assistant does, by its slug, as far as the reader may know."""
    parts = found.parts
    slugs = [version.configuration.slug for version in live]
    since = first_day(now)
    scores = await parts.satisfaction.scores(slugs, since)
    own = departments_of(found.person)
    waiting = found.waits.answers
    worst = await parts.inbox.worst(
        found.by, [slug for slug in slugs if waiting.get(slug)], each=_SHOWN
    )
    budgets = await _budgets(found, live, now)
    sources = {source.name: source for source in await parts.documents.sources()}
    return {
        one.configuration.slug: Glance(
            curve=curve_of(
                _of(scores, one.configuration.slug),
                await parts.configurations.history(one.configuration.slug),
                since,
                WEEKS,
            ),
            waiting=waiting.get(one.configuration.slug, 0)
            if one.configuration.department in own
            else None,
            worst=worst.get(one.configuration.slug, ()),
            budget=budgets.get(one.configuration.department),
            sources=sum(name in sources for name in one.configuration.sources),
            troubled=_troubled(one, sources),
        )
        for one in live
    }


def first_day(now: datetime) -> datetime:
    """The Monday with which the weeks that are shown begin."""
    monday = now.astimezone(UTC).date() - timedelta(days=now.weekday(), weeks=WEEKS - 1)
    return datetime(monday.year, monday.month, monday.day, tzinfo=UTC)


async def _budgets(
    found: Visit, live: Sequence[ConfigurationVersion], now: datetime
) -> Mapping[str, BudgetState]:
    if not SPENDING.is_open_to(found.person):
        return {}
    departments = {version.configuration.department for version in live}
    roles = SPENDING.roles or frozenset()
    own = {grant.department for grant in found.person.grants if grant.role in roles}
    states = await found.parts.budgets.states(departments & own, month_of(now))
    return {state.department: state for state in states}


def _troubled(version: ConfigurationVersion, sources: Mapping[str, Source]) -> tuple[str, ...]:
    return tuple(
        name
        for name in version.configuration.sources
        if name not in sources or sources[name].state.condition is not SourceCondition.READY
    )


def _of(scores: Sequence[Score], slug: str) -> list[Score]:
    return [one for one in scores if one.profile == slug]


def sees_knowledge(found: Visit) -> bool:
    """Tell whether the page of sources is there for the reader."""
    return KNOWLEDGE.is_open_to(found.person)
