"""The parts and the API of the sample company, for the pages beside it."""

from __future__ import annotations

from tests.app.api.conftest import enter, ingested, parts

__all__ = ["enter", "ingested", "parts"]
