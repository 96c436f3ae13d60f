"""S11: what was not foreseen gives a reference, and no word of the error."""

from __future__ import annotations

import httpx
import pytest
from fastapi import FastAPI, HTTPException

from app.middleware.error_boundary import LastResort

SECRET = "postgresql://u:S3cret@db"


async def test_s11_an_unforeseen_error_gives_a_reference_and_keeps_its_text(
    capsys: pytest.CaptureFixture[str],
) -> None:
    app = FastAPI()

    @app.get("/broken")
    async def broken() -> None:
        raise RuntimeError(SECRET)

    app.add_middleware(LastResort)
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=True)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        reply = await client.get("/broken")

    printed = capsys.readouterr()
    assert reply.status_code == 500
    assert "reference" in reply.json()["error"]["message"]
    assert "S3cret" not in reply.text + printed.out + printed.err


async def test_s11_an_error_within_a_mounted_application_gives_a_reference_too() -> None:
    within = FastAPI()

    @within.get("/broken")
    async def broken() -> None:
        raise RuntimeError(SECRET)

    app = FastAPI()
    app.mount("/chat", within)
    app.add_middleware(LastResort)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        reply = await client.get("/chat/broken")

    assert reply.status_code == 500
    assert "reference" in reply.json()["error"]["message"]


async def test_a_failure_that_was_foreseen_stays_as_it_is() -> None:
    app = FastAPI()

    @app.get("/broken")
    async def broken() -> None:
        raise HTTPException(500, "no answer")

    app.add_middleware(LastResort)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        reply = await client.get("/broken")

    assert (reply.status_code, reply.json()) == (500, {"detail": "no answer"})
