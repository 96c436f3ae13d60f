"""What is told of several searches for one question, and of a table that answers it."""

from __future__ import annotations

from collections.abc import Sequence

from assistants.profiles import Configuration
from assistants.questions.forms import form_of
from assistants.questions.searching import another_for, search_for
from assistants.sufficiency import lacks_what_is_named
from gateway.calls import AnswerForm
from retrieval.access import Access
from retrieval.passages import Found, Passage
from tests.fakes.search import FakeSearch, passage

ANYBODY = Access(frozenset())
CONFIGURATION = Configuration(
    slug="quality",
    name="Quality",
    department="quality",
    description="Answers about quality",
    icon="medical-information",
    audience=("quality",),
    owner="quality@cryodyne.example",
    next_step="Ask the desk.",
    welcome="Welcome",
    prompt="You answer questions about quality.",
    sources=("medical-information",),
)
LIST = AnswerForm("list", "suppliers in Basel")
QUESTIONS = {"whole": "Which suppliers are in Basel?", "subject": LIST.subject}
PROSE = passage(1, "Alder is a firm.")
TABLE = passage(1, "supplier: Alder; city: Basel\nsupplier: Birch; city: Bern", section="")


def searching(passages: Sequence[Passage], **signs: tuple[float, float]) -> FakeSearch:
    """A search with evidence, and a share that is missing, for each question."""
    search = FakeSearch(passages)
    search.evidence_of = {QUESTIONS[name]: evidence for name, (evidence, _) in signs.items()}
    search.missed_of = {QUESTIONS[name]: missed for name, (_, missed) in signs.items()}
    return search


async def found_by(search: FakeSearch) -> Found:
    return await search_for(
        QUESTIONS["whole"], LIST, search, ANYBODY, CONFIGURATION, table_letters=1000
    )


async def test_what_is_missing_is_told_by_the_search_with_the_most_evidence() -> None:
    better = searching([PROSE], whole=(0.3, 0.4), subject=(0.8, 0.0))
    worse = searching([PROSE], whole=(0.8, 0.4), subject=(0.3, 0.0))

    assert not lacks_what_is_named(await found_by(better))
    assert lacks_what_is_named(await found_by(worse))


async def test_nothing_is_missing_where_a_table_answers() -> None:
    found = await found_by(searching([TABLE], whole=(0.1, 0.4), subject=(0.1, 0.4)))

    assert found.evidence > 0.5
    assert not lacks_what_is_named(found)


async def test_another_assistant_is_not_named_where_its_documents_lack_what_is_named() -> None:
    async def another(missed: float) -> Configuration | None:
        search = searching([PROSE], whole=(0.9, missed))
        return await another_for(QUESTIONS["whole"], [CONFIGURATION], search, ANYBODY, but=())

    assert await another(0.0) == CONFIGURATION
    assert await another(0.4) is None


async def test_of_several_questions_each_is_searched_and_nothing_else() -> None:
    asked = "How is Qavoretin stored? And what is its dose?"
    search = FakeSearch([PROSE])
    search.evidence_of = {"How is Qavoretin stored?": 0.2, "And what is its dose (Qavoretin)?": 0.7}

    found = await search_for(
        asked, form_of(asked), search, ANYBODY, CONFIGURATION, table_letters=1000
    )

    assert {query for query, *_ in search.asked} == set(search.evidence_of)
    assert (found.evidence, found.parameters["form"]) == (0.7, "several")
