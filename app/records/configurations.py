"""Published configuration versions in the database; a row never changes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, insert, select, tuple_
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from app.audit.descriptions import published
from app.audit.events import Actor
from app.records.audit import append
from app.records.database.base import Base
from app.records.database.engine import Sessions
from app.records.outbox import put_out
from assistants.profiles import Configuration, ConfigurationVersion
from feedback.records import configuration_record

_ATTEMPTS = 5


class ConfigurationRow(Base):
    """A published configuration; the highest number of a profile is the live one."""

    __tablename__ = "configurations"

    slug: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    hash: Mapped[str]
    content: Mapped[dict[str, Any]]
    published_at: Mapped[datetime]
    published_by: Mapped[str]


class PublishedMeanwhileError(RuntimeError):
    """Others kept publishing the same profile at the same moment."""

    def __init__(self, slug: str) -> None:
        super().__init__(
            f"{slug!r} was published by somebody else meanwhile. Check what is live, and try again."
        )
        self.slug = slug


class SqlConfigurationStore:
    """Implements `assistants.profiles.ConfigurationStore`."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        # A version never changes, so what was parsed once stays right.
        self._parsed: dict[tuple[str, int], ConfigurationVersion] = {}

    async def live(self, slug: str) -> ConfigurationVersion | None:
        """The version that answers now."""
        query = select(func.max(ConfigurationRow.number)).where(ConfigurationRow.slug == slug)
        async with self._sessions() as session:
            number = await session.scalar(query)
        return await self.version(slug, number) if number is not None else None

    async def all_live(self) -> tuple[ConfigurationVersion, ...]:
        """The live version of every profile, ordered by name."""
        newest = select(ConfigurationRow.slug, func.max(ConfigurationRow.number)).group_by(
            ConfigurationRow.slug
        )
        async with self._sessions() as session:
            keys = [(slug, number) for slug, number in await session.execute(newest)]
        versions = await self._load(keys)
        return tuple(
            sorted(
                versions,
                key=lambda version: (version.configuration.name, version.configuration.slug),
            )
        )

    async def version(self, slug: str, number: int) -> ConfigurationVersion | None:
        """One published version, live or not."""
        return next(iter(await self._load([(slug, number)])), None)

    async def publish(
        self,
        configuration: Configuration,
        *,
        at: datetime,
        by: str,
        actor: Actor | None = None,
    ) -> ConfigurationVersion:
        """Publish as the next number, outbox included; the live one again if nothing changed.

        ``actor`` is who does it, for the audit trail, where ``by`` does not say all.
        Raises `PublishedMeanwhileError`.
        """
        for _ in range(_ATTEMPTS):
            live = await self.live(configuration.slug)
            if live is not None and live.configuration.hash == configuration.hash:
                return live
            version = ConfigurationVersion(live.number + 1 if live else 1, configuration, at, by)
            try:
                await self._insert(version, actor or Actor(by))
            except IntegrityError:
                # Another replica took the number; it may have published the very same content.
                continue
            return version
        raise PublishedMeanwhileError(configuration.slug)

    async def _insert(self, version: ConfigurationVersion, actor: Actor) -> None:
        content = version.configuration
        row = {
            "slug": content.slug,
            "number": version.number,
            "hash": content.hash,
            "content": content.model_dump(mode="json"),
            "published_at": version.published_at,
            "published_by": version.published_by,
        }
        async with self._sessions.begin() as session:
            await session.execute(insert(ConfigurationRow), row)
            await put_out(session, [configuration_record(version)], version.published_at)
            await append(session, published(actor, version), version.published_at)

    async def _load(self, keys: Iterable[tuple[str, int]]) -> list[ConfigurationVersion]:
        keys = list(keys)
        missing = [key for key in keys if key not in self._parsed]
        if missing:
            key = tuple_(ConfigurationRow.slug, ConfigurationRow.number)
            query = select(*ConfigurationRow.__table__.columns).where(key.in_(missing))
            async with self._sessions() as session:
                for row in await session.execute(query):
                    self._parsed[row.slug, row.number] = _version(row)
        return [self._parsed[key] for key in keys if key in self._parsed]


def _version(row: Row[Any]) -> ConfigurationVersion:
    configuration = Configuration.model_validate(row.content)
    return ConfigurationVersion(row.number, configuration, row.published_at, row.published_by)
