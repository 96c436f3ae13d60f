"""What an address says of its models, in the shapes in which servers say it."""

from __future__ import annotations

from typing import Any

import pytest
from aiohttp import web

from gateway.routes.model_list import ModelList, listed
from tests.gateway.calling import openai

ROW = {"id": "m", "object": "model"}


async def told(said: Any) -> ModelList | None:
    """What is read of this answer."""

    async def answer(_: web.Request) -> web.Response:
        return web.json_response(said)

    application = web.Application()
    application.router.add_get("/v1/models", answer)
    runner = web.AppRunner(application)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        route = openai(f"http://127.0.0.1:{runner.addresses[0][1]}/v1", "m")
        return await listed(route, {}, within_s=20)
    finally:
        await runner.cleanup()


@pytest.mark.parametrize(
    "said",
    [
        {"data": [ROW | {"max_model_len": 4096}]},
        {"data": [ROW | {"loaded_context_length": 4096, "max_context_length": 131072}]},
        {"data": [ROW | {"context_length": None, "context_window": 4096}]},
        {"data": [ROW | {"max_input_tokens": 4096}]},
        {"data": [ROW | {"meta": {"n_ctx": 4096}}, None, {"id": None}]},
        [ROW | {"context_length": 4096}],
    ],
)
async def test_a_model_is_there_with_the_room_that_it_has(said: Any) -> None:
    models = await told(said)

    assert models is not None
    assert models.holds("m")
    assert not models.holds("other")
    assert models.room_of("m") == 4096


@pytest.mark.parametrize("said", [{}, [], {"data": None}, {"data": []}, {"data": [{}]}, "x", None])
async def test_a_list_that_names_no_model_says_nothing(said: Any) -> None:
    assert await told(said) is None
