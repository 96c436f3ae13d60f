"""What Chainlit's page is made of reaches browsers packed, and is packed once."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.assets.packing import packed
from app.chat.page.assets import Assets

SCRIPT = "export const answer = 'yes';\n" * 1000
PACKED = {"Accept-Encoding": "gzip, deflate, br"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "secret.js").write_text("secret")
    assets = tmp_path / "assets"
    (assets / "deeper").mkdir(parents=True)
    (assets / "index-B2u6IBgX.js").write_text(SCRIPT)
    (assets / "worker-qwK7q_zL.mjs").write_text(SCRIPT)
    return assets


@pytest.fixture
def client(folder: Path) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(Assets(folder))
    return httpx.AsyncClient(transport=transport, base_url="http://almanac.example/chat/assets/")


@pytest.mark.parametrize("name", ["index-B2u6IBgX.js", "worker-qwK7q_zL.mjs"])
@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("br;q=0, GZIP;q=0.5", "gzip")],
)
async def test_a_script_comes_packed_as_the_browser_takes_it_best_and_is_kept_for_a_year(
    client: httpx.AsyncClient, name: str, accepted: str, encoding: str
) -> None:
    reply = await client.get(name, headers={"Accept-Encoding": accepted})

    assert reply.text == SCRIPT
    assert reply.headers["content-encoding"] == encoding
    assert int(reply.headers["content-length"]) < len(SCRIPT) / 10
    assert reply.headers["content-type"].partition(";")[0] in {
        "text/javascript",
        "application/javascript",
    }
    assert reply.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert reply.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize("accepted", ["identity", "", "br;q=0", "gzip;q=0.0", "deflate, zstd"])
async def test_whoever_cannot_unpack_gets_it_as_it_is(
    client: httpx.AsyncClient, accepted: str
) -> None:
    reply = await client.get("index-B2u6IBgX.js", headers={"Accept-Encoding": accepted})

    assert "content-encoding" not in reply.headers
    assert reply.text == SCRIPT


@pytest.mark.parametrize("accepted", ["br, gzip", "gzip", ""])
async def test_what_is_made_for_one_answer_is_packed_as_the_browser_takes_it(accepted: str) -> None:
    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        content, headers = packed(SCRIPT.encode(), Headers(scope=scope))
        await Response(content, headers=headers)(scope, receive, send)

    transport = httpx.ASGITransport(answer)
    async with httpx.AsyncClient(transport=transport, base_url="http://almanac.example") as client:
        reply = await client.get("/", headers={"Accept-Encoding": accepted})

    assert reply.text == SCRIPT
    assert reply.headers.get("content-encoding", "") == accepted.partition(",")[0]


async def test_it_is_packed_once(client: httpx.AsyncClient, folder: Path) -> None:
    first = await client.get("index-B2u6IBgX.js", headers=PACKED)
    (folder / "index-B2u6IBgX.js").write_text("read again")

    second = await client.get("index-B2u6IBgX.js", headers=PACKED)

    assert second.content == first.content


@pytest.mark.parametrize("name", ["missing.js", "deeper", "%2e%2e", "..%2fsecret.js", "a%00b", ""])
async def test_anything_else_does_not_exist(client: httpx.AsyncClient, name: str) -> None:
    assert (await client.get(name, headers=PACKED)).status_code == 404
