"""W5: what was signed here and is gone since, from the lake or from the trail, gives a verdict."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr

from app.audit.chain import GENESIS
from app.audit.checkpoints import Signer
from app.audit.notary import Notary
from app.audit.verifying import FlawKind
from feedback.lake.stores.folder_store import FolderStore
from tests.app.audit.conftest import Clock, ListedTrail


@pytest.fixture
async def noting(trail: ListedTrail, lake: FolderStore, clock: Clock, tmp_path: Path) -> Notary:
    """One that remembers what it signed."""
    signer = Signer(SecretStr("k" * 40))
    notary = Notary(trail, lake, signer, clock=clock, note=tmp_path / "audit-signed.json")
    assert await notary.sign() is not None
    return notary


async def test_what_was_signed_and_is_there_is_whole(noting: Notary, trail: ListedTrail) -> None:
    await trail.fill(2)

    report = await noting.check()

    assert (report.flaw, report.uncovered) == (None, 2)


async def test_w5_all_checkpoints_deleted_is_a_flaw_at_once(
    noting: Notary, lake: FolderStore
) -> None:
    for key in [key async for key in lake.list("audit/")]:
        await lake.delete(key)

    flaw = (await noting.check()).flaw

    assert flaw is not None
    assert (flaw.kind, flaw.number) == (FlawKind.UNSIGNED, 10)


@pytest.mark.parametrize("head", [(0, GENESIS), None])
async def test_w5_an_emptied_trail_is_a_flaw_with_or_without_checkpoints(
    noting: Notary, trail: ListedTrail, lake: FolderStore, head: tuple[int, str] | None
) -> None:
    trail.entries.clear()
    trail.head_is = head
    with_checkpoints = (await noting.check()).flaw
    for key in [key async for key in lake.list("audit/")]:
        await lake.delete(key)

    assert with_checkpoints is not None
    assert (await noting.check()).flaw is not None


async def test_a_note_that_cannot_be_read_says_nothing(noting: Notary, tmp_path: Path) -> None:
    (tmp_path / "audit-signed.json").write_text("[")

    assert (await noting.check()).flaw is None
