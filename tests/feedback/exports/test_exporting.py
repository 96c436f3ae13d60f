"""What comes out of the lake again."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from feedback.exports.exporting import Exported, Progress, export, stream
from feedback.lake.filters import Filters
from feedback.lake.manifest import CompactedFile, Manifest, Place, compacted_key, manifest_key
from feedback.lake.partitions import live_keys
from feedback.lake.reading import Seen
from feedback.lake.stores.object_store import DamagedError, LakeUnavailableError, ObjectStore
from feedback.lake.writing import Format
from feedback.records import Record, passage_record, reaction_record, removal_record, turn_record
from feedback.turns import TurnStatus
from tests.feedback.lakes import put
from tests.feedback.samples import AT, answer, opening, passage, reacted, reaction

HR = Filters(departments=frozenset({"hr"}))
HR_DAY = Place(AT.date().isoformat(), "hr")
BOTH = Filters(departments=frozenset({"hr", "it"}))


async def lines(
    store: ObjectStore, dataset: Exported, filters: Filters, folder: Path
) -> list[dict[str, Any]]:
    out = folder / "out.jsonl"
    await export(store, dataset, filters, form="jsonl", out=out)
    return [json.loads(line) for line in out.read_text("utf-8").splitlines()]


def ids(rows: Sequence[dict[str, Any]]) -> list[str]:
    return [row["id"] for row in rows]


def turn(turn_id: str, **changes: Any) -> Record:
    begun = opening(turn_id, **changes)
    given = answer(question=begun.question)
    return turn_record(begun, TurnStatus.COMPLETED, given, begun.asked_at + timedelta(seconds=1))


async def test_every_record_comes_out_once(store: ObjectStore, tmp_path: Path) -> None:
    await put(store, turn("a"), turn("b"), batch="b1")
    await put(store, turn("b"), turn("c"), batch="b2")

    assert ids(await lines(store, "turns", HR, tmp_path)) == ["a", "b", "c"]


async def test_nothing_of_another_department_comes_out(store: ObjectStore, tmp_path: Path) -> None:
    await put(store, turn("a"), turn("b", department="it"))

    assert ids(await lines(store, "turns", HR, tmp_path)) == ["a"]
    assert ids(await lines(store, "turns", Filters(frozenset()), tmp_path)) == []
    assert {row["department"] for row in await lines(store, "turns", BOTH, tmp_path)} == {
        "hr",
        "it",
    }


async def test_records_are_chosen_by_instant_and_assistant(
    store: ObjectStore, tmp_path: Path
) -> None:
    day = timedelta(days=1)
    await put(
        store,
        turn("before", asked_at=AT - timedelta(seconds=1)),
        turn("at", asked_at=AT),
        turn("other", asked_at=AT, profile="benefits"),
        turn("next", asked_at=AT + day),
        turn("after", asked_at=AT + 2 * day),
    )
    between = replace(HR, since=AT, until=AT + 2 * day)

    assert sorted(ids(await lines(store, "turns", between, tmp_path))) == ["at", "next", "other"]
    of_one = replace(between, assistant="hr")
    assert sorted(ids(await lines(store, "turns", of_one, tmp_path))) == ["at", "next"]


async def test_all_formats_hold_the_same_turn(store: ObjectStore, tmp_path: Path) -> None:
    await put(store, turn("a"))
    forms: tuple[Format, ...] = ("parquet", "jsonl", "csv")
    for form in forms:
        await export(store, "turns", HR, form=form, out=tmp_path / f"out.{form}")

    (parquet,) = pq.ParquetFile(tmp_path / "out.parquet").read().to_pylist()
    line = json.loads((tmp_path / "out.jsonl").read_text("utf-8"))
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        (cells,) = csv.DictReader(file)
    assert list(parquet) == list(line) == list(cells)
    for name in ("id", "question", "answer", "prompt", "department", "pseudonym"):
        assert parquet[name] == line[name] == cells[name]
    assert parquet["passages"] == line["passages"] == json.loads(cells["passages"])
    assert parquet["asked_at"] == AT
    assert str(parquet["price"]) == line["price"] == cells["price"] == "0.001230000"


@pytest.mark.parametrize("typed", ["=HYPERLINK(1)", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "＝1"])
async def test_s13_a_cell_that_a_spreadsheet_would_run_is_neutralised(
    tmp_path: Path, typed: str
) -> None:
    from feedback.lake.stores.folder_store import FolderStore

    store = FolderStore(tmp_path / "lake")
    given = reaction("a", comment=typed)
    await put(store, event("e1", given))

    out = tmp_path / "out.csv"
    await export(store, "reactions", HR, form="csv", out=out)

    with out.open(encoding="utf-8-sig", newline="") as file:
        (cells,) = csv.DictReader(file)
    assert cells["comment"].startswith("'")
    assert cells["comment"].replace("'", "") == typed
    assert cells["score"] == "2"


async def test_numbers_stay_numbers_in_csv(store: ObjectStore, tmp_path: Path) -> None:
    begun = opening("a")
    given = answer(evidence=-0.5)
    await put(store, turn_record(begun, TurnStatus.COMPLETED, given, AT))

    out = tmp_path / "out.csv"
    await export(store, "turns", HR, form="csv", out=out)

    with out.open(encoding="utf-8-sig", newline="") as file:
        (cells,) = csv.DictReader(file)
    assert cells["evidence"] == "-0.5"


def event(event_id: str, given: Any) -> Record:
    return reaction_record(given, event_id=event_id, pseudonym="p-1", about=reacted())


async def test_the_current_reaction_of_a_person_is_flagged(
    store: ObjectStore, tmp_path: Path
) -> None:
    later = AT + timedelta(days=1)
    await put(
        store,
        event("e1", reaction("a", score=1, reacted_at=AT)),
        event("e2", reaction("a", score=5, reacted_at=later)),
        event("e3", reaction("b", score=4, reacted_at=AT)),
        removal_record("b", later, event_id="e4", pseudonym="p-1", about=reacted()),
    )

    rows = await lines(store, "reactions", HR, tmp_path)

    assert {row["id"]: row["current"] for row in rows} == {
        "e1": False,
        "e2": True,
        "e3": False,
        "e4": False,
    }


async def test_a_transcript_is_a_thread_written_out(store: ObjectStore, tmp_path: Path) -> None:
    later = AT + timedelta(days=1)
    await put(
        store,
        turn("a2", asked_at=later, question="And in the second year?"),
        turn("a1"),
        turn("b1", thread_id="thread-2"),
    )

    rows = await lines(store, "transcripts", HR, tmp_path)

    assert [row["thread_id"] for row in rows] == ["thread-1", "thread-2"]
    assert [line["turn_id"] for line in rows[0]["turns"]] == ["a1", "a2"]
    assert rows[0]["turns"][0]["citations"][0] == {
        "n": 1,
        "source": "hr",
        "document": "leave/1.pdf",
        "section": "Leave > Annual",
        "page": 1,
    }
    first, second = rows[0]["text"].split("\n## ")[1:]
    assert first.startswith("1. Question, 2026-03-04 10:30 UTC\n\n> How many days of leave are")
    assert "There are 30 days [1]" in first
    assert "- [1] leave/1.pdf, Leave > Annual, page 1 (hr/leave/1.pdf)" in first
    assert "> And in the second year?" in second


async def test_transcripts_come_as_parquet_and_csv_too(store: ObjectStore, tmp_path: Path) -> None:
    await put(store, turn("a"))
    await export(store, "transcripts", HR, form="parquet", out=tmp_path / "t.parquet")
    await export(store, "transcripts", HR, form="csv", out=tmp_path / "t.csv")

    (row,) = pq.ParquetFile(tmp_path / "t.parquet").read().to_pylist()
    with (tmp_path / "t.csv").open(encoding="utf-8-sig", newline="") as file:
        (cells,) = csv.DictReader(file)
    assert row["started_at"] == AT
    assert json.loads(cells["turns"])[0]["turn_id"] == "a"


async def test_passages_come_out_by_department(store: ObjectStore, tmp_path: Path) -> None:
    await put(store, passage_record(passage(1), "hr", AT), passage_record(passage(1), "it", AT))

    assert [row["text"] for row in await lines(store, "passages", HR, tmp_path)] == [
        passage(1).text
    ]


async def test_an_empty_lake_gives_an_empty_file(store: ObjectStore, tmp_path: Path) -> None:
    report = await export(store, "turns", HR, form="parquet", out=tmp_path / "out.parquet")

    assert report.rows == 0
    assert pq.ParquetFile(tmp_path / "out.parquet").metadata.num_rows == 0


async def test_an_export_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    from feedback.lake.stores.folder_store import FolderStore

    store = FolderStore(tmp_path / "lake")
    await put(store, turn("a"))
    spoiled = next((tmp_path / "lake" / "turns").rglob("*.parquet"))
    spoiled.write_bytes(b"not parquet")
    out = tmp_path / "out.jsonl"
    out.write_text("of yesterday")

    with pytest.raises(ValueError, match=r"[Pp]arquet"):
        await export(store, "turns", HR, form="jsonl", out=out)

    assert out.read_text() == "of yesterday"
    assert [path.name for path in tmp_path.glob("*out*")] == ["out.jsonl"]


async def test_reactions_come_as_parquet_with_their_flag(
    store: ObjectStore, tmp_path: Path
) -> None:
    await put(store, event("e1", reaction("a", score=1)))
    await export(store, "reactions", HR, form="parquet", out=tmp_path / "r.parquet")

    (row,) = pq.ParquetFile(tmp_path / "r.parquet").read().to_pylist()
    assert (row["score"], row["current"], row["suggested_answer"]) == (1, True, None)


def rated(event_id: str, turn_id: str, score: int, **changes: Any) -> Record:
    """A reaction whose record is changed."""
    record = event(event_id, reaction(turn_id, score=score))
    return replace(record, row=record.row | {"configuration_number": 1} | changes)


async def test_turns_are_chosen_by_version_kind_and_current_score(tmp_path: Path) -> None:
    from feedback.lake.stores.folder_store import FolderStore

    store = FolderStore(tmp_path / "lake")
    later = reaction("b", score=5, reacted_at=AT + timedelta(days=3))
    await put(
        store,
        turn("a"),
        turn("b"),
        turn("c", configuration_number=2),
        turn("d"),
        event("e1", reaction("a", score=2)),
        event("e2", reaction("b", score=1)),
        event("e3", later),
        event("e4", reaction("c", score=4)),
    )

    async def found(**changes: Any) -> list[str]:
        return ids(await lines(store, "turns", replace(HR, **changes), tmp_path))

    assert await found(max_score=2) == ["a"]
    # The reaction came after the last day that is asked for, and is the current one all the same.
    assert await found(min_score=4, until=AT + timedelta(days=1)) == ["b", "c"]
    assert await found(assistant="hr", configuration=2) == ["c"]
    assert await found(kinds=frozenset({"answer"})) == ["a", "b", "c", "d"]
    assert await found(kinds=frozenset({"not_found"})) == []


async def test_a_score_chooses_reactions_and_not_which_is_current(tmp_path: Path) -> None:
    from feedback.lake.stores.folder_store import FolderStore

    store = FolderStore(tmp_path / "lake")
    later = event("e2", reaction("a", score=5, reacted_at=AT + timedelta(days=1)))
    await put(
        store,
        rated("e1", "a", 1, configuration_number=2),
        replace(later, row=later.row | {"configuration_number": None}),
        rated("e3", "b", 1),
    )
    poor = await lines(store, "reactions", replace(HR, max_score=2), tmp_path)
    of_version = replace(HR, assistant="hr", configuration=1)

    assert {row["id"]: row["current"] for row in poor} == {"e1": False, "e3": True}
    assert ids(await lines(store, "reactions", of_version, tmp_path)) == ["e3"]


async def test_a_transcript_that_is_chosen_by_score_is_whole(tmp_path: Path) -> None:
    from feedback.lake.stores.folder_store import FolderStore

    store = FolderStore(tmp_path / "lake")
    await put(
        store,
        turn("a1"),
        turn("a2", asked_at=AT + timedelta(minutes=5)),
        turn("b1", thread_id="thread-2"),
        event("e1", reaction("a2", score=1)),
    )

    (row,) = await lines(store, "transcripts", replace(HR, max_score=2), tmp_path)

    assert [line["turn_id"] for line in row["turns"]] == ["a1", "a2"]


async def test_files_of_an_older_and_of_a_newer_release_are_read(tmp_path: Path) -> None:
    from feedback.lake.stores.folder_store import FolderStore

    store = FolderStore(tmp_path / "lake")
    await put(store, rated("e1", "a", 3, suggested_answer="Two."))
    path = next((tmp_path / "lake" / "reactions").rglob("*.parquet"))
    table = pq.ParquetFile(path).read()
    older = table.drop_columns(["suggested_answer", "configuration_number"])
    pq.write_table(older.set_column(0, "id", [["e2"]]), path.with_name("older.parquet"))
    newer = table.append_column("mood", [["fine"]]).set_column(0, "id", [["e3"]])
    pq.write_table(newer.set_column(1, "turn_id", [["b"]]), path.with_name("newer.parquet"))

    rows = {row["id"]: row for row in await lines(store, "reactions", HR, tmp_path)}

    assert set(rows) == {"e1", "e2", "e3"}
    assert rows["e1"]["suggested_answer"] == rows["e3"]["suggested_answer"] == "Two."
    assert rows["e2"]["suggested_answer"] is None
    assert "mood" not in rows["e3"]


class CompactedMeanwhile:
    """A lake where two files of a partition become one after the first was read."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store
        self.compacted = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def get(self, key: str) -> bytes:
        data = await self._store.get(key)
        if not self.compacted:
            self.compacted = True
            await self._compact()
        return data

    async def _compact(self) -> None:
        place = HR_DAY
        old = list(await live_keys(self._store, "turns", place))
        tables = [pq.read_table(io.BytesIO(await self._store.get(key))) for key in old]
        merged = io.BytesIO()
        pq.write_table(pa.concat_tables(tables), merged)
        key = compacted_key("turns", place, "c1")
        await self._store.put_new(key, merged.getvalue(), "c1")
        files = (CompactedFile(key, len(merged.getvalue())),)
        manifest = Manifest(1, files, frozenset(old)).as_bytes()
        await self._store.put_new(manifest_key("turns", place, 1), manifest, "m1")
        for name in old:
            await self._store.delete(name)


