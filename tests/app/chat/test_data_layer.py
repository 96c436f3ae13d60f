"""Chainlit's history over the real stores: what belongs to a person, and nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest

from app.chat import framework
from app.chat.answers import answers_of
from app.chat.parts import ChatParts, mount_parts
from app.chat.steps import part_of
from app.chat.visitor import person_of_environ, signed_in_now
from app.identity.people import Person
from app.middleware.rate_limits import Limits
from app.records.configurations import SqlConfigurationStore
from app.records.database.engine import open_engine, open_sessions
from app.records.documents.documents import SqlDocumentStore
from app.records.inbox.cases import SqlCaseStore
from app.records.turns.reactions import SqlReactionStore
from app.records.turns.threads import ThreadStore
from app.records.turns.turns import SqlTurnStore
from app.turns.live.turns import LiveTurns
from app.turns.runner import TurnRunner
from app.turns.stopping import Stopping
from assistants.answers import Answer, AnswerKind
from feedback.turns import TurnStatus
from tests.fakes.publishing import publish
from tests.feedback.samples import AT, answer, configuration, opening
from tests.servers.databases import migrated

if TYPE_CHECKING:
    from app.chat.data_layer import ThreadLayer

ALICE, MALLORY = "person-1", "person-2"


class SignedIn:
    """Sessions in which the cookie ``who`` is the person's id."""

    async def of_cookies(self, cookies: Mapping[str, str]) -> Person | None:
        who = cookies.get("who")
        return (
            Person(who, f"{who}@cryodyne.example", who, frozenset(), frozenset()) if who else None
        )

    async def of_many_cookies(self, cookies: Sequence[Mapping[str, str]]) -> list[Person | None]:
        return [await self.of_cookies(some) for some in cookies]

    def session_token(self, cookies: Mapping[str, str]) -> str | None:
        return cookies.get("who")

    async def end(self, token: str, *, address: str = "") -> str | None:
        raise AssertionError(f"nobody signs out here, with {token}")

    async def left(self, token: str) -> bool:
        return False


@pytest.fixture(scope="module", autouse=True)
def chainlit(tmp_path_factory: pytest.TempPathFactory) -> None:
    framework.prepare(tmp_path_factory.mktemp("chainlit"))


@pytest.fixture
async def parts(tmp_path: Path) -> AsyncIterator[ChatParts]:
    url = f"sqlite:///{tmp_path / 'records.db'}"
    await migrated(url)
    engine = open_engine(url, inline=True)
    sessions = open_sessions(engine)
    configurations = SqlConfigurationStore(sessions)
    await publish(sessions, configuration(language="de"), AT)
    live = LiveTurns()
    yield ChatParts(
        sessions=SignedIn(),
        leaving=SignedIn(),
        threads=ThreadStore(sessions),
        turns=SqlTurnStore(sessions),
        reactions=SqlReactionStore(sessions),
        configurations=configurations,
        documents=SqlDocumentStore(sessions),
        runner=cast(TurnRunner, SimpleNamespace()),
        limits=Limits(),
        live=live,
        stopping=Stopping(live, limit_s=1),
        cases=SqlCaseStore(sessions),
    )
    await engine.dispose()


@pytest.fixture
def layer(parts: ChatParts) -> ThreadLayer:
    from app.chat.data_layer import ThreadLayer

    mount_parts(parts)
    return ThreadLayer(parts)


async def sign_in(person: str) -> None:
    """From here on the current task serves this person; nobody, if empty."""
    await person_of_environ({"HTTP_COOKIE": f"who={person}" if person else ""})


async def listed(layer: ThreadLayer, **asked: Any) -> tuple[list[str], str | None]:
    """The ids of one page, and where the next one begins."""
    from chainlit.types import Pagination, ThreadFilter

    first, cursor = asked.pop("first", 30), asked.pop("cursor", None)
    page = await layer.list_threads(Pagination(first=first, cursor=cursor), ThreadFilter(**asked))
    assert page.pageInfo.hasNextPage == (page.pageInfo.endCursor is not None)
    return [thread["id"] for thread in page.data], page.pageInfo.endCursor


async def ask(parts: ChatParts, turn_id: str, **changes: Any) -> None:
    """A turn with its whole answer."""
    begun = opening(turn_id, **changes)
    await parts.turns.begin(begun)
    await parts.turns.finish(
        turn_id, TurnStatus.COMPLETED, answer(), begun.asked_at + timedelta(seconds=2)
    )


