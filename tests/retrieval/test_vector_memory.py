"""Vectors in memory: they answer as the store does, and follow it in all that changes there."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from chromadb.api.client import Client
from chromadb.api.models.Collection import Collection as ChromaCollection
from chromadb.errors import InternalError

from retrieval.indexes import partitions
from retrieval.indexes.chroma import open_chroma
from retrieval.indexes.dense import DenseIndex
from retrieval.indexes.embedding import Vectors
from retrieval.indexes.partitions import MOST
from retrieval.indexes.vectors import memory
from retrieval.indexes.vectors.matrix import Asked, Matrix
from retrieval.indexes.words.counting import Scope

MODEL = "toy@0123456789abcdef"
DIMENSIONS = 48
PLENTY = 10_000_000
CLOSE = 3e-5


@pytest.fixture
def client(tmp_path: Path) -> Client:
    return open_chroma(tmp_path / "chroma", None)


@pytest.fixture
def dense(client: Client) -> DenseIndex:
    return DenseIndex(client, MODEL, memory_bytes=PLENTY)


def some(count: int, seed: int = 0) -> Vectors:
    """Vectors that are all rather alike, as those of a real model are."""
    chance = np.random.default_rng(seed)
    rows = chance.normal(0, 0.5, (count, DIMENSIONS)) + np.linspace(0, 1, DIMENSIONS)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def names(count: int, prefix: str = "row") -> list[str]:
    return [f"{prefix}-{number:04}" for number in range(count)]


async def put(dense: DenseIndex, ids: list[str], vectors: Vectors, access: str = "staff") -> None:
    await dense.upsert("hr", ids, vectors, [access] * len(ids))


async def remembered(dense: DenseIndex, source: str = "hr") -> None:
    """Have the rows of a source read into memory."""
    await dense.nearest({source: None}, some(1)[0], limit=1)
    await dense.memory.settled()


def without_store(dense: DenseIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on only what is in memory answers."""

    async def refuse(*_: Any, **__: Any) -> Any:
        raise AssertionError("the store was asked")

    monkeypatch.setattr(dense, "query", refuse)


async def found(dense: DenseIndex, scope: Scope, *, limit: int = 10, seed: int = 1) -> list[str]:
    hits = await dense.nearest(scope, some(1, seed)[0], limit=limit)
    return [hit.chunk_id for hit in hits]


