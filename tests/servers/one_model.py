"""The models that come with the project, read once for all tests of a process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import pytest

from retrieval.embedding.onnx_embedder import OnnxEmbedder
from retrieval.embedding.shipped import DEFAULT, MODELS, ShippedModel


@cache
def shipped_model(model: ShippedModel = MODELS[DEFAULT]) -> OnnxEmbedder:
    """The model, which takes its time to read, and of which a test spoils nothing."""
    return OnnxEmbedder(model)


@contextmanager
def one_model() -> Iterator[None]:
    """Let whatever is opened meanwhile embed with the same model."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.startup.embedders.OnnxEmbedder", shipped_model)
        yield
