from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator

import psutil
import pytest

from retrieval.parsing.documents import ParseError
from retrieval.parsing.isolation.process import BusyError, OverdueError, Request
from retrieval.parsing.isolation.worker import Workers, parse_safely, shared
from retrieval.parsing.parse import parse
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
    with pytest.raises(ParseError, match=r"longer than 0\.02 s of processor time\. Split it"):
        await workers.parse(b"a *b* [c](d) " * 200_000, "slow.md", timeout_s=0.02)

    assert (await workers.parse(b"quick", "a.md")).blocks[0].text == "quick"


async def test_waiting_for_the_processor_does_not_count() -> None:
    before = children()
    pool = Workers(size=1)
    await pool.parse(b"text", "a.md")
    (child,) = (psutil.Process(pid) for pid in children() - before)

    child.suspend()
    reading = asyncio.create_task(pool.parse(b"quick", "a.md", timeout_s=0.4))
    await asyncio.sleep(1)
    child.resume()

    assert (await reading).blocks[0].text == "quick"
    pool.close()


class Crowded(Workers):
    """A pool in which a document named ``slow`` is too slow once, beside one named ``other``."""

    def __init__(self) -> None:
        super().__init__(size=2)
        self.asked: list[str] = []
        self.slow_is_done = threading.Event()

    def _ask(self, header: Request, data: bytes, timeout_s: float) -> bytes:
        path = str(header["path"])
        self.asked.append(path)
        if path == "other.md":
            assert self.slow_is_done.wait(30)
        elif self.asked.count("slow.md") == 1 and path == "slow.md":
            while "other.md" not in self.asked:
                time.sleep(0.01)
            self.slow_is_done.set()
            raise OverdueError("too slow")
        self.asked.append(f"{path} is read")
        return super()._ask(header, data, timeout_s)


async def test_what_was_too_slow_beside_others_is_tried_once_more_after_them() -> None:
    pool = Crowded()
    slow, other, _ = await asyncio.gather(
        pool.parse(b"slow", "slow.md"), pool.parse(b"other", "other.md"), pool.parse(b"x", "x.md")
    )

    assert (slow.blocks[0].text, other.blocks[0].text) == ("slow", "other")
    assert pool.asked[-2:] == ["slow.md", "slow.md is read"]
    assert pool.asked.count("slow.md") == 2
    pool.close()


class Slow(Workers):
    """A pool in which every document takes too long."""

    asked = 0

    def _ask(self, header: Request, data: bytes, timeout_s: float) -> bytes:
        self.asked += 1
        raise OverdueError("too slow")


async def test_what_is_too_slow_alone_is_not_tried_again() -> None:
    pool = Slow()
    with pytest.raises(ParseError, match="too slow"):
        await pool.parse(b"text", "a.md")

    assert pool.asked == 1
    pool.close()


class Stopped(Workers):
    """A pool on a machine that does not come to it."""

    asked = 0

    def _ask(self, header: Request, data: bytes, timeout_s: float) -> bytes:
        self.asked += 1
        raise BusyError("too busy")


async def test_a_page_that_the_machine_did_not_come_to_is_not_taken_for_one_that_is_too_slow() -> (
    None
):
    pool = Stopped()
    with pytest.raises(BusyError):
        await pool.render(pdf(lines("One.")), "a.pdf", 1, (), width=100)
    with pytest.raises(BusyError):
        await pool.recognise(pdf(lines("One.")), "a.pdf", 1, timeout_s=1)
    with pytest.raises(BusyError):
        await pool.parse(b"text", "a.md")

    assert pool.asked == 4
    pool.close()


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
