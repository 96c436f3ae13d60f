"""Whether the service lives, whether it is ready, and its numbers."""

from __future__ import annotations

import asyncio
import hmac
from collections import Counter
from datetime import UTC, datetime
from ipaddress import ip_address

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, Gauge, generate_latest
from pydantic import SecretStr

from app.api.access import PartsNeeded
from app.api.refusals import NotFoundError
from app.health.checkup import LIMIT_S
from app.health.probes import DATABASE_AWAY
from app.records.database.outages import DatabaseAwayError
from feedback.outbox.alarms import Kind

router = APIRouter(tags=["health"])
# A proxy on this machine is a loopback peer as well, and speaks for everybody.
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")
# Anybody may ask whether the service is ready, so names and numbers are left to the doctor.
_WORDS: dict[Kind, str] = {
    "diverged": "The lake holds what was not written there. Run `almanac doctor`.",
    "late": "Records wait too long for the lake. Run `almanac doctor`.",
    "set_aside": "Records were set aside. Run `almanac doctor`.",
    "unfit": "A file of the lake is damaged. Run `almanac ship --compact`, which names it.",
    "unavailable": "The lake cannot be reached. Run `almanac doctor`.",
}
_STOPPING = {
    "status": "stopping",
    "problems": ["The service is told to stop. Ask another replica."],
    "alarms": [],
    "parts": [],
}
_WAITING = Gauge("almanac_outbox_records", "Records that wait for the lake.")
_LAG = Gauge("almanac_outbox_lag_seconds", "How long the oldest of them has been waiting.")
_SET_ASIDE = Gauge("almanac_outbox_set_aside", "Records that could not be written to the lake.")
_ALARMS = Gauge("almanac_lake_alarms", "Alarms about the lake that are raised now.", ["kind"])


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@router.get("/readyz", responses={503: {"description": "Not ready; the problems say why."}})
async def readyz(parts: PartsNeeded) -> JSONResponse:
    """Whether questions can be answered here; 503 with the reason otherwise.

    Every part is tried, no more often than every few seconds. The alarms are about what people go
    on without, so they do not count; ``parts`` names all that complain.
    """
    if parts.stopping.begun:
        return JSONResponse(_STOPPING, 503)
    found = await parts.checkup.complaints()
    missing: list[str] = []
    if not any(one.part == "database" for one in found):
        try:
            async with asyncio.timeout(LIMIT_S):
                missing = await parts.problems()
        except (DatabaseAwayError, TimeoutError):
            # It went since it was tried last.
            found = (*found, DATABASE_AWAY)
    problems = [*(one.message for one in found if one.stops), *missing]
    alarms = [_WORDS[kind] for kind in dict.fromkeys(a.kind for a in parts.alarms)]
    body = {
        "status": "waiting" if problems else "ok",
        "problems": problems,
        "alarms": [*alarms, *(one.message for one in found if not one.stops)],
        "parts": sorted(one.part for one in found),
    }
    return JSONResponse(body, 503 if problems else 200)


@router.get("/metrics", include_in_schema=False)
async def metrics(request: Request, parts: PartsNeeded) -> Response:
    """Counters for Prometheus: for this machine itself, or for whoever has the token."""
    if not (_is_local(request) or _bears(request, parts.settings.metrics_token)):
        raise NotFoundError("page")
    backlog = await parts.shipper.backlog()
    raised = Counter(alarm.kind for alarm in parts.alarms)
    _WAITING.set(backlog.depth)
    _LAG.set(backlog.lag(datetime.now(UTC)))
    _SET_ASIDE.set(backlog.set_aside)
    for kind in _WORDS:
        _ALARMS.labels(kind).set(raised[kind])
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
