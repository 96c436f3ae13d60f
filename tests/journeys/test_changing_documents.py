"""The pages on which documents are changed, and the one of all components: no violation, a phone.

They come from the console alone, which needs no index; a browser shows them with the real style.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

from app.settings import ROOT
from app.uploading import changing
from tests.app.uploading.shelves import NEWER, STORAGE, file, shelf
from tests.journeys.conftest import PHONE, NewPage
from tests.journeys.test_inbox import looks
from tests.servers.console import opened_console

HERE = "http://almanac.test"
NAMES = ("source", "document", "change", "refused", "components")
DROPPING = """
(zone) => {
  const data = new DataTransfer();
  data.items.add(new File(["# One"], "one.md"));
  data.items.add(new File(["# Two"], "two.md"));
  const fields = { dataTransfer: data, bubbles: true, cancelable: true };
  zone.dispatchEvent(new DragEvent("drop", fields));
}
"""


async def _made(folder: Path) -> Mapping[str, str]:
    """The pages of a source that takes two people, and of a change that waits in it."""
    async with opened_console(folder / "var") as console:
        two = await shelf(console, folder / "storage", uploads="two persons")
        await two.ingested("sop/other.md", STORAGE)
        old = await two.ingested("storage.md", STORAGE)
        dana = await two.somebody("dana")
        change = await changing.put(
            two.uploads, dana, old.id, file(NEWER), seen=old.version, reason="Shorter."
        )
        client, approver = await console.browser("dana"), await console.browser("erik")
        source = f"/admin/knowledge/sources/{two.name}"
        return {
            "source": (await client.get(source)).text,
            "document": (await client.get(f"/admin/knowledge/documents/{old.id}")).text,
            "change": (await approver.get(f"/admin/reviews/documents/{change.id}")).text,
            "refused": (
                await client.post(
                    f"{source}/documents", files=[("files", ("../" + "x" * 90 + ".md", b"x"))]
                )
            ).text,
            "components": (await client.get("/admin/components")).text,
        }


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    folder = tmp_path_factory.mktemp("changing")
    with ThreadPoolExecutor(1) as thread:
        made = thread.submit(lambda: asyncio.run(_made(folder))).result()
    assert set(made) == set(NAMES)
    return made


def opened(page: Page, pages: Mapping[str, str], name: str) -> Page:
    def answer(route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path.startswith("/public/"):
            # The mark of the release stands between.
            route.fulfill(path=ROOT / "public" / path.split("/", maxsplit=3)[3])
        elif path[1:] in pages:
            route.fulfill(body=pages[path[1:]], content_type="text/html; charset=utf-8")
        else:
            route.fulfill(status=404)

    page.route("**/*", answer)
    page.goto(f"{HERE}/{name}")
    return page


@pytest.mark.parametrize("name", NAMES)
def test_the_pages_of_changes_have_no_violation(
    new_page: NewPage, pages: Mapping[str, str], name: str
) -> None:
    looks(opened(new_page(viewport=PHONE), pages, name), f"changing-{name}")


def test_files_that_are_dropped_are_those_that_are_sent(
    new_page: NewPage, pages: Mapping[str, str]
) -> None:
    page = opened(new_page(), pages, "source")
    expect(page.get_by_role("button", name="Upload")).to_be_visible()

    page.locator("[data-drop]").evaluate(DROPPING)

    expect(page.locator("[data-chosen]")).to_contain_text("one.md (1 kB), two.md (1 kB)")
    names = page.locator("input[type=file]").evaluate("(one) => [...one.files].map(f => f.name)")
    assert names == ["one.md", "two.md"]
