"""What the tests of retrieval share."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.retrieval.company import Company, open_company

DEVIATION = "# Deviations\n\nA deviation report is signed by the head of quality within 30 days.\n"
RECALL = "# Recalls\n\nA recall is announced by the responsible person, code WHISKEY-77.\n"


@pytest.fixture
async def company(tmp_path: Path) -> AsyncIterator[Company]:
    """A company with one source, ``quality``, of two documents for ``staff``; not yet ingested."""
    async with open_company(tmp_path) as company:
        company.describe("quality")
        company.put("quality/deviations.md", DEVIATION)
        company.put("quality/restricted/recalls.md", RECALL)
        yield company
