from __future__ import annotations

import asyncio
from collections.abc import Iterator

import psutil
import pytest

from retrieval.parsing.documents import ParseError
from retrieval.parsing.parse import parse
from retrieval.parsing.worker import Workers, parse_safely, shared
from tests.retrieval.files import lines, pdf


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    workers = Workers(size=2)
    yield workers
    workers.close()


def children() -> set[int]:
    return {child.pid for child in psutil.Process().children()}


async def test_a_document_comes_back_as_the_parser_made_it(workers: Workers) -> None:
    data = pdf(lines("Ünder 25 °C."), lines("Two."), title="Cold chain rules")

    assert await workers.parse(data, "a.pdf") == parse(data, "a.pdf")


async def test_a_refusal_comes_back_with_its_reason(workers: Workers) -> None:
    with pytest.raises(ParseError) as refusal:
        await workers.parse(b"", "a.md")

    assert refusal.value.reason == "The file is empty."


async def test_processes_are_used_again_for_the_next_document() -> None:
    before = children()
    pool = Workers(size=2)
    await asyncio.gather(*(pool.parse(b"# A\n\ntext", f"{i}.md") for i in range(20)))
    first = children() - before
    await asyncio.gather(*(pool.parse(b"# A\n\ntext", f"{i}.md") for i in range(20)))

    assert 1 <= len(first) <= 2
    assert children() - before == first
    pool.close()


async def test_nothing_is_left_behind_when_the_pool_closes() -> None:
    before = children()
    pool = Workers(size=2)
    await pool.parse(b"text", "a.md")
    pool.close()

    assert children() <= before
    with pytest.raises(RuntimeError):
        await pool.parse(b"text", "a.md")


async def test_a_slow_document_is_given_up_and_the_next_one_is_read(workers: Workers) -> None:
    with pytest.raises(ParseError, match=r"took longer than 0\.02 s"):
        await workers.parse(b"a *b* [c](d) " * 200_000, "slow.md", timeout_s=0.02)

    assert (await workers.parse(b"quick", "a.md")).blocks[0].text == "quick"


async def test_a_document_that_needs_too_much_memory_is_given_up_and_the_next_one_is_read() -> None:
    pool = Workers(size=1, memory_mb=400)
    with pytest.raises(ParseError, match="needs more than 400 MB"):
        await pool.parse(b"a;b\n" * 4_000_000, "big.txt", timeout_s=60)

    assert (await pool.parse(b"quick", "a.md")).blocks[0].text == "quick"
    pool.close()


async def test_a_crash_costs_the_document_that_caused_it_and_no_other() -> None:
    before = children()
    pool = Workers(size=1)
    await pool.parse(b"text", "a.md")
    (pid,) = children() - before

    slow = asyncio.create_task(pool.parse(b"a *b* [c](d) " * 200_000, "slow.md"))
    await asyncio.sleep(0.3)
    psutil.Process(pid).kill()
    with pytest.raises(ParseError, match="crashed the reader"):
        await slow

    assert (await pool.parse(b"quick", "a.md")).blocks[0].text == "quick"
    pool.close()


async def test_a_process_that_ends_while_it_waits_costs_nothing() -> None:
    before = children()
    pool = Workers(size=1)
    await pool.parse(b"text", "a.md")
    (child,) = (psutil.Process(pid) for pid in children() - before)
    child.kill()
    child.wait()

    assert (await pool.parse(b"quick", "a.md")).blocks[0].text == "quick"
    pool.close()


async def test_a_process_sees_no_setting_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALMANAC_SECRET_KEY", "must-not-be-inherited")
    before = children()
    pool = Workers(size=1)
    await pool.parse(b"text", "a.md")

    (child,) = (psutil.Process(pid) for pid in children() - before)
    assert set(child.environ()) <= {"LANG", "PATH", "LC_CTYPE", "OPENBLAS_NUM_THREADS"}
    pool.close()


async def test_the_shared_pool_serves_every_caller() -> None:
    assert (await parse_safely(b"text", "a.md")).blocks[0].text == "text"
    assert shared() is shared()
    shared().close()
    shared.cache_clear()
