"""Published configuration versions in the database; a row never changes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Row, String, Text, bindparam, func, insert, select, tuple_
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from app.audit.descriptions import published
from app.audit.events import Actor
from app.records.audit import append
from app.records.database.base import Base
from app.records.database.direct import direct_to
from app.records.database.engine import Sessions
from app.records.database.prepared import Prepared
from app.records.outbox import put_out
from app.records.participants import all_kept, kept, participant
from assistants.profiles import Configuration, ConfigurationVersion
from assistants.provenance import ActorKind, Participant, Provenance, Way
from feedback.records import configuration_record


class ConfigurationRow(Base):
    """A published configuration; the highest number of a profile is the live one.

    Triggers refuse to change or delete a row, and to add one that one person alone made live.
    """

    __tablename__ = "configurations"

    slug: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    hash: Mapped[str]
    content: Mapped[dict[str, Any]]
    published_at: Mapped[datetime]
    published_by: Mapped[str]
    # Null where a release without reviews published it.
    way: Mapped[str | None]
    author_id: Mapped[str | None]
    author: Mapped[dict[str, Any] | None]
    approver_id: Mapped[str | None]
    approver: Mapped[dict[str, Any] | None]
    contributors: Mapped[list[Any] | None]
    reason: Mapped[str | None] = mapped_column(Text)
    review: Mapped[str | None] = mapped_column(String(36))
    restores: Mapped[int | None]
    evidence: Mapped[str | None] = mapped_column(Text)
    despite: Mapped[str | None] = mapped_column(Text)


_NEWEST = func.max(ConfigurationRow.number).label("number")
_LIVE = Prepared(select(_NEWEST).where(ConfigurationRow.slug == bindparam("of")))
_ALL_LIVE = Prepared(select(ConfigurationRow.slug, _NEWEST).group_by(ConfigurationRow.slug))


class SqlConfigurationStore:
    """Implements `assistants.profiles.ConfigurationStore`."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        self._direct = direct_to(sessions)
        # A version never changes, so what was parsed once stays right.
        self._parsed: dict[tuple[str, int], ConfigurationVersion] = {}

    async def live(self, slug: str) -> ConfigurationVersion | None:
        """The version that answers now."""
        found = await self._direct.rows(_LIVE, {"of": slug})
        number = found[0].number
        return await self.version(slug, number) if number is not None else None

    async def all_live(self) -> tuple[ConfigurationVersion, ...]:
        """The live version of every profile, ordered by name."""
        versions = await self._load(await self._direct.rows(_ALL_LIVE))
        return tuple(
            sorted(
                versions,
                key=lambda version: (version.configuration.name, version.configuration.slug),
            )
        )

    async def version(self, slug: str, number: int) -> ConfigurationVersion | None:
        """One published version, live or not."""
        return next(iter(await self._load([(slug, number)])), None)

    async def history(self, slug: str) -> tuple[ConfigurationVersion, ...]:
        """Every version of a profile, newest first."""
        query = select(ConfigurationRow.number).where(ConfigurationRow.slug == slug)
        async with self._sessions() as session:
            numbers = (await session.scalars(query)).all()
        return tuple(await self._load([(slug, number) for number in sorted(numbers, reverse=True)]))

    async def publish_first(
        self, configuration: Configuration, *, at: datetime, by: Participant
    ) -> ConfigurationVersion | None:
        """Publish the first version of a profile that an installation brings, marked as such.

        None where there is a version already: that one, and what follows it, took two people.
        """
        if await self.live(configuration.slug) is not None:
            return None
        version = ConfigurationVersion(1, configuration, at, Provenance(Way.FIRST_START, by))
        try:
            async with self._sessions.begin() as session:
                await add_version(session, version, Actor(by.id, by.name))
        except IntegrityError:
            # Another replica published it in the same moment.
            return None
        return version

    async def _load(self, found: Iterable[tuple[str, int]]) -> list[ConfigurationVersion]:
        keys = [(slug, number) for slug, number in found]
        missing = [key for key in keys if key not in self._parsed]
        if missing:
            key = tuple_(ConfigurationRow.slug, ConfigurationRow.number)
            query = select(*ConfigurationRow.__table__.columns).where(key.in_(missing))
            async with self._sessions() as session:
                for row in await session.execute(query):
                    self._parsed[row.slug, row.number] = _version(row)
        return [self._parsed[key] for key in keys if key in self._parsed]


async def add_version(session: AsyncSession, version: ConfigurationVersion, actor: Actor) -> None:
    """Put a version into the table, the outbox and the audit trail, in the caller's transaction.

    Nothing else puts one there. Raises ``IntegrityError`` where the number is taken.
    """
    content, provenance = version.configuration, version.provenance
    approver = provenance.approver
    row = {
        "slug": content.slug,
        "number": version.number,
        "hash": content.hash,
        "content": content.model_dump(mode="json"),
        "published_at": version.published_at,
        "published_by": (approver or provenance.author).name,
        "way": provenance.way.value,
        "author_id": provenance.author.id,
        "author": kept(provenance.author),
        "approver_id": approver.id if approver else None,
        "approver": kept(approver) if approver else None,
        "contributors": all_kept(provenance.contributors),
        "reason": provenance.reason,
        "review": provenance.review,
        "restores": provenance.restores,
        "evidence": provenance.evidence,
        "despite": provenance.despite,
    }
    await session.execute(insert(ConfigurationRow), row)
    await put_out(session, [configuration_record(version)], version.published_at)
    await append(session, published(actor, version), version.published_at)


async def live_number(session: AsyncSession, slug: str) -> int | None:
    """The number that is live, as this transaction sees it."""
    query = select(func.max(ConfigurationRow.number)).where(ConfigurationRow.slug == slug)
    return cast("int | None", await session.scalar(query))


def _version(row: Row[Any]) -> ConfigurationVersion:
    configuration = Configuration.model_validate(row.content)
    return ConfigurationVersion(row.number, configuration, row.published_at, _provenance(row))


def _provenance(row: Row[Any]) -> Provenance:
    if row.way is None or row.way == Way.BEFORE.value:
        return Provenance(Way.BEFORE, Participant("", row.published_by, ActorKind.OPERATOR))
    return Provenance(
        Way(row.way),
        participant(row.author),
        participant(row.approver) if row.approver else None,
        tuple(participant(one) for one in row.contributors),
        row.reason,
        row.review,
        row.restores,
        row.evidence,
        row.despite,
    )
