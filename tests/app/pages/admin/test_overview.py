"""The first page of the console: how each assistant does, for whoever may know it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from babel import Locale
from babel.dates import format_date, format_skeleton

from app.audit.events import Actor
from app.audit.trail import EVERYTHING
from app.pages.admin.overview import first_day
from app.publishing.desk import Somebody
from retrieval.documents import Source
from tests.app.inbox.reacting import answered, reacted
from tests.servers.console import Console, opened_console

SLUG = "medical-information"
# The week before, so that no test runs at the border between two.
ASKED = first_day(datetime.now(UTC)) + timedelta(weeks=10, days=1)
SCORES = {"alice": 1, "chris": 3, "dana": 5}


@pytest.fixture
async def console(tmp_path: Path) -> AsyncIterator[Console]:
    async with opened_console(tmp_path / "var") as console:
        yield console


async def ask_and_react(console: Console, *names: str, scores: Mapping[str, int] = SCORES) -> None:
    for name in names:
        person = await console.records.people.by_email(f"{name}@cryodyne.example")
        assert person is not None
        sessions = console.records.transactions
        usual = {"person": person.id, "profile": SLUG, "department": SLUG, "asked_at": ASKED}
        await answered(sessions, name, question=f"What does {name} ask?", **usual)
        await reacted(sessions, name, person=person.id, score=scores[name], at=ASKED)


async def shelf(console: Console, name: str, language: str = "en") -> str:
    """What the page says of the assistant."""
    page = (await (await console.browser(name, language)).get("/admin")).text
    found = re.search(rf'href="/admin/assistants/{SLUG}".*?</section>', page, re.S)
    assert found is not None
    return found[0]


def rows(page: str) -> list[list[str]]:
    return [
        re.findall(r"<td>(.*?)</td>", row)
        for row in re.findall(r"<tr>(.*?)</tr>", page, re.S)
        if "<td>" in row
    ]


async def test_the_curve_and_its_table_say_the_same(console: Console) -> None:
    await ask_and_react(console, *SCORES)

    page = await shelf(console, "dana")

    table = rows(page)
    assert len(table) == 12
    # The deviation is 2, so that the interval is wider than the scale.
    assert table[10][1:] == ["3.0", "1.0–5.0", "3", "–"]
    assert table[11][1:] == ["too few", "–", "0", "Version 1"]
    assert page.count('class="point"') == 1
    assert re.findall(r'class="label marked"[^>]*>(\w+)<', page) == ["v1"]


@pytest.mark.parametrize("language", ["en-US", "en-GB", "de", "fr"])
async def test_days_and_means_are_written_as_the_reader_writes_them(
    console: Console, language: str
) -> None:
    await ask_and_react(console, *SCORES)

    page = await shelf(console, "dana", language)

    monday = ASKED - timedelta(days=1)
    locale = Locale.parse(language, sep="-")
    # Every other week has a label at the axis.
    labelled = format_skeleton("MMMd", monday - timedelta(weeks=1), locale=locale)
    assert f">{labelled}</text>" in page
    day = format_date(monday.date(), "medium", locale=locale)
    assert rows(page)[10][:2] == [day, "3.0" if language.startswith("en") else "3,0"]


async def test_where_all_think_the_same_there_is_no_interval(console: Console) -> None:
    await ask_and_react(console, *SCORES, scores=dict.fromkeys(SCORES, 4))

    page = await shelf(console, "dana")

    assert rows(page)[10][1:4] == ["4.0", "all the same", "3"]


async def test_fewer_than_three_people_make_no_point(console: Console) -> None:
    await ask_and_react(console, "alice", "chris")

    page = await shelf(console, "dana")

    assert "<svg" not in page
    assert "No week has reactions of three people yet." in page


async def test_the_worst_answers_lead_to_the_inbox_for_its_admins_alone(console: Console) -> None:
    await ask_and_react(console, *SCORES)

    dana, erik = [await shelf(console, name) for name in ("dana", "erik")]

    assert "Rated low (1 or 2 of 5), not closed: 1" in dana
    assert 'href="/admin/inbox/alice"' in dana
    assert "/admin/inbox" not in erik
    assert "What does alice ask?" not in erik


async def test_many_answers_of_one_assistant_hide_none_of_another(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    await ask_and_react(console, "alice")
    dana = await console.records.directory.by_email("dana@cryodyne.example")
    assert dana is not None
    sessions = console.records.transactions
    for turn in ("b", "c"):
        await answered(sessions, turn, profile="other", department=SLUG, asked_at=ASKED)
        await reacted(sessions, turn, score=2, at=ASKED + timedelta(hours=1))
    monkeypatch.setattr("app.inbox.inbox._LOOKED_AT", 2)

    by = Somebody(dana, Actor(dana.id))
    worst = await console.records.inbox.worst(by, ["other", SLUG], each=1)

    assert [one.turn_id for one in worst[SLUG]] == ["alice"]
    assert len(worst["other"]) == 1
    # The trail tells how many were shown, and not how many were looked at.
    read = await console.records.audit.page(EVERYTHING, limit=200)
    assert [one.facts["shown"] for one in read.entries if one.action == "inbox.read"] == [2]


async def test_the_navigation_says_how_much_waits(console: Console) -> None:
    await ask_and_react(console, "alice")
    page = (await (await console.browser("dana")).get("/admin/people")).text

    found = re.search(r'href="/admin/inbox"[^>]*>(.*?)</a>', page)
    assert found is not None
    assert re.sub(r"<[^>]+>", "", found[1]) == "Reactions 1 waiting for you"


async def test_sources_that_need_a_look_are_named(console: Console) -> None:
    assert "It has no source that was ingested." in await shelf(console, "dana")

    source = Source(SLUG, "/nowhere", SLUG, "owner@x", ("staff",), ingested_at=ASKED)
    await console.records.documents.save_source(source)

    assert "All its sources are up to date." in await shelf(console, "dana")
