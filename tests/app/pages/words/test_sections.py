"""The words of every page: the same in each language, with the same places and whole forms."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from string import Formatter

import pytest
from babel import Locale

from app.audit.events import NOBODY, OPERATOR, SERVICE, Action, Outcome
from app.identity.people import RoleName
from app.pages.admin.words.languages import WORDS as CONSOLE
from app.pages.words.account import ACCOUNT
from app.pages.words.audit import AUDIT
from app.pages.words.audit_entries import ACTIONS, ENTRIES
from app.pages.words.audit_facts import FACTS
from app.pages.words.common import COMMON
from app.pages.words.documents import DOCUMENTS
from app.pages.words.heard import HEARD
from app.pages.words.knowledge import KNOWLEDGE
from app.pages.words.roles import ROLES
from app.pages.words.signing_in import SIGNING_IN
from app.pages.words.spending import SPENDING
from app.pages.words.wording import Section, Word, Wording
from app.requests.languages import LANGUAGES
from app.settings import ROOT
from retrieval.documents import DocumentStatus
from retrieval.passages import SourceCondition

AUDIT_FOLDER = ROOT / "app" / "audit"
TEMPLATES = ROOT / "app" / "pages" / "templates"
SECTIONS: dict[str, Section] = {
    "account.html": ACCOUNT,
    "audit.html": AUDIT,
    "document.html": DOCUMENTS,
    "frame.html": {language: {} for language in LANGUAGES},
    "case_outcomes.html": HEARD,
    "knowledge.html": KNOWLEDGE,
    "sign_in.html": SIGNING_IN,
    "spending.html": SPENDING,
}
ALL: dict[str, Section] = {
    **SECTIONS,
    "common": COMMON,
    "console": CONSOLE,
    "roles": ROLES,
    "actions": ACTIONS,
}


def forms(word: Word) -> Iterator[str]:
    """Every text of a word."""
    yield from [word] if isinstance(word, str) else word.values()


def places(word: Word) -> set[str | None]:
    """What goes into a word."""
    return {place for text in forms(word) for _, place, _, _ in Formatter().parse(text)} - {None}


@pytest.mark.parametrize("name", ALL)
def test_every_language_has_the_same_words_with_the_same_places(name: str) -> None:
    section = ALL[name]

    assert set(section) == set(LANGUAGES)
    shapes = [{key: places(word) for key, word in section[one].items()} for one in LANGUAGES]
    assert shapes[0] == shapes[1] == shapes[2]
    assert all(
        text.strip() for words in section.values() for w in words.values() for text in forms(w)
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ALL)
def test_a_word_with_forms_has_one_for_one_and_for_many(name: str, language: str) -> None:
    told_apart = Locale(language).plural_form.tags | {"other"}
    for word in ALL[name][language].values():
        if not isinstance(word, str):
            assert {"one", "other"} <= word.keys() <= told_apart


@pytest.mark.parametrize("name", SECTIONS)
def test_every_word_that_a_page_asks_for_is_there(name: str) -> None:
    text = (TEMPLATES / name).read_text("utf-8")
    asked = set(re.findall(r"\bw\.(\w+)", text)) | set(re.findall(r"\bw\(\"(\w+)\"[,)]", text))

    assert asked - {*SECTIONS[name]["en"], *COMMON["en"]} == set()


@pytest.mark.parametrize("name", SECTIONS)
def test_no_page_holds_words_of_its_own(name: str) -> None:
    text = (TEMPLATES / name).read_text("utf-8")
    code = r"{% block kind %}.*?{% endblock %}|{#.*?#}|{%.*?%}|{{.*?}}"
    bare = re.sub(code, " ", text, flags=re.DOTALL)
    shown = re.sub(r"<[^>]*>", " ", bare)
    said = re.findall(r"(?:alt|aria-label|placeholder|title)=\"([^\"]*)\"", bare)

    own = re.findall(r"[A-Za-z]{2,}", " ".join([shown, *said]))
    assert set(own) <= {"Almanac", "CryoDyne", "name", "company", "example"}


@pytest.mark.parametrize("name", ALL)
def test_no_word_breaks_an_attribute_or_hides_what_pages_call_by_name(name: str) -> None:
    for words in ALL[name].values():
        assert not [key for key, word in words.items() if any('"' in text for text in forms(word))]
        assert not [key for key in words if hasattr(Wording, key)]


def test_everything_that_has_a_name_in_the_records_has_one_for_people() -> None:
    for language in LANGUAGES:
        assert ACTIONS[language].keys() == set(Action)
        assert ROLES[language].keys() == set(RoleName)
        assert {*Outcome, OPERATOR, SERVICE, NOBODY} <= ENTRIES[language].keys()
        statuses = {f"document {status}" for status in DocumentStatus}
        conditions = {f"source {condition}" for condition in SourceCondition}
        assert statuses | conditions <= KNOWLEDGE[language].keys()
    assert FACTS["de"].keys() == FACTS["fr"].keys()


def test_every_fact_of_the_audit_trail_has_a_name_in_each_language() -> None:
    trees = [ast.parse(file.read_text("utf-8")) for file in AUDIT_FOLDER.glob("*descriptions.py")]
    facts = {name for tree in trees for node in ast.walk(tree) for name in names_in(node)}

    assert {"asked_as", "because", "class", "rows", "seen"} <= facts
    assert facts - FACTS["de"].keys() == set()


def names_in(node: ast.AST) -> Iterator[str]:
    """What a node of a program may name a fact: keys, and tuples of names that it goes through."""
    found: list[ast.expr | None] = []
    if isinstance(node, ast.Dict):
        found = node.keys
    elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
        found = [node.slice]
    elif isinstance(node, ast.For | ast.comprehension) and isinstance(node.iter, ast.Tuple):
        found = [*node.iter.elts]
    yield from (str(one.value) for one in found if isinstance(one, ast.Constant))