async def test_what_is_compacted_while_it_is_read_comes_out_once(
    store: ObjectStore, tmp_path: Path
) -> None:
    await put(store, turn("a"), batch="b1")
    await put(store, turn("b"), batch="b2")
    changing = CompactedMeanwhile(store)

    rows = await lines(cast(ObjectStore, changing), "turns", HR, tmp_path)

    assert changing.compacted
    assert sorted(ids(rows)) == ["a", "b"]


async def test_a_compacted_file_counts_for_what_it_replaced(
    store: ObjectStore, tmp_path: Path
) -> None:
    await put(store, turn("a"), batch="b1")
    await put(store, turn("b"), batch="b2")
    await CompactedMeanwhile(store)._compact()

    assert sorted(ids(await lines(store, "turns", HR, tmp_path))) == ["a", "b"]


async def test_row_groups_of_another_hour_are_passed_over(tmp_path: Path) -> None:
    from feedback.lake.stores.folder_store import FolderStore

    store = FolderStore(tmp_path / "lake")
    await put(store, turn("a"), turn("b", asked_at=AT + timedelta(hours=2)))
    path = next((tmp_path / "lake").rglob("*.parquet"))
    table = pq.ParquetFile(path).read()
    pq.write_table(table, path, row_group_size=1)
    groups = pq.ParquetFile(path).metadata
    late = replace(HR, since=AT + timedelta(hours=1))

    taken = [late.takes_group("turns", groups.row_group(n)) for n in range(2)]
    assert taken == [False, True]
    assert ids(await lines(store, "turns", late, tmp_path)) == ["b"]