async def fill(parts: ChatParts, count: int, person: str = ALICE) -> None:
    for n in range(count):
        at = AT + timedelta(minutes=n)
        await parts.threads.touch(
            f"{person}-{n}", person, profile="hr", at=at, question=f"Question {n} on leave"
        )


async def test_pages_go_through_all_own_threads_newest_first(
    layer: ThreadLayer, parts: ChatParts
) -> None:
    await fill(parts, 5)
    await fill(parts, 2, MALLORY)
    await sign_in(ALICE)

    first, cursor = await listed(layer, first=3)
    second, end = await listed(layer, first=3, cursor=cursor)

    assert first + second == [f"{ALICE}-{n}" for n in (4, 3, 2, 1, 0)]
    assert end is None


@pytest.mark.parametrize(("first", "length"), [(-1, 1), (0, 1), (10_000, 50)])
async def test_a_page_has_a_size_that_makes_sense(
    layer: ThreadLayer, parts: ChatParts, first: int, length: int
) -> None:
    await fill(parts, 51)
    await sign_in(ALICE)

    page, _ = await listed(layer, first=first)

    assert len(page) == length


async def test_a_cursor_that_no_page_gave_ends_the_list(
    layer: ThreadLayer, parts: ChatParts
) -> None:
    await fill(parts, 1)
    await sign_in(ALICE)

    assert await listed(layer, cursor="not a cursor") == ([], None)


async def test_threads_are_found_by_what_was_asked(layer: ThreadLayer, parts: ChatParts) -> None:
    await fill(parts, 3)
    await sign_in(ALICE)

    assert await listed(layer, search="QUESTION 1") == ([f"{ALICE}-1"], None)
    assert await listed(layer, search="pay") == ([], None)


async def test_whose_threads_are_listed_is_not_the_browsers_choice(
    layer: ThreadLayer, parts: ChatParts
) -> None:
    await fill(parts, 1)
    await sign_in(MALLORY)

    assert await listed(layer, userId=ALICE) == ([], None)


async def test_an_own_thread_is_renamed_and_deleted(layer: ThreadLayer, parts: ChatParts) -> None:
    await fill(parts, 2)
    await sign_in(ALICE)

    await layer.update_thread(f"{ALICE}-0", name="Leave and pay")
    await layer.delete_thread(f"{ALICE}-1")

    renamed = await layer.get_thread(f"{ALICE}-0")
    assert renamed is not None
    assert renamed["name"] == "Leave and pay"
    assert await layer.get_thread(f"{ALICE}-1") is None
    assert await listed(layer) == ([f"{ALICE}-0"], None)


async def test_chainlits_own_notes_about_a_thread_do_not_rename_it(
    layer: ThreadLayer, parts: ChatParts
) -> None:
    await fill(parts, 1)
    await sign_in(ALICE)

    await layer.update_thread(f"{ALICE}-0", name="forged", user_id=MALLORY)
    await layer.update_thread(f"{ALICE}-0", name="forged", metadata={"chat_profile": "it"})

    thread = await layer.get_thread(f"{ALICE}-0")
    assert thread is not None
    assert (thread["name"], thread["userId"]) == ("Question 0 on leave", ALICE)


@pytest.mark.parametrize("somebody_else", [MALLORY, ""])
async def test_the_thread_of_another_person_is_not_there(
    layer: ThreadLayer, parts: ChatParts, somebody_else: str
) -> None:
    await ask(parts, "a")
    await sign_in(somebody_else)

    assert await layer.get_thread("thread-1") is None
    assert await layer.get_thread_author("thread-1") == ""
    assert await listed(layer) == ([], None)
    await layer.update_thread("thread-1", name="mine")
    await layer.delete_thread("thread-1")

    await sign_in(ALICE)
    assert await layer.get_thread_author("thread-1") == ALICE
    thread = await layer.get_thread("thread-1")
    assert thread is not None
    assert thread["name"] == "How many days of leave are there?"


