"""The profile files that an installation brings: published where nothing is live yet."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import structlog

from app.audit.events import SERVICE, Actor
from app.records.configurations import SqlConfigurationStore
from assistants.profiles import read_profiles

log = structlog.get_logger()


async def publish_new_profiles(configurations: SqlConfigurationStore, folder: Path) -> None:
    """Publish the profile files that have no live version yet.

    A file that differs from what is live is left alone: what was approved since must not be undone
    by a restart.
    """
    now = datetime.now(UTC)
    for configuration in read_profiles(folder):
        live = await configurations.live(configuration.slug)
        if live is None:
            await configurations.publish(
                configuration, at=now, by="profiles folder", actor=Actor(SERVICE)
            )
        elif live.configuration.hash != configuration.hash:
            log.warning(
                "profile.differs",
                profile=configuration.slug,
                live=live.number,
                remedy="almanac profiles diff DIR, then almanac profiles apply DIR",
            )
