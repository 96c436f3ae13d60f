"""Documents are added, replaced, withdrawn and brought back, and nothing is ever half-done."""

from __future__ import annotations

import asyncio
import io
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
import pytest_asyncio

from app.audit.events import Action
from app.audit.trail import Wanted
from app.records.documents.change_rows import ChangeKind, ChangeStatus, DocumentChange
from app.records.documents.changes import SqlDocumentChangeStore
from app.uploading import changing
from app.uploading.settling import Settler
from assistants.provenance import NotSeparatedError
from assistants.publishing.refusals import (
    ChangedMeanwhileError,
    ChangeRefusedError,
    UnknownChangeError,
)
from retrieval.documents import content_hash
from tests.app.uploading.shelves import NEWER, SLUG, STORAGE, Shelf, file, shelf
from tests.retrieval.files import with_entry, word
from tests.servers.console import Console

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def one(console: Console, tmp_path: Path) -> Shelf:
    return await shelf(console, tmp_path / tmp_path.name, uploads="one person")


@pytest_asyncio.fixture(loop_scope="module")
async def two(console: Console, tmp_path: Path) -> Shelf:
    return await shelf(console, tmp_path / tmp_path.name, uploads="two persons")


async def trail(one: Shelf, action: Action) -> list[dict[str, object]]:
    """The facts of entries about a source, newest first."""
    page = await one.console.records.audit.page(Wanted(action=action.value), limit=20)
    return [dict(entry.facts) for entry in page.entries if entry.facts.get("source") == one.name]


async def test_a_document_lies_in_its_place_and_is_read(one: Shelf) -> None:
    dana = await one.somebody("dana")

    change = await changing.add(one.uploads, dana, one.name, "sop/storage.md", file(STORAGE))

    assert one.files() == {"sop/storage.md": STORAGE}
    assert (change.kind, change.status) == (ChangeKind.ADDED, ChangeStatus.DONE)
    assert (change.title, change.chunks, change.version) == (
        "Storage", 1, content_hash(STORAGE),
    )  # fmt: skip
    assert one.hidden("staged") == []
    assert one.console.app.state.parts.ingestions.begun[one.name] >= change.asked_at
    (told,) = await trail(one, Action.DOCUMENT_CHANGED)
    assert (told["before"], told["after"]) == ("", content_hash(STORAGE)[:12])


NAMES = [
    "../outside.md",
    "sop/../../outside.md",
    "/etc/outside.md",
    "sop//storage.md",
    "a\0b.md",
    "gpj\u202edm.md",
    "tab\tbed.md",
    "back\\slash.md",
    ".hidden.md",
    ".almanac/staged/x.md",
    "sop/.hidden/x.md",
    "source.yaml",
    "SOURCE.YAML",
    " spaced.md",
    "order.eml/prices.md",
    "x" * 300 + ".md",
    "lone\udce4.md",
    "",
    "folder.md/",
]


@pytest.mark.parametrize("name", NAMES)
async def test_a_name_that_leads_elsewhere_is_refused(one: Shelf, name: str) -> None:
    before = (one.root / "source.yaml").read_text()

    with pytest.raises(ChangeRefusedError) as refused:
        await changing.add(one.uploads, await one.somebody("dana"), one.name, name, file(STORAGE))

    assert refused.value.code == "name"
    assert (one.files(), one.hidden("staged")) == ({}, [])
    assert (one.root / "source.yaml").read_text() == before


def protected() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000)


def bomb() -> bytes:
    package = word(lambda document: document.add_paragraph("Hello"))
    return with_entry(package, "word/document.xml", b"<w:p/>" * 9_000_000)


def workbook() -> bytes:
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    return out.getvalue()


CONTENTS = [
    ("empty.md", b"", "empty"),
    ("pasted.md", b"%PDF-1.7 ...", "PDF although"),
    ("report.pdf", b"# no PDF", "not a PDF"),
    ("tool.exe", b"MZ" + bytes(100), "not read"),
    ("everything.zip", b"PK\x03\x04" + bytes(100), "Unpack it"),
    ("old.docx", protected(), "password-protected"),
    ("bomb.docx", bomb(), "zip bomb"),
    ("really-a-sheet.docx", workbook(), "docx"),
]


