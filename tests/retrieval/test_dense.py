"""Vectors lie apart by who may read them, and questions of one moment are answered together."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from chromadb.api.client import Client

from retrieval.indexes.batching import Batcher
from retrieval.indexes.chroma import open_chroma
from retrieval.indexes.dense import DenseIndex
from retrieval.indexes.embedding import Vectors
from retrieval.indexes.partitions import MOST, SHARED

MODEL = "toy@0123456789abcdef"


@pytest.fixture
def client(tmp_path: Path) -> Client:
    return open_chroma(tmp_path / "chroma", None)


@pytest.fixture
def dense(client: Client) -> DenseIndex:
    return DenseIndex(client, MODEL)


def at(degrees: float) -> Vectors:
    """A vector of length one in the plane."""
    angle = np.radians(degrees)
    return np.array([np.cos(angle), np.sin(angle)], np.float32)


async def found(dense: DenseIndex, degrees: float, access: Sequence[str] | None) -> list[str]:
    hits = await dense.query("hr", at(degrees), limit=10, access=access)
    return [hit.chunk_id for hit in hits]


async def put(dense: DenseIndex, **rows: tuple[float, str]) -> None:
    vectors = np.stack([at(degrees) for degrees, _ in rows.values()])
    await dense.upsert("hr", list(rows), vectors, [access for _, access in rows.values()])


async def test_only_readable_rows_are_found_nearest_first(dense: DenseIndex) -> None:
    await put(dense, a=(0, "staff"), b=(10, "board"), c=(20, "staff"), d=(90, "board"))

    assert await found(dense, 1, ["staff"]) == ["a", "c"]
    assert await found(dense, 1, ["board"]) == ["b", "d"]
    assert await found(dense, 1, ["staff", "board"]) == ["a", "b", "c", "d"]
    assert await found(dense, 1, None) == ["a", "b", "c", "d"]
    assert await found(dense, 1, []) == []
    assert await found(dense, 1, ["strangers"]) == []


async def test_rows_that_change_readers_move(dense: DenseIndex, client: Client) -> None:
    await put(dense, a=(0, "staff"), b=(10, "staff"))
    await dense.set_access("hr", ["a"], "board")

    assert await found(dense, 1, ["staff"]) == ["b"]
    assert await found(dense, 1, ["board"]) == ["a"]
    assert await dense.ids("hr") == {"a", "b"}

    await dense.set_access("hr", ["b"], "board")
    assert await found(dense, 1, ["staff"]) == []
    assert {(one.metadata or {})["access"] for one in client.list_collections()} == {"board"}

    await dense.delete("hr", ["a", "b"])
    assert client.list_collections() == []


async def test_sets_of_readers_beyond_the_most_share_a_place_and_stay_apart(
    dense: DenseIndex, client: Client
) -> None:
    for number in range(MOST + 3):
        await put(dense, **{f"row-{number}": (float(number), f"team-{number:02}")})

    names = {(one.metadata or {})["access"] for one in client.list_collections()}
    assert len(names) == MOST + 1
    assert SHARED in names
    for number in (0, MOST, MOST + 2):
        assert await found(dense, 0, [f"team-{number:02}"]) == [f"row-{number}"]
    assert len(await found(dense, 0, None)) == 10


async def test_rows_that_share_a_place_are_found_also_when_others_make_room(
    dense: DenseIndex,
) -> None:
    for number in range(MOST + 1):
        await put(dense, **{f"row-{number}": (float(number), f"team-{number:02}")})
    await dense.delete("hr", ["row-0", "row-1"])
    await put(dense, new=(0, f"team-{MOST}"))

    assert sorted(await found(dense, 0, [f"team-{MOST}"])) == ["new", f"row-{MOST}"]


async def test_another_process_s_new_readers_are_seen(
    dense: DenseIndex, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retrieval.indexes.partitions._LOOK_AGAIN_S", -1.0)
    await put(dense, a=(0, "staff"))
    other = DenseIndex(client, MODEL)
    assert await found(other, 0, ["staff"]) == ["a"]
    await put(dense, b=(5, "board"))

    assert await found(other, 0, ["staff", "board"]) == ["a", "b"]


async def test_what_an_earlier_model_or_layout_left_is_dropped(
    dense: DenseIndex, client: Client
) -> None:
    client.create_collection(
        "almanac.hr.old", metadata={"source": "hr", "model": MODEL}, embedding_function=None
    )
    await put(DenseIndex(client, "older@fedcba9876543210"), z=(0, "staff"))
    await put(dense, a=(0, "staff"))

    await dense.drop_earlier_models("hr")

    left = [(one.metadata or {})["access"] for one in client.list_collections()]
    assert left == ["staff"]
    assert await found(dense, 0, None) == ["a"]


async def test_what_is_asked_while_one_question_runs_is_answered_together() -> None:
    batches: list[list[int]] = []
    begun, go_on = threading.Event(), threading.Event()

    def double(asked: Sequence[int]) -> list[int]:
        batches.append(list(asked))
        begun.set()
        go_on.wait(10)
        return [2 * one for one in asked]

    batcher = Batcher(double)
    first = asyncio.create_task(batcher.ask(1))
    await asyncio.to_thread(begun.wait, 10)
    rest = [asyncio.create_task(batcher.ask(number)) for number in (2, 3, 4)]
    await asyncio.sleep(0)
    rest[1].cancel()
    go_on.set()

    assert await first == 2
    assert [await rest[0], await rest[2]] == [4, 8]
    assert batches == [[1], [2, 4]]


async def test_an_error_reaches_everyone_of_its_batch_and_nobody_else() -> None:
    def refuse_odd(asked: Sequence[int]) -> list[int]:
        if any(one % 2 for one in asked):
            raise ArithmeticError
        return list(asked)

    batcher = Batcher(refuse_odd)
    with pytest.raises(ArithmeticError):
        await batcher.ask(1)
    assert await batcher.ask(2) == 2


async def test_a_replica_goes_on_where_another_one_dropped_a_collection(client: Client) -> None:
    one, other = DenseIndex(client, MODEL), DenseIndex(client, MODEL)
    await put(one, a=(0, "staff"), b=(10, "staff"))
    assert await other.ids("hr") == {"a", "b"}
    await one.delete("hr", ["a", "b"])

    assert await other.ids("hr") == set()
    await put(one, a=(0, "board"))
    await other.ids("hr")
    await one.delete("hr", ["a"])
    await put(other, c=(20, "board"))

    assert await one.ids("hr") == {"c"}
