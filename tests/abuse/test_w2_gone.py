"""W2: the database is away while answers end, or a process is gone; no answer is lost."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio

from app.records.database import engine, sqlite_driver
from app.records.turns.turns import SqlTurnStore
from tests.abuse.serving import Service, open_services
from tests.feedback.samples import opening
from tests.servers.model_server import ModelServer
from tests.servers.product import environment
from tests.servers.sample_state import begin_with

pytestmark = pytest.mark.asyncio(loop_scope="module")

# A question claims nothing, so that it is shown as it is.
ANSWER = " ".join(["What else would you like to know?"] * 8)
ASK = "/api/v1/assistants/it/ask"
QUESTION = {"question": "How do I connect to the VPN from home?"}


@pytest.fixture(scope="module")
def model() -> Iterator[ModelServer]:
    with ModelServer(reply=lambda _: ANSWER).in_thread() as model:
        yield model


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def service(
    model: ModelServer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Service]:
    """The sample company, whose model takes as long as a test wants."""
    folder = tmp_path_factory.mktemp("gone")
    var, file = folder / "var", folder / "gateway.yaml"
    var.mkdir()
    begin_with(var, environment(var), {})
    route = {"kind": "openai", "base_url": model.base_url, "model": "steady:interval=1"}
    file.write_text(json.dumps({"routes": {"slow": route}, "roles": {"answer": ["slow"]}}))
    with pytest.MonkeyPatch.context() as patch:
        # Fifteen seconds are what a person is asked to wait; a test need not.
        patch.setattr(engine, "_BUSY_MS", 50)
        patch.setattr(sqlite_driver, "_BUSY_MS", 50)
        async with open_services(var) as open_service:
            yield await open_service(gateway_file=file)


@contextmanager
def away(var: Path) -> Iterator[None]:
    """While somebody else holds the file, nothing can be written."""
    with closing(sqlite3.connect(var / "almanac.db")) as somebody:
        somebody.execute("BEGIN EXCLUSIVE")
        yield
        somebody.rollback()


def stored(var: Path) -> list[tuple[str, str | None]]:
    with closing(sqlite3.connect(var / "almanac.db")) as database:
        return list(database.execute("SELECT status, answer FROM turns ORDER BY asked_at"))


async def test_w2_an_answer_that_ends_while_the_database_is_away_is_stored_once_and_then_given(
    service: Service, model: ModelServer
) -> None:
    ivy, var = await service.signed_in("ivy"), service.parts.settings.var
    model.most = 20

    asking = asyncio.create_task(ivy.post(ASK, json=QUESTION))
    while not stored(var):
        assert not asking.done(), asking
        await asyncio.sleep(0.01)
    with away(var):
        refused = await ivy.post(ASK, json=QUESTION)
        model.most = None
        while not service.parts.endings.kept:
            assert not asking.done(), asking
            await asyncio.sleep(0.01)
        open_still = stored(var)
    answered = await asking

    assert (answered.status_code, answered.json()["answer"]) == (200, ANSWER)
    assert [status for status, _ in open_still] == ["streaming"]
    assert stored(var) == [("completed", ANSWER)]
    assert refused.status_code == 503
    assert "try again in a moment" in refused.json()["error"]["message"]
    assert int(refused.headers["retry-after"]) > 0


async def test_w2_what_a_process_that_is_gone_was_writing_is_interrupted_and_can_be_read(
    service: Service,
) -> None:
    person = await service.parts.directory.by_email("ivy@cryodyne.example")
    assert person is not None
    dead = SqlTurnStore(service.parts.transactions)
    asked = opening("lost", thread_id="lost", person=person.id, asked_at=datetime.now(UTC))
    await dead.begin(asked)
    await dead.keep_partial("lost", "There are")

    await service.parts.sweeper.sweep()
    await service.parts.sweeper.sweep()
    ivy = await service.signed_in("ivy")
    receipt = (await ivy.get("/api/v1/turns/lost/receipt")).json()

    assert (receipt["status"], receipt["answer"]) == ("interrupted", "There are")
