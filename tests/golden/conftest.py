"""Golden files: what is sent and written, kept so that a diff of it can be reviewed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

FILES = Path(__file__).parent / "files"


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with its golden file; ``pytest --accept`` writes the file instead."""

    def compare(name: str, text: str) -> None:
        path = FILES / name
        if request.config.getoption("--accept"):
            path.write_text(text, "utf-8")
        assert path.read_text("utf-8") == text

    return compare
