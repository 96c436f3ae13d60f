"""Whether the service lives, whether it is ready, and its numbers."""

from __future__ import annotations

import hmac
from ipaddress import ip_address

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import SecretStr

from app.api.access import PartsNeeded
from app.api.refusals import NotFoundError

router = APIRouter(tags=["health"])
# A proxy on this machine is a loopback peer as well, and speaks for everybody.
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@router.get("/readyz", responses={503: {"description": "Not ready; the problems say why."}})
async def readyz(parts: PartsNeeded) -> JSONResponse:
    """The database answers and the sources are indexed; 503 with the reason otherwise."""
    problems = await parts.problems()
    status = 503 if problems else 200
    return JSONResponse({"status": "waiting" if problems else "ok", "problems": problems}, status)


@router.get("/metrics", include_in_schema=False)
async def metrics(request: Request, parts: PartsNeeded) -> Response:
    """Counters for Prometheus: for this machine itself, or for whoever has the token."""
    if not (_is_local(request) or _bears(request, parts.settings.metrics_token)):
        raise NotFoundError("page")
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


def _is_local(request: Request) -> bool:
    if any(name in request.headers for name in _FORWARDED):
        return False
    try:
        return request.client is not None and ip_address(request.client.host).is_loopback
    except ValueError:
        return False


def _bears(request: Request, token: SecretStr | None) -> bool:
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if token is None or scheme.lower() != "bearer":
        return False
    return hmac.compare_digest(given.strip().encode(), token.get_secret_value().encode())
