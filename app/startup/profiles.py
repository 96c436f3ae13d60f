"""The profile files that an installation brings: published where nothing is live yet."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import structlog

from app.audit.events import SERVICE
from app.publishing.desk import Desk
from app.records.configurations import SqlConfigurationStore
from assistants.profiles import read_files
from assistants.provenance import ActorKind, Participant

log = structlog.get_logger()
_FIRST_START = Participant(SERVICE, "first start", ActorKind.SERVICE)


async def publish_new_profiles(
    configurations: SqlConfigurationStore, desk: Desk, folder: Path
) -> None:
    """Publish the profile files that have no version yet, marked as an installation's first.

    A file that differs from what is live is left alone: what was approved since must not be undone
    by a restart. A file that names what is not there waits for the next start.
    """
    for file in read_files(folder):
        configuration = file.configuration
        live = await configurations.live(configuration.slug)
        if live is None:
            found = await desk.problems_with(configuration)
            lasting = [problem for problem in found if not problem.may_come_right]
            if lasting:
                error = file.error(lasting[0].path, lasting[0].message)
                log.error("profile.refused", reason=str(error), more=len(found) - 1)
                continue
            for problem in found:
                error = file.error(problem.path, problem.message)
                log.warning("profile.incomplete", reason=str(error))
            await configurations.publish_first(configuration, at=datetime.now(UTC), by=_FIRST_START)
        elif live.configuration.hash != configuration.hash:
            log.warning(
                "profile.differs",
                profile=configuration.slug,
                live=live.number,
                remedy="almanac profiles diff DIR, then almanac profiles propose DIR",
            )
