"""Every page of the console, and what only a browser does on one.

They come from the console alone, which needs no index; a browser shows them with the real style.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from fastapi import FastAPI
from playwright.sync_api import Page, Route, ViewportSize, expect

from app.pages import site
from app.settings import ROOT
from tests.app.inbox.reacting import answered, reacted
from tests.app.pages.admin.test_every_role import SLUG, started
from tests.app.pages.admin.test_inbox_roles import TURN
from tests.journeys.conftest import NewPage
from tests.journeys.contexts import DESK
from tests.journeys.test_looks import violations
from tests.servers.console import Console, opened_console

HERE = "http://almanac.test"
# Of no page: what follows along, and what is handed out as a file.
NO_PAGES = ("/events", "/state", ".csv")
# It needs what the rest of the service knows; its own journey looks at it.
ELSEWHERE = {"/admin/spending"}
# Whoever may see a page; the first who gets it is who looks.
PEOPLE = ("dana", "erik", "grace", "hugo")
# The same page has other things on it for whoever approves, or only oversees.
SEEN_BY_OTHERS = (
    ("erik", "/admin"),
    ("erik", "/admin/reviews/{review_id}"),
    ("erik", "/admin/reviews/documents/{change_id}"),
    ("grace", "/admin"),
    ("grace", "/admin/reviews/{review_id}"),
)
SMALL = ViewportSize(width=360, height=740)
# Where to put pictures of the pages, for whoever wants to look at them.
_PICTURES = os.environ.get("PICTURES")
_OPENED = "for (const one of document.querySelectorAll('details')) one.open = true"
_WIDTH = "document.documentElement.scrollWidth"
DROPPING = """
(zone) => {
  const data = new DataTransfer();
  data.items.add(new File(["# One"], "one.md"));
  data.items.add(new File(["# Two"], "two.md"));
  const fields = { dataTransfer: data, bubbles: true, cancelable: true };
  zone.dispatchEvent(new DragEvent("drop", fields));
}
"""


def routes() -> list[str]:
    """The addresses of all pages of the console, as the application knows them."""
    app = FastAPI()
    site.add_to(app)
    found = {path for path in _paths(app.routes) if path.startswith("/admin")}
    return sorted(found - ELSEWHERE)


def _paths(known: Iterable[object]) -> Iterator[str]:
    for one in known:
        inside = getattr(getattr(one, "original_router", one), "routes", ())
        if "GET" in (getattr(one, "methods", None) or ()):
            yield str(getattr(one, "path", ""))
        yield from _paths(inside)


async def _ids(console: Console) -> Mapping[str, str]:
    """An example for each name that stands in an address."""
    alice = await console.records.people.by_email("alice@cryodyne.example")
    assert alice is not None
    sessions = console.records.transactions
    await answered(sessions, TURN, person=alice.id, profile=SLUG, department=SLUG)
    await reacted(sessions, TURN, person=alice.id)
    ids = await started(console)
    names = ("draft", "review", "check", "run", "document", "change")
    known = {f"{name}_id": ids[name] for name in names}
    return {**known, "turn_id": TURN, "slug": SLUG, "name": ids["source"]}


async def _made(folder: Path) -> Mapping[str, str]:
    """Each page as somebody sees it who may, by whose and which it is; and one with refusals."""
    made: dict[str, str] = {}
    async with opened_console(folder / "var") as console:
        ids = await _ids(console)
        browsers = {name: await console.browser(name) for name in PEOPLE}
        wanted = [(PEOPLE, path) for path in routes() if not path.endswith(NO_PAGES)]
        for names, path in [*wanted, *(((name,), path) for name, path in SEEN_BY_OTHERS)]:
            for name in names:
                reply = await browsers[name].get(path.format(**ids))
                if reply.status_code == 200:
                    made[f"{name}{path}"] = reply.text
                    break
                assert reply.status_code in {303, 403, 404, 405}, (name, path)
        source = f"/admin/knowledge/sources/{ids['name']}"
        files = [("files", ("../" + "x" * 90 + ".md", b"x"))]
        refused = await browsers["dana"].post(f"{source}/documents", files=files)
        made["refused"] = refused.text
    return made


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    folder = tmp_path_factory.mktemp("console")
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(_made(folder))).result()


def opened(page: Page, pages: Mapping[str, str], name: str) -> Page:
    addresses = {f"/{quote(one, safe='')}": text for one, text in pages.items()}

    def answer(route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path.startswith("/public/"):
            # The mark of the release stands between.
            route.fulfill(path=ROOT / "public" / path.split("/", maxsplit=3)[3])
        elif path in addresses:
            route.fulfill(body=addresses[path], content_type="text/html; charset=utf-8")
        else:
            route.fulfill(status=404)

    page.unroute_all()
    page.route("**/*", answer)
    page.goto(f"{HERE}/{quote(name, safe='')}")
    return page


def test_no_page_of_the_console_has_a_violation_or_is_wider_than_its_window(
    new_page: NewPage, pages: Mapping[str, str]
) -> None:
    shown = {name.partition("/admin")[2] for name in pages}
    routed = {path.removeprefix("/admin") for path in routes() if not path.endswith(NO_PAGES)}
    page, found = new_page(viewport=DESK), list[str]()
    for name in pages:
        opened(page, pages, name).evaluate(_OPENED)
        for scheme, size in (("light", DESK), ("dark", SMALL)):
            page.set_viewport_size(size)
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            if _PICTURES:
                file = f"{name.replace('/', '-')}-{scheme}.png"
                page.screenshot(path=Path(_PICTURES) / file, full_page=True)
            found += [f"{name} {scheme} {one}" for one in violations(page)]
            if (width := page.evaluate(_WIDTH)) > size["width"]:
                found.append(f"{name} is {width} wide in {size['width']}")

    assert not found, "\n" + "\n".join(found)
    assert not routed - shown, "nobody was shown these"


def test_files_that_are_dropped_are_those_that_are_sent(
    new_page: NewPage, pages: Mapping[str, str]
) -> None:
    page = opened(new_page(), pages, "dana/admin/knowledge/sources/{name}")
    expect(page.get_by_role("button", name="Upload")).to_be_visible()

    page.locator("[data-drop]").evaluate(DROPPING)

    expect(page.locator("[data-chosen]")).to_contain_text("one.md (1 kB), two.md (1 kB)")
    names = page.locator("input[type=file]").evaluate("(one) => [...one.files].map(f => f.name)")
    assert names == ["one.md", "two.md"]
