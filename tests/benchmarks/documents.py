"""What opening documents costs the service: its memory, and how long others wait meanwhile."""

from __future__ import annotations

import asyncio
import io
import shutil
import sqlite3
import statistics
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, closing, contextmanager
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import psutil
from PIL import Image, ImageDraw
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from app.settings import SAMPLES
from tests.benchmarks.chat import QUESTION, quantiles, sign_in
from tests.servers.chat_client import ChatClient
from tests.servers.product import Product, running

_SOURCE = "medical-information"
_PAGES, _DOWNLOADS, _SCANNED = 200, 40, 20
_ASKING, _PAUSE_S = 12, 1.0
_LONGEST_S = 400.0
_NOISE = (3200, 3000)


def measure(folder: Path) -> Iterator[dict[str, Any]]:
    """Open 200 pages and hold 40 downloads of a large file; ask beside a scan that is read."""
    sources = folder / "sources"
    shutil.copytree(SAMPLES / "sources", sources)
    _write_pages(sources / _SOURCE / "pages.pdf")
    _write_pictures(sources / _SOURCE / "large.pdf")
    with _serving(folder, sources, {"ALMANAC_TEXT_RECOGNITION": "false"}) as product:
        yield {"what": "memory", **asyncio.run(_opened(product))}
    (sources / _SOURCE / "large.pdf").unlink()
    with _serving(folder, sources, {}) as product:
        yield {"what": "scan", **asyncio.run(_beside_a_scan(product, sources))}


@contextmanager
def _serving(folder: Path, sources: Path, rest: Mapping[str, str]) -> Iterator[Product]:
    settings = {"ALMANAC_SOURCES": str(sources), "ALMANAC_REQUESTS_PER_MINUTE": "100000", **rest}
    # Started before, so that what is measured has not just ingested its documents.
    with running(folder / "var", settings, new=True):
        pass
    with running(folder / "var", settings, new=True) as product:
        yield product


async def _opened(product: Product) -> dict[str, Any]:
    """Memory in MB, of the service and of the processes that read and draw for it."""
    process = psutil.Process(product.process.pid)
    cookies = await sign_in(product, _DOWNLOADS)
    async with _client(product, cookies[0]) as reader:
        pages, large = _document(product, "pages.pdf"), _document(product, "large.pdf")
        resting = _memory_mb(process)
        statuses = [await _page(reader, pages, number) for number in range(1, _PAGES + 1)]
    opened = _memory_mb(process)
    async with AsyncExitStack() as stack:
        for cookie in cookies:
            client = await stack.enter_async_context(_client(product, cookie))
            url = f"/api/v1/documents/{large}/original"
            reply = await stack.enter_async_context(client.stream("GET", url))
            statuses.append(reply.status_code)
            # What comes next is left in the network, as on a slow line.
            await anext(reply.aiter_raw(64_000))
        await asyncio.sleep(3)
        downloading = _memory_mb(process)
    return {
        "refused": sum(status != httpx.codes.OK for status in statuses),
        "resident_mb_at_rest": resting,
        f"resident_mb_after_{_PAGES}_pages": opened,
        f"resident_mb_with_{_DOWNLOADS}_downloads": downloading,
    }


async def _beside_a_scan(product: Product, sources: Path) -> dict[str, Any]:
    """First tokens in ms beside nothing, and while a scan is read."""
    cookies = await sign_in(product, 1)
    before = await _first_tokens(product, cookies[0])
    _write_scan(sources / _SOURCE / "scan.pdf")
    with closing(product.sign_in("hugo@cryodyne.example")) as admin:
        began = time.monotonic()
        _ingest(admin)
        beside: list[float] = []
        # Text is recognised in a queue of its own, after all that needs none.
        while not _is_read(product, "scan.pdf") and time.monotonic() - began < _LONGEST_S:
            beside += await _first_tokens(product, cookies[0])
        read_in_s = time.monotonic() - began
    return {
        "pages": _SCANNED,
        "read_in_s": round(read_in_s, 1),
        "questions_beside": len(beside),
        "first_token_ms_alone": quantiles(sorted(before), 0.0),
        "first_token_ms_beside": quantiles(sorted(beside), 0.0),
        "ratio_of_medians": round(statistics.median(beside) / statistics.median(before), 2),
    }


async def _first_tokens(product: Product, cookie: str) -> list[float]:
    client = ChatClient(product.url, _SOURCE, cookie)
    await client.open()
    waited: list[float] = []
    try:
        for _ in range(_ASKING):
            reply = await client.ask(QUESTION)
            assert reply.first_token_s is not None, "The question was not answered."
            waited.append(reply.first_token_s)
            await asyncio.sleep(_PAUSE_S)
    finally:
        await client.close()
    return waited


def _ingest(admin: httpx.Client) -> None:
    admin.post("/api/v1/ingest", json={"sources": [_SOURCE]}, timeout=600).raise_for_status()


def _is_read(product: Product, name: str) -> bool:
    with closing(sqlite3.connect(product.var / "almanac.db")) as database:
        chunks = (
            "SELECT count(*) FROM chunks JOIN documents ON documents.id = chunks.document_id "
            "WHERE documents.path = ?"
        )
        (found,) = database.execute(chunks, [name]).fetchone()
    return bool(found)


@asynccontextmanager
async def _client(product: Product, cookie: str) -> AsyncIterator[httpx.AsyncClient]:
    headers = {"Cookie": cookie}
    async with httpx.AsyncClient(
        base_url=product.url, headers=headers, trust_env=False, timeout=120
    ) as client:
        yield client


def _document(product: Product, name: str) -> str:
    with closing(sqlite3.connect(product.var / "almanac.db")) as database:
        row = database.execute("SELECT id FROM documents WHERE path = ?", [name]).fetchone()
    return str(row[0])


async def _page(client: httpx.AsyncClient, document: str, number: int) -> int:
    reply = await client.get(f"/api/v1/documents/{document}/pages/{number}/image")
    return reply.status_code


def _memory_mb(process: psutil.Process) -> int:
    everybody = [process, *process.children(recursive=True)]
    return round(sum(one.memory_info().rss for one in everybody) / 1e6)


def _write_pages(path: Path) -> None:
    canvas = Canvas(str(path))
    for number in range(1, _PAGES + 1):
        for line in range(40):
            canvas.drawString(60, 780 - 18 * line, f"Page {number}, line {line} of a long record.")
        canvas.showPage()
    canvas.save()


def _write_pictures(path: Path) -> None:
    """About 60 MB that nothing packs smaller."""
    canvas, random = Canvas(str(path)), np.random.default_rng(1)
    for number in range(2):
        noise = random.integers(0, 256, (*_NOISE, 3), np.uint8)
        canvas.drawString(60, 780, f"Picture {number} of a slide scanner.")
        canvas.drawImage(ImageReader(Image.fromarray(noise)), 60, 100, 480, 512)
        canvas.showPage()
    canvas.save()


def _write_scan(path: Path) -> None:
    canvas = Canvas(str(path))
    for number in range(1, _SCANNED + 1):
        page = Image.new("L", (1240, 1754), 255)
        draw = ImageDraw.Draw(page)
        for line in range(45):
            words = f"Page {number}, line {line}: the batch was released by the second shift."
            draw.text((120, 120 + 34 * line), words, fill=0, font_size=26)
        kept = io.BytesIO()
        page.save(kept, "JPEG", quality=85)
        canvas.drawImage(ImageReader(kept), 0, 0, 595, 842)
        canvas.showPage()
    canvas.save()
