"""The garbage collector rests while a service loads, and only then."""

from __future__ import annotations

import gc

import pytest

from app.runtime.garbage_collection import garbage_waits


def test_the_collector_rests_within_and_works_after() -> None:
    kept = gc.get_freeze_count()

    with garbage_waits():
        within = gc.isenabled()
        loaded: list[list[int]] = [[] for _ in range(1000)]

    assert not within
    assert gc.isenabled()
    assert gc.get_freeze_count() >= kept + len(loaded)


def test_what_fails_to_load_leaves_the_collector_at_work() -> None:
    kept = gc.get_freeze_count()

    with pytest.raises(OSError, match="no such part"), garbage_waits():
        raise OSError("no such part")

    assert gc.isenabled()
    assert gc.get_freeze_count() <= kept


def test_a_rest_within_a_rest_ends_with_the_outer_one() -> None:
    with garbage_waits():
        with garbage_waits():
            pass
        within = gc.isenabled()

    assert not within
    assert gc.isenabled()
