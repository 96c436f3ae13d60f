"""What every test may use."""

from __future__ import annotations

import gc

import pytest

from tests.servers import forking, sample_state

sample_state.keep()
# What is imported and collected stays to the end; the collector need not look at it meanwhile.
gc.disable()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Golden files are rewritten on request only."""
    parser.addoption("--accept", action="store_true", help="rewrite the golden files")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the browser tests last: their browser holds an event loop open in the main thread."""
    items.sort(key=lambda item: "journeys" in item.path.parts)


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
