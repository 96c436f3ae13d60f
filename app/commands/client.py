"""The API as the command line sees it: of the running service, or made for one command."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import httpx

from app.errors import CommandError
from app.identity.tokens import Tokens, find_secret
from app.settings import Settings
from app.startup.service_address import running_service

_LIFETIME = timedelta(hours=1)
_USUAL_WAIT_S = 10.0
_LONGEST_WAIT_S = 300


@asynccontextmanager
async def api(settings: Settings, subject: str) -> AsyncIterator[httpx.AsyncClient]:
    """Speak to the API as ``subject``, through the running service where there is one."""
    secret = find_secret(settings.secret_key, settings.var, demo=settings.demo)
    token = Tokens(secret).issue(subject, lifetime=_LIFETIME, by_command=True)
    headers = {"Authorization": f"Bearer {token}"}
    service = running_service(settings)
    if service is not None:
        async with httpx.AsyncClient(
            base_url=service.url,
            headers=headers,
            timeout=httpx.Timeout(600, connect=10),
            trust_env=False,
        ) as client:
            try:
                yield client
            except httpx.TransportError as error:
                raise CommandError(
                    f"The service at {service.url} closed the connection ({type(error).__name__}). "
                    "See its log, and try again."
                ) from error
        return
    from app.api.application import create_api
    from app.wiring import open_parts

    async with open_parts(settings) as parts:
        await parts.prepare()
        transport = httpx.ASGITransport(app=create_api(parts), raise_app_exceptions=True)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://almanac.internal", headers=headers
        ) as client:
            yield client


async def patiently(
    ask: Callable[[], Awaitable[httpx.Response]],
    *,
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
) -> httpx.Response:
    """Send a request again for as long as the service only asks to wait."""
    while True:
        response = await ask()
        if response.status_code != httpx.codes.TOO_MANY_REQUESTS:
            return response
        await sleep(_wait_of(response))


def _wait_of(response: httpx.Response) -> float:
    # A proxy before the service may put another form here, or nothing.
    said = response.headers.get("retry-after", "")
    return float(min(max(int(said), 1), _LONGEST_WAIT_S)) if said.isdecimal() else _USUAL_WAIT_S


def body_of(response: httpx.Response) -> Any:
    """The JSON of a response; raises `CommandError` with the API's own words."""
    try:
        body = response.json()
    except ValueError:
        body = {}
    if response.is_success:
        return body
    if response.status_code == httpx.codes.UNAUTHORIZED:
        raise CommandError("No person has this address. Use one that has signed in before.")
    error = body.get("error", {}) if isinstance(body, dict) else {}
    raise CommandError(error.get("message") or f"The service answered {response.status_code}.")
