"""Office files of a service that has a program to draw them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.identity.directory import COOKIE
from app.wiring import Parts
from retrieval.viewing.viewer import Viewer
from tests.app.api.conftest import Enter
from tests.servers.office_program import standing_in

BEN = "ben@cryodyne.example"
QUESTION = "How many weeks of parental leave does the secondary caregiver get?"


class Reader:
    """Ben, who opens the passage of an answer over the API or in the browser."""

    def __init__(self, client: httpx.AsyncClient, cookie: str, cited: dict[str, Any]) -> None:
        self._client = client
        self._cookie = cookie
        self.cited = cited

    async def page(self, number: int = 1, **query: str) -> dict[str, Any]:
        path = f"/api/v1/documents/{self.cited['document_id']}/pages/{number}"
        reply = await self._client.get(path, params={"chunk": self.cited["chunk_id"], **query})
        page: dict[str, Any] = reply.json()
        return page

    async def get(self, path: str, **query: str) -> httpx.Response:
        return await self._client.get(path, params=query, headers={"Cookie": self._cookie})


@pytest.fixture
def does(request: pytest.FixtureRequest) -> str:
    """What the program does in place of laying out two lines a page."""
    return str(getattr(request, "param", ""))


@pytest.fixture
async def parts(parts: Parts, tmp_path: Path, does: str) -> AsyncIterator[Parts]:
    """The parts of a service that has such a program."""
    program = standing_in(tmp_path / "office", does, a_page=2)
    retrieval = parts.retrieval
    viewer = Viewer(retrieval.originals, retrieval.recogniser, office=program)
    yield replace(parts, viewer=viewer)
    await viewer.aclose()


@pytest.fixture
async def reader(enter: Enter, parts: Parts) -> Reader:
    client = enter(BEN)
    reply = await client.post("/api/v1/assistants/hr/ask", json={"question": QUESTION})
    cited = next(c for c in reply.json()["citations"] if c["document"].endswith(".docx"))
    person = await parts.people.by_email(BEN)
    assert person is not None
    return Reader(client, f"{COOKIE}={await parts.sessions.open(person.id)}", cited)


def text_of(page: dict[str, Any], how: str = "") -> str:
    if not how:
        return " ".join(block["text"] for block in page["blocks"])
    return " ".join(b["text"][start:end] for b in page["blocks"] for start, end in b[how])


async def test_an_office_file_opens_as_it_looks_where_its_passage_stands(reader: Reader) -> None:
    page = await reader.page()
    image = await reader.get(page["image_url"])

    assert (page["kind"], page["drawn"], page["notice"]) == ("image", True, None)
    assert page["pages"] > 1
    assert text_of(page, "marks")
    assert 0 < page["marked_at"] < 1
    assert image.content.startswith(b"\x89PNG")


async def test_a_page_that_is_meant_itself_is_shown(reader: Reader) -> None:
    first = await reader.page(1, exact="1")
    last = await reader.page(first["pages"], exact="1")

    assert (first["page"], last["page"]) == (1, first["pages"])
    assert text_of(first) != text_of(last)
    assert first["notice"] is last["notice"] is None


async def test_the_ways_to_other_pages_mean_these_pages(reader: Reader) -> None:
    base = f"/documents/{reader.cited['document_id']}/pages"
    html = (await reader.get(f"{base}/1", chunk=reader.cited["chunk_id"])).text
    chosen = await reader.get(base, number="1", chunk=reader.cited["chunk_id"], exact="1")

    assert 'name="exact" value="1"' in html
    assert f"chunk={reader.cited['chunk_id']}&amp;exact=1" in html
    assert chosen.headers["location"].endswith("exact=1")


@pytest.mark.parametrize(
    "does",
    [
        "sys.exit(1)",
        "from tests.retrieval.files import lines, pdf\nout.mkdir()\n"
        "made.write_bytes(pdf(lines('Another text altogether.')))",
    ],
    ids=["nothing comes", "the passage is not in it"],
    indirect=True,
)
async def test_an_office_file_that_does_not_show_the_passage_is_read_as_text(
    reader: Reader,
) -> None:
    page = await reader.page()

    assert (page["kind"], page["image_url"], page["drawn"]) == ("text", None, False)
    assert text_of(page, "marks")


@pytest.mark.parametrize("does", ["sys.exit(1)"], indirect=True)
async def test_a_page_that_cannot_be_drawn_any_more_leads_to_the_text(reader: Reader) -> None:
    page = await reader.page(3, exact="1")

    assert (page["kind"], page["page"]) == ("text", 1)
