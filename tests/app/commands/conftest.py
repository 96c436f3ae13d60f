"""The end of what the commands are forked from."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.servers import commands


@pytest.fixture(scope="package", autouse=True)
def _stopped() -> Iterator[None]:
    """Stop the process behind the commands, if a test had it started."""
    yield
    commands.stop()
