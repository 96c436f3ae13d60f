"""Help: in the reader's language, open to everybody, and true about what assistants say."""

from __future__ import annotations

import re
from datetime import date

import httpx
import pytest

from app.navigation import HELP
from app.requests.languages import LANGUAGES
from app.settings import ROOT
from assistants import refusals
from assistants.answers import AnswerKind
from assistants.profiles import Configuration, read_profiles
from gateway.calls import GatewayError
from gateway.configuration.budgets import AtLimit
from gateway.spending.charges import BudgetSpentError, Spent
from retrieval.passages import SourceCondition, SourceState
from tests.app.api.conftest import Enter
from tests.app.api.test_records import ALICE, BEN
from tests.app.pages.test_auditing import browser

HEADINGS = {"en": "<h1>Help</h1>", "de": "<h1>Hilfe</h1>", "fr": "<h1>Aide</h1>"}


async def page_in(client: httpx.AsyncClient, language: str) -> str:
    """The page as a browser of this language gets it."""
    reply = await client.get(HELP.path, headers={"Accept-Language": language})
    assert reply.status_code == 200
    return reply.text


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("en-GB,en;q=0.9", "en"),
        ("de-CH,de;q=0.9,en;q=0.8", "de"),
        ("FR", "fr"),
        ("fr;q=0.3, de;q=0.7", "de"),
        ("it-IT,it;q=0.9,fr;q=0.5", "fr"),
    ],
)
async def test_the_page_has_the_language_that_the_browser_wants_most(
    enter: Enter, accepted: str, language: str
) -> None:
    reply = await enter("").get(HELP.path, headers={"Accept-Language": accepted})

    assert HEADINGS[language] in reply.text
    assert f'<html lang="{language}">' in reply.text
    assert reply.headers["content-language"] == language
    assert "Accept-Language" in reply.headers["vary"]


@pytest.mark.parametrize(
    "accepted",
    ["", "it", "*", "de;q=0", "de;q=2", "de-;q=1", ";;q", "d" * 50, "x," * 60 + "de", "\xe9"],
)
async def test_a_wish_that_cannot_be_met_gets_english(enter: Enter, accepted: str) -> None:
    header = [(b"accept-language", accepted.encode("latin-1"))]
    reply = await enter("").get(HELP.path, headers=header)

    assert HEADINGS["en"] in reply.text


async def test_without_a_session_nothing_of_the_company_is_told(enter: Enter) -> None:
    page = await page_in(enter(""), "en")

    assert 'href="/sign-in"' in page
    assert "@cryodyne.example" not in page
    assert not [profile for profile in profiles() if profile.name in page]


async def test_whoever_is_signed_in_sees_whom_to_ask_for_the_own_assistants_alone(
    enter: Enter,
) -> None:
    pages = {email: await page_in(await browser(enter, email), "en") for email in (ALICE, BEN)}

    assert "mailto:medinfo@cryodyne.example" in pages[ALICE]
    assert "mailto:people@cryodyne.example" in pages[ALICE]
    assert "mailto:people@cryodyne.example" in pages[BEN]
    assert "Medical Information" not in pages[BEN]


async def test_the_palette_is_that_of_the_assistant_from_best_to_worst(enter: Enter) -> None:
    page = await page_in(await browser(enter, ALICE), "en")

    own = page.partition("<dt>Medical Information</dt>")[2].partition("</dd>")[0]
    labels = ["Ready to send", "Good", "Needs editing", "Poor", "Wrong or harmful"]
    assert re.findall(r"> ([^<]+)</li>", own) == labels
    assert own.index("/emoji/1f60d.svg") < own.index("/emoji/1f621.svg")


async def test_every_language_tells_the_same(enter: Enter) -> None:
    shapes = set()
    for language in LANGUAGES:
        page = await page_in(await browser(enter, ALICE), language)
        shapes.add(tuple(re.findall(r'<(?:h2 id="[a-z-]+"|li|dt|p class|a href="[^"]+")', page)))

    assert len(shapes) == 1


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_the_page_quotes_is_what_assistants_say(enter: Enter, language: str) -> None:
    page = await page_in(enter(""), language)
    said = "\n".join(noes(language))

    quoted = re.findall(r"<dt>[“„«] ?(.+?) ?[”“»]</dt>", page)
    pieces = [piece.strip() for quote in quoted for piece in quote.split("…") if piece.strip()]
    assert len(quoted) == 5
    assert [piece for piece in pieces if piece not in said] == []


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_the_page_names_is_what_the_chat_is_labelled_with(
    enter: Enter, language: str
) -> None:
    page = await page_in(enter(""), language)
    words = (ROOT / "public" / "words" / "chat.js").read_text("utf-8")

    named = set(re.findall(r"<b>(.+?)</b>", page))
    assert named
    assert [name for name in named if f'about: "{name}"' not in words] == []


async def test_other_pages_lead_to_it(enter: Enter) -> None:
    pages = [
        (await (await browser(enter, ALICE)).get("/account")).text,
        (await enter("").get("/sign-in")).text,
    ]

    assert [f'href="{HELP.path}"' in page for page in pages] == [True, True]


def profiles() -> tuple[Configuration, ...]:
    """The assistants of the sample company."""
    return read_profiles(ROOT / "assistants" / "profiles")


def noes(language: str) -> list[str]:
    """Every answer without an answer, as an assistant of this language words it."""
    assistant = profiles()[0].model_copy(update={"language": language})
    stale = SourceState("hr", "people@cryodyne.example", SourceCondition.STALE, None, 0)
    kinds = (AnswerKind.NOT_FOUND, AnswerKind.NOT_INDEXED, AnswerKind.NOT_PERMITTED)
    errors = (
        GatewayError("answer", "no route"),
        BudgetSpentError("answer", "hr", Spent(AtLimit.MESSAGE, date(2026, 12, 1))),
    )
    return [
        *(refusals.word(kind, assistant, [stale]) for kind in kinds),
        *(refusals.unanswered(error, assistant) for error in errors),
    ]
