"""The web service: one application, its background work, its start and its end."""

from __future__ import annotations

import asyncio
import signal
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from functools import partial

import structlog
import uvicorn
from fastapi import FastAPI

from app.api.application import create_api
from app.assets.public_files import PublicFiles
from app.audit.descriptions import ingested
from app.audit.events import SERVICE, Actor
from app.chat.mounting import mount_chat
from app.middleware.cross_origin import origin_of
from app.middleware.rate_limits import LARGEST_MESSAGE
from app.middleware.stack import guard
from app.pages import site
from app.publishing.recording import record_saves_forever
from app.records.database.outages import DatabaseAwayError
from app.runtime.background import see_through
from app.runtime.garbage_collection import garbage_waits
from app.runtime.graceful_server import GracefulServer
from app.settings import Settings
from app.startup.places import missing_places
from app.startup.service_address import announce, begin_listening, listen, url_of
from app.uploading.following import Follower
from app.wiring import Parts, Records, open_parts
from retrieval.ingesting.ledger import Ledger
from retrieval.opening import Retrieval

log = structlog.get_logger()

# What is left waits in the database. With the time that answers get (ALMANAC_STOP_SECONDS) and the
# five seconds for open connections it makes up what docs/operations.md says a process needs to end.
DRAIN_S = 8.0
# Once the database is back it has to hear of us before others take us for gone.
SWEEP_AGAIN_S = 2.0


def create_app(parts: Parts) -> FastAPI:
    """Put the API, the pages and the chat into one application."""
    app = create_api(parts)
    site.add_to(app)
    behind = len(app.router.routes)
    app.mount("/public", PublicFiles(), name="public")
    mount_chat(app, parts)
    # Every route before the right one costs time, and these are asked for most.
    app.router.routes[:] = app.router.routes[behind:] + app.router.routes[:behind]
    guard(
        app,
        public_url=parts.settings.public_url,
        loopback_only=parts.settings.demo,
        form_targets=partial(_provider_origins, parts),
    )
    return app


def _provider_origins(parts: Parts) -> list[str]:
    """Where the form leads that signs people out at the provider too, as far as it is known."""
    provider = parts.directory.provider
    known = provider.discovery.known if provider else None
    if known is None or known.end_session_endpoint is None:
        return []
    origin = origin_of(known.end_session_endpoint)
    # A company's provider passes people on to the places where they signed in there, and browsers
    # hold every one of these steps against the form that began it.
    return [origin, "https:"] if origin.startswith("https:") else [origin]


def server_config(app: FastAPI, settings: Settings) -> uvicorn.Config:
    """How the application is served."""
    return uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
        ws="websockets-sansio",
        ws_max_size=LARGEST_MESSAGE,
        # Whoever is not named here could give any address as theirs.
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
    )


async def run_service(
    settings: Settings, first_ingestion: Callable[[Retrieval], Awaitable[Ledger]]
) -> None:
    """Serve until stopped; commands on this machine find the service meanwhile.

    ``first_ingestion`` runs before anybody is let in when a source has no index yet; otherwise
    the sources are synced while people ask.
    """
    listener = listen(settings.host, settings.port)
    port = listener.getsockname()[1]
    async with open_parts(settings) as parts:
        await parts.prepare()
        fresh = bool(await parts.problems())
        if fresh:
            ledger = await first_ingestion(parts.retrieval)
            await parts.audit.add(ingested(Actor(SERVICE), ledger))
        with garbage_waits():
            app = create_app(parts)
        config = server_config(app, settings)
        server, url = GracefulServer(config, parts.stopping), url_of(settings.host, port)
        # Until here somebody else may have begun to listen; nobody is told of a start before.
        begin_listening(listener, settings.host, backlog=config.backlog)
        word = announce(settings, url)
        log.info("service.started", url=settings.public_url or url)
        for remedy in missing_places(settings):
            log.warning("service.folder_missing", remedy=remedy)
        if settings.is_secure and not settings.trusted_proxies:
            log.warning("service.proxies_unknown", remedy="set ALMANAC_TRUSTED_PROXIES")
        try:
            async with _background(parts, partial(_say_where, settings, url), refresh=not fresh):
                with _signals_end_only_the_server():
                    await server.serve(sockets=[listener])
        finally:
            with suppress(FileNotFoundError):
                word.unlink()
            log.info("service.stopped")


