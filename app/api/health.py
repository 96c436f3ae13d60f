"""Whether the service lives, whether it is ready, and its numbers."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from app.api.access import PartsNeeded

router = APIRouter(tags=["health"])


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@router.get("/readyz")
async def readyz(parts: PartsNeeded) -> JSONResponse:
    """The database answers and the sources are indexed; 503 with the reason otherwise."""
    problems = await parts.problems()
    status = 503 if problems else 200
    return JSONResponse({"status": "waiting" if problems else "ok", "problems": problems}, status)


@router.get("/metrics", include_in_schema=False)
async def metrics(_request: Request) -> Response:
    """Counters for Prometheus."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
