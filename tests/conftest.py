"""What every test may use."""

from __future__ import annotations

import fcntl
import gc
import os
from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import settings

from tests.journeys import newest_axe
from tests.servers import forking, sample_state

KEPT = Path(__file__).parents[1] / ".cache"

# No test measures time, and a machine with other work is slow.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
sample_state.keep()
# A machine with LibreOffice shows office files in another way; tests of that ask for it.
os.environ["ALMANAC_OFFICE_PROGRAM"] = "off"
# What is imported and collected stays to the end; the collector need not look at it meanwhile.
gc.disable()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Golden files are rewritten on request only."""
    parser.addoption("--accept", action="store_true", help="rewrite the golden files")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Let one worker collect before the others: what it compiled on the way, they find."""
    with _behind_the_first(os.environ.get("PYTEST_XDIST_TESTRUNUID")):
        return (yield)


@contextmanager
def _behind_the_first(run: str | None) -> Iterator[None]:
    if run is None:
        yield
        return
    KEPT.mkdir(exist_ok=True)
    with (KEPT / "collected").open("a+") as collected:
        fcntl.flock(collected, fcntl.LOCK_EX)
        collected.seek(0)
        if collected.read() == run:
            fcntl.flock(collected, fcntl.LOCK_UN)
            yield
        else:
            yield
            collected.truncate(0)
            collected.write(run)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the browser tests last, and the files with most of them first.

    Their browser holds an event loop open in the main thread. A file stays with one worker, and no
    worker is to begin a long one while the others have nothing left.
    """
    shares: Counter[Path] = Counter()
    for item in items:
        shares[item.path] += _share(item)

    def place(item: pytest.Item) -> tuple[bool, int, Path]:
        if "journeys" not in item.path.parts:
            return False, 0, Path()
        return True, -shares[item.path], item.path

    items.sort(key=place)


def _share(item: pytest.Item) -> int:
    """What a test takes, beside others: who asks for a longer timeout needs it."""
    asked = item.get_closest_marker("timeout")
    return int(asked.args[0]) if asked else int(item.config.getini("timeout"))


def pytest_collection_finish() -> None:
    """Keep the collector from going through what stays to the end: modules, and the tests."""
    gc.collect()
    gc.freeze()
    # A process with so many modules makes garbage in larger lumps than Python expects.
    gc.set_threshold(10_000, 20, 20)
    gc.enable()


def pytest_sessionfinish() -> None:
    """End what the products and commands of the tests were forked from."""
    forking.stop()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what a run in which everything passed did not look at."""
    ran = [one for key in ("passed", "failed") for one in terminalreporter.stats.get(key, [])]
    if any(one.nodeid.startswith("tests/journeys/") for one in ran) and newest_axe.shortfall():
        terminalreporter.write_line(newest_axe.shortfall(), yellow=True)
