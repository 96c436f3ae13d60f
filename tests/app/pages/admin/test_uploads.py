"""The pages on which documents are uploaded, replaced, withdrawn and decided on."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from app.records.documents.change_rows import DocumentChange
from app.runtime.ingestions import Under
from app.uploading.uploads import MOST_FILES
from tests.app.uploading.shelves import NEWER, STORAGE, Shelf, shelf
from tests.servers.console import Console, opened_console

pytestmark = pytest.mark.asyncio(loop_scope="module")

MARKUP = "# <img src=x onerror=alert(1)>{{7*7}}\n\nKeep <b>it</b> cool.\n"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def console(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Console]:
    async with opened_console(tmp_path_factory.mktemp("uploads") / "var") as console:
        yield console


@pytest_asyncio.fixture(loop_scope="module")
async def one(console: Console, tmp_path: Path) -> Shelf:
    return await shelf(console, tmp_path / tmp_path.name, uploads="one person")


@pytest_asyncio.fixture(loop_scope="module")
async def two(console: Console, tmp_path: Path) -> Shelf:
    return await shelf(console, tmp_path / tmp_path.name, uploads="two persons")


def upload_to(one: Shelf) -> str:
    return f"/admin/knowledge/sources/{one.name}/documents"


def files(*named: tuple[str, str]) -> list[tuple[str, tuple[str, bytes]]]:
    return [("files", (name, text.encode())) for name, text in named]


async def test_limits_and_who_decides_are_said_before(console: Console, two: Shelf) -> None:
    dana = await console.browser("dana")

    page = (await dana.get(f"/admin/knowledge/sources/{two.name}")).text

    for said in ("At most 20 files", "at most 100 MB", "together 300 MB", "takes two people"):
        assert said in page
    assert 'enctype="multipart/form-data"' in page
    assert f"/admin/knowledge/sources/{two.name}" in (await dana.get("/admin/knowledge")).text


async def test_each_file_is_taken_or_refused_for_itself(console: Console, one: Shelf) -> None:
    dana = await console.browser("dana")

    reply = await dana.post(
        upload_to(one),
        data={"folder": "/sop/"},
        files=files(("good.md", STORAGE), ("empty.md", ""), ("../evil.md", STORAGE)),
    )

    assert (reply.status_code, one.files()) == (422, {"sop/good.md": STORAGE})
    assert "The file is empty." in reply.text
    assert "leads out of the source" in reply.text
    assert re.search(r'href="/admin/reviews/documents/[^"]+">sop/good.md', reply.text)


async def test_what_is_read_and_why_not_is_said_in_german(console: Console, one: Shelf) -> None:
    dana = await console.browser("dana", "de")
    place = f"/admin/knowledge/sources/{one.name}"
    files = {"a.md": b"", "b.txt": b"%PDF-1.7", "c.zip": b"PK", ".d.md": b"x"}
    sent = [("files", (name, data)) for name, data in files.items()]

    page = (await dana.post(f"{place}/documents", files=sent)).text

    for said in (
        "Gelesen werden: Markdown, HTML, Text, CSV,",
        "Die Datei ist leer.",
        "Der Inhalt ist ein PDF, obwohl der Name auf .txt endet.",
        "Archive werden nicht geöffnet.",
        "Der Name beginnt mit einem Punkt",
    ):
        assert said in page
    assert '<span lang="en">' not in page


async def test_one_file_leads_to_its_change_and_several_to_the_list(
    console: Console, one: Shelf
) -> None:
    dana = await console.browser("dana")

    first = await dana.post(upload_to(one), files=files(("a.md", STORAGE)))
    others = await dana.post(upload_to(one), files=files(("b.md", STORAGE), ("c.md", STORAGE)))

    assert first.status_code == others.status_code == 303
    assert first.headers["location"].startswith("/admin/reviews/documents/")
    assert others.headers["location"].endswith(f"/sources/{one.name}#changes")
    page = (await dana.get(first.headers["location"])).text
    assert "Is read next" in page
    assert "nothing" in page


@pytest.mark.parametrize("count", [0, MOST_FILES + 1])
async def test_no_file_and_too_many_files_are_told(
    console: Console, one: Shelf, count: int
) -> None:
    dana = await console.browser("dana")

    reply = await dana.post(
        upload_to(one), files=files(*((f"{i}.md", STORAGE) for i in range(count))) or None
    )

    assert reply.status_code == 422
    assert ("At most 20 files" if count else "Choose a file first") in reply.text
    assert one.files() == {}


async def test_whoever_may_not_upload_is_not_read(console: Console, one: Shelf) -> None:
    ben = await console.browser("ben")
    read: list[bytes] = []

    async def body() -> AsyncIterator[bytes]:
        read.append(b"x")
        yield b"x" * 2_000_000

    reply = await ben.post(
        upload_to(one),
        content=body(),
        headers={"Content-Type": "multipart/form-data; boundary=x"},
    )

    assert (reply.status_code, read) == (404, [])


async def test_a_document_may_be_larger_than_what_other_addresses_take(
    console: Console, one: Shelf
) -> None:
    large = STORAGE + "Keep it cool.\n\n" * 80_000

    reply = await (await console.browser("dana")).post(
        upload_to(one), files=files(("large.md", large))
    )

    assert (reply.status_code, one.files()) == (303, {"large.md": large})


async def test_a_form_that_is_none_is_told_as_that(console: Console, one: Shelf) -> None:
    reply = await (await console.browser("dana")).post(
        upload_to(one),
        content=b"no form",
        headers={"Content-Type": "multipart/form-data"},
    )

    assert reply.status_code == 422
    assert "no complete form" in reply.text


async def test_other_addresses_take_no_more_than_before(console: Console, one: Shelf) -> None:
    dana = await console.browser("dana")

    reply = await dana.post(f"{upload_to(one)}/x", files=files(("a.md", "x" * 1_100_000)))

    assert reply.status_code == 413


async def test_a_proposal_is_looked_at_and_approved_by_another_person(
    console: Console, two: Shelf
) -> None:
    old = await two.ingested("storage.md", STORAGE)
    dana, erik = await console.browser("dana"), await console.browser("erik")
    document = f"/admin/knowledge/documents/{old.id}"
    form = re.search(r'name="seen" value="(\w+)"', (await dana.get(document)).text)
    assert form is not None

    sent = await dana.post(
        f"{document}/replace",
        data={"seen": form[1], "reason": "Shorter."},
        files=[("file", ("anything.md", NEWER.encode()))],
    )
    address = sent.headers["location"]
    own = (await dana.get(address)).text
    waiting = (await erik.get("/admin")).text
    page = (await erik.get(address)).text
    fields = dict(re.findall(r'name="(seen|replaces)" value="(\w+)"', page))
    refused = await dana.post(f"{address}/approve", data=fields)
    approved = await erik.post(f"{address}/approve", data=fields)

    assert "another person has to approve it" in own
    assert f'href="{address}"' in waiting
    assert "14 days" in page
    assert "Shorter." in page
    assert "<del>Use it within 28 days.</del>" in page
    assert "<ins>Use it within 14 days.</ins>" in page
    assert f'href="/documents/{old.id}/pages/1"' in page
    assert (refused.status_code, approved.status_code) == (403, 303)
    assert two.files() == {"storage.md": NEWER}
    assert f'href="{address}"' not in (await erik.get("/admin")).text


async def test_a_withdrawal_and_its_return(console: Console, one: Shelf) -> None:
    old = await one.ingested("storage.md", STORAGE)
    dana = await console.browser("dana")
    document = f"/admin/knowledge/documents/{old.id}"

    without = await dana.post(f"{document}/withdraw", data={"seen": old.version})
    sent = await dana.post(
        f"{document}/withdraw", data={"seen": old.version, "reason": "It is wrong."}
    )
    page = (await dana.get(sent.headers["location"])).text
    gone = await dana.get(document)
    back = await dana.post(f"{sent.headers['location']}/bring-back", data={"reason": ""})

    assert (without.status_code, sent.status_code, gone.status_code) == (422, 303, 404)
    assert "Gone from all answers" in page
    assert "It is wrong." in page
    assert "Use it within 28 days." in page
    assert (back.status_code, one.files()) == (303, {"storage.md": STORAGE})


async def test_what_a_document_says_is_shown_and_never_run(console: Console, two: Shelf) -> None:
    dana = await console.browser("dana")
    sent = await dana.post(
        upload_to(two), data={"reason": MARKUP}, files=files(("<b>{{7*7}}.md", MARKUP))
    )

    page = (await dana.get(sent.headers["location"])).text

    assert "<img src=x" not in page
    assert "<b>" not in page
    assert "{{7*7}}" in page


async def test_while_a_source_is_read_its_page_follows(console: Console, one: Shelf) -> None:
    dana = await console.browser("dana")
    ingestions = console.app.state.parts.ingestions
    ingestions.under = Under((one.name,), "dana@cryodyne.example", ingestions.clock(), 2, 5)
    try:
        page = (await dana.get(f"/admin/knowledge/sources/{one.name}")).text
    finally:
        ingestions.under = None
    events = (await dana.get(f"/admin/knowledge/sources/{one.name}/events")).text

    assert '<progress max="5" value="2"' in page
    assert "event: ended" in events


async def test_a_source_that_is_not_ours_says_why(console: Console, tmp_path: Path) -> None:
    none = await shelf(console, tmp_path / tmp_path.name, uploads="none")
    old = await none.ingested("storage.md", STORAGE)
    dana = await console.browser("dana")

    pages = [
        (await dana.get(path)).text
        for path in (
            f"/admin/knowledge/sources/{none.name}",
            f"/admin/knowledge/documents/{old.id}",
        )
    ]

    assert all("Its source.yaml allows no uploads" in page for page in pages)
    assert all('type="file"' not in page for page in pages)


async def test_the_api_does_the_same(console: Console, two: Shelf) -> None:
    old = await two.ingested("storage.md", STORAGE)
    base = "/api/v1/admin"
    async with console.api("dana") as dana, console.api("erik") as erik:
        path = f"{base}/sources/{two.name}/documents"
        bad = await dana.put(path, params={"path": "../x.md", "reason": "x"}, content=STORAGE)
        new = await dana.put(path, params={"path": "a/b.md", "reason": "x"}, content=STORAGE)
        change = (
            await dana.put(
                f"{base}/documents/{old.id}",
                params={"version": old.version, "reason": "Shorter."},
                content=NEWER,
            )
        ).json()
        here = f"{base}/document-changes/{change['id']}"
        seen = {"version": change["version"], "before": change["before"]}
        preview = (await erik.get(f"{here}/preview")).json()
        own = await dana.post(f"{here}/approve", json=seen)
        done = await erik.post(f"{here}/approve", json=seen)
        returned = await erik.post(
            f"{base}/document-changes/{new.json()['id']}/return", json={"reason": "No."}
        )

    assert (bad.status_code, bad.json()["error"]["code"]) == (422, "name")
    assert (new.status_code, new.json()["status"]) == (201, "proposed")
    assert "14 days" in preview["chunks"][0]["text"]
    assert (own.status_code, own.json()["error"]["code"]) == (403, "own_change")
    assert (done.status_code, done.json()["status"]) == (200, "done")
    assert returned.json()["status"] == "returned"
    assert two.files() == {"storage.md": NEWER}


async def test_a_body_that_is_larger_than_a_document_is_refused_and_not_cut(
    console: Console, one: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("retrieval.sources.lasting_files", "app.api.admin.documents"):
        monkeypatch.setattr(f"{module}.MAX_DOCUMENT", 10)

    async def body() -> AsyncIterator[bytes]:
        for _ in range(5):
            yield b"# Seven"

    reply = await console.api("dana").put(
        f"/api/v1/admin/sources/{one.name}/documents", params={"path": "a.md"}, content=body()
    )

    assert (reply.status_code, one.files()) == (422, {})
    assert "larger than" in reply.text


async def test_a_change_that_is_older_than_those_listed_has_its_page(
    console: Console, one: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    dana = await console.browser("dana")
    sent = await dana.post(upload_to(one), files=files(("a.md", STORAGE)))
    newest = one.uploads.changes.of_source

    async def of_source(source: str, **rest: Any) -> list[DocumentChange]:
        return list(await newest(source, **rest))[1:]

    monkeypatch.setattr(
        type(one.uploads.changes), "of_source", lambda _, *a, **k: of_source(*a, **k)
    )

    assert (await dana.get(sent.headers["location"])).status_code == 200
