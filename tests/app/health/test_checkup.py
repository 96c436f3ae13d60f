"""A checkup tries every part within a limit, and not more often than it says."""

from __future__ import annotations

import asyncio

from app.health.checkup import Checkup, Complaint


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


class Part:
    """A part with a switch."""

    def __init__(self) -> None:
        self.bad = False
        self.tried = 0

    async def __call__(self) -> Complaint | None:
        self.tried += 1
        await asyncio.sleep(0)
        return Complaint("lake", "It is away. Wait.") if self.bad else None


async def hangs() -> Complaint | None:
    await asyncio.Event().wait()
    return None


async def breaks() -> Complaint | None:
    raise RuntimeError("postgresql://u:S3cret@db")


async def test_what_is_wrong_is_named_and_what_works_is_not() -> None:
    bad, good = Part(), Part()
    bad.bad = True

    found = await Checkup({"lake": bad, "room": good}).complaints()

    assert [one.part for one in found] == ["lake"]


async def test_however_many_ask_each_part_is_tried_once_in_a_while() -> None:
    part, clock = Part(), Clock()
    checkup = Checkup({"lake": part}, fresh_s=5, clock=clock)

    await asyncio.gather(*(checkup.complaints() for _ in range(50)))
    assert part.tried == 1
    part.bad = True
    assert await checkup.complaints() == ()
    clock.now = 5
    assert len(await checkup.complaints()) == 1
    assert part.tried == 2


async def test_a_part_that_hangs_holds_up_no_other_and_is_named() -> None:
    checkup = Checkup({"database": hangs, "lake": Part()}, stopping=frozenset({"database"}),
                      limit_s=0.01)  # fmt: skip

    [found] = await checkup.complaints()

    assert (found.part, found.stops) == ("database", True)
    assert "did not answer" in found.message


async def test_a_part_that_breaks_says_nothing_of_its_error() -> None:
    [found] = await Checkup({"clock": breaks}).complaints()

    assert (found.part, found.stops) == ("clock", False)
    assert "S3cret" not in found.message
