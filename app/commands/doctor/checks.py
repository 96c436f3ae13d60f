"""Checking every part of an installation, each with its remedy."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from app.commands.doctor.routes import examine_routes
from app.health import probes
from app.identity.discovery import ProviderUnavailableError
from app.observing.tracing import wrong_port
from app.records.database.engine import try_to_write
from app.records.database.outages import DatabaseAwayError
from app.records.documents.catalogue import SqlCatalogue
from app.settings import Settings
from app.startup.places import missing_places
from app.startup.service_address import running_service
from app.wiring import Records, open_records
from assistants.profiles import ProfileFileError, read_profiles
from feedback.lake.stores.object_store import LakeUnavailableError
from feedback.outbox.alarms import of_backlog
from gateway.configuration.gateway_file import GatewayFileError, read_routes
from gateway.configuration.warnings import warnings_about_budgets, warnings_about_routes
from retrieval.documents import Source
from retrieval.embedding.shipped import MODELS, ModelDamagedError, ModelMissingError
from retrieval.passages import SourceCondition
from retrieval.sources.nested import NESTED


@dataclass(frozen=True, slots=True)
class Finding:
    """The state of one part; the message of a bad one says what to do."""

    part: str
    ok: bool
    message: str


async def examine(settings: Settings, *, offline: bool = False) -> list[Finding]:
    """Look at every part that can be seen without stopping the service.

    Models are asked for one token or vector each, unless it is to be done ``offline``.
    """
    findings = [_service(settings), *await _gateway(settings, offline=offline)]
    findings += [_model(settings), _profiles(settings)]
    findings += [Finding("folders", False, message) for message in missing_places(settings)]
    findings += [*_addresses(settings), *_traces()]
    async with _records(settings, findings) as records:
        if records is not None:
            findings += [
                await _database(records),
                *await _tried(settings, records),
                await _sign_in(records),
                *await _budgets(settings, records),
                *await _sources(records),
                *await _outbox(records),
                await _lake(records),
            ]
    return findings


@asynccontextmanager
async def _records(settings: Settings, findings: list[Finding]) -> AsyncIterator[Records | None]:
    from app.identity.people import IdentityFileError
    from app.identity.tokens import MissingSecretError

    try:
        opened = open_records(settings)
        records = await opened.__aenter__()
    except DatabaseAwayError as error:
        findings.append(Finding("database", False, error.remedy))
        yield None
        return
    except (MissingSecretError, IdentityFileError, OSError) as error:
        findings.append(Finding("settings", False, str(error)))
        yield None
        return
    try:
        yield records
    finally:
        await opened.__aexit__(None, None, None)


def _service(settings: Settings) -> Finding:
    service = running_service(settings)
    if service is None:
        return Finding("service", True, "not running here; `almanac serve` starts it")
    return Finding("service", True, f"running at {service.url} as process {service.pid}")


async def _gateway(settings: Settings, *, offline: bool) -> list[Finding]:
    try:
        routes = read_routes(settings.gateway_file, os.environ)
    except (GatewayFileError, OSError) as error:
        return [Finding("gateway", False, str(error))]
    names = ", ".join(route.name for route in routes.of("answer"))
    vectors = ", ".join(route.name for route in routes.of("embed"))
    told = f"answers come from: {names}" + (f"; vectors from: {vectors}" if vectors else "")
    findings = [Finding("gateway", True, told)]
    asked = [] if offline else await examine_routes(routes, os.environ)
    findings += [Finding(f"route {each.name}", each.ok, each.message) for each in asked]
    # Whoever was asked has said that no role uses it.
    told_already = {(finding.part, finding.message) for finding in findings}
    remarks = warnings_about_routes(routes, datetime.now(UTC).date())
    noted = [Finding(f"route {each.about}", True, each.message) for each in remarks]
    return findings + [each for each in noted if (each.part, each.message) not in told_already]


def _model(settings: Settings) -> Finding:
    """It quotes even where the gateway file names another one for vectors."""
    try:
        return Finding("embedding model", True, MODELS[settings.embedding_model].checked())
    except (ModelMissingError, ModelDamagedError) as error:
        return Finding("embedding model", False, str(error))


async def _budgets(settings: Settings, records: Records) -> list[Finding]:
    """A misspelt department leaves the one that was meant without a limit."""
    try:
        routes = read_routes(settings.gateway_file, os.environ)
        # The profiles that have no live version get one at the next start.
        profiles = read_profiles(settings.profiles)
    except (GatewayFileError, ProfileFileError, OSError):
        return []  # The finding on the gateway or on the profiles says so.
    live = [version.configuration for version in await records.configurations.all_live()]
    departments = {each.department for each in (*live, *profiles)}
    remarks = warnings_about_budgets(routes, departments)
    return [Finding(f"budget {each.about}", False, each.message) for each in remarks]


def _profiles(settings: Settings) -> Finding:
    try:
        profiles = read_profiles(settings.profiles)
    except (ProfileFileError, FileNotFoundError) as error:
        return Finding("profiles", False, str(error))
    return Finding("profiles", bool(profiles), f"{len(profiles)} profile files")


async def _database(records: Records) -> Finding:
    try:
        await try_to_write(records.transactions)
    except DatabaseAwayError as error:
        return Finding("database", False, error.remedy)
    return Finding("database", True, f"can be written ({records.engine.dialect.name})")


async def _tried(settings: Settings, records: Records) -> list[Finding]:
    """What the service tries of itself, as far as it can be tried from beside it."""
    fine = {"audit trail": "its end fits", "room": "there is enough", "clock": "as the database's"}
    tried = {
        "audit trail": await probes.audit(records.audit, records.notary),
        "room": await probes.room(settings.var),
        "clock": await probes.clock(records.transactions),
    }
    if settings.chroma_url is not None:
        fine["vectors"] = "the Chroma server answers"
        tried["vectors"] = await probes.vectors(settings.chroma_url)
    return [
        Finding(part, bad is None, fine[part] if bad is None else bad.message)
        for part, bad in tried.items()
    ]


async def _sign_in(records: Records) -> Finding:
    if records.company is None:
        if records.settings.demo:
            return Finding("sign-in", True, "sample people; set ALMANAC_OIDC_ISSUER for your own")
        return Finding("sign-in", False, "nobody can sign in. Set ALMANAC_OIDC_ISSUER.")
    try:
        description = await records.company.provider.discovery.description()
        await records.company.provider.discovery.keys(None)
    except ProviderUnavailableError as error:
        return Finding(
            "sign-in", False, f"{records.settings.oidc_issuer}: {error.reason}. Check its address."
        )
    if not records.directory.rules.departments:
        return Finding(
            "sign-in", False, "no group is mapped to a department. Set ALMANAC_IDENTITY_FILE."
        )
    return Finding("sign-in", True, f"through {description.issuer}")


def _addresses(settings: Settings) -> list[Finding]:
    """TLS ends before us, so whoever ends it has to be known, or everybody has its address."""
    if not settings.is_secure:
        return []
    known = bool(settings.trusted_proxies)
    message = (
        f"people come through {', '.join(settings.trusted_proxies)}"
        if known
        else "everybody seems to come from the load balancer, and shares its limits. Name it in "
        "ALMANAC_TRUSTED_PROXIES."
    )
    return [Finding("addresses", known, message)]


def _traces() -> list[Finding]:
    remedy = wrong_port(os.environ)
    return [] if remedy is None else [Finding("traces", False, remedy)]


async def _sources(records: Records) -> list[Finding]:
    sources = await records.documents.sources()
    if not sources:
        return [Finding("sources", False, "nothing is indexed. Run `almanac ingest`.")]
    read = {
        name
        for version in await records.configurations.all_live()
        for name in version.configuration.sources
    }
    found = [_source(source, read=source.name in read) for source in sources]
    return [*found, *await find_nested(records.catalogue)]


async def find_nested(catalogue: SqlCatalogue) -> list[Finding]:
    """Tell of folders that are left out of their source, since they describe themselves."""
    return [
        Finding(f"source {name}", False, f"{reason} Then run `almanac ingest {name}`.")
        for name, reason in await catalogue.left_out(NESTED)
    ]


def _source(source: Source, *, read: bool) -> Finding:
    condition = source.state.condition
    message = f"{source.documents} documents, {condition.value.replace('_', ' ')}"
    if source.problem:
        message += f": {source.problem} Repair it, then run `almanac ingest {source.name}`."
    elif condition is not SourceCondition.READY:
        message += f". Run `almanac ingest {source.name}`."
    elif not read:
        message += "; no assistant reads it. Name it under `sources:` of a profile."
    return Finding(f"source {source.name}", condition is SourceCondition.READY, message)


async def _outbox(records: Records) -> list[Finding]:
    backlog = await records.outbox.backlog()
    try:
        alarms = await records.shipper.inspect()
    except LakeUnavailableError:
        # The finding on the lake says so.
        alarms = of_backlog(backlog, datetime.now(UTC))
    if alarms:
        return [Finding("outbox", False, alarm.message) for alarm in alarms]
    lag = backlog.lag(datetime.now(UTC))
    message = f"{backlog.depth} records wait, the oldest for {lag:.0f} s"
    return [Finding("outbox", True, message)]


async def _lake(records: Records) -> Finding:
    try:
        await records.lake.check()
    except OSError as error:
        return Finding("lake", False, str(error))
    return Finding("lake", True, "takes content, and gives it back")
