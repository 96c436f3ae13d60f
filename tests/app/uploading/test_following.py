"""What another replica decided is moved and read here too, and nothing is read twice."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.audit.events import SERVICE, Actor
from app.runtime.ingestions import Ingestions
from app.uploading import changing
from app.uploading.following import Follower
from retrieval.ingesting.ledger import Ledger
from tests.app.uploading.shelves import STORAGE, file, shelf
from tests.servers.console import Console

pytestmark = pytest.mark.asyncio(loop_scope="module")


class Counting:
    """An ingestion that counts."""

    def __init__(self) -> None:
        self.read: list[tuple[str, ...]] = []

    async def sync(self, sources: tuple[str, ...], _progress: object) -> Ledger:
        self.read.append(sources)
        return Ledger((), datetime.now(UTC), datetime.now(UTC))


async def test_a_change_of_another_replica_is_read_once(console: Console, tmp_path: Path) -> None:
    counting = Counting()
    ingestions = Ingestions(counting, console.records.audit)  # type: ignore[arg-type]
    follower = Follower(console.records.settler, ingestions)
    one = await shelf(console, tmp_path / "elsewhere", uploads="one person")
    await changing.add(one.uploads, await one.somebody("dana"), one.name, "a.md", file(STORAGE))

    for _ in range(2):
        await follower.look()
        await ingestions.wait()

    assert counting.read == [("elsewhere",)]


async def test_whoever_waits_for_a_source_is_named_for_it_whoever_looks_meanwhile(
    console: Console,
) -> None:
    ingestions = Ingestions(Counting(), console.records.audit)  # type: ignore[arg-type]
    ingestions.begin(("other",), Actor("grace", "grace@cryodyne.example"))

    for who in (Actor("dana", "dana@cryodyne.example"), Actor(SERVICE)):
        ingestions.want("elsewhere", who)

    assert ingestions.waiting["elsewhere"].id == "dana"
    await ingestions.wait()
