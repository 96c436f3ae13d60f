"""A page that looks up the end of a turn, while the database is away."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from app.chat.framework import prepare
from app.records.database.outages import DatabaseAwayError


@pytest.fixture(scope="module")
def following(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    prepare(tmp_path_factory.mktemp("chat"))
    from app.chat.live import following

    return following


async def test_a_page_is_told_of_the_end_once_the_database_is_back(
    following: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    away = iter([True, True, False, False])
    away_again: Iterator[bool] = iter([True, False])

    async def get(_: str) -> None:
        if next(away):
            raise DatabaseAwayError("it restarts")

    async def show_stored(_: Any, turn_id: str) -> None:
        if next(away_again):
            raise DatabaseAwayError("it restarts once more")
        shown.append(turn_id)

    parts, page = SimpleNamespace(turns=SimpleNamespace(get=get)), SimpleNamespace(following={})
    monkeypatch.setattr(following, "LOOK_UP_EVERY_S", 0)
    monkeypatch.setattr(following, "mounted", lambda: parts)
    monkeypatch.setattr(following, "page_of", lambda _: page)
    monkeypatch.setattr(following, "show_stored", show_stored)

    following.look_up(SimpleNamespace(), "a")
    await asyncio.gather(*page.following.values())

    assert shown == ["a"]