async def test_a_thread_is_built_again_from_its_turns_in_order(
    layer: ThreadLayer, parts: ChatParts
) -> None:
    await ask(parts, "a")
    # By a replica whose clock is behind.
    await ask(parts, "b", asked_at=AT - timedelta(minutes=1), question="And in June?")
    await sign_in(ALICE)

    thread = await layer.get_thread("thread-1")

    assert thread is not None
    steps = cast(list[dict[str, Any]], thread["steps"])
    assert [(step["id"], step["type"]) for step in steps] == [
        (part_of("a", "question"), "user_message"),
        (part_of("a", "search"), "tool"),
        ("a", "assistant_message"),
        (part_of("b", "question"), "user_message"),
        (part_of("b", "search"), "tool"),
        ("b", "assistant_message"),
    ]
    assert [step["output"] for step in steps if step["type"] == "user_message"] == [
        "How many days of leave are there?",
        "And in June?",
    ]
    assert steps[1]["name"] == "3 Textstellen in 3 Dokumenten gefunden"
    assert steps[2]["output"] == (
        "There are 30 days [1](/chat/cite/a/1), more in some years [2](/chat/cite/a/2)."
    )
    assert {step["threadId"] for step in steps} == {"thread-1"}
    assert thread["metadata"] == {"chat_profile": "hr"}


async def test_the_pages_own_words_are_in_the_language_of_the_page(
    layer: ThreadLayer, parts: ChatParts
) -> None:
    await ask(parts, "a")
    await person_of_environ({"HTTP_COOKIE": f"who={ALICE}", "HTTP_ACCEPT_LANGUAGE": "fr-CH, de"})

    thread = await layer.get_thread("thread-1")

    assert thread is not None
    assert thread["steps"][1]["name"] == "3 passages dans 3 documents"


@pytest.mark.parametrize(
    ("cookie", "shown"),
    [
        ("", 3),
        ("thread-1.5", 5),
        ("thread-1.9999", 7),
        ("thread-1.1", 3),
        ("thread-2.6", 3),
        ("thread-1.-1", 3),
        ("thread-1.٣", 3),
        ("x" * 5000, 3),
    ],
)
async def test_a_long_thread_opens_with_its_newest_turns_or_as_many_as_somebody_wants(
    layer: ThreadLayer,
    parts: ChatParts,
    monkeypatch: pytest.MonkeyPatch,
    cookie: str,
    shown: int,
) -> None:
    monkeypatch.setattr("app.chat.visitor.NEWEST", 3)
    for number in range(7):
        await ask(parts, f"turn-{number}", asked_at=AT + timedelta(minutes=number))
    await person_of_environ({"HTTP_COOKIE": f"who={ALICE}; almanac-shown={cookie}"})

    thread = await layer.get_thread("thread-1")
    told = await answers_of(parts, cast(Person, signed_in_now()), "thread-1")

    assert thread is not None
    answers = [
        s["id"] for s in cast(list[Any], thread["steps"]) if s["type"] == "assistant_message"
    ]
    assert answers == [f"turn-{number}" for number in range(7 - shown, 7)]
    assert told is not None
    assert list(told["answers"]) == answers
    assert (told["older"], told["shown"]) == (7 - shown, shown)


async def test_a_turn_shows_as_much_as_there_is_of_it(layer: ThreadLayer, parts: ChatParts) -> None:
    await parts.turns.begin(opening("a"))
    await parts.turns.begin(opening("b", asked_at=AT + timedelta(minutes=1)))
    partial = Answer(AnswerKind.ANSWER, "There are", "q", "q")
    await parts.turns.finish("b", TurnStatus.STOPPED, partial, AT + timedelta(minutes=2))
    await sign_in(ALICE)

    thread = await layer.get_thread("thread-1")

    assert thread is not None
    steps = cast(list[Any], thread["steps"])
    assert [(step["id"], step["output"], step["streaming"]) for step in steps] == [
        (part_of("a", "question"), "How many days of leave are there?", False),
        ("a", "", True),
        (part_of("b", "question"), "How many days of leave are there?", False),
        ("b", "There are", False),
    ]


async def test_what_chainlit_would_store_changes_no_record(
    layer: ThreadLayer, parts: ChatParts
) -> None:
    from chainlit.types import Feedback

    await ask(parts, "a")
    await sign_in(ALICE)
    before = await layer.get_thread("thread-1")

    forged = {"id": "a", "threadId": "thread-1", "type": "assistant_message", "output": "forged"}
    await layer.create_step(forged)
    await layer.update_step(forged)
    await layer.delete_step("a")
    await layer.upsert_feedback(Feedback(forId="a", value=1))

    assert await layer.get_thread("thread-1") == before
    assert await parts.reactions.of_thread("thread-1", ALICE) == {}
