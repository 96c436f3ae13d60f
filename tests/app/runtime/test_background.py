"""Work beside the requests does not end in silence."""

from __future__ import annotations

import asyncio

import pytest
import structlog

from app.runtime.background import see_through


class Work:
    """Fails so many times, and then is done."""

    def __init__(self, failures: int) -> None:
        self.failures = failures
        self.begun = 0

    async def __call__(self) -> None:
        self.begun += 1
        if self.begun <= self.failures:
            raise OSError("No space left on device: S3cret")


async def test_work_that_fails_is_heard_and_begun_again() -> None:
    work = Work(failures=2)

    with structlog.testing.capture_logs() as logs:
        await see_through("shipping", work, pause_s=0)

    assert work.begun == 3
    heard = [line for line in logs if line["event"] == "background.failed"]
    assert [(line["work"], line["error"], line["log_level"]) for line in heard] == [
        ("shipping", "OSError", "error")
    ] * 2
    assert "S3cret" not in str(heard)


async def test_work_can_be_stopped_while_it_pauses() -> None:
    work = Work(failures=1)
    seeing = asyncio.create_task(see_through("shipping", work, pause_s=60))
    while not work.begun:
        await asyncio.sleep(0)

    seeing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(seeing, 5)

    assert work.begun == 1
