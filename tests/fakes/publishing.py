"""Versions for tests that are about something else: published as two people would."""

from __future__ import annotations

import uuid
from datetime import datetime

from app.audit.events import Actor
from app.records.configurations import SqlConfigurationStore, add_version
from app.records.database.engine import Sessions
from app.records.participants import all_kept, kept
from app.records.publishing.rows import ReviewRow
from assistants.profiles import Configuration, ConfigurationVersion
from assistants.provenance import Participant, Provenance, Way

DANA = Participant("p-dana", "dana@cryodyne.example")
ERIK = Participant("p-erik", "erik@cryodyne.example")
FIRST = Provenance(Way.FIRST_START, DANA)


async def publish(
    sessions: Sessions, configuration: Configuration, at: datetime
) -> ConfigurationVersion:
    """Publish as the next number: the first as an installation does, others after a review."""
    store = SqlConfigurationStore(sessions)
    first = await store.publish_first(configuration, at=at, by=DANA)
    if first is not None:
        return first
    live = await store.live(configuration.slug)
    assert live is not None
    review = str(uuid.uuid4())
    version = ConfigurationVersion(
        live.number + 1,
        configuration,
        at,
        Provenance(Way.REVIEWED, DANA, ERIK, (DANA,), "For the test.", review),
    )
    async with sessions.begin() as session:
        session.add(
            ReviewRow(
                id=review,
                slug=configuration.slug,
                department=configuration.department,
                status="published",
                hash=configuration.hash,
                content=configuration.model_dump(mode="json"),
                replaces=live.number,
                reason="For the test.",
                author_id=DANA.id,
                author=kept(DANA),
                contributors=all_kept([DANA]),
                asked_at=at,
                decision="",
                version=version.number,
            )
        )
        await session.flush()
        await add_version(session, version, Actor(ERIK.id, ERIK.name))
    return version
