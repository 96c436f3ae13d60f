"""What a run found, as far as its reader may read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from evaluation.outcomes import Outcome
from evaluation.runs import Result
from retrieval.access import Access
from retrieval.passages import PassageSearch


async def readable(
    results: Sequence[Result], search: PassageSearch, access: Access
) -> list[Result]:
    """The same, without the text and the citations of answers that rest on what is closed."""
    chunks = {
        chunk for one in results for each in (*one.after, *one.before) for chunk in each.chunks
    }
    allowed = await search.readable(chunks, access) if chunks else frozenset()

    def shown(outcomes: tuple[Outcome, ...]) -> tuple[Outcome, ...]:
        return tuple(
            one
            if allowed.issuperset(one.chunks)
            else replace(one, text="", citations=(), hidden=True)
            for one in outcomes
        )

    return [replace(one, after=shown(one.after), before=shown(one.before)) for one in results]
