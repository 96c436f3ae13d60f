"""Files of a source are moved by single renames, which may be done again and by another process."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from retrieval.documents import content_hash
from retrieval.sources.folders import LocalFolder
from retrieval.sources.written_folder import DisplacedError, WrittenFolder

OLD, NEW = "Keep it cool.", "Keep it cold."


@pytest.fixture
def folder(tmp_path: Path) -> WrittenFolder:
    (tmp_path / "source.yaml").write_text("source: x")
    (tmp_path / "a.md").write_text(OLD)
    return WrittenFolder(tmp_path)


def stage(folder: WrittenFolder, name: str = "change", text: str = NEW) -> None:
    folder.stage(name, io.BytesIO(text.encode()))


def put(folder: WrittenFolder, name: str = "change") -> None:
    folder.put(name, "a.md", content_hash(NEW), content_hash(OLD))


def no_links(*_: object) -> None:
    raise OSError(95, "not supported")


def full(_: int) -> None:
    raise OSError(28, "No space left on device")


async def test_what_waits_or_is_kept_is_in_no_listing(
    folder: WrittenFolder, tmp_path: Path
) -> None:
    stage(folder, "waits")
    stage(folder)
    put(folder)

    assert [entry.path for entry in await LocalFolder(tmp_path).entries()] == ["a.md"]


def test_a_step_that_is_done_again_changes_nothing(folder: WrittenFolder, tmp_path: Path) -> None:
    stage(folder)
    put(folder)
    put(folder)

    assert (tmp_path / "a.md").read_text() == NEW
    assert (tmp_path / ".almanac" / "kept" / "change").read_text() == OLD


def test_processes_at_the_same_step_end_as_one_would(folder: WrittenFolder, tmp_path: Path) -> None:
    others = [WrittenFolder(tmp_path) for _ in range(4)]
    stage(folder)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(put, others))

    assert (tmp_path / "a.md").read_text() == NEW
    assert (tmp_path / ".almanac" / "kept" / "change").read_text() == OLD


# Each is a call of a step, before which another process does the whole of it.
@pytest.mark.parametrize(
    ("links", "call"),
    [(True, call) for call in range(5)] + [(False, call) for call in range(6)],
)
def test_a_process_that_is_overtaken_anywhere_in_a_step_changes_nothing(
    folder: WrittenFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool, call: int
) -> None:
    stage(folder)
    calls = 0

    def overtaken(real: Callable[..., object]) -> Callable[..., object]:
        def step(*arguments: object, **named: object) -> object:
            nonlocal calls
            calls += 1
            if calls == call + 1:
                put(WrittenFolder(tmp_path))
            return real(*arguments, **named)

        return step

    if not links:
        monkeypatch.setattr(os, "link", no_links)
    for module, name in ((Path, "open"), (os, "link"), (os, "replace"), (Path, "exists")):
        monkeypatch.setattr(module, name, overtaken(getattr(module, name)))
    put(folder)
    monkeypatch.undo()

    assert calls > call
    assert (tmp_path / "a.md").read_text() == NEW
    assert (tmp_path / ".almanac" / "kept" / "change").read_text() == OLD
    assert [kept.name for kept in (tmp_path / ".almanac" / "kept").iterdir()] == ["change"]


def test_where_there_are_no_hard_links_the_earlier_file_is_copied(
    folder: WrittenFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "link", no_links)
    stage(folder)
    put(folder)

    assert (tmp_path / "a.md").read_text() == NEW
    assert (tmp_path / ".almanac" / "kept" / "change").read_text() == OLD


def test_a_copy_for_which_there_is_no_room_leaves_nothing(
    folder: WrittenFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage(folder)
    monkeypatch.setattr(os, "link", no_links)
    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(OSError, match="No space"):
        put(folder)

    hidden = tmp_path / ".almanac"
    assert [file.name for file in hidden.rglob("*") if file.is_file()] == ["change"]
    assert (tmp_path / "a.md").read_text() == OLD


def test_another_file_than_was_meant_is_neither_replaced_nor_taken_away(
    folder: WrittenFolder, tmp_path: Path
) -> None:
    stage(folder)
    (tmp_path / "a.md").write_text("By hand.")

    with pytest.raises(DisplacedError):
        put(folder)
    folder.take_away("change", "a.md", content_hash(OLD))

    assert (tmp_path / "a.md").read_text() == "By hand."


def test_a_disk_that_is_full_leaves_nothing(
    folder: WrittenFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(OSError, match="No space"):
        stage(folder)

    assert list((tmp_path / ".almanac" / "staged").iterdir()) == []


def test_a_hidden_folder_that_is_a_link_is_not_written_to(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    root = tmp_path / "root"
    outside.mkdir()
    root.mkdir()
    (root / ".almanac").symlink_to(outside)

    with pytest.raises(PermissionError):
        stage(WrittenFolder(root))

    assert list(outside.iterdir()) == []
