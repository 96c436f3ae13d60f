"""A replay says that nothing changed, or what did: documents, rights, index, template."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
import yaml
from pydantic import SecretStr
from sqlalchemy import text, update

from app.identity.people import Person
from app.identity.tokens import Pseudonyms
from app.records.configurations import ConfigurationRow, SqlConfigurationStore
from app.records.database.engine import Sessions, open_engine, open_sessions
from app.records.documents.documents import SqlDocumentStore
from app.records.turns.turns import SqlTurnStore
from app.turns.differences import Cause
from app.turns.replay import NothingToReplayError, Replay, replay
from app.turns.runner import TurnRunner
from assistants.prompting import prompts
from feedback.turns import Turn, TurnStatus
from gateway.calls import Finished, Token
from retrieval.access import Access
from retrieval.embedding.onnx_embedder import OnnxEmbedder
from retrieval.opening import Retrieval, open_retrieval
from tests.fakes.gateway import WRITES, FakeGateway
from tests.fakes.publishing import publish
from tests.feedback.samples import AT, configuration
from tests.servers.databases import migrated

SIGNED = "# Deviations\n\nA deviation report is signed within 30 days by the head of quality.\n"
STAFF = Person("alice", "alice@x", "Alice", frozenset({"everyone", "staff"}), frozenset())
QUESTION = "Within how many days is a deviation report signed?"


class OtherModel(OnnxEmbedder):
    """The same vectors under another name, as after a change of model."""

    @property
    def fingerprint(self) -> str:
        """Another model, as far as the indexes can tell."""
        return "other-model@0000000000000000"


@dataclass
class Archive:
    """One source, an assistant over it, and the answers that were given."""

    sources: Path
    sessions: Sessions
    retrieval: Retrieval
    runner: TurnRunner

    def describe(self, *rules: dict[str, object]) -> None:
        content = {
            "source": "hr",
            "department": "hr",
            "owner": "hr@cryodyne.example",
            "groups": ["staff"],
            "documents": list(rules),
        }
        self.put("source.yaml", yaml.safe_dump(content))

    def put(self, path: str, content: str) -> None:
        (self.sources / path).write_text(content, "utf-8")

    async def sync(self) -> None:
        await self.retrieval.ingestion.sync(())

    async def ask(self, turn_id: str = "turn", question: str = QUESTION) -> Turn:
        version = await self.runner.assistant_for(STAFF, "hr")
        run = self.runner.run(STAFF, version, question, thread_id="thread", turn_id=turn_id)
        async with aclosing(run) as events:
            assert [event async for event in events]
        return await self.turn(turn_id)

    async def turn(self, turn_id: str = "turn") -> Turn:
        turn = await self.runner.turns.get(turn_id)
        assert turn is not None
        return turn

    async def replay(self, reader: Access | None = None) -> Replay:
        turn = await self.turn()
        return await replay(self.runner, self.retrieval.documents, turn, reader)


@cache
def model() -> OnnxEmbedder:
    """The real model, read once."""
    return OnnxEmbedder()


@asynccontextmanager
async def opened(folder: Path, embedder: OnnxEmbedder | None = None) -> AsyncIterator[Archive]:
    sources, var = folder / "sources" / "hr", folder / "var"
    sources.mkdir(parents=True, exist_ok=True)
    var.mkdir(exist_ok=True)
    url = f"sqlite:///{var / 'records.db'}"
    await migrated(url)
    engine = open_engine(url)
    sessions = open_sessions(engine)
    async with open_retrieval(
        var=var,
        chroma_url=None,
        documents=SqlDocumentStore(sessions),
        locations=[str(folder / "sources")],
        embedder=embedder or model(),
    ) as retrieval:
        runner = TurnRunner(
            turns=SqlTurnStore(sessions),
            configurations=SqlConfigurationStore(sessions),
            search=retrieval.search,
            gateway=FakeGateway(
                answer=[WRITES, Token("Within 30 days [1]."), Finished(None, None)]
            ),
            pseudonyms=Pseudonyms(SecretStr("a-secret-key-of-more-than-32-characters")),
        )
        yield Archive(sources, sessions, retrieval, runner)
    await engine.dispose()


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two documents, an assistant, and one answer."""
    folder = tmp_path_factory.mktemp("archive")
    asyncio.run(_begin(folder))
    return folder


async def _begin(folder: Path) -> None:
    async with opened(folder) as archive:
        archive.describe()
        archive.put("deviations.md", SIGNED)
        archive.put("lunch.md", "# Lunch\n\nLunch is served from noon to two in the canteen.\n")
        await archive.sync()
        profile = configuration(evidence_threshold=0.0)
        await publish(archive.sessions, profile, AT)
        turn = await archive.ask()
    assert turn.answer is not None
    assert turn.answer.prompt_hash is not None


