"""What somebody who waits for an answer is told meanwhile."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.servers.chat_socket import ask, connected
from tests.servers.model_server import ModelServer
from tests.servers.product import Product, running

SLOW, MOVED_ON = "takes longer than usual", "did not answer; trying another one"


@pytest.fixture
def product(tmp_path: Path) -> Iterator[Product]:
    """A product whose first model hangs for longer than people wait without a word."""
    with ModelServer().in_thread() as model:
        hanging = {
            "kind": "openai",
            "base_url": model.base_url,
            "model": "hang",
            "first_token_timeout_s": 6,
            "retries": 0,
        }
        routes = {"hangs": hanging, "quotes": {"kind": "extractive"}}
        file = tmp_path / "gateway.yaml"
        file.write_text(json.dumps({"routes": routes, "roles": {"answer": ["hangs", "quotes"]}}))
        with running(tmp_path / "var", {"ALMANAC_GATEWAY_FILE": str(file)}) as product:
            yield product


async def test_whoever_waits_is_told_that_it_takes_long_and_that_another_model_is_asked(
    product: Product,
) -> None:
    with closing(product.sign_in("ivy@cryodyne.example")) as ivy:
        async with connected(ivy) as socket:
            steps = await ask(socket, "How do I connect to the VPN from home?")

    names = [step["name"] for step in steps]
    told = [next(n for n, name in enumerate(names) if said in name) for said in (SLOW, MOVED_ON)]
    assert told == sorted(told)
    # What was found stands there again, under the same id, once there is an answer.
    assert names[-1] == "Almanac"
    assert len({step["id"] for step in steps if step["type"] == "tool"}) == 1
