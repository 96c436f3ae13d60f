"""Every page speaks the language of its reader, in all that it says."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from app.pages.words.account import ACCOUNT
from app.pages.words.audit import AUDIT
from app.pages.words.common import COMMON
from app.pages.words.knowledge import KNOWLEDGE
from app.pages.words.signing_in import SIGNING_IN
from app.pages.words.spending import SPENDING
from app.pages.words.wording import Section
from app.requests.languages import LANGUAGES
from tests.app.api.conftest import Enter
from tests.app.api.test_records import DANA, GRACE
from tests.app.pages.test_auditing import browser


@dataclass(frozen=True)
class Page:
    """A page, who may look at it, and the word that it must show."""

    path: str
    email: str
    words: Section
    shows: str

    def __str__(self) -> str:
        return self.path


PAGES = (
    Page("/account", GRACE, ACCOUNT, "where"),
    Page("/admin/knowledge", GRACE, KNOWLEDGE, "troubled"),
    Page("/admin/spending", DANA, SPENDING, "no_calls"),
    Page("/admin/audit", GRACE, AUDIT, "from_where"),
    Page("/sign-in", "", SIGNING_IN, "heading"),
    Page("/documents/none/pages/1", GRACE, COMMON, "no_document"),
    Page("/nowhere", GRACE, COMMON, "no_page"),
)


@pytest.mark.parametrize("page", PAGES, ids=str)
async def test_a_page_has_the_language_of_its_reader(enter: Enter, page: Page) -> None:
    client = await browser(enter, page.email) if page.email else enter("")

    for language in LANGUAGES:
        headers = {"Accept-Language": f"{language}-CH", "Accept": "text/html"}
        reply = await client.get(page.path, headers=headers)

        assert f'<html lang="{language}">' in reply.text
        assert reply.headers["content-language"] == language
        assert "Accept-Language" in reply.headers["vary"]
        assert str(page.words[language][page.shows]) in reply.text


async def test_what_a_sample_person_does_is_told_in_the_language_of_the_page(enter: Enter) -> None:
    page = (await enter("").get("/sign-in", headers={"Accept-Language": "de"})).text

    assert "Beantwortet ärztliche Anfragen" in page
    assert "Answers doctors" not in page


async def test_a_role_is_called_by_its_name_in_the_language(enter: Enter) -> None:
    grace = await browser(enter, GRACE)

    page = (await grace.get("/account", headers={"Accept-Language": "fr"})).text

    assert "Conformité" in page
    assert "Compliance officer" not in page
