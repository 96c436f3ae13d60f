"""The sets of files with a truth, at the level that reading them has reached."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.measuring.fidelity import measure_fidelity
from tests.retrieval.parsing.fidelity import names, write_set


@pytest.mark.parametrize("name", names())
async def test_a_set_is_read_as_people_see_it(name: str, tmp_path: Path) -> None:
    report = await measure_fidelity(write_set(name, tmp_path), timeout_s=60)

    assert report["files"]
    assert [tuple(failure.values()) for failure in report["failures"]] == []