@pytest.fixture
def folder(begun: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may change."""
    return Path(shutil.copytree(begun, tmp_path / "archive"))


@pytest.mark.parametrize("question", [QUESTION, f"{QUESTION} And where is lunch served?"])
async def test_right_after_an_answer_everything_is_byte_for_byte_the_same(
    folder: Path, question: str
) -> None:
    async with opened(folder) as archive:
        turn = await archive.ask("next", question)

        found = await replay(archive.runner, archive.retrieval.documents, turn)

    assert (found.same, found.passages_same, found.prompt_same) == (True, True, True)
    assert found.prompt_rebuilt_same is True
    assert found.replayed_prompt_hash == found.prompt_hash
    assert (found.reasons, found.score_shift) == ((), 0)


Change = Callable[[Archive], Awaitable[None]]


async def _change(archive: Archive) -> None:
    archive.put("deviations.md", SIGNED.replace("30", "45"))


async def _remove(archive: Archive) -> None:
    (archive.sources / "deviations.md").unlink()


async def _expire(archive: Archive) -> None:
    archive.describe({"match": "deviations.md", "effective_until": "2020-01-01"})


async def _replace(archive: Archive) -> None:
    archive.put("second.md", SIGNED.replace("30", "20"))
    rule: dict[str, object] = {
        "match": "second.md",
        "effective_from": "2020-01-01",
        "supersedes": "deviations.md",
    }
    archive.describe(rule)


async def _move(archive: Archive) -> None:
    archive.describe({"match": "deviations.md", "groups": ["everyone-else"]})


async def _add(archive: Archive) -> None:
    archive.put("reports.md", "# Reports\n\nA deviation report is signed within days, on paper.\n")


@pytest.mark.parametrize(
    ("change", "cause", "document"),
    [
        (_change, Cause.DOCUMENT_CHANGED, "deviations.md"),
        (_remove, Cause.DOCUMENT_REMOVED, "deviations.md"),
        (_expire, Cause.DOCUMENT_EXPIRED, "deviations.md"),
        (_replace, Cause.DOCUMENT_REPLACED, "deviations.md"),
        (_move, Cause.DOCUMENT_FOR_OTHERS, "deviations.md"),
        (_add, Cause.DOCUMENT_NEW, "reports.md"),
    ],
)
async def test_what_became_of_a_document_is_the_reason(
    folder: Path, change: Change, cause: Cause, document: str
) -> None:
    async with opened(folder) as archive:
        await change(archive)
        await archive.sync()

        found = await archive.replay()

    assert (found.same, found.passages_same, found.prompt_same) == (False, False, False)
    assert found.prompt_rebuilt_same is True
    reason = next(d for d in found.differences if d.document == document)
    assert (reason.cause, reason.source) == (cause, "hr")
    assert document in reason.text


@pytest.mark.parametrize("change", [_remove, _move])
async def test_a_reader_hears_the_same_of_what_is_gone_and_of_what_is_for_others(
    folder: Path, change: Change
) -> None:
    async with opened(folder) as archive:
        await change(archive)
        await archive.sync()

        found = await archive.replay(STAFF.access)

    assert [d.cause for d in found.differences] == [Cause.DOCUMENT_UNAVAILABLE]
    assert "deviations" not in str(found.differences)


async def test_lost_rights_are_a_reason_and_show_nothing(folder: Path) -> None:
    async with opened(folder) as archive:
        found = await archive.replay(Access(frozenset({"everyone"})))

    causes = {difference.cause for difference in found.differences}
    assert causes == {Cause.RIGHTS_LOST, Cause.DOCUMENT_UNAVAILABLE}
    assert "deviations" not in str(found.differences)


async def test_an_index_that_was_rebuilt_with_another_model_is_named_once(folder: Path) -> None:
    async with opened(folder, OtherModel()) as archive:
        await archive.sync()

        found = await archive.replay()

    (reason,) = found.differences
    assert reason.cause is Cause.INDEX_REBUILT
    assert "other-model@" in reason.text
    # The same text was found under other names, and makes the same prompt.
    assert (found.passages_same, found.prompt_same) == (False, True)


async def test_a_template_that_reads_differently_is_a_reason(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    templates = tmp_path / "templates"
    shutil.copytree(Path(prompts.__file__).parent.parent / "templates", templates)
    file = templates / "cited-answer" / "2.txt"
    file.write_text(file.read_text("utf-8") + "\nBe kind.\n", "utf-8")
    async with opened(folder) as archive:
        monkeypatch.setattr(prompts, "_TEMPLATES", templates)
        prompts._template.cache_clear()
        changed = await archive.replay()
        file.unlink()
        prompts._template.cache_clear()
        gone = await archive.replay()
        monkeypatch.undo()
        prompts._template.cache_clear()

    for found in (changed, gone):
        (reason,) = found.differences
        assert reason.cause is Cause.TEMPLATE_CHANGED
        assert "cited-answer/2" in reason.text
        assert (found.passages_same, found.prompt_rebuilt_same) == (True, False)
    assert gone.replayed_prompt_hash is None


async def test_a_configuration_that_was_changed_by_hand_is_a_reason_and_a_new_one_is_none(
    folder: Path,
) -> None:
    async with opened(folder) as archive:
        newer = configuration(evidence_threshold=0.0, prompt="Be thorough.")
        await publish(archive.sessions, newer, AT)
        assert (await archive.replay()).same
        content = newer.model_dump(mode="json")
        async with archive.sessions.begin() as session:
            # By somebody with the database in hand: a trigger is in the way of anybody else.
            await session.execute(text("DROP TRIGGER configurations_keep"))
            change = update(ConfigurationRow).where(ConfigurationRow.number == 1)
            await session.execute(change.values(content=content))

    # Versions never change, so a service reads each of them once.
    async with opened(folder) as archive:
        found = await archive.replay()

    (reason,) = found.differences
    assert reason.cause is Cause.CONFIGURATION_CHANGED
    assert newer.hash in reason.text


async def test_a_turn_without_a_whole_receipt_cannot_be_replayed_and_says_why(
    folder: Path,
) -> None:
    async with opened(folder) as archive:
        turn = await archive.turn()
        assert turn.answer is not None
        opening = turn.opening
        writing = Turn(opening, TurnStatus.STREAMING, turn.answer, None)
        nothing = Turn(opening, TurnStatus.INTERRUPTED, None, None)

        for one, why in ((writing, "still being written"), (nothing, "before its search")):
            with pytest.raises(NothingToReplayError, match=why):
                await replay(archive.runner, archive.retrieval.documents, one)
