"""What a run found, as far as its reader may read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from evaluation.comparison import Verdict
from evaluation.outcomes import Outcome
from evaluation.runs import Result
from retrieval.access import Access
from retrieval.passages import PassageSearch


@dataclass(frozen=True, slots=True)
class Shown:
    """A result without the text and the citations of answers that rest on what is closed.

    ``verdict`` is what the run found, whatever is hidden. ``chance`` is Fisher's over the tries,
    ``None`` where it would tell how often a hidden answer passed.
    """

    result: Result
    verdict: Verdict
    chance: float | None


async def readable(results: Sequence[Result], search: PassageSearch, access: Access) -> list[Shown]:
    """What somebody may see of the results."""
    chunks = {
        chunk for one in results for each in (*one.after, *one.before) for chunk in each.chunks
    }
    allowed = await search.readable(chunks, access) if chunks else frozenset[str]()
    return [_shown(one, allowed) for one in results]


def _shown(result: Result, allowed: frozenset[str]) -> Shown:
    def seen(outcomes: tuple[Outcome, ...]) -> tuple[Outcome, ...]:
        return tuple(
            one
            if allowed.issuperset(one.chunks)
            else replace(one, text="", citations=(), hidden=True)
            for one in outcomes
        )

    after, before = seen(result.after), seen(result.before)
    hidden = any(one.hidden for one in (*after, *before))
    chance = result.passed.chance if result.passed and not hidden else None
    return Shown(replace(result, after=after, before=before), result.verdict, chance)