@contextmanager
def _signals_end_only_the_server() -> Iterator[None]:
    """Let a signal end the server, and what follows it go on.

    The server raises the signal again once it has ended. That would end the process on the spot,
    before the outbox is shipped, the audit trail signed and every part closed.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.signal(number, lambda *_: None) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler or signal.SIG_DFL)


@asynccontextmanager
async def _background(
    parts: Parts, when_settled: Callable[[], None], *, refresh: bool
) -> AsyncIterator[None]:
    work = [
        asyncio.create_task(see_through("shipping", parts.shipper.run_forever)),
        asyncio.create_task(see_through("compacting", parts.compactor.run_forever)),
        asyncio.create_task(see_through("signing", parts.notary.run_forever)),
        asyncio.create_task(
            see_through("sweeping", parts.sweeper.run_forever, pause_s=SWEEP_AGAIN_S)
        ),
        asyncio.create_task(see_through("settling", parts.spending.settle_forever)),
        asyncio.create_task(see_through("checking", parts.runs.run_forever)),
        asyncio.create_task(see_through("recording", partial(record_saves_forever, parts.desk))),
        asyncio.create_task(
            see_through("following", Follower(parts.settler, parts.ingestions).run_forever)
        ),
    ]
    if parts.company is not None:
        work.append(asyncio.create_task(see_through("confirming", parts.company.confirm_forever)))
    if (recogniser := parts.retrieval.recogniser) is not None:
        reading = partial(recogniser.run_forever, partial(_take_up, parts))
        work.append(asyncio.create_task(see_through("recognising", reading)))
    if refresh:
        refreshing = partial(_refresh, parts, when_settled)
        work.append(asyncio.create_task(see_through("refreshing", refreshing)))
    else:
        when_settled()
    try:
        yield
    finally:
        for task in work:
            task.cancel()
        await asyncio.gather(*work, return_exceptions=True)
        # Whoever stops now finds what there is of the answer, and the lake gets it too.
        await parts.live.aclose()
        await parts.endings.aclose(DRAIN_S)
        await _leave(parts)
        await drain(parts)


async def _leave(parts: Parts) -> None:
    try:
        await parts.sweeper.leave()
    except DatabaseAwayError as error:
        log.warning("service.left_without_a_word", reason=error.reason)


async def drain(records: Records, limit_s: float = DRAIN_S) -> None:
    """Bring what waits to the lake, for as long as whoever stops us will wait."""
    try:
        async with asyncio.timeout(limit_s):
            await records.shipper.drain()
            await records.notary.sign()
    except TimeoutError:
        log.warning("service.drain_cut_short", seconds=limit_s)
    left = await records.shipper.backlog()
    if left.depth:
        log.warning("service.records_left", records=left.depth, remedy="almanac ship")


async def _take_up(parts: Parts, sources: Collection[str]) -> None:
    """Ingest what was read off pictures of documents."""
    ledger = await parts.retrieval.ingestion.sync(tuple(sources))
    await parts.audit.add(ingested(Actor(SERVICE), ledger))


async def _refresh(parts: Parts, when_settled: Callable[[], None]) -> None:
    try:
        ledger = await parts.retrieval.ingestion.sync()
        await parts.audit.add(ingested(Actor(SERVICE), ledger))
        log.info("sources.refreshed", reconciled=ledger.reconciled)
    finally:
        when_settled()


def _say_where(settings: Settings, url: str) -> None:
    """Tell whoever tries the product where to go, below what the start has logged."""
    if settings.demo:
        # A name is easier to read than an address, and leads to the same place.
        place = url.replace("//127.0.0.1:", "//localhost:")
        sys.stdout.write(f"\nAlmanac is ready. Open {place} in your browser; Ctrl+C ends it.\n\n")
        sys.stdout.flush()
