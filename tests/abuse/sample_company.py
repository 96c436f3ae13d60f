"""The fixtures of the API's tests, for cases that need the sample company behind the real parts."""

from __future__ import annotations

from tests.app.api.conftest import Enter, enter, ingested, parts

__all__ = ["Enter", "enter", "ingested", "parts"]
