"""What a run found keeps its verdict for whoever may not read all of it."""

from __future__ import annotations

from dataclasses import replace

from app.checks.showing import readable
from evaluation.comparison import Verdict
from retrieval.access import Access
from tests.evaluation.samples import GOOD, POOR, result
from tests.fakes.search import FakeSearch

HR = Access(frozenset({"hr"}))
CLOSED = replace(GOOD, chunks=("chunk-1",))


def without(chunk: str) -> FakeSearch:
    search = FakeSearch()
    search.gone = {chunk}
    return search


async def test_an_answer_that_rests_on_what_is_closed_is_hidden() -> None:
    search = without("chunk-1")

    (found,) = await readable([result(POOR, CLOSED)], search, HR)

    (before,) = found.result.before
    assert (before.hidden, before.text, before.citations) == (True, "", ())
    assert found.result.after == (POOR,)


async def test_the_verdict_is_that_of_the_run_whatever_is_hidden() -> None:
    search = without("chunk-1")
    made = [result(POOR, CLOSED), result(CLOSED, POOR), result(GOOD, CLOSED)]

    found = await readable(made, search, HR)

    assert [one.verdict for one in found] == [Verdict.WORSE, Verdict.BETTER, Verdict.SAME]


async def test_no_chance_tells_how_often_a_hidden_answer_passed() -> None:
    search = without("chunk-1")

    closed, seen = await readable([result(GOOD, CLOSED), result(GOOD, POOR)], search, HR)

    assert closed.chance is None
    assert seen.chance == 1.0
