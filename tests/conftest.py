"""What every test may use."""

from __future__ import annotations

import gc
import os

import pytest

from tests.servers import sample_state

# What is imported and collected stays to the end; the collector need not look at it meanwhile.
gc.disable()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Golden files are rewritten on request only."""
    parser.addoption("--accept", action="store_true", help="rewrite the golden files")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the browser tests last: their browser holds an event loop open in the main thread."""
    items.sort(key=lambda item: "journeys" in item.path.parts)


@pytest.fixture(scope="session", autouse=True)
def _ingested_once(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Let all workers begin with the same ingested sample company."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    sample_state.keep_in(shared / "sample-state")


def pytest_collection_finish() -> None:
    """Keep the collector from going through what stays to the end: modules, and the tests."""
    gc.collect()
    gc.freeze()
    # A process with so many modules makes garbage in larger lumps than Python expects.
    gc.set_threshold(10_000, 20, 20)
    gc.enable()
