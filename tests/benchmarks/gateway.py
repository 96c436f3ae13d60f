"""What the gateway costs over a bare HTTP client: CPU, time and memory for each answer.

A model of 200 tokens at 5 ms, in another process; 1, 20 and 100 streams at once.
"""

from __future__ import annotations

import asyncio
import gc
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import aiohttp
import psutil
import uvloop

from gateway.calls import Excerpt, Message, ModelCall, Token
from gateway.configuration.gateway_file import GatewayRoutes, Route
from gateway.serving import RoutedGateway

TOKENS, INTERVAL_MS = 200, 5
_STREAMS = (1, 20, 100)
_ROUNDS = {1: 6, 20: 3, 100: 2}
_MODEL = f"steady:tokens={TOKENS},interval={INTERVAL_MS},first={INTERVAL_MS}"
_PASSAGE = "Keep the vial between 2 and 8 degrees and protect it from light at all times. " * 18
_PROMPT = "\n".join(f"[{n}] A document\n{_PASSAGE}" for n in range(1, 9)) + "\nHow is it stored?"
Ask = Callable[[], Awaitable[float]]


class _NoSimilarity:
    async def similarity(self, question: str, sentences: Sequence[str]) -> Sequence[float]:
        return [0.0] * len(sentences)


def measure(_folder: Path) -> Iterator[dict[str, Any]]:
    """Stream through the gateway and through aiohttp alone; the model is another process."""
    command = [sys.executable, "-m", "tests.servers.model_server", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as model:
        assert model.stdout is not None
        url = model.stdout.readline().split()[-1]
        try:
            # As the service runs.
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                yield from runner.run(_measured(url))
        finally:
            model.terminate()


async def _measured(url: str) -> list[dict[str, Any]]:
    route = Route.model_validate(
        {"kind": "openai", "name": "bench", "model": _MODEL, "base_url": url}
        | {"context_tokens": 128_000}
    )
    opened = RoutedGateway(
        GatewayRoutes(routes=(route,), roles={"answer": ("bench",)}), _NoSimilarity(), {}
    )
    messages = (Message("system", "Answer."), Message("user", _PROMPT))
    attribution = dict.fromkeys(("department", "assistant", "person", "turn", "trace"), "x" * 32)
    call = ModelCall("answer", messages, "?", (Excerpt(1, "", "", ""),), attribution)
    session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
    body = {"model": _MODEL, "stream": True, "stream_options": {"include_usage": True}}
    sent = {**body, "messages": [{"role": m.author, "content": m.text} for m in messages]}

    async def through_the_gateway() -> float:
        began, first = time.perf_counter(), 0.0
        async for event in opened.stream(call):
            if not first and isinstance(event, Token):
                first = time.perf_counter() - began
        return first

    async def through_aiohttp() -> float:
        began, first = time.perf_counter(), 0.0
        async with session.post(f"{url}/chat/completions", json=sent) as response:
            while await response.content.readany():
                first = first or time.perf_counter() - began
        return first

    figures = []
    for streams in _STREAMS:
        for name, ask in (("gateway", through_the_gateway), ("aiohttp", through_aiohttp)):
            figures.append({"client": name, **await _at_once(ask, streams)})
    await session.close()
    await opened.aclose()
    return figures


async def _at_once(ask: Ask, streams: int) -> dict[str, Any]:
    process = psutil.Process()
    await ask()
    gc.collect()
    resting, peak = process.memory_info().rss, 0
    firsts: list[float] = []
    began, cpu = time.perf_counter(), time.process_time()
    for _ in range(_ROUNDS[streams]):
        asked = asyncio.gather(*(ask() for _ in range(streams)))
        await asyncio.sleep(TOKENS * INTERVAL_MS / 2000)
        peak = max(peak, process.memory_info().rss)
        firsts += await asked
    answers = streams * _ROUNDS[streams]
    cpu_ms = (time.process_time() - cpu) * 1000 / answers
    firsts.sort()
    return {
        "streams": streams,
        "cpu_ms_per_answer": round(cpu_ms, 2),
        "cpu_us_per_token": round(cpu_ms * 1000 / TOKENS, 1),
        "first_token_overhead_ms_p50": round(firsts[answers // 2] * 1000 - INTERVAL_MS, 1),
        "first_token_overhead_ms_p95": round(firsts[int(answers * 0.95)] * 1000 - INTERVAL_MS, 1),
        "wall_s_per_round": round((time.perf_counter() - began) / _ROUNDS[streams], 2),
        "kb_per_stream": round((peak - resting) / 1000 / streams),
    }
