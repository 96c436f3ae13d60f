"""What pages are made of is of one release, and is kept by browsers for as long as that lasts."""

from __future__ import annotations

import re

import httpx
import pytest

from app.assets.public_files import PublicFiles
from app.assets.release import PUBLIC, public, public_files, release_mark

NAMED = re.compile(r"""(?:from|url\()\s*["']([^"']+)["']""")


@pytest.fixture
def client() -> httpx.AsyncClient:
    transport = httpx.ASGITransport(PublicFiles(), root_path="/public")
    return httpx.AsyncClient(transport=transport, base_url="http://almanac.example")


@pytest.mark.parametrize("name", ["almanac.js", "chat/dom.js", "icons/help.svg", "almanac.css"])
async def test_a_file_of_this_release_is_kept_for_ever(
    client: httpx.AsyncClient, name: str
) -> None:
    reply = await client.get(public(name))

    assert reply.content == (PUBLIC / name).read_bytes()
    assert reply.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert reply.headers["vary"] == "Accept-Encoding"


async def test_a_file_under_its_plain_name_is_asked_for_again_each_time(
    client: httpx.AsyncClient,
) -> None:
    first = await client.get("/public/almanac.js")
    again = await client.get("/public/almanac.js", headers={"If-None-Match": first.headers["etag"]})

    assert first.headers["cache-control"] == "no-cache"
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    "path",
    [
        "0123456789ab/almanac.js",
        f"{release_mark()}/missing.js",
        f"{release_mark()}/../settings.py",
        f"{release_mark()}/%2e%2e/app/settings.py",
        f"{release_mark()}/chat",
        f"{release_mark()}//etc/passwd",
        release_mark(),
        "chat",
        "a%00b",
        "",
    ],
)
async def test_there_is_nothing_of_another_release_and_nothing_else(
    client: httpx.AsyncClient, path: str
) -> None:
    assert (await client.get(f"/public/{path}")).status_code == 404


async def test_files_are_read_and_not_written(client: httpx.AsyncClient) -> None:
    assert (await client.post(public("almanac.js"))).status_code == 405
    assert (await client.head(public("almanac.js"))).status_code == 200


def test_what_names_another_file_names_it_beside_itself() -> None:
    # Only so does it bear the mark of the release as well.
    named = {
        (name, found)
        for name, path in public_files().items()
        if name.endswith((".js", ".css"))
        for found in NAMED.findall(path.read_text("utf-8"))
        if not found.startswith("data:")
    }

    assert len(named) > 40
    assert [one for one in named if one[1].startswith("/")] == []
