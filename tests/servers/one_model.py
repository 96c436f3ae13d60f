"""The model that ships with the project, read once for all tests of a process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import pytest

from retrieval.indexes.embedding import MiniLmEmbedder


@cache
def shipped_model() -> MiniLmEmbedder:
    """The model, which takes its time to read, and of which a test spoils nothing."""
    return MiniLmEmbedder()


@contextmanager
def one_model() -> Iterator[None]:
    """Let whatever is opened meanwhile embed with the same model."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.startup.embedders.MiniLmEmbedder", shipped_model)
        yield