@pytest.mark.parametrize(("name", "data", "why"), CONTENTS, ids=[one[0] for one in CONTENTS])
async def test_what_cannot_be_read_is_refused_with_the_reason(
    one: Shelf, name: str, data: bytes, why: str
) -> None:
    with pytest.raises(ChangeRefusedError, match=f"(?i){why}") as refused:
        await changing.add(one.uploads, await one.somebody("dana"), one.name, name, file(data))

    assert refused.value.code == "unreadable"
    assert (one.files(), one.hidden("staged")) == ({}, [])
    assert await one.uploads.changes.of_source(one.name) == []
    assert Action.DOCUMENT_REFUSED in await newest_actions(one)


async def newest_actions(one: Shelf) -> set[str]:
    page = await one.console.records.audit.page(Wanted(), limit=1)
    return {entry.action for entry in page.entries}


async def test_more_bytes_than_a_document_has_are_refused(
    one: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retrieval.sources.lasting_files.MAX_DOCUMENT", 10)

    with pytest.raises(ChangeRefusedError, match="larger than") as refused:
        await changing.add(one.uploads, await one.somebody("dana"), one.name, "a.md", file(STORAGE))

    assert refused.value.code == "too_large"
    assert (one.files(), one.hidden("staged")) == ({}, [])


async def test_one_source_that_cannot_be_looked_at_keeps_nothing_else_from_its_place(
    console: Console, one: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = await shelf(console, tmp_path / f"{tmp_path.name}-gone", uploads="one person")
    real = Path.is_file

    def stale(path: Path) -> bool:
        if path.is_relative_to(other.root):
            raise OSError(116, "Stale file handle")
        return real(path)

    monkeypatch.setattr(Path, "is_file", stale)
    await changing.add(one.uploads, await one.somebody("dana"), one.name, "a.md", file(STORAGE))
    await one.uploads.settler.prepare()

    assert one.files() == {"a.md": STORAGE}


async def test_a_name_that_is_taken_is_not_written_over(one: Shelf) -> None:
    await one.ingested("storage.md", STORAGE)

    with pytest.raises(ChangedMeanwhileError, match="There is a document of this name"):
        await changing.add(
            one.uploads, await one.somebody("dana"), one.name, "storage.md", file(NEWER)
        )

    assert one.files() == {"storage.md": STORAGE}


async def test_where_others_read_nothing_is_put(one: Shelf) -> None:
    with pytest.raises(ChangeRefusedError, match="you are not among them"):
        await changing.add(
            one.uploads, await one.somebody("dana"), one.name, "closed/x.md", file(STORAGE)
        )

    assert one.files() == {}


async def test_a_link_out_of_the_source_is_not_followed(one: Shelf, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (one.root / "sop").symlink_to(outside)

    with pytest.raises(ChangeRefusedError, match="link"):
        await changing.add(
            one.uploads, await one.somebody("dana"), one.name, "sop/x.md", file(STORAGE)
        )

    assert list(outside.iterdir()) == []


async def test_a_new_version_takes_the_place_of_what_was_seen(one: Shelf) -> None:
    dana, old = await one.somebody("dana"), await one.ingested("storage.md", STORAGE)

    change = await changing.put(one.uploads, dana, old.id, file(NEWER), seen=old.version)

    assert one.files() == {"storage.md": NEWER}
    assert one.hidden("kept") == [change.id]
    assert (change.before, change.version) == (old.version, content_hash(NEWER))
    assert (change.before_size, change.size) == (len(STORAGE), len(NEWER))


@pytest.mark.parametrize(
    ("seen", "name", "text", "code"),
    [
        ("0" * 64, "", NEWER, "stale_version"),
        ("", "", NEWER, "stale_version"),
        (content_hash(STORAGE), "storage.pdf", NEWER, "other_type"),
        (content_hash(STORAGE), "", STORAGE, "no_change"),
        (content_hash(STORAGE), "", "", "unreadable"),
    ],
)
async def test_a_new_version_that_does_not_fit_changes_nothing(
    one: Shelf, seen: str, name: str, text: str, code: str
) -> None:
    old = await one.ingested("storage.md", STORAGE)

    with pytest.raises(ChangeRefusedError) as refused:
        await changing.put(
            one.uploads, await one.somebody("dana"), old.id, file(text), seen=seen, name=name
        )

    assert refused.value.code == code
    assert (one.files(), one.hidden("staged")) == ({"storage.md": STORAGE}, [])


async def test_a_file_that_was_changed_by_hand_is_not_written_over(one: Shelf) -> None:
    old = await one.ingested("storage.md", STORAGE)
    (one.root / "storage.md").write_text("By hand.")

    with pytest.raises(ChangedMeanwhileError):
        await changing.put(
            one.uploads, await one.somebody("dana"), old.id, file(NEWER), seen=old.version
        )

    assert one.files() == {"storage.md": "By hand."}


async def test_a_double_press_changes_a_document_once(one: Shelf) -> None:
    dana, old = await one.somebody("dana"), await one.ingested("storage.md", STORAGE)

    ends = await asyncio.gather(
        *(changing.put(one.uploads, dana, old.id, file(NEWER), seen=old.version) for _ in range(3)),
        return_exceptions=True,
    )

    assert sum(isinstance(end, ChangeRefusedError) for end in ends) == 2, ends
    assert one.files() == {"storage.md": NEWER}
    assert one.hidden("staged") == []
    assert len(await one.uploads.changes.of_source(one.name)) == 1


async def test_a_withdrawn_document_is_gone_at_once_with_what_is_attached_to_it(
    one: Shelf,
) -> None:
    dana = await one.somebody("dana")
    message = await one.ingested("order.eml", "Subject: Order\n\nSee the prices.")
    store = one.console.records.documents
    attached = message.__class__(
        **{
            name: getattr(message, name) for name in message.__slots__ if name not in {"id", "path"}
        },
        id="f" * 32,
        path="order.eml/prices.csv",
    )
    await store.save_document(attached, [])

    change = await changing.withdraw(
        one.uploads, dana, message.id, seen=message.version, reason="It is wrong."
    )

    assert await store.documents(one.name) == {}
    assert await store.hits([message.id + message.version[:8]]) == {}
    assert one.files() == {}
    assert (change.status, one.hidden("kept")) == (ChangeStatus.DONE, [change.id])
    (told,) = await trail(one, Action.DOCUMENT_WITHDRAWN)
    assert (told["before"], told["after"]) == (message.version[:12], "")


async def test_an_ingestion_under_way_does_not_bring_it_back(one: Shelf) -> None:
    dana, old = await one.somebody("dana"), await one.ingested("storage.md", STORAGE)
    await changing.withdraw(one.uploads, dana, old.id, seen=old.version, reason="Wrong.")

    # It had read the file before that was moved.
    await one.console.records.documents.save_document(old, [])

    assert await one.there("storage.md") is None


async def test_what_somebody_copies_back_is_taken_out_before_it_is_read(one: Shelf) -> None:
    dana, old = await one.somebody("dana"), await one.ingested("storage.md", STORAGE)
    await changing.withdraw(one.uploads, dana, old.id, seen=old.version, reason="Wrong.")
    (one.root / "storage.md").write_text(STORAGE)

    await one.uploads.settler.prepare()

    assert one.files() == {}


async def test_a_withdrawal_needs_a_reason_and_what_was_seen(one: Shelf) -> None:
    dana, old = await one.somebody("dana"), await one.ingested("storage.md", STORAGE)

    with pytest.raises(ChangeRefusedError, match="Say why"):
        await changing.withdraw(one.uploads, dana, old.id, seen=old.version, reason=" ")
    with pytest.raises(ChangedMeanwhileError):
        await changing.withdraw(one.uploads, dana, old.id, seen="0" * 64, reason="Wrong.")

    assert await one.there("storage.md") == old


async def test_what_was_withdrawn_comes_back(one: Shelf) -> None:
    dana, old = await one.somebody("dana"), await one.ingested("storage.md", STORAGE)
    gone = await changing.withdraw(one.uploads, dana, old.id, seen=old.version, reason="Wrong.")

    back = await changing.bring_back(one.uploads, dana, gone.id)
    await one.read("storage.md")

    assert one.files() == {"storage.md": STORAGE}
    assert (back.kind, back.restores, back.version) == (
        ChangeKind.RESTORED, gone.id, old.version,
    )  # fmt: skip
    assert await one.there("storage.md") == old


@pytest.mark.parametrize("looked_for", ["accepted", "withdrawn"])
async def test_what_came_back_is_not_taken_out_by_a_replica_that_looked_before(
    one: Shelf, monkeypatch: pytest.MonkeyPatch, looked_for: str
) -> None:
    dana, old = await one.somebody("dana"), await one.ingested("storage.md", STORAGE)
    gone = await changing.withdraw(one.uploads, dana, old.id, seen=old.version, reason="Wrong.")
    await changing.bring_back(one.uploads, dana, gone.id)

    async def before(_self: SqlDocumentChangeStore) -> list[DocumentChange]:
        return [replace(gone, status=ChangeStatus.ACCEPTED) if looked_for == "accepted" else gone]

    monkeypatch.setattr(SqlDocumentChangeStore, looked_for, before)
    await one.uploads.settler.prepare()

    assert one.files() == {"storage.md": STORAGE}


async def test_what_was_replaced_comes_back(one: Shelf) -> None:
    dana, old = await one.somebody("dana"), await one.ingested("storage.md", STORAGE)
    change = await changing.put(one.uploads, dana, old.id, file(NEWER), seen=old.version)

    await changing.bring_back(one.uploads, dana, change.id)

    assert one.files() == {"storage.md": STORAGE}


async def test_what_was_erased_does_not_come_back(one: Shelf) -> None:
    dana, old = await one.somebody("dana"), await one.ingested("storage.md", STORAGE)
    gone = await changing.withdraw(one.uploads, dana, old.id, seen=old.version, reason="Wrong.")
    (one.root / ".almanac" / "kept" / gone.id).unlink()

    with pytest.raises(ChangeRefusedError, match="erased"):
        await changing.bring_back(one.uploads, dana, gone.id)

    assert one.files() == {}


class KilledError(BaseException):
    """Ends what runs as a kill does: no handler of errors sees it."""


async def test_what_was_decided_before_a_kill_is_done_afterwards(
    one: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    dana, old = await one.somebody("dana"), await one.ingested("storage.md", STORAGE)
    gone = await one.ingested("gone.md", STORAGE)

    async def killed(_self: Settler) -> None:
        raise KilledError

    with monkeypatch.context() as patched:
        patched.setattr(Settler, "settle", killed)
        with pytest.raises(KilledError):
            await changing.put(one.uploads, dana, old.id, file(NEWER), seen=old.version)
        with pytest.raises(KilledError):
            await changing.withdraw(one.uploads, dana, gone.id, seen=gone.version, reason="Wrong.")
    assert one.files() == {"storage.md": STORAGE, "gone.md": STORAGE}
    assert await one.there("gone.md") is None

    await asyncio.gather(*(one.uploads.settler.settle() for _ in range(2)))

    assert one.files() == {"storage.md": NEWER}
    done = await one.uploads.changes.of_source(one.name)
    assert {change.status for change in done} == {ChangeStatus.DONE}


async def test_what_was_changed_by_hand_before_its_turn_is_left_alone(
    one: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    dana, old = await one.somebody("dana"), await one.ingested("storage.md", STORAGE)

    async def later(_self: Settler) -> None:
        """Nothing is moved yet."""

    with monkeypatch.context() as patched:
        patched.setattr(Settler, "settle", later)
        await changing.put(one.uploads, dana, old.id, file(NEWER), seen=old.version)
    (one.root / "storage.md").write_text("By hand.")

    await one.uploads.settler.settle()

    (change,) = await one.uploads.changes.of_source(one.name)
    assert (change.status, one.files()) == (ChangeStatus.FAILED, {"storage.md": "By hand."})
    assert "changed in its folder" in change.problem


async def test_bytes_of_a_killed_upload_are_swept_once_they_are_old(one: Shelf) -> None:
    import os

    await changing.add(one.uploads, await one.somebody("dana"), one.name, "a.md", file(STORAGE))
    staged = one.root / ".almanac" / "staged"
    (staged / "new").write_text("It may still be written.")
    (staged / "old").write_text("Nobody knows of it.")
    os.utime(staged / "old", (0, 0))

    await one.uploads.settler.prepare()

    assert one.hidden("staged") == ["new"]


@pytest.mark.parametrize("uploads", ["none", "'two people'", "one person\nmore: 1"])
async def test_a_source_that_is_not_ours_says_why(
    console: Console, tmp_path: Path, uploads: str
) -> None:
    one = await shelf(console, tmp_path / tmp_path.name, uploads=uploads)

    with pytest.raises(ChangeRefusedError, match=r"source\.yaml") as refused:
        await changing.add(one.uploads, await one.somebody("dana"), one.name, "a.md", file(STORAGE))

    assert refused.value.code == "not_writable"
    assert one.files() == {}


async def test_a_folder_that_is_only_read_and_a_bucket_say_why(
    one: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    dana = await one.somebody("dana")
    monkeypatch.setattr("os.access", lambda *_: False)
    with pytest.raises(ChangeRefusedError, match="may only read this folder"):
        await changing.add(one.uploads, dana, one.name, "a.md", file(STORAGE))

    store = one.console.records.documents
    (source,) = [found for found in await store.sources() if found.name == one.name]
    await store.save_source(source.__class__(one.name, "s3://b/x", SLUG, "o@x.example", (SLUG,)))
    with pytest.raises(ChangeRefusedError, match="object storage"):
        await changing.add(one.uploads, dana, one.name, "a.md", file(STORAGE))


@pytest.mark.parametrize("name", ["alice", "ben", "erik", "fatima", "grace", "hugo", "ivy"])
async def test_for_others_there_is_no_such_source_and_no_such_document(
    one: Shelf, name: str
) -> None:
    somebody, old = await one.somebody(name), await one.ingested("storage.md", STORAGE)

    with pytest.raises(UnknownChangeError):
        await changing.add(one.uploads, somebody, one.name, "a.md", file(STORAGE))
    with pytest.raises(UnknownChangeError):
        await changing.put(one.uploads, somebody, old.id, file(NEWER), seen=old.version)
    with pytest.raises(UnknownChangeError):
        await changing.withdraw(one.uploads, somebody, old.id, seen=old.version, reason="x")

    assert one.files() == {"storage.md": STORAGE}


async def test_a_document_that_the_admin_may_not_read_is_not_there(one: Shelf) -> None:
    old = await one.ingested("closed/plan.md", STORAGE)
    hidden = old.__class__(
        **{name: getattr(old, name) for name in old.__slots__ if name != "groups"},
        groups=("heads",),
    )
    await one.console.records.documents.save_document(hidden, None)

    with pytest.raises(UnknownChangeError):
        await changing.withdraw(
            one.uploads, await one.somebody("dana"), old.id, seen=old.version, reason="x"
        )


async def test_a_command_changes_nothing(one: Shelf) -> None:
    from dataclasses import replace

    dana = await one.somebody("dana")
    by_command = replace(dana, person=replace(dana.person, by_command=True))

    with pytest.raises(NotSeparatedError, match="Only a signed-in person"):
        await changing.add(one.uploads, by_command, one.name, "a.md", file(STORAGE))

    assert one.files() == {}
