"""Pages that leave, come back or come late: the answer goes on, and each has it once and whole."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, closing, contextmanager
from typing import Any

import httpx
import pytest
import socketio

from tests.servers.chat_page import LIMIT_S, Page
from tests.servers.chat_socket import connected
from tests.servers.model_server import ModelServer
from tests.servers.product import Product, running

# A question claims nothing, so that it is shown as it is.
ANSWER = "What else would you like to know?"
LONG_ANSWER = " ".join([ANSWER] * 45)
# So much of it is written until it is let go: it takes as long as it is to come back.
FIRST, MORE = 100, 220
SHORT = "How do I connect to the VPN from home?"
AT_LENGTH = f"{SHORT} Tell me at length."
TOO_LONG = "word " * 1700


@pytest.fixture(scope="module")
def model() -> Iterator[ModelServer]:
    """The model of ``product``."""
    with ModelServer(reply=_reply).in_thread() as model:
        yield model


@pytest.fixture(scope="module")
def product(model: ModelServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """A product whose model takes as long for an answer at length as a test wants."""
    folder = tmp_path_factory.mktemp("following")
    slow: dict[str, Any] = {
        "kind": "openai",
        "base_url": model.base_url,
        "model": "steady:interval=10",
        "silence_timeout_s": 600,
    }
    file = folder / "gateway.yaml"
    file.write_text(json.dumps({"routes": {"slow": slow}, "roles": {"answer": ["slow"]}}))
    with running(folder / "var", {"ALMANAC_GATEWAY_FILE": str(file)}) as product:
        yield product


def _reply(request: dict[str, Any]) -> str:
    return LONG_ANSWER if "at length" in json.dumps(request["messages"][-1]) else ANSWER


@pytest.fixture
def held(model: ModelServer) -> Iterator[ModelServer]:
    """The model, which goes on with an answer when it is let go."""
    model.most = FIRST
    yield model
    model.most = None


def let_go(model: ModelServer) -> None:
    """Let every answer have its end."""
    model.most = None


@pytest.fixture
def ivy(product: Product) -> Iterator[httpx.Client]:
    with closing(product.sign_in("ivy@cryodyne.example")) as client:
        yield client


@asynccontextmanager
async def opened(client: httpx.Client, **changes: Any) -> AsyncIterator[Page]:
    """A page that has all that there is."""
    async with connected(client, **changes) as socket:
        yield await Page(socket).open()


@asynccontextmanager
async def writing(client: httpx.Client, **changes: Any) -> AsyncIterator[Page]:
    """A page on which a long answer is being written."""
    async with opened(client, **changes) as page:
        await page.send(AT_LENGTH)
        await page.until(lambda: page.events.count("stream_token") > 3)
        yield page


def stored(product: Product, thread: str) -> list[tuple[str, str]]:
    """The status and the text of each turn of a thread."""
    with closing(sqlite3.connect(product.var / "almanac.db")) as database:
        query = "SELECT status, answer FROM turns WHERE thread_id = ? ORDER BY asked_at"
        return list(database.execute(query, (thread,)))


async def test_an_answer_goes_on_without_its_page_and_is_there_later(
    product: Product, ivy: httpx.Client, held: ModelServer
) -> None:
    async with writing(ivy) as page:
        thread = page.thread()

    async with opened(ivy, threadId=thread) as later:
        let_go(held)
        await later.until_told("finished")

    assert later.texts() == [LONG_ANSWER]
    assert later.texts("user_message") == [AT_LENGTH]
    assert stored(product, thread) == [("completed", LONG_ANSWER)]


async def test_a_page_whose_first_connection_broke_is_given_its_thread_by_the_next(
    ivy: httpx.Client,
) -> None:
    async with opened(ivy) as page:
        await page.send(SHORT)
        await page.until_told("finished")
        thread = page.thread()
    session = str(uuid.uuid4())
    async with connected(ivy, sessionId=session, threadId=thread):
        """It breaks before the page has said that it is there."""

    async with opened(ivy, sessionId=session, threadId=thread) as again:
        await again.until(lambda: "resume_thread" in again.events)

    assert again.texts() == [ANSWER]


async def test_a_page_that_comes_back_goes_on_where_the_answer_stands(
    ivy: httpx.Client, held: ModelServer
) -> None:
    session = str(uuid.uuid4())
    async with writing(ivy, sessionId=session) as page:
        [before] = page.texts()

    async with opened(ivy, sessionId=session) as again:
        held.most = MORE
        await again.until(lambda: again.events.count("stream_token") > 3)
        [growing] = again.texts()
        stoppable = again.busy
        let_go(held)
        await again.until_idle()

    assert LONG_ANSWER.startswith(before)
    assert LONG_ANSWER.startswith(growing)
    assert len(before) < len(growing) < len(LONG_ANSWER)
    assert stoppable
    assert again.texts() == [LONG_ANSWER]
    assert again.texts("user_message") == [AT_LENGTH]


async def test_every_page_that_shows_the_thread_follows_from_the_question_on(
    ivy: httpx.Client,
) -> None:
    async with opened(ivy) as first:
        await first.send(SHORT)
        await first.until_told("finished")
        async with opened(ivy, threadId=first.thread()) as second:
            await first.send("And in the office?")
            await first.until_told("finished", 2)
            await second.until_told("finished")
            await second.until_idle()

            assert second.texts("user_message") == [SHORT, "And in the office?"]
            assert second.texts() == first.texts() == [ANSWER, ANSWER]
            # The search stands on both, and where it ran no step waits for ever.
            assert len(second.texts("tool")) == len(first.texts("tool")) == 2


async def test_stop_on_one_page_ends_the_answer_on_all_of_them(
    product: Product, ivy: httpx.Client, held: ModelServer
) -> None:
    left = held.abandoned
    async with writing(ivy) as first, opened(ivy, threadId=first.thread()) as second:
        await second.until(lambda: second.busy)

        await second.stop()

        await first.until_told("finished")
        await second.until_told("finished")
        # Nor does the model go on for nobody.
        async with asyncio.timeout(LIMIT_S):
            while held.abandoned == left:
                await asyncio.sleep(0.05)
        assert first.texts() == second.texts()
        [(status, text)] = stored(product, first.thread())
    assert status == "stopped"
    assert LONG_ANSWER.startswith(text)


async def test_a_second_question_meanwhile_is_refused_on_any_page_and_told_once(
    product: Product, ivy: httpx.Client, held: ModelServer
) -> None:
    async with writing(ivy) as first, opened(ivy, threadId=first.thread()) as second:
        message = await second.send("And in the office?")
        await second.until_told("refused")
        await second.send("And on a train?")
        await second.until_told("refused", 2)

        # Nothing of it is sent again when the page connects again.
        assert message in [news.get("message") for news in second.news]
        assert sum("One answer at a time" in text for text in second.texts()) == 1
        let_go(held)
        await first.until_told("finished")
    assert len(stored(product, first.thread())) == 1


async def test_two_pages_that_ask_at_once_get_one_answer(
    product: Product, ivy: httpx.Client
) -> None:
    async with opened(ivy) as first:
        await first.send(SHORT)
        await first.until_told("finished")
        thread = first.thread()
        async with opened(ivy, threadId=thread) as second:
            await asyncio.gather(first.send(AT_LENGTH), second.send(AT_LENGTH))
            await asyncio.gather(first.until_told("finished", 2), second.until_told("finished"))
            refused = [*first.news, *second.news]

    assert [news["status"] for news in refused].count("refused") == 1
    assert [status for status, _ in stored(product, thread)] == ["completed", "completed"]


async def test_a_question_that_is_sent_twice_is_answered_once(
    product: Product, ivy: httpx.Client, held: ModelServer
) -> None:
    session = str(uuid.uuid4())
    async with writing(ivy, sessionId=session) as page:
        message = next(step["id"] for step in page.steps.values() if step["type"] != "run")
        thread = page.thread()

    async with opened(ivy, sessionId=session) as again:
        await again.send(AT_LENGTH, message, again=True)
        let_go(held)
        await again.until_told("finished")
        await again.send(AT_LENGTH, message, again=True)
        await again.until_told("finished", 2)

        assert again.texts("user_message") == [AT_LENGTH]
        assert again.texts() == [LONG_ANSWER]
        assert message in [news.get("message") for news in again.news]
    assert stored(product, thread) == [("completed", LONG_ANSWER)]


async def test_a_question_sent_again_by_a_page_that_was_forgotten_finds_its_conversation(
    product: Product, ivy: httpx.Client
) -> None:
    async with opened(ivy) as page:
        message = await page.send(SHORT)
        await page.until_told("finished")
        thread = page.thread()

    # The page shows its question, and never heard that it was stored.
    async with opened(ivy) as later:
        later.steps[message] = {"id": message, "type": "user_message", "output": SHORT}
        await later.send(SHORT, message, again=True)
        await later.until_told("finished")
        assert (later.texts("user_message"), later.texts()) == ([SHORT], [ANSWER])
        await later.send("And in the office?")
        await later.until_told("finished", 2)

    assert [status for status, _ in stored(product, thread)] == ["completed", "completed"]


async def test_a_question_that_was_lost_on_the_way_is_shown_where_it_is_sent_again(
    ivy: httpx.Client,
) -> None:
    async with opened(ivy) as page:
        await page.send(SHORT)
        await page.until_told("finished")
        thread = page.thread()

    async with opened(ivy, threadId=thread) as later:
        await later.send("And in the office?", str(uuid.uuid4()), again=True)
        await later.until_told("finished")

        assert later.texts("user_message") == [SHORT, "And in the office?"]


async def test_a_message_of_somebody_else_is_another_question(
    product: Product, ivy: httpx.Client
) -> None:
    async with opened(ivy) as page:
        message = await page.send(SHORT)
        await page.until_told("finished")
        thread, turn = page.thread(), page.turn()

    with closing(product.sign_in("ben@cryodyne.example")) as ben:
        async with opened(ben, threadId=thread) as other:
            await other.send("What is the password policy?", message, again=True)
            await other.until_told("finished")

        assert other.thread() != thread
        assert other.turn() != turn
    assert len(stored(product, thread)) == 1


async def test_a_thread_of_somebody_else_is_not_followed(
    product: Product, ivy: httpx.Client, held: ModelServer
) -> None:
    async with AsyncExitStack() as stack:
        page = await stack.enter_async_context(writing(ivy))
        ben = stack.enter_context(closing(product.sign_in("ben@cryodyne.example")))
        other = await stack.enter_async_context(opened(ben, threadId=page.thread()))
        await other.stop()
        let_go(held)
        await page.until_told("finished")

        assert other.steps == {}
        assert page.texts() == [LONG_ANSWER]


async def test_a_refusal_is_said_again_to_a_page_that_may_have_missed_it(
    ivy: httpx.Client,
) -> None:
    session = str(uuid.uuid4())
    async with opened(ivy, sessionId=session) as page:
        await page.send(TOO_LONG)
        await page.until_told("refused")

    async with opened(ivy, sessionId=session) as again:
        [said] = again.texts()
        assert "at most 8,000 are allowed" in said
        assert [len(text) for text in again.texts("user_message")] == [len(TOO_LONG)]


@pytest.mark.parametrize("how", ["signs out", "loses the assistant", "deletes the conversation"])
async def test_an_answer_ends_where_its_person(
    product: Product, held: ModelServer, ivy: httpx.Client, how: str
) -> None:
    left = held.abandoned
    async with writing(ivy) as page:
        thread = page.thread()
    with ExitStack() as stack:
        if how == "signs out":
            ivy.post("/sign-out", headers={"Origin": product.url})
        elif how == "loses the assistant":
            stack.enter_context(only_groups(product, "ivy@cryodyne.example", '["nobody"]'))
        else:
            ivy.request("DELETE", "/chat/project/thread", json={"threadId": thread})
        # By itself the answer does not end.
        async with asyncio.timeout(LIMIT_S):
            while held.abandoned == left:
                await asyncio.sleep(0.05)
            while stored(product, thread)[0][0] == "streaming":
                await asyncio.sleep(0.05)

    assert stored(product, thread)[0][0] == "stopped"


@contextmanager
def only_groups(product: Product, email: str, groups: str) -> Iterator[None]:
    """Leave a person only these groups."""
    with closing(sqlite3.connect(product.var / "almanac.db")) as database:
        query = "SELECT groups FROM people WHERE email = ?"
        [held] = database.execute(query, (email,)).fetchone()
        change = "UPDATE people SET groups = ? WHERE email = ?"
        with database:
            database.execute(change, (groups, email))
        try:
            yield
        finally:
            with database:
                database.execute(change, (held, email))


async def test_what_was_withheld_meanwhile_is_not_shown_to_a_page_that_comes_late(
    product: Product, ivy: httpx.Client, held: ModelServer
) -> None:
    async with writing(ivy) as page:
        [found] = page.texts("tool")
        with without_documents(product, "it"):
            async with opened(ivy, threadId=page.thread()) as late:
                let_go(held)
                await late.until_told("finished")

                assert found
                assert late.texts("tool") == [""]


@contextmanager
def without_documents(product: Product, source: str) -> Iterator[None]:
    """Take the documents of a source from everybody."""
    with closing(sqlite3.connect(product.var / "almanac.db")) as database:
        query = "SELECT groups, indexed_access, id FROM documents WHERE source = ?"
        before = database.execute(query, (source,)).fetchall()
        with database:
            change = "UPDATE documents SET groups = ?, indexed_access = ? WHERE source = ?"
            database.execute(change, ('["nobody"]', "nobody", source))
        try:
            yield
        finally:
            with database:
                change = "UPDATE documents SET groups = ?, indexed_access = ? WHERE id = ?"
                database.executemany(change, before)


async def test_an_answer_that_is_written_elsewhere_says_so_and_is_whole_at_its_end(
    product: Product, ivy: httpx.Client
) -> None:
    async with opened(ivy) as page:
        await page.send(SHORT)
        await page.until_told("finished")
        thread, turn = page.thread(), page.turn()
    with closing(sqlite3.connect(product.var / "almanac.db")) as database:
        change = "UPDATE turns SET status = ?, answer = ? WHERE id = ?"
        with database:
            database.execute(change, ("streaming", "Connect", turn))
        async with opened(ivy, threadId=thread) as late:
            [half] = [s for s in late.steps.values() if s["type"] == "assistant_message"]
            said = ivy.get(f"/chat/answers/{thread}").json()["answers"][turn]["status"]
            with database:
                database.execute(change, ("completed", ANSWER, turn))
            await late.until_told("finished")

    assert (half["output"], half["streaming"], said) == ("Connect", True, "streaming")
    assert late.texts() == [ANSWER]
    assert late.texts("user_message") == [SHORT]


async def test_a_connection_that_is_overtaken_closes_and_the_next_is_told_once(
    ivy: httpx.Client,
) -> None:
    session = str(uuid.uuid4())
    async with connected(ivy, sessionId=session) as first:
        page = await Page(first).open()
        await page.send(TOO_LONG)
        await page.until_told("refused")
        async with connected(ivy, sessionId=session) as second:
            page = Page(second)
            for _ in range(50):
                await second.emit("connection_successful")
            async with asyncio.timeout(10):
                await first.wait()
            await page.send(TOO_LONG)
            await page.until_told("refused", 2)

    assert not first.connected
    assert [news["status"] for news in page.news].count("ready") == 1


async def test_a_lost_assistant_is_not_reached_under_the_name_of_another(product: Product) -> None:
    session = str(uuid.uuid4())
    with closing(product.sign_in("chris@cryodyne.example")) as chris:
        async with opened(chris, sessionId=session, chatProfile="medical-information") as page:
            await page.send("How is Qavoretin dosed?")
            await page.until_told("finished")
        with only_groups(product, "chris@cryodyne.example", '["employees"]'):
            async with connected(chris, chatProfile="it"):
                pass
            with pytest.raises(socketio.exceptions.ConnectionError):
                async with connected(chris, sessionId=session, chatProfile="it"):
                    pass


def siblings(product: Product, thread: str) -> list[tuple[str, str | None]]:
    """The question of each turn of a thread, and of which turn it is a sibling."""
    with closing(sqlite3.connect(product.var / "almanac.db")) as database:
        query = "SELECT question, sibling_of FROM turns WHERE thread_id = ? ORDER BY asked_at"
        return list(database.execute(query, (thread,)))


async def test_a_question_that_is_edited_stands_beside_the_first_and_knows_it(
    product: Product, ivy: httpx.Client
) -> None:
    async with opened(ivy) as page:
        await page.send(SHORT)
        await page.until_told("finished")
        first, thread = page.turn(), page.thread()
        await page.send("And from abroad?", again=True, siblingOf=first)
        await page.until_told("finished", 2)
        await page.send("And from a train?", again=True, siblingOf=page.turn())
        await page.until_told("finished", 3)

    assert siblings(product, thread) == [
        (SHORT, None),
        ("And from abroad?", first),
        ("And from a train?", first),
    ]
    below = ivy.get(f"/chat/answers/{thread}").json()["answers"]
    assert [one["siblings"]["number"] for one in below.values()] == [1, 2, 3]
    receipt = ivy.get(f"/api/v1/turns/{page.turn()}/receipt").json()
    assert receipt["sibling_of"] == first


@pytest.mark.parametrize("asker", ["alice@cryodyne.example", "ivy@cryodyne.example"])
async def test_only_a_question_of_the_own_conversation_can_be_asked_again(
    product: Product, ivy: httpx.Client, asker: str
) -> None:
    with closing(product.sign_in(asker)) as other:
        async with opened(other) as elsewhere:
            await elsewhere.send(SHORT)
            await elsewhere.until_told("finished")

    async with opened(ivy) as own:
        await own.send(SHORT, again=True, siblingOf=elsewhere.turn())
        await own.until_told("refused")
        await own.until(lambda: bool(own.texts()))

    assert own.texts() == ["There is no such question in this conversation. Ask it as a new one."]


async def test_two_pages_that_stop_and_ask_again_at_once_get_one_answer_more(
    product: Product, ivy: httpx.Client, held: ModelServer
) -> None:
    async with writing(ivy) as first:
        turn, thread = first.turn(), first.thread()
        async with opened(ivy, threadId=thread) as second:
            await asyncio.gather(first.stop(), second.stop())
            await asyncio.gather(first.until_told("finished"), second.until_told("finished"))
            await asyncio.gather(first.until_idle(), second.until_idle())
            await asyncio.gather(
                first.send(SHORT, again=True, siblingOf=turn),
                second.send(f"{SHORT} Please.", again=True, siblingOf=turn),
            )
            await asyncio.gather(first.until_told("finished", 2), second.until_told("finished", 2))
            news = [*first.news, *second.news]

    assert [status for status, _ in stored(product, thread)] == ["stopped", "completed"]
    assert [one["status"] for one in news].count("refused") == 1
