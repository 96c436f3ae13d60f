"""The list of a person's threads."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.records.cursors import CursorInvalidError
from app.records.database.engine import Sessions
from app.records.turns.thread_names import name_after
from app.records.turns.threads import ThreadStore
from app.records.turns.turns import SqlTurnStore
from tests.feedback.samples import AT, opening


@pytest.fixture
def threads(sessions: Sessions) -> ThreadStore:
    return ThreadStore(sessions)


async def fill(threads: ThreadStore, count: int) -> None:
    for n in range(count):
        at = AT + timedelta(minutes=n // 2)
        await threads.touch(f"t{n}", "alice", profile="hr", at=at, question=f"Question {n}")


async def test_pages_go_through_all_threads_newest_first(threads: ThreadStore) -> None:
    await fill(threads, 7)
    found, cursor = [], None
    while True:
        page = await threads.page("alice", limit=3, cursor=cursor)
        found += [thread.id for thread in page.threads]
        cursor = page.cursor
        if cursor is None:
            break

    assert found == ["t6", "t5", "t4", "t3", "t2", "t1", "t0"]


async def test_nobody_sees_a_thread_of_somebody_else(threads: ThreadStore) -> None:
    await fill(threads, 1)

    assert (await threads.page("mallory")).threads == ()
    assert await threads.get("t0", "mallory") is None
    assert not await threads.rename("t0", "mallory", "mine")
    assert not await threads.delete("t0", "mallory", AT)
    thread = await threads.get("t0", "alice")
    assert thread is not None
    assert thread.name == "Question 0"


@pytest.mark.parametrize("search", ["überstunden", "ÜBERSTUNDEN", "100 %", "a_b", "second thought"])
async def test_search_finds_names_and_later_questions(threads: ThreadStore, search: str) -> None:
    await threads.touch("t1", "alice", profile="hr", at=AT, question="Überstunden: 100 % a_b?")
    await threads.touch("t1", "alice", profile="hr", at=AT, question="A second thought")
    await threads.touch("t2", "alice", profile="hr", at=AT, question="1000 axb of others")

    found = await threads.page("alice", search=search)

    assert [thread.id for thread in found.threads] == ["t1"]


async def test_a_renamed_thread_keeps_its_name_and_is_found_by_it(threads: ThreadStore) -> None:
    await fill(threads, 1)
    assert await threads.rename("t0", "alice", " Leave \n and pay ")
    await threads.touch("t0", "alice", profile="hr", at=AT, question="Another question")

    (thread,) = (await threads.page("alice", search="LEAVE AND")).threads
    assert thread.name == "Leave and pay"


async def test_a_greeting_names_a_thread_until_something_is_asked(
    sessions: Sessions, threads: ThreadStore
) -> None:
    names, turns = [], SqlTurnStore(sessions)
    for question in ("Hello", "thank you", "How long is the leave?", "And for parents?"):
        await turns.begin(opening(question, thread_id="t", person="alice", question=question))
        thread = await threads.get("t", "alice")
        assert thread is not None
        names.append(thread.name)

    assert names == ["Hello", "Hello", "How long is the leave?", "How long is the leave?"]
    assert (await threads.page("alice", search="leave?")).threads
    assert (await threads.page("alice", search="hello")).threads


async def test_a_thread_that_its_owner_calls_like_a_greeting_is_called_so(
    sessions: Sessions, threads: ThreadStore
) -> None:
    turns = SqlTurnStore(sessions)
    await turns.begin(opening("t1", thread_id="t", person="alice", question="How long is it?"))
    assert await threads.rename("t", "alice", "Hello")

    await turns.begin(opening("t2", thread_id="t", person="alice", question="And for parents?"))

    thread = await threads.get("t", "alice")
    assert thread is not None
    assert thread.name == "Hello"


async def test_a_deleted_thread_is_gone(threads: ThreadStore) -> None:
    await fill(threads, 2)
    assert await threads.delete("t1", "alice", AT)
    assert not await threads.delete("t1", "alice", AT)

    assert await threads.get("t1", "alice") is None
    assert [thread.id for thread in (await threads.page("alice")).threads] == ["t0"]


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "2026-01-01",
        "2026-01-01T00:00:00|t",
        "|",
        "0001-01-01T00:00:00+23:59|t",
        "9999-12-31T23:59:59-23:59|t",
        "2026-01-01T00:00:00+00:00|t\ud800",
        "2026-01-01T00:00:00+00:00|t\0",
    ],
)
async def test_a_cursor_that_no_page_gave_is_refused(threads: ThreadStore, cursor: str) -> None:
    with pytest.raises(CursorInvalidError):
        await threads.page("alice", cursor=cursor)


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("  Short\n question ", "Short question"),
        ("", ""),
        ("word " * 30, "word " * 15 + "word…"),
        ("x" * 200, "x" * 79 + "…"),
    ],
)
def test_a_name_is_cut_at_a_word(question: str, name: str) -> None:
    assert name_after(question) == name
    assert len(name) <= 80


@pytest.mark.parametrize("origin", ["api", "cli"])
async def test_what_programs_asked_is_not_in_the_list_until_a_person_asks_there(
    sessions: Sessions, threads: ThreadStore, origin: str
) -> None:
    turns = SqlTurnStore(sessions)
    await turns.begin(opening("t1", thread_id="theirs", person="alice", origin=origin))
    await turns.begin(opening("t2", thread_id="own", person="alice", origin="chat"))
    alone = [thread.id for thread in (await threads.page("alice")).threads]

    await turns.begin(opening("t3", thread_id="theirs", person="alice", origin="chat"))

    assert alone == ["own"]
    assert {thread.id for thread in (await threads.page("alice")).threads} == {"own", "theirs"}


@pytest.mark.parametrize("letter", ["x", "%", "é", "界", "😀"])
@pytest.mark.parametrize("length", [8_000, 12_000, 200_000])
async def test_a_search_of_any_length_is_answered(
    threads: ThreadStore, letter: str, length: int
) -> None:
    await fill(threads, 1)

    assert (await threads.page("alice", search=letter * length)).threads == ()