async def test_memory_finds_what_comparing_each_row_finds(
    dense: DenseIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows, ids = some(3000), names(3000)
    await put(dense, ids, rows)
    await remembered(dense)
    without_store(dense, monkeypatch)

    for seed in range(1, 21):
        question = some(1, seed)[0]
        hits = await dense.nearest({"hr": None}, question, limit=50)
        true = dict(zip(ids, (rows @ question).tolist(), strict=True))
        fiftieth = sorted(true.values())[-50]
        assert len(hits) == 50
        assert all(abs(hit.cosine - true[hit.chunk_id]) < CLOSE for hit in hits)
        assert all(true[hit.chunk_id] > fiftieth - CLOSE for hit in hits)
        assert hits == sorted(hits, key=lambda hit: (-hit.cosine, hit.chunk_id))


async def test_memory_and_store_say_the_same(dense: DenseIndex, client: Client) -> None:
    await put(dense, names(200), some(200))
    await dense.upsert("it", names(100, "it"), some(100, 7), ["staff", "board"] * 50)
    scope: Scope = {"hr": None, "it": ["board"]}
    stored = await DenseIndex(client, MODEL).nearest(scope, some(1, 1)[0], limit=30)

    kept = await dense.nearest(scope, some(1, 1)[0], limit=30)

    assert [hit.chunk_id for hit in kept] == [hit.chunk_id for hit in stored]
    assert [hit.cosine for hit in kept] == pytest.approx([hit.cosine for hit in stored], abs=CLOSE)


async def test_rows_that_are_as_near_come_by_their_ids(dense: DenseIndex) -> None:
    await put(dense, names(40), np.repeat(some(1), 40, axis=0))
    await remembered(dense)

    assert await found(dense, {"hr": None}) == names(10)


async def test_a_vector_of_another_length_points_where_it_points(dense: DenseIndex) -> None:
    rows = some(20)
    await put(dense, names(20), rows * np.linspace(0.1, 9, 20, dtype=np.float32)[:, None])
    await remembered(dense)

    hits = await dense.nearest({"hr": None}, 3 * rows[4], limit=1)

    assert hits[0].chunk_id == "row-0004"
    assert hits[0].cosine == pytest.approx(1, abs=CLOSE)


async def test_what_changes_in_the_store_changes_in_memory_at_once(
    dense: DenseIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = some(1, 1)
    await put(dense, names(100), some(100))
    await put(dense, names(1, "board"), some(1, 9), "board")
    await remembered(dense)
    without_store(dense, monkeypatch)

    await put(dense, ["new"], question)
    assert (await found(dense, {"hr": ["staff"]}))[0] == "new"

    await dense.set_access("hr", ["new"], "board")
    assert "new" not in await found(dense, {"hr": ["staff"]}, limit=200)
    assert (await found(dense, {"hr": ["board"]}))[0] == "new"
    assert await found(dense, {"hr": []}) == []

    await put(dense, ["new"], -question, "board")
    assert (await found(dense, {"hr": ["board"]}))[-1] == "new"

    await dense.delete("hr", ["new", *names(99)])
    assert sorted(await found(dense, {"hr": None})) == ["board-0000", "row-0099"]


async def test_sets_of_readers_that_share_a_collection_stay_apart(
    dense: DenseIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(MOST + 3):
        await put(dense, [f"row-{number}"], some(1, number), f"team-{number:02}")
    await remembered(dense)
    without_store(dense, monkeypatch)

    for number in (0, MOST, MOST + 2):
        assert await found(dense, {"hr": [f"team-{number:02}"]}) == [f"row-{number}"]
    await dense.set_access("hr", [f"row-{MOST}"], f"team-{MOST + 2}")
    assert await found(dense, {"hr": [f"team-{MOST}"]}) == []
    assert len(await found(dense, {"hr": [f"team-{MOST + 2}"]})) == 2


async def test_a_source_made_anew_is_read_anew(dense: DenseIndex) -> None:
    await put(dense, ["old"], some(1))
    await remembered(dense)

    await dense.drop("hr")
    assert await found(dense, {"hr": None}) == []
    await put(dense, ["new"], some(1))
    await remembered(dense)

    assert await found(dense, {"hr": None}) == ["new"]


async def test_after_a_change_that_fails_the_rows_are_read_again(
    dense: DenseIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    await put(dense, names(3), some(3))
    await remembered(dense)
    collection = dense.memory

    with monkeypatch.context() as broken:
        broken.setattr(ChromaCollection, "delete", refused)
        with pytest.raises(InternalError):
            await dense.delete("hr", names(1))

    assert collection.bytes == 0
    await remembered(dense)
    assert sorted(await found(dense, {"hr": None})) == names(3)


async def test_a_collection_that_does_not_fit_is_left_to_the_store(client: Client) -> None:
    rows, small = some(400), 60_000
    dense = DenseIndex(client, MODEL, memory_bytes=small)
    await put(dense, names(400), rows)
    await dense.upsert("it", names(50, "it"), some(50), ["staff"] * 50)
    await remembered(dense)
    await remembered(dense, "it")

    assert 0 < dense.memory.bytes <= small
    assert len(await found(dense, {"hr": None, "it": None})) == 10
    await dense.delete("hr", names(399))
    await remembered(dense)
    assert await found(dense, {"hr": None}) == ["row-0399"]


async def test_a_collection_that_outgrows_memory_leaves_it(
    dense: DenseIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    await put(dense, names(10), some(10))
    await remembered(dense)
    monkeypatch.setattr(memory, "MOST_ROWS", 15)

    await put(dense, names(10, "more"), some(10, 3))

    assert dense.memory.bytes == 0
    assert len(await found(dense, {"hr": None}, limit=30)) == 20


def test_rows_that_come_and_go_while_a_collection_is_read_are_not_undone() -> None:
    matrix, rows = Matrix(), some(4)
    matrix.put(["a"], rows[:1], ["board"])
    matrix.remove(["b"])
    matrix.remove(["c"])
    matrix.put(["c"], rows[2:3], ["board"])

    matrix.fill(["a", "b", "c", "d"], rows[::-1], ["staff"] * 4)
    matrix.complete()

    (near,) = matrix.nearest([Asked(rows[0], 4, ["board"])])
    assert sorted(near.ids) == ["a", "c"]
    (near,) = matrix.nearest([Asked(rows[0], 4)])
    assert sorted(near.ids) == ["a", "c", "d"]


async def test_questions_of_one_moment_are_answered_by_one_product(
    dense: DenseIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    await put(dense, names(100), some(100))
    await remembered(dense)
    alone = [await found(dense, {"hr": None}, seed=seed) for seed in range(5)]
    products: list[int] = []
    begun, go_on = threading.Event(), threading.Event()
    nearest = Matrix.nearest

    def observed(matrix: Matrix, asked: Any) -> Any:
        products.append(len(asked))
        begun.set()
        assert go_on.wait(30)
        return nearest(matrix, asked)

    monkeypatch.setattr(Matrix, "nearest", observed)
    first = asyncio.create_task(found(dense, {"hr": None}, seed=0))
    await asyncio.to_thread(begun.wait, 30)
    rest = [asyncio.create_task(found(dense, {"hr": None}, seed=seed)) for seed in range(1, 5)]
    await asyncio.sleep(0)
    go_on.set()

    assert [await first, *[await one for one in rest]] == alone
    assert products == [1, 4]


async def test_a_small_collection_answers_its_first_question_from_memory(
    dense: DenseIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    await put(dense, names(20), some(20))
    without_store(dense, monkeypatch)

    assert len(await found(dense, {"hr": None})) == 10


async def test_the_store_answers_while_a_long_read_goes_on(
    dense: DenseIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    await put(dense, names(20), some(20))
    go_on, fill = threading.Event(), Matrix.fill
    monkeypatch.setattr(memory, "_WAIT_S", 0.0)

    def slowly(*args: Any) -> None:
        assert go_on.wait(30)
        fill(*args)

    monkeypatch.setattr(Matrix, "fill", slowly)
    assert len(await found(dense, {"hr": None})) == 10
    await put(dense, ["new"], some(1, 1))
    assert (await found(dense, {"hr": None}))[0] == "new"

    go_on.set()
    await dense.memory.settled()
    without_store(dense, monkeypatch)
    assert (await found(dense, {"hr": None}))[0] == "new"


def test_rows_that_get_other_readers_while_a_collection_is_read_keep_them() -> None:
    matrix, rows = Matrix(), some(2)
    matrix.set_access(["a"], "board")

    matrix.fill(["a", "b"], rows, ["staff"] * 2)
    matrix.complete()

    found = [matrix.nearest([Asked(rows[0], 4, [one])])[0].ids for one in ("board", "staff")]
    assert found == [["a"], ["b"]]


@pytest.mark.parametrize("seed", range(2))
async def test_whatever_changes_while_rows_are_read_memory_holds_what_the_store_holds(
    dense: DenseIndex, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(partitions, "MOST", 2)
    teams = ["board", "staff", "night", "works"]
    for number, team in enumerate(teams):
        await put(dense, names(80)[20 * number : 20 * number + 20], some(20, number), team)
    chance, fill = np.random.default_rng(seed), Matrix.fill
    monkeypatch.setattr(memory, "_READ_AT_ONCE", 5)

    def changed(*args: Any) -> None:
        """Fill in what was read, after the store has changed once more."""
        asyncio.run(change(dense, teams, chance, monkeypatch))
        fill(*args)

    with monkeypatch.context() as during:
        during.setattr(Matrix, "fill", changed)
        await remembered(dense)
    await assert_as_stored(dense, teams, monkeypatch)
    for _ in range(5):
        await change(dense, teams, chance, monkeypatch)
    await assert_as_stored(dense, teams, monkeypatch)


async def assert_as_stored(
    dense: DenseIndex, teams: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    await remembered(dense)
    question = some(1)[0]
    for access in (None, *([team] for team in teams)):
        stored = await DenseIndex.query(dense, "hr", question, limit=200, access=access)
        with monkeypatch.context() as alone:
            without_store(dense, alone)
            kept = await dense.nearest({"hr": access}, question, limit=200)
        assert {hit.chunk_id: hit.cosine for hit in kept} == pytest.approx(
            {hit.chunk_id: hit.cosine for hit in stored}, abs=CLOSE
        )


async def change(
    dense: DenseIndex,
    teams: list[str],
    chance: np.random.Generator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Do to some rows what an ingestion does, or fail at it."""
    ids = [f"row-{number:04}" for number in chance.choice(88, 12, replace=False)]
    team = str(chance.choice(teams[1:]))
    match chance.integers(16):
        case 0 | 1:
            await put(dense, ids, some(12, int(chance.integers(1000))), team)
        case 2 | 3:
            await dense.delete("hr", ids)
        case 4:
            with monkeypatch.context() as broken:
                broken.setattr(ChromaCollection, "delete", refused)
                with pytest.raises(InternalError):
                    await dense.delete("hr", ids)
        case _:
            await dense.set_access("hr", ids, team)


def refused(*_: Any, **__: Any) -> None:
    raise InternalError("no space left")


async def test_a_collection_that_is_emptied_while_it_is_read_takes_new_rows(
    dense: DenseIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    await put(dense, names(4), some(4))
    monkeypatch.setattr(memory, "_READ_AT_ONCE", 2)
    get = ChromaCollection.get

    def emptied(collection: ChromaCollection, *args: Any, **kwargs: Any) -> Any:
        found = get(collection, *args, **kwargs)
        if kwargs == {"include": []}:
            asyncio.run(dense.delete("hr", names(2)))
        return found

    with monkeypatch.context() as during:
        during.setattr(ChromaCollection, "get", emptied)
        await remembered(dense)
    without_store(dense, monkeypatch)

    assert sorted(await found(dense, {"hr": None})) == names(4)[2:]


async def test_what_cannot_be_read_is_left_to_the_store_and_takes_no_memory(
    dense: DenseIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    await put(dense, names(4), some(4))

    def refuse(*_: Any) -> None:
        raise MemoryError

    monkeypatch.setattr(Matrix, "fill", refuse)
    await remembered(dense)

    assert await found(dense, {"hr": None}) != []
    assert dense.memory.bytes == 0


async def test_while_much_is_read_others_find_a_thread(
    dense: DenseIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = [f"source-{number}" for number in range(8)]
    for source in sources:
        await dense.upsert(source, names(1, source), some(1), ["staff"])
    go_on, fill = threading.Event(), Matrix.fill
    monkeypatch.setattr(memory, "_WAIT_S", 0.0)
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(2))

    def slowly(*args: Any) -> None:
        assert go_on.wait(30)
        fill(*args)

    monkeypatch.setattr(Matrix, "fill", slowly)

    assert len(await found(dense, dict.fromkeys(sources), limit=50)) == len(sources)

    go_on.set()
    await dense.memory.settled()
