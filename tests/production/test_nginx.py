"""nginx with the settings of the docs: pages, streams and websockets reach the product."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import socketio

from tests.production.conftest import require_program
from tests.servers.chat_socket import ask, connected, ready
from tests.servers.nginx import running_nginx
from tests.servers.product import Product, running

IVY = "ivy@cryodyne.example"


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    require_program("nginx", "nginx")
    with running(tmp_path_factory.mktemp("behind") / "var") as product:
        yield product


@pytest.fixture(scope="module")
def browser(product: Product, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """Somebody of Information Technology, who reaches the product through nginx alone."""
    program = require_program("nginx", "nginx")
    folder = tmp_path_factory.mktemp("nginx")
    with (
        running_nginx(program, folder, product.url) as address,
        httpx.Client(base_url=address, trust_env=False, timeout=60) as browser,
    ):
        assert browser.post("/sign-in/demo", data={"email": IVY}).status_code == 303
        yield browser


def test_pages_and_streams_come_through(browser: httpx.Client) -> None:
    assert browser.get("/account").status_code == 200
    with browser.stream(
        "POST",
        "/api/v1/assistants/it/ask",
        json={"question": "How long does a VPN session last?"},
        headers={"Accept": "text/event-stream"},
    ) as reply:
        events = [line for line in reply.iter_lines() if line.startswith("event: ")]

    assert events[0] == "event: passages"
    assert events[-1] == "event: done"


async def test_a_websocket_comes_through(browser: httpx.Client) -> None:
    async with connected(browser) as socket:
        await ready(socket)

        assert socket.connected


async def test_without_its_headers_for_websockets_the_chat_goes_by_requests(
    product: Product, tmp_path: Path
) -> None:
    program = require_program("nginx", "nginx")
    stripped = {"proxy_set_header Upgrade $http_upgrade;": 'proxy_set_header Upgrade "";'}
    with (
        running_nginx(program, tmp_path, product.url, changed=stripped) as address,
        httpx.Client(base_url=address, trust_env=False, timeout=60) as browser,
    ):
        assert browser.post("/sign-in/demo", data={"email": IVY}).status_code == 303
        with pytest.raises(socketio.exceptions.ConnectionError):
            async with connected(browser):
                pass
        async with connected(browser, transports=["polling"]) as socket:
            steps = await ask(socket, "How long does a VPN session last?")

    assert any(step["type"] == "assistant_message" for step in steps)