def test_seen_tells_what_came_before_among_many() -> None:
    seen = Seen()
    names = [f"turn-{number}" for number in range(5_000)]
    for first in range(0, 5_000, 37):
        assert seen.mark(pa.array(names[first : first + 37])).all()

    again = seen.mark(pa.array([*names[::7], "new", "new"]))
    assert again.tolist() == [False] * len(names[::7]) + [True, False]


async def test_a_stream_begins_before_everything_is_read_and_keeps_little(tmp_path: Path) -> None:
    from feedback.lake.stores.folder_store import FolderStore

    store = FolderStore(tmp_path / "lake")
    for number in range(30):
        await put(store, turn(f"t{number}", asked_at=AT + timedelta(days=number)))
    reading = CountedReads(store)
    pieces = stream(cast(ObjectStore, reading), "turns", HR, "jsonl", progress := Progress())

    await anext(pieces)
    ahead = reading.files
    assert ahead < 8
    async for _ in pieces:
        # Whoever takes the bytes slowly holds the reading back.
        assert reading.files - progress.rows < 8
    assert (progress.rows, reading.files, progress.complete) == (30, 30, True)


class CountedReads:
    """Counts the files that are read."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store
        self.files = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def get(self, key: str) -> bytes:
        self.files += 1
        return await self._store.get(key)


async def test_a_compacted_file_that_is_gone_is_no_silent_gap(
    store: ObjectStore, tmp_path: Path
) -> None:
    await put(store, turn("a"), batch="b1")
    await put(store, turn("b"), batch="b2")
    await CompactedMeanwhile(store).get((await live_keys(store, "turns", HR_DAY))[0])
    (key,) = await live_keys(store, "turns", HR_DAY)
    await store.delete(key)

    with pytest.raises(LakeUnavailableError, match=re.escape(key)):
        await lines(store, "turns", HR, tmp_path)


@pytest.mark.parametrize("harm", ["garbage", "cut", "flipped", "foreign"])
async def test_a_damaged_file_is_named_and_nothing_of_it_taken_for_a_record(
    store: ObjectStore, tmp_path: Path, harm: str
) -> None:
    await put(store, turn("a"))
    (key,) = await live_keys(store, "turns", HR_DAY)
    data = bytearray(await store.get(key))
    foreign = io.BytesIO()
    pq.write_table(pa.table({"id": ["1", "2"]}), foreign)
    # Within the values of a column; the room around them is not covered by a checksum.
    column = pq.read_metadata(io.BytesIO(bytes(data))).row_group(0).column(0)
    data[column.data_page_offset + column.total_compressed_size - 1] ^= 1
    damaged = {
        "garbage": b"not a file",
        "cut": bytes(data[:-20]),
        "flipped": bytes(data),
        "foreign": foreign.getvalue(),
    }
    await store.delete(key)
    await store.put_new(key, damaged[harm], "d1")

    with pytest.raises(DamagedError, match=re.escape(key)):
        await lines(store, "turns", HR, tmp_path)
